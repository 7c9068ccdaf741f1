"""Plans computed in a process of their own are the plans that would be made here."""

import asyncio
import os
import signal
from collections.abc import AsyncIterator
from typing import Any

import pytest

from core.catalog.repository import CatalogRepository
from core.catalog.service import CatalogService
from core.db.engine import Transaction
from core.kernel.context import bound_context
from core.kernel.errors import InvalidRequestError, ModelError, PlanInvalidError
from core.kernel.thinkers import Thinkers, thinkers
from core.llm.providers.offline.provider import OfflineProvider
from core.llm.types import ChatCall, ProviderAnswer
from core.planning.beside import MakerBeside
from core.planning.journal import nobody_listens
from core.planning.making import Made, MakerHere
from core.schemas.plans import PlanDayCard, PlanRequest, ToolTrace
from tests.support.builders import a_request
from tests.support.models import ScriptedModel, SilentModel, SpoiltModel, a_model_error
from tests.support.planner import make_tools

pytestmark = pytest.mark.usefixtures("catalog_seeded")

_WEEK = {
    "origin": "shanghai",
    "destination": None,
    "destinations": [{"name": "xian"}, {"name": "chengdu"}],
    "day_count": 5,
}


@pytest.fixture
async def beside(request: pytest.FixtureRequest) -> AsyncIterator[Thinkers]:
    """Yield one process that computes, which takes a second to begin, or as many as are asked."""
    count, modules = getattr(request, "param", 1), ["core.planning.beside"]
    async with thinkers(
        count, modules, json_lines=False, log_level="WARNING", patience_s=60
    ) as found:
        yield found


@pytest.fixture
def catalog(transaction: Transaction) -> CatalogService:
    return CatalogService(transaction)


@pytest.fixture
def maker(beside: Thinkers, catalog: CatalogService) -> MakerBeside:
    return MakerBeside(beside, catalog)


def told_of(made: Made) -> dict[str, Any]:
    """Return all of an answer that does not depend on the clock."""
    answer = made.answer.model_dump(mode="json")
    for trace in answer["tool_traces"]:
        del trace["latency_ms"]
    del answer["metrics"]["latency_ms"], answer["trace_id"]
    return answer


class Watching:
    """Keeps what watchers are told."""

    def __init__(self) -> None:
        self.told: list[str] = []

    def __call__(self, event: str, data: ToolTrace | PlanDayCard) -> None:
        what = data.name if isinstance(data, ToolTrace) else data.model_dump_json()
        self.told.append(f"{event} {what}")


@pytest.mark.parametrize(
    "fields",
    [
        {"mode": "fast", **_WEEK},
        {"mode": "deep", **_WEEK, "budget": 900_000, "seed": 3},
        {"mode": "deep", "destination": None, "text": "两个人从上海出发去西安玩3天，不坐飞机"},
    ],
    ids=["fast", "deep", "words"],
)
async def test_the_same_request_gives_the_same_plan_and_tells_the_same(
    maker: MakerBeside, catalog: CatalogService, fields: dict[str, Any]
) -> None:
    request = a_request(**fields)
    tools = make_tools(catalog, OfflineProvider())
    here, there = Watching(), Watching()

    with bound_context("trace-1"):
        expected = await MakerHere().make(tools, request, here, task_id="task-1")
        first = await maker.make(tools, request, there, task_id="task-1")
        again = await maker.make(tools, request, nobody_listens, task_id="task-1")

    assert told_of(first) == told_of(again) == told_of(expected)
    assert there.told == here.told
    assert (first.plan, first.report) == (expected.plan, expected.report)
    assert (first.answer.trace_id, first.answer.task_id) == ("trace-1", "task-1")


async def test_a_request_that_is_wrong_is_refused_as_it_is_here(
    maker: MakerBeside, catalog: CatalogService
) -> None:
    tools = make_tools(catalog, ScriptedModel())
    request = a_request(destination="Atlantis")

    with pytest.raises(InvalidRequestError) as here:
        await MakerHere().check(tools, request)
    with pytest.raises(InvalidRequestError) as checked:
        await maker.check(tools, request)
    with pytest.raises(InvalidRequestError) as made:
        await maker.make(tools, request, nobody_listens, task_id=None)

    assert checked.value.errors == made.value.errors == here.value.errors


async def test_failures_of_the_model_and_of_the_plan_arrive_as_they_are(
    maker: MakerBeside, catalog: CatalogService
) -> None:
    rejected = make_tools(catalog, ScriptedModel(a_model_error("provider_rejected")))
    hopeless = make_tools(catalog, SpoiltModel(None), fallback=False)

    with pytest.raises(ModelError) as of_model:
        await maker.make(rejected, a_request(mode="fast"), nobody_listens, task_id=None)
    with pytest.raises(PlanInvalidError) as of_plan:
        await maker.make(hopeless, a_request(mode="deep", budget=1), nobody_listens, task_id=None)

    assert of_model.value.error_type == "provider_rejected"
    assert of_plan.value.data["checks"]


async def test_whoever_hangs_up_ends_the_call_of_the_model(
    maker: MakerBeside, catalog: CatalogService
) -> None:
    model = SilentModel()
    making = asyncio.ensure_future(
        maker.make(make_tools(catalog, model), a_request(), nobody_listens, task_id=None)
    )
    await model.asked.wait()
    making.cancel()

    await model.left.wait()
    with pytest.raises(asyncio.CancelledError):
        await making


class DeadlyModel(OfflineProvider):
    """Kills the processes that compute while it is asked for the third time."""

    def __init__(self, beside: Thinkers) -> None:
        super().__init__()
        self._beside = beside
        self.calls: list[ChatCall] = []

    async def complete(self, call: ChatCall) -> ProviderAnswer:
        self.calls.append(call)
        if len(self.calls) == 3:
            for pid in self._beside.pids:
                os.kill(pid, signal.SIGKILL)
            await asyncio.Event().wait()  # until nobody wants to know any more
        return await super().complete(call)


async def test_a_plan_lost_with_its_process_is_made_once_more_and_no_answer_is_paid_twice(
    maker: MakerBeside, beside: Thinkers, catalog: CatalogService
) -> None:
    request = a_request(mode="deep", day_count=4)
    whole = SpoiltModel()
    expected = await MakerHere().make(
        make_tools(catalog, whole), request, nobody_listens, task_id=None
    )
    deadly = DeadlyModel(beside)

    made = await maker.make(make_tools(catalog, deadly), request, nobody_listens, task_id=None)

    assert made.plan == expected.plan
    # The call under way was cut off with the process; those before it were not made again.
    assert len(deadly.calls) == len(whole.calls) + 1
    assert deadly.calls[2] == deadly.calls[3]
    assert len(set(deadly.calls)) == len(whole.calls)


async def test_what_is_imported_here_shows_there_at_once(
    maker: MakerBeside, catalog: CatalogService, monkeypatch: pytest.MonkeyPatch
) -> None:
    request = a_request(mode="fast", day_count=1)
    tools = make_tools(catalog, OfflineProvider())
    before = await maker.make(tools, request, nobody_listens, task_id=None)
    seen = {row.place_id for card in before.plan.day_cards for row in card.sub_trips}

    read = CatalogRepository.places_of

    async def without(self: CatalogRepository, city_ids: list[str]) -> list[Any]:
        return [place for place in await read(self, city_ids) if place.id not in seen]

    monkeypatch.setattr(CatalogRepository, "places_of", without)
    catalog.invalidate()
    after = await maker.make(tools, request, nobody_listens, task_id=None)

    now = {row.place_id for card in after.plan.day_cards for row in card.sub_trips}
    assert now
    assert not seen & now


async def test_the_catalogue_is_copied_once_as_long_as_it_is_the_same(
    maker: MakerBeside, catalog: CatalogService, monkeypatch: pytest.MonkeyPatch
) -> None:
    request = PlanRequest.model_validate({"mode": "fast", "day_count": 1, "destination": "xian"})
    tools = make_tools(catalog, OfflineProvider())
    sent: list[tuple[tuple[str, ...], bool]] = []
    newer = type(maker._editions).newer

    async def seen(self: Any, key: tuple[str, ...], known: int | None) -> tuple[int, Any]:
        number, value = await newer(self, key, known)
        sent.append((key, value is not None))
        return number, value

    monkeypatch.setattr(type(maker._editions), "newer", seen)
    for _ in range(2):
        await maker.make(tools, request, nobody_listens, task_id=None)
    catalog.invalidate()  # read again, and found to be the same
    await maker.make(tools, request, nobody_listens, task_id=None)

    assert [has_value for key, has_value in sent if key[0] == "places"] == [True, False, False]
    assert [has_value for key, has_value in sent if key == ("cities",)] == [True, False, False]


@pytest.mark.parametrize("beside", [2], indirect=True)
async def test_a_warmed_process_needs_only_the_places_of_the_first_trip(
    maker: MakerBeside, catalog: CatalogService, monkeypatch: pytest.MonkeyPatch
) -> None:
    sent: list[tuple[tuple[str, ...], bool]] = []
    newer = type(maker._editions).newer

    async def seen(self: Any, key: tuple[str, ...], known: int | None) -> tuple[int, Any]:
        number, value = await newer(self, key, known)
        sent.append((key, value is not None))
        return number, value

    monkeypatch.setattr(type(maker._editions), "newer", seen)
    await maker.warm()
    warmed = sorted(sent)
    sent.clear()
    for mode in ("fast", "deep"):
        request = a_request(mode=mode, **_WEEK)
        await maker.make(
            make_tools(catalog, OfflineProvider()), request, nobody_listens, task_id=None
        )

    assert warmed == sorted([(("cities",), True), (("network",), True)] * 2)
    assert {key[0] for key, has_value in sent if has_value} <= {"places", "closed"}

"""Plans computed in a process of their own: the whole run of the planner, not pieces of it.

What the run asks for it asks of us: the model, the prompts, and what of the catalogue it does not
have already. Cities, places and connections are kept there from plan to plan, each edition of them
sent once. What the run tells is told here.
"""

import time
from collections import OrderedDict
from collections.abc import AsyncGenerator, Mapping, Sequence
from dataclasses import dataclass, fields
from datetime import date, datetime
from typing import Any

from core.catalog.connections import Network
from core.catalog.domain import City, Place
from core.catalog.gazetteer import Gazetteer
from core.catalog.links import Link
from core.catalog.port import Catalogue, WholeCatalogue
from core.kernel.thinker import Asking
from core.kernel.thinker_process import Answers
from core.kernel.thinkers import Pace, Thinkers
from core.llm.types import ChatCall, ChatModel, ChatResult, Delta, in_one_piece
from core.planning.asking import Run, Tools
from core.planning.journal import Emit, Journal, nobody_listens
from core.planning.making import Made, make_plan, planner
from core.planning.understanding.reading import check_fields
from core.prompts.domain import Prompt
from core.prompts.registry import PromptRegistry
from core.schemas.plans import PlanDayCard, PlanMode, PlanRequest, ToolTrace

_PORTS = frozenset({"ai", "prompts", "catalog", "clock"})
"""Of the tools: what is asked through questions, or told beforehand. All others are values."""
_MOST_COPIES = 200
"""So many cities' places are kept in a process; of more, those that were asked for last."""


@dataclass(frozen=True, slots=True)
class Errand:
    """What a process has to know before it begins."""

    request: PlanRequest
    task_id: str | None
    provider: str
    model: str
    now: datetime
    began: float
    """When the plan was asked for, by the clock that all processes of a machine share."""
    values: Mapping[str, Any]
    """The plain values of the tools, by name."""
    is_heard: bool


class MakerBeside:
    """Has plans made by thinkers: fast ones quickly, deep ones where they keep nobody waiting."""

    def __init__(self, thinkers: Thinkers, catalog: WholeCatalogue) -> None:
        self._thinkers = thinkers
        self._editions = _Editions(catalog)

    async def make(
        self, tools: Tools, request: PlanRequest, emit: Emit, *, task_id: str | None
    ) -> Made:
        """Return the plan of a request."""
        pace = Pace.QUICK if request.mode is PlanMode.FAST else Pace.SLOW
        errand = _errand(tools, request, task_id, is_heard=emit is not nobody_listens)
        return await self._thinkers.converse(pace, self._answers(tools, emit), make_beside, errand)

    async def check(self, tools: Tools, request: PlanRequest) -> None:
        """Refuse what is wrong whatever the words say."""
        errand = _errand(tools, request, None, is_heard=False)
        answers = self._answers(tools, nobody_listens)
        await self._thinkers.converse(Pace.QUICK, answers, check_beside, errand)

    async def warm(self) -> None:
        """Have every process ready for its first plan: the planner, and what all plans look up.

        Raises:
            BusyError: The machine has no room for a process.
            ComputationLostError: It cost two processes their lives.
        """
        await self._thinkers.everywhere({"catalogue": self._editions.newer}, warm_beside)

    def _answers(self, tools: Tools, emit: Emit) -> Answers:
        return {
            "model": _Remembering(tools.ai).complete,
            "prompt": tools.prompts.get,
            "catalogue": self._editions.newer,
            "told": emit,
        }


async def make_beside(asking: Asking, errand: Errand) -> Made:
    """Make a plan, in the process that computes."""
    emit = _telling(asking) if errand.is_heard else nobody_listens
    run = Run(_tools(asking, errand), Journal(emit=emit, began=errand.began))
    return await make_plan(run, errand.request, task_id=errand.task_id)


async def warm_beside(asking: Asking) -> None:
    """Copy what every plan looks up and put the planner together, in the process that computes."""
    await _CatalogueCopied(asking).warm()
    planner()


async def check_beside(asking: Asking, errand: Errand) -> None:
    """Look over the fields of a request, in the process that computes."""
    await check_fields(Run(_tools(asking, errand), Journal()), errand.request)


def _errand(tools: Tools, request: PlanRequest, task_id: str | None, *, is_heard: bool) -> Errand:
    names = [field.name for field in fields(tools) if field.name not in _PORTS]
    return Errand(
        request=request,
        task_id=task_id,
        provider=tools.ai.provider_name,
        model=tools.ai.model,
        now=tools.clock(),
        began=time.perf_counter(),
        values={name: getattr(tools, name) for name in names},
        is_heard=is_heard,
    )


def _tools(asking: Asking, errand: Errand) -> Tools:
    return Tools(
        ai=_ModelAsked(asking, errand.provider, errand.model),
        prompts=_PromptsAsked(asking),
        catalog=_CatalogueCopied(asking),
        clock=lambda: errand.now,
        **errand.values,
    )


def _telling(asking: Asking) -> Emit:
    def emit(event: str, data: ToolTrace | PlanDayCard) -> None:
        asking.tell("told", event, data)

    return emit


class _Remembering:
    """A model whose answers to one run are kept: should the run be lost, it costs none twice."""

    def __init__(self, model: ChatModel) -> None:
        self._model = model
        self._answered: dict[int, tuple[ChatCall, ChatResult]] = {}

    async def complete(self, number: int, call: ChatCall) -> ChatResult:
        """Return the answer to the `number`th question of a run."""
        asked, result = self._answered.get(number, (None, None))
        if result is None or asked != call:
            result = await self._model.complete(call)
            self._answered[number] = call, result
        return result


class _ModelAsked:
    """The model, as the process that computes has it."""

    def __init__(self, asking: Asking, provider_name: str, model: str) -> None:
        self._asking = asking
        self._asked = 0
        self.provider_name = provider_name
        self.model = model

    async def complete(self, call: ChatCall) -> ChatResult:
        """Return the answer to `call`."""
        number = self._asked
        self._asked += 1
        result: ChatResult = await self._asking.ask("model", number, call)
        return result

    async def stream(self, call: ChatCall) -> AsyncGenerator[Delta | ChatResult, None]:
        """Yield the answer to `call` in one piece: what computes does not listen in."""
        async for piece in in_one_piece(await self.complete(call)):
            yield piece


class _PromptsAsked(PromptRegistry):
    """The prompts, as the process that computes has them."""

    def __init__(self, asking: Asking) -> None:
        self._asking = asking

    async def get(self, key: str) -> Prompt:
        """Return the prompt in force."""
        prompt: Prompt = await self._asking.ask("prompt", key)
        return prompt


class _Editions:
    """Numbers the editions of what the catalogue has; who has the present one is told no more."""

    def __init__(self, catalog: WholeCatalogue) -> None:
        self._catalog = catalog
        self._present: dict[tuple[str, ...], tuple[int, Any]] = {}

    async def newer(self, key: tuple[str, ...], known: int | None) -> tuple[int, Any]:
        """Return the number of the present edition, and the edition where `known` is another."""
        value = await self._read(key)
        number, present = self._present.get(key, (0, None))
        if not _is_same(present, value):
            number += 1
            self._present[key] = number, value
        return number, None if known == number else value

    async def _read(self, key: tuple[str, ...]) -> Any:
        match key:
            case ("places", city_id):
                return await self._catalog.places_of(city_id)
            case ("closed", city_id):
                return await self._catalog.closed_of(city_id)
            case ("network",):
                return await self._catalog.network()
            case _:
                return await self._catalog.list_cities()


def _is_same(present: Any, value: Any) -> bool:
    """Say whether two editions are one, first by a look: what was kept consists of the same."""
    if isinstance(present, list) and isinstance(value, list) and len(present) == len(value):
        return all(one is other or one == other for one, other in zip(present, value, strict=True))
    return present is value


_COPIES: "OrderedDict[tuple[str, ...], tuple[int, Any]]" = OrderedDict()
"""What this process has of the catalogue, with the numbers of its editions."""


class _CatalogueCopied(Catalogue):
    """The catalogue, as the process that computes has it: one edition from the first look on."""

    def __init__(self, asking: Asking) -> None:
        self._asking = asking
        self._seen: dict[tuple[str, ...], Any] = {}

    async def list_cities(self) -> Sequence[City]:
        """Return every city, by id."""
        return list((await self._cities()).by_id.values())

    async def find_city(self, text: str) -> City | None:
        """Return the city with this id, name or alias."""
        return (await self._cities()).find(text)

    async def cities_of(self, region: str) -> Sequence[City]:
        """Return the cities of a region or country named so, by id; none where nothing is."""
        return (await self._cities()).cities_of(region)

    async def places_of(self, city_id: str) -> Sequence[Place]:
        """Return the places of a city that are still there, the most wanted first; maybe none."""
        return list(await self._copy("places", city_id))

    async def closed_of(self, city_id: str) -> Sequence[Place]:
        """Return the places of a city that closed for good; maybe none."""
        return list(await self._copy("closed", city_id))

    async def links(self, origin_id: str, target_id: str, day: date) -> Sequence[Link]:
        """Return the journeys that leave on a day, by departure and id; maybe none."""
        network: Network = await self._copy("network")
        return network.links(origin_id, target_id, day)

    async def warm(self) -> None:
        """Copy what is asked for whatever the trip."""
        for part in ("cities", "network"):
            await self._copy(part)

    async def _cities(self) -> Gazetteer:
        found: Gazetteer = await self._copy("cities")
        return found

    async def _copy(self, *key: str) -> Any:
        """Return a part of the catalogue, asked for where it is not here or not the present one."""
        if key not in self._seen:
            known, copy = _COPIES.get(key, (None, None))
            number, newer = await self._asking.ask("catalogue", key, known)
            if number != known:
                copy = Gazetteer(newer) if key == ("cities",) else newer
                _COPIES[key] = number, copy
            _COPIES.move_to_end(key)
            while len(_COPIES) > _MOST_COPIES:
                _COPIES.popitem(last=False)
            self._seen[key] = copy
        return self._seen[key]

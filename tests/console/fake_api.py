"""An API that a test plays, at the console's own port `console.desk.Api`."""

from collections.abc import Callable, Generator, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any, cast

from core.client.calls import AnswerT, Call
from core.client.errors import ApiError, ApiUnreachableError, Reason
from core.client.events import ChatEvent, PlanEvent
from core.client.http import Language
from core.schemas.accounts import Role, TokenPair
from core.schemas.admin import DependencyState, HealthOut
from core.schemas.catalog import (
    CityOut,
    Interest,
    KindLabel,
    Label,
    PlaceKind,
    PlaceOut,
    VocabularyOut,
)
from core.schemas.chat import ChatRequest
from core.schemas.envelope import Page
from core.schemas.plans import PlanMode, PlanRequest, PlanRunOut, PlanStarted
from tests.support.answers import TRACE_ID, a_pair
from tests.support.plans import a_day, an_answer, some_metrics

Answer = object | Callable[[Call[Any]], object]


@dataclass
class FakeApi:
    """What it answers to a path, and what it was asked; an exception is raised."""

    answers: dict[str, Answer] = field(default_factory=dict)
    plans: dict[PlanMode, list[PlanEvent | Exception]] = field(default_factory=dict)
    sent: list[tuple[Call[Any], Language]] = field(default_factory=list)
    planned: list[PlanRequest] = field(default_factory=list)
    turns: list[Sequence[ChatEvent | Exception]] = field(default_factory=list)
    """The next turns of talk, one after the other."""
    talked: list[ChatRequest] = field(default_factory=list)
    tokens: TokenPair | None = None

    def stream_chat(
        self, wanted: ChatRequest, *, language: Language = "en"
    ) -> Generator[ChatEvent]:
        self.talked.append(wanted)
        for event in self.turns.pop(0):
            if isinstance(event, Exception):
                raise event
            yield event

    def send(self, call: Call[AnswerT], *, language: Language = "en") -> AnswerT:
        self.sent.append((call, language))
        answer = self.answers[call.path]
        if callable(answer):
            answer = answer(call)
        if isinstance(answer, Exception):
            raise answer
        return cast(AnswerT, answer)

    def stream_plan(
        self, wanted: PlanRequest, *, language: Language = "en"
    ) -> Generator[PlanEvent]:
        self.planned.append(wanted)
        for event in self.plans[wanted.mode]:
            if isinstance(event, Exception):
                raise event
            yield event

    def paths(self) -> list[str]:
        return [call.path for call, _ in self.sent]


def an_api(role: Role = Role.USER) -> FakeApi:
    """Return an API that knows Guangzhou and has made no plan yet."""
    sights = [a_place("guangzhou-canton-tower", "Canton Tower", "广州塔"), a_place()]
    return FakeApi(
        answers={
            "/api/auth/login": a_pair(role=role),
            "/api/auth/logout": None,
            "/api/cities": [a_city()],
            "/api/places": Page[PlaceOut](items=sights, next_cursor=None, has_more=False),
            "/api/catalog/vocabulary": some_words(),
            "/api/ai/plans": a_page(),
            "/admin/plans": a_page(),
            "/admin/health": HealthOut(state="ok", version="0.1.0", dependencies=some_services()),
        },
        plans={mode: a_stream(mode) for mode in PlanMode},
    )


def a_stream(mode: PlanMode) -> list[PlanEvent | Exception]:
    """Return the events of a plan of two days."""
    days = [a_day(0), a_day(1)]
    trace_id = TRACE_ID.replace("4", "f" if mode is PlanMode.FAST else "d")
    answer = an_answer(*days, metrics=some_metrics(mode=mode), trace_id=trace_id)
    return [PlanStarted(trace_id=trace_id, mode=mode), *days, answer]


def some_services(**states: str) -> list[DependencyState]:
    """Return the parts of the product, well unless `states` says otherwise."""
    return [
        DependencyState(
            name=name,
            state=states.get(name, "ok"),
            latency_ms=None if name == "api" else 2.4,
            detail="Answers.",
            advice="Start it." if name in states else "",
        )
        for name in ("api", "postgres", "redis", "worker", "model")
    ]


def a_page(*runs: PlanRunOut, has_more: bool = False) -> Page[PlanRunOut]:
    """Return a page of plans that were made."""
    return Page(items=list(runs), next_cursor="next" if has_more else None, has_more=has_more)


def a_run(mode: PlanMode = PlanMode.FAST, **values: Any) -> PlanRunOut:
    """Return a plan that was made and passed."""
    usual: dict[str, Any] = {
        "id": "run-1",
        "user_id": "user-1",
        "mode": mode,
        "status": "succeeded",
        "city_id": "guangzhou",
        "day_count": 3,
        "report_passed": True,
        "failed_checks": [],
        "metrics": some_metrics(mode=mode).model_dump(),
        "error_code": None,
        "trace_id": TRACE_ID,
        "task_id": None,
        "trip_id": None,
        "created_at": datetime(2026, 11, 20, 8, 30, tzinfo=UTC),
    }
    return PlanRunOut(**(usual | values))


def a_city(**values: Any) -> CityOut:
    """Return Guangzhou."""
    usual: dict[str, Any] = {
        "id": "guangzhou",
        "name_en": "Guangzhou",
        "name_local": "广州",
        "aliases": ["Canton"],
        "country": "CN",
        "timezone": "Asia/Shanghai",
        "currency": "CNY",
        "lat": 23.13,
        "lon": 113.26,
        "walk_kmh": 4.8,
        "transit_kmh": 22,
        "transit_wait_min": 9,
        "taxi_kmh": 25,
        "taxi_wait_min": 5,
    }
    return CityOut(**(usual | values))


def a_place(
    place_id: str = "guangzhou-chen-clan-ancestral-hall",
    name_en: str = "Chen Clan Ancestral Hall",
    name_local: str = "陈家祠",
) -> PlaceOut:
    """Return a sight of Guangzhou."""
    return PlaceOut(
        id=place_id, city_id="guangzhou", kind=PlaceKind.ATTRACTION, category="museum",
        name_en=name_en, name_local=name_local, lat=23.1, lon=113.2, position_confidence="good",
        area="Liwan", tags=["history"], visit_minutes=90, price_level=1, typical_cost=1000,
        currency="CNY", popularity=80, must_see=True, indoor="mixed", best_time="any", meals=[],
        cuisine=[], opening_hours="09:00-17:30", hours_confidence="typical", source="tripwright",
    )  # fmt: skip


def some_words() -> VocabularyOut:
    """Return the words of requests, with made-up labels."""
    museum = Label(id="museum", en="Museum", zh="博物馆")
    return VocabularyOut(
        kinds=[KindLabel(id="attraction", en="Sight", zh="景点", categories=[museum])],
        interests=[
            Label(id=word, en=word.value.title(), zh=f"{word.value}（中）") for word in Interest
        ],
    )


def refused(code: int = 5000, status: int = 500, msg: str = "Unexpected error") -> ApiError:
    """Return what a client raises where the API answers with a failure."""
    return ApiError(code=code, status=status, msg=msg, detail="", trace_id=TRACE_ID)


def unreachable() -> ApiUnreachableError:
    """Return what a client raises where nobody answers."""
    return ApiUnreachableError("http://127.0.0.1:8000", Reason.NOT_RUNNING, TRACE_ID)

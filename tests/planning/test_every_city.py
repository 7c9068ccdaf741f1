"""Over all cities and many requests: what every plan of the built-in model keeps to.

The requests are drawn from a fixed seed, so that a failure comes again; the names of cities and
sights are those of the shipped catalogue.
"""

import json
from datetime import date, timedelta
from random import Random
from typing import Any

import pytest

from core.catalog.domain import Place
from core.catalog.service import CatalogService
from core.db.engine import Transaction
from core.llm.providers.offline.provider import OfflineProvider
from core.planning.domain import Plan
from core.planning.wire import plan_out
from core.schemas.catalog import Interest, PlaceKind
from core.schemas.plans import PlanMode, PlanRequest
from core.schemas.wishes import Pace
from tests.support.planner import Watched, make_tools
from tests.support.shipped import city_ids, places_of

_PER_CITY = 3
_MOST_DAYS = 5


@pytest.fixture
def catalog(catalog_seeded: str, transaction: Transaction) -> CatalogService:
    return CatalogService(transaction)


def a_random_request(city_id: str, number: int) -> dict[str, Any]:
    """Return the fields of the n-th request for a city, always the same."""
    chance = Random(f"{city_id}:{number}")
    days = chance.randint(1, _MOST_DAYS)
    famous = [
        place
        for place in places_of(city_id)
        if place.must_see and place.kind is PlaceKind.ATTRACTION
    ]
    return {
        "destination": city_id,
        "start_date": date(2026, 12, 1) + timedelta(days=chance.randrange(365)),
        "day_count": days,
        "travellers": chance.randint(1, 6),
        "pace": chance.choice(list(Pace)),
        "interests": chance.sample(list(Interest), chance.randint(0, 4)),
        "must_see": [
            place.id for place in chance.sample(famous, min(days, 2) * chance.randint(0, 1))
        ],
        "avoid": chance.choice([[], ["shopping"], ["museum"], ["nightlife", "religious"]]),
        "language": chance.choice(["en", "zh"]),
        "seed": chance.randrange(1_000),
    }


async def planned(catalog: CatalogService, request: dict[str, Any], mode: PlanMode) -> Watched:
    """Return a run for a request."""
    tools = make_tools(catalog, OfflineProvider())
    return await Watched(tools).plan(PlanRequest.model_validate(request | {"mode": mode}))


def as_text(plan: Plan) -> str:
    """Return all that clients see of a plan."""
    return json.dumps(plan_out(plan).model_dump(mode="json"), sort_keys=True)


def visits(plan: Plan) -> list[Place]:
    """Return every place of a plan but for the nights."""
    return [stop.place for stop in plan.stops() if stop.place and stop.place not in plan.hotels]


@pytest.mark.parametrize("mode", PlanMode)
@pytest.mark.parametrize("city_id", city_ids())
async def test_every_plan_passes_its_checks_adds_up_and_is_the_same_twice(
    catalog: CatalogService, city_id: str, mode: PlanMode
) -> None:
    requests = [a_random_request(city_id, number) for number in range(_PER_CITY)]

    runs = [await planned(catalog, request, mode) for request in requests]
    again = await planned(catalog, requests[0], mode)

    for request, run in zip(requests, runs, strict=True):
        check_run(run, request)
        check_sums(run.state["plan"], request)
    assert as_text(runs[0].state["plan"]) == as_text(again.state["plan"])


def check_run(run: Watched, request: dict[str, Any]) -> None:
    """Expect a plan of the mode that was asked for, which fails no hard check."""
    report = run.state["report"]
    wrong = [row.message for row in report.checks if not row.passed and row.severity == "hard"]
    assert (request, wrong, run.journal.fallback_reason) == (request, [], None)
    assert report.passed


def check_sums(plan: Plan, request: dict[str, Any]) -> None:
    """Expect every day, in order, with what was asked for and nothing twice, and its true cost."""
    city_id = request["destination"]
    shown = plan_out(plan)
    assert len(shown.day_cards) == request["day_count"]
    assert all(
        [stop.order_index for stop in day.sub_trips] == list(range(len(day.sub_trips)))
        and all(stop.start_time <= stop.end_time for stop in day.sub_trips)
        for day in shown.day_cards
    )
    stops = [stop for day in shown.day_cards for stop in day.sub_trips]
    ways = sum(stop.transfer.cost for stop in stops if stop.transfer)
    assert shown.trip.total_cost == sum(stop.cost for stop in stops) + ways == plan.total_cost
    assert {place.city_id for place in visits(plan)} == {city_id}
    assert len({place.id for place in visits(plan)}) == len(visits(plan))
    assert set(request["must_see"]) <= {place.id for place in visits(plan)}

"""A proof that nothing can be had is never wrong: no plan exists that it denies."""

from collections.abc import Iterable, Mapping
from dataclasses import replace
from datetime import timedelta
from random import Random
from typing import Any

import pytest

from core.catalog.memory import MemoryCatalogue
from core.planning.domain import Brief, Plan
from core.planning.framing import links_of
from core.planning.impossible import Proof, Reason, why_impossible
from core.schemas.catalog import PlaceKind
from core.schemas.links import LinkMode
from tests.support.builders import a_hotel
from tests.support.town import FIRST_DAY, HOME, TOWN, a_link, a_town
from tests.support.worlds import planned

_DAYS = 3
_TRIP: dict[str, Any] = {
    "origin": HOME.id, "destination": TOWN.id, "start_date": FIRST_DAY.isoformat(),
    "day_count": _DAYS, "travellers": 2, "language": "en", "mode": "fast",
}  # fmt: skip
_BY_DAY, _LATE = (480, 600), (1_080, 1_230)
_OVER_NIGHT, _SMALL_HOURS = (1_260, 1_860), (1_320, 1_500)
_HOURS = (_BY_DAY, _LATE, _OVER_NIGHT, _SMALL_HOURS)
_TIMES = dict[bool, list[tuple[int, int]]]


async def _world(hours: _TIMES, fares: Iterable[int], inns: Mapping[int, int]) -> MemoryCatalogue:
    """Return the town with trains at these hours on every day, and inns by their fewest nights."""
    rest = [one for one in await a_town().places_of(TOWN.id) if one.kind is not PlaceKind.HOTEL]
    hotels = [a_hotel(f"inn-{n}", typical_cost=c, minimum_nights=n) for n, c in inns.items()]
    prices = iter(fares)
    links = [
        a_link(f"{there}-{number}-{at}", LinkMode.TRAIN, day, times, next(prices), there=there)
        for there, every in hours.items()
        for at, times in enumerate(every)
        for number, day in enumerate(FIRST_DAY + timedelta(days=n) for n in range(_DAYS))
    ]
    return MemoryCatalogue([TOWN, HOME], [*rest, *hotels], links=links)


async def _planned(world: MemoryCatalogue, **fields: Any) -> tuple[Plan, Brief]:
    """Return a plan, and the brief as it was asked for."""
    state = (await planned(world, **_TRIP, **fields)).state
    return state["plan"], state["asked"].brief


async def _proof(world: MemoryCatalogue, brief: Brief, purse: int) -> Proof | None:
    asked = replace(brief, budget=purse, budget_local=purse)
    places = await world.places_of(TOWN.id)
    return why_impossible(asked, await links_of(world, asked), places)


def _spent(plan: Plan) -> int:
    """Return what the journeys and the nights of a plan cost."""
    stays = zip(plan.frame.stays, plan.hotels, strict=True)
    nights = sum(plan.brief.night_cost(hotel) * stay.nights for stay, hotel in stays if hotel)
    return plan.frame.journey_cost + nights


@pytest.mark.parametrize("seed", range(16))
async def test_where_a_plan_costs_no_more_than_there_is_no_proof_says_it_cannot_be(
    seed: int,
) -> None:
    random = Random(seed)
    hours: _TIMES = {there: random.sample(_HOURS, 2) for there in (True, False)}
    fares = [random.randint(1_000, 50_000) for _ in range(12)]
    world = await _world(hours, fares, {n: random.randint(5_000, 50_000) for n in (1, 2)})

    free, brief = await _planned(world)
    tight, _ = await _planned(world, budget=_spent(free))
    nothing = await _proof(world, brief, 0)

    assert nothing is not None
    least = nothing.numbers["least_minor"]
    assert nothing.reason is Reason.MONEY
    assert least <= _spent(tight) <= _spent(free)
    assert await _proof(world, brief, _spent(tight)) is None
    assert await _proof(world, brief, least) is None
    assert await _proof(world, brief, least - 1) is not None


@pytest.mark.parametrize(
    ("hours", "least"),
    [
        ({True: [_BY_DAY], False: [_LATE]}, 2 * 2_000 + 2 * 10_000),
        ({True: [_BY_DAY], False: [_OVER_NIGHT]}, 2 * 2_000 + 10_000),
        ({True: [_OVER_NIGHT], False: [_LATE]}, 2 * 2_000 + 10_000),
        ({True: [_BY_DAY], False: [_SMALL_HOURS]}, 2 * 2_000 + 2 * 10_000),
        ({True: [_OVER_NIGHT], False: [_OVER_NIGHT]}, 2 * 2_000),
    ],
    ids=["by day", "home over night", "there over night", "home in the small hours", "both"],
)
async def test_a_night_on_the_way_is_paid_with_the_journey(hours: _TIMES, least: int) -> None:
    world = await _world(hours, [1_000] * 6, {1: 10_000})

    proof = await _proof(world, (await _planned(world))[1], least - 1)

    assert proof is not None
    assert proof.numbers["least_minor"] == least


async def test_an_inn_for_longer_stays_is_no_lodging_for_a_shorter_one() -> None:
    hours: _TIMES = {True: [_OVER_NIGHT], False: [_LATE]}
    world = await _world(hours, [1_000] * 6, {1: 30_000, 2: 100})

    proof = await _proof(world, (await _planned(world))[1], 0)

    assert proof is not None
    assert proof.numbers["least_minor"] == 2 * 2_000 + 30_000


async def test_who_spends_every_night_on_the_way_needs_no_lodging() -> None:
    there_and_back: _TIMES = {True: [_OVER_NIGHT], False: [_OVER_NIGHT]}
    by_day: _TIMES = {True: [_BY_DAY], False: [_LATE]}
    without = [await _world(hours, [1_000] * 6, {}) for hours in (there_and_back, by_day)]
    brief = (await _planned(without[0]))[1]

    slept, awake = [await _proof(world, replace(brief, day_count=2), 10**6) for world in without]

    assert slept is None
    assert awake is not None
    assert awake.reason is Reason.LODGING

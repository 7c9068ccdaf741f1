"""Checks about single visits: whether they last, whom they suit, what they ask for and cost."""

from collections.abc import Iterator

from core.catalog.domain import Place
from core.catalog.openings import in_season
from core.kernel.money import format_money
from core.planning.domain import Day, Plan, Stop
from core.planning.rules.engine import Flaw
from core.schemas.catalog import Booking, Suitability
from core.schemas.plans import Severity
from core.schemas.trips import SubTripKind
from core.schemas.wishes import Mobility

_STEEP = 2
"""A walk of this effort, of 3, is too much for who cannot walk well."""


def visit_lasts(_plan: Plan, day: Day) -> Iterator[Flaw]:
    """A visit ends after it has begun."""
    for index, stop in enumerate(day.stops):
        is_visit = stop.kind in (SubTripKind.ATTRACTION, SubTripKind.MEAL)
        if is_visit and stop.end <= stop.start:
            yield Flaw(index, {"name": stop.named, "minutes": stop.end - stop.start})


def still_there(_plan: Plan, day: Day) -> Iterator[Flaw]:
    """No place has closed for good."""
    for index, stop, place in _places(day):
        if not place.is_open:
            yield Flaw(index, {"name": stop.named})


def wheelchair(plan: Plan, day: Day) -> Iterator[Flaw]:
    """Nothing is known to be out of reach of a wheelchair; soft where it was asked for by name."""
    if plan.brief.mobility is not Mobility.WHEELCHAIR:
        return
    for index, stop, place in _places(day):
        if place.wheelchair is Suitability.NO:
            named = place.id in plan.brief.must_see_ids or stop.kind is SubTripKind.HOTEL
            yield Flaw(index, {"name": stop.named}, Severity.SOFT if named else None)


def effort(plan: Plan, day: Day) -> Iterator[Flaw]:
    """Who cannot walk well is not sent up a hill."""
    if plan.brief.mobility is Mobility.NORMAL:
        return
    for index, stop, place in _places(day):
        if place.walk_effort >= _STEEP:
            yield Flaw(index, {"name": stop.named, "effort": place.walk_effort})


def child_friendly(plan: Plan, day: Day) -> Iterator[Flaw]:
    """With children, no place is known not to be for them."""
    for index, stop, place in _places(day):
        if plan.brief.children and place.kid_ok is Suitability.NO:
            yield Flaw(index, {"name": stop.named, "children": plan.brief.children})


def season_open(_plan: Plan, day: Day) -> Iterator[Flaw]:
    """A place is visited in its season."""
    for index, stop, place in _places(day):
        if not in_season(place, day.date):
            numbers = {"name": stop.named, "season": place.season, "date": day.date.isoformat()}
            yield Flaw(index, numbers)


def booking_needed(_plan: Plan, day: Day) -> Iterator[Flaw]:
    """Nothing has to be booked ahead; what has is told."""
    for index, stop, place in _places(day):
        if place.booking is Booking.REQUIRED and stop.kind is not SubTripKind.HOTEL:
            yield Flaw(index, {"name": stop.named, "date": day.date.isoformat()})


def stay_length(plan: Plan, day: Day) -> Iterator[Flaw]:
    """A sight is visited about as long as it takes, unless another length was asked for."""
    for index, stop, place in _places(day):
        minutes, step = stop.end - stop.start, plan.brief.ways.step_min
        if stop.kind is not SubTripKind.ATTRACTION or place.id in plan.brief.demands.visits:
            continue
        if not place.shortest_stay - step < minutes < place.longest_stay + step:
            numbers = {
                "name": stop.named,
                "minutes": minutes,
                "least": place.shortest_stay,
                "most": place.longest_stay,
            }
            yield Flaw(index, numbers)


def costs_true(plan: Plan, day: Day) -> Iterator[Flaw]:
    """No stop is reckoned cheaper than what is known of its place."""
    brief = plan.brief
    for index, stop, place in _places(day):
        is_night = stop.kind is SubTripKind.HOTEL
        known = brief.night_cost(place) if is_night else brief.visit_cost(place)
        if stop.cost < known:
            numbers = {
                "name": stop.named,
                "cost": format_money(stop.cost, brief.money),
                "known": format_money(known, brief.money),
                "known_minor": known,
            }
            yield Flaw(index, numbers)


def _places(day: Day) -> Iterator[tuple[int, Stop, Place]]:
    for index, stop in enumerate(day.stops):
        if stop.place is not None:
            yield index, stop, stop.place

"""A plan of the product's planner as the round trip it is, to be written for the benchmark."""

from collections.abc import Iterator

from core.benchmarks.chinatravel.environment import is_time_for
from core.catalog.domain import Place
from core.catalog.links import Link
from core.kernel.errors import PlanInvalidError
from core.planning.choices.model import Hop, Lodging, Pair, Ride, RoundTrip, Spot, Way
from core.planning.domain import Day, Plan, Stop
from core.planning.labels import subject_of
from core.schemas.trips import SubTripKind

_VISITS = (SubTripKind.ATTRACTION, SubTripKind.MEAL)


def round_trip_of(plan: Plan) -> RoundTrip:
    """Return the trip of a plan to one city and back.

    Raises:
        PlanInvalidError: It does not begin or does not end with a journey.
    """
    journeys = [stop for stop in plan.stops() if stop.journey is not None]
    if len(journeys) != 2:
        raise PlanInvalidError("the trip does not go there and come back")
    there, back = journeys
    hotel = plan.hotels[0] if plan.hotels else None
    days = tuple(tuple(_hops(plan, day, back)) for day in plan.days)
    home = hotel.name_local if hotel else ""
    for number, day in enumerate(days):
        _connected(_link(there).target_name if number == 0 else home, day)
    return RoundTrip(
        pair=Pair(_ride(there, _link(there).target_name), _ride(back, _link(back).origin_name)),
        lodging=_lodging(hotel) if hotel else None,
        rooms=plan.brief.rooms_in(hotel) if hotel else 0,
        days=days,
        findings=(),
    )


def _lodging(hotel: Place) -> Lodging:
    return Lodging(id=hotel.name_local, price=hotel.typical_cost, beds=hotel.beds)


def _hops(plan: Plan, day: Day, back: Stop) -> Iterator[Hop]:
    """Go through the visits of a day, and the way to its end."""
    last: Stop | None = None
    for stop in day.stops:
        if stop.kind in _VISITS and stop.place is not None:
            yield _visit(stop, last)
            last = stop
    ends = [stop for stop in day.stops if stop.kind is SubTripKind.HOTEL or stop is back]
    if not ends:
        raise PlanInvalidError(f"day {day.index + 1} of {len(plan.days)} ends nowhere")
    end = ends[-1]
    arrives = end.start if end is not back else _station_at(last, end)
    yield Hop(None, _end_of(end), arrives, arrives, None, _way(end, last))


def _connected(here: str, hops: tuple[Hop, ...]) -> None:
    for hop in hops:
        if hop.way is None and hop.place != here:
            raise PlanInvalidError(f"no way from {here!r} to {hop.place!r} is planned")
        here = hop.place


def _station_at(last: Stop | None, ride: Stop) -> int:
    minutes = ride.transfer.minutes if ride.transfer else 0
    return (last.end if last else ride.start - minutes) + minutes


def _end_of(stop: Stop) -> str:
    if stop.journey is not None:
        return stop.journey.link.origin_name
    return stop.place.name_local if stop.place else stop.named


def _visit(stop: Stop, last: Stop | None) -> Hop:
    place = stop.place
    subject = subject_of(place) if place else None
    if place is None or subject is None:
        raise PlanInvalidError(f"{stop.named!r} is neither a sight nor a restaurant")
    spot = Spot(
        id=place.name_local,
        subject=subject,
        windows=(),
        stay=stop.end - stop.start,
        stay_min=0,
        stay_max=stop.end - stop.start,
        cost=stop.cost,
    )
    meal = str(stop.meal) if stop.meal else None
    if meal is not None and not is_time_for(meal, stop.start, stop.end):
        raise PlanInvalidError(f"{meal} at {stop.start} is none in the benchmark")
    return Hop(spot, spot.id, stop.start, stop.end, meal, _way(stop, last))


def _way(stop: Stop, last: Stop | None) -> Way | None:
    """Return the way to a stop; two places at one spot have a way of no length between them."""
    move = stop.transfer
    here = last.place if last else None
    if move is None or (here is not None and here == stop.place):
        return None
    return Way(move.mode, move.minutes, move.distance_m / 1000, move.cost)


def _ride(stop: Stop, station: str) -> Ride:
    link = _link(stop)
    return Ride(
        id=f"{link.number} {link.origin_name} {link.target_name}",
        mode=link.mode,
        departs=stop.start,
        arrives=stop.end,
        cost=stop.cost,
        station=station,
    )


def _link(stop: Stop) -> Link:
    if stop.journey is None:
        raise PlanInvalidError(f"{stop.named!r} is no journey")
    return stop.journey.link

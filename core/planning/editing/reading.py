"""From a saved trip back to a plan: what nobody wished is open, what has no time gets one."""

from collections.abc import Iterable, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, replace
from decimal import Decimal

from core.catalog.domain import City, Place, place_name
from core.catalog.exchange import convert
from core.kernel.errors import InvalidRequestError
from core.kernel.money import to_major, to_minor
from core.kernel.times import clock_minutes
from core.planning.between import minutes_between
from core.planning.domain import DAY_END, MEAL_WINDOWS, NO_PLACE_MINUTES, Brief, Day, Plan, Stop
from core.planning.editing.framing import frame_of_days, journey_of
from core.planning.kept import with_wishes
from core.planning.openings import openings
from core.planning.terms import keeps, ways_to_meet, with_terms
from core.planning.travel import ESTIMATE, Ways
from core.schemas.catalog import Meal, PlaceKind
from core.schemas.trips import DayCardOut, SubTripKind, SubTripOut, Transfer, TripOut
from core.schemas.wishes import Pace

USUAL_WINDOW = (9 * 60, 21 * 60 + 30)
"""The hours of a day that nobody has said otherwise of."""
_RATE_OF = 10**6
_KINDS = {
    PlaceKind.ATTRACTION: SubTripKind.ATTRACTION,
    PlaceKind.RESTAURANT: SubTripKind.MEAL,
    PlaceKind.HOTEL: SubTripKind.HOTEL,
}


@dataclass(frozen=True, slots=True)
class World:
    """What of the catalogue a trip is read with: all cities, and the places it may name."""

    cities: Mapping[str, City]
    places: Mapping[str, Place]
    ways: Ways = ESTIMATE


@dataclass(frozen=True, slots=True)
class Reading:
    """A trip as a plan, stop for stop in the order of its rows; `laid` had no times."""

    trip: TripOut
    plan: Plan
    laid: tuple[str, ...]

    @property
    def hours(self) -> tuple[int, int]:
        """Return the hours of a day as they were wished, else the usual ones."""
        wishes = self.trip.wishes
        return self.plan.brief.window if wishes and wishes.daily_window else USUAL_WINDOW

    def stops(self) -> Iterable[tuple[Day, SubTripOut, Stop]]:
        """Go through the stops, each with its row."""
        for card, day in zip(self.trip.day_cards, self.plan.days, strict=True):
            for row, stop in zip(card.sub_trips, day.stops, strict=True):
                yield day, row, stop


def read_trip(trip: TripOut, world: World, language: str) -> Reading:
    """Return the trip as a plan."""
    brief = _brief(trip, world, language)
    if trip.wishes is not None:
        brief = with_wishes(brief, trip.wishes, list(world.places.values()))
    laid: list[str] = []
    days = tuple(_day(brief, world, card, laid) for card in trip.day_cards)
    frame, hotels = frame_of_days(brief, days, [world.cities[d.city_id] for d in trip.day_cards])
    plan = Plan(brief, frame, trip.title, hotels, days, len(frame.parts))
    return Reading(trip, _by_terms(plan), tuple(laid))


def _by_terms(plan: Plan) -> Plan:
    """Return the plan by the list of conditions it keeps, of all that would do, else by the first.

    Without conditions there is one list, which asks for nothing.
    """
    lists = ways_to_meet(plan.brief)
    kept = (plain for plain in lists if keeps(plan, plain))
    return replace(plan, brief=with_terms(plan.brief, next(kept, lists[0])))


def _brief(trip: TripOut, world: World, language: str) -> Brief:
    cities = _cities(trip, world)
    money = _money(trip, cities)
    converted = None
    if trip.budget is not None:
        with suppress(InvalidRequestError):
            converted = convert(trip.budget, trip.currency, money)
    return Brief(
        cities=cities,
        money=money,
        origin=world.cities.get(trip.origin_city_id or ""),
        start_date=trip.start_date,
        day_count=len(trip.day_cards),
        travellers=trip.travellers,
        budget=trip.budget,
        currency=trip.currency,
        budget_local=converted.amount_minor if converted else None,
        rate_date=converted.rate_date if converted else None,
        rates=_rates(trip, world, money),
        pace=Pace.NORMAL,
        interests=(),
        must_see=(),
        unknown_must_see=(),
        avoid=frozenset(),
        window=_window(trip),
        language=language,
        seed=0,
        one_way=trip.origin_city_id is None,
        ways=world.ways,
    )


def _cities(trip: TripOut, world: World) -> tuple[City, ...]:
    """Return every city the trip speaks of but its origin, those it is spent in first."""
    named = [day.city_id for day in trip.day_cards]
    for stop in _rows(trip):
        place = world.places.get(stop.place_id or "")
        named += [place.city_id] if place else []
        named += [stop.leg.origin_city_id, stop.leg.target_city_id] if stop.leg else []
    here = {day.city_id for day in trip.day_cards}
    return tuple(
        world.cities[city_id]
        for city_id in dict.fromkeys(named)
        if city_id in world.cities and (city_id != trip.origin_city_id or city_id in here)
    )


def _rows(trip: TripOut) -> list[SubTripOut]:
    return [stop for day in trip.day_cards for stop in day.sub_trips]


def _money(trip: TripOut, cities: Sequence[City]) -> str:
    """Return the trip's own currency, else the one of most stops, else that of the first city."""
    if trip.wishes is not None and trip.wishes.cost_currency:
        return trip.wishes.cost_currency
    used = [stop.currency for stop in _rows(trip)]
    return max(dict.fromkeys(used), key=used.count) if used else cities[0].currency


def _rates(trip: TripOut, world: World, money: str) -> dict[str, Decimal]:
    """Return the rates of all currencies that may come up; what has none counts as nothing."""
    used = {stop.currency for stop in _rows(trip)} | {c.currency for c in world.cities.values()}
    used |= {place.currency for place in world.places.values()}
    rates = {}
    for currency in sorted(used - {money}):
        rates[currency] = Decimal(0)
        with suppress(InvalidRequestError):
            amount = to_minor(Decimal(_RATE_OF), currency)
            found = convert(amount, currency, money).amount_minor
            rates[currency] = to_major(found, money) / _RATE_OF
    return rates


def _window(trip: TripOut) -> tuple[int, int]:
    """Return the usual window of a day, as wide as the trip's own times make it.

    One goes to bed after an arrival whenever that is, which makes no other day longer.
    """
    rows = [
        row
        for day in trip.day_cards
        for before, row in zip((None, *day.sub_trips), day.sub_trips, strict=False)
        if row.leg is None and not (row.kind is SubTripKind.HOTEL and before and before.leg)
    ]
    starts = [clock_minutes(stop.start_time) for stop in rows if stop.start_time]
    ends = [
        clock_minutes(stop.end_time)
        for stop in rows
        if stop.end_time and stop.kind is not SubTripKind.HOTEL
    ]
    return min([USUAL_WINDOW[0], *starts]), max(
        [USUAL_WINDOW[1], *ends, *(start for start in starts)]
    )


def _day(brief: Brief, world: World, card: DayCardOut, laid: list[str]) -> Day:
    stops: list[Stop] = []
    for row in card.sub_trips:
        stop = _untimed(brief, world, row)
        if row.leg is not None:
            journey = journey_of(brief, row.leg, card.day_index, card.date, world.places.values())
            end = clock_minutes(row.end_time) if row.end_time else journey.arrives
            overnight = end == DAY_END and journey.arrives > DAY_END
            stop = replace(
                stop,
                journey=replace(journey, cost=stop.cost),
                start=clock_minutes(row.start_time) if row.start_time else journey.departs,
                end=journey.arrives if overnight else end,
            )
        else:
            if row.start_time is None or (row.end_time is None and row.kind != "hotel"):
                laid.append(row.id)
            before = stops[-1] if stops else None
            stop = _timed(brief, card, row, stop, before)
        stops.append(stop)
    return Day(card.day_index, card.date, card.title, tuple(stops))


def _untimed(brief: Brief, world: World, row: SubTripOut) -> Stop:
    place = world.places.get(row.place_id or "")
    kind = row.kind
    if kind is SubTripKind.CUSTOM and place is not None:
        kind = _KINDS.get(place.kind, kind)
    return Stop(
        kind=kind,
        place=place if row.leg is None else None,
        named=_called(brief, row, place),
        meal=Meal(row.meal) if row.meal in set(Meal) else None,
        start=0,
        end=0,
        cost=brief.in_money(row.cost, row.currency),
        transfer=_way(brief, row),
        reason=row.reason,
    )


def _called(brief: Brief, row: SubTripOut, place: Place | None) -> str:
    """Return the name of a stop for the reader; what a traveller called it stays."""
    if place is None or row.name not in place.names:
        return row.name
    return place_name(place, brief.language)


def _way(brief: Brief, row: SubTripOut) -> Transfer | None:
    if row.transfer is None:
        return None
    cost = brief.in_money(row.transfer.cost, row.currency)
    return row.transfer.model_copy(update={"cost": cost})


def _timed(
    brief: Brief, card: DayCardOut, row: SubTripOut, stop: Stop, before: Stop | None
) -> Stop:
    """Return a stop with times: its own, else as soon as one is there and its door is open."""
    minutes = stop.place.visit_minutes if stop.place else NO_PLACE_MINUTES
    if row.start_time is not None and not _is_past_midnight(row, before):
        start = clock_minutes(row.start_time)
    elif row.end_time is not None and row.start_time is None:
        start = max(0, clock_minutes(row.end_time) - minutes)
    else:
        start = _begin(brief, card, stop, before, minutes)
    if stop.kind is SubTripKind.HOTEL:
        minutes = max(0, brief.window[1] - start)
    end = clock_minutes(row.end_time) if row.end_time else start + minutes
    is_night = stop.kind is SubTripKind.HOTEL
    return replace(stop, start=start, end=max(start, end) if is_night else end)


def _is_past_midnight(row: SubTripOut, before: Stop | None) -> bool:
    """Say whether one goes to bed after an arrival so late that its hour is of the next day."""
    late = row.start_time is not None and clock_minutes(row.start_time) == DAY_END
    return late and row.kind is SubTripKind.HOTEL and before is not None and bool(before.journey)


def _begin(brief: Brief, card: DayCardOut, stop: Stop, before: Stop | None, minutes: int) -> int:
    earliest = brief.window[0] if before is None else before.end + _way_min(brief, before, stop)
    if stop.meal in MEAL_WINDOWS and stop.meal is not None:
        earliest = max(earliest, MEAL_WINDOWS[stop.meal][0])
    if stop.place is None or stop.kind is SubTripKind.HOTEL:
        return earliest
    for opens, closes in openings(brief, stop.place, card.date):
        if max(opens, earliest) + minutes <= closes:
            return max(opens, earliest)
    return earliest


def _way_min(brief: Brief, before: Stop, stop: Stop) -> int:
    origin = before.journey.target if before.journey else before.place
    leaving = brief.ways.leaving_min(before.journey.link.mode) if before.journey else 0
    return leaving + minutes_between(brief, origin, stop.place)

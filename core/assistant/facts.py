"""Facts of trips: pure, from a trip and the moment it is asked about.

`core.schemas.facts` says what each kind holds.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Literal

from core.assistant.moment import Moment
from core.assistant.spending import budget_text, left_of_budget, spent_in, spent_on
from core.catalog.domain import City, Place, city_name, local_name, place_name
from core.catalog.openings import open_spans
from core.kernel.money import format_money
from core.kernel.times import clock_minutes, clock_of_day
from core.planning.travel import ESTIMATE
from core.schemas.catalog import HoursConfidence
from core.schemas.facts import (
    CostFacts,
    DayFact,
    DayLine,
    DirectionsFacts,
    JourneyFact,
    NextStopFacts,
    ScheduleFacts,
    StayFacts,
    StopFact,
    SummaryFacts,
    TripFact,
    WayFact,
)
from core.schemas.facts_found import HoursFacts, SpanFact
from core.schemas.fields import ClockTime
from core.schemas.trips import DayCardOut, SubTripKind, SubTripOut, Transfer, TripOut

_DAY_MIN = 24 * 60


@dataclass(frozen=True, slots=True)
class View:
    """A trip as it is asked about: what it names, in which language, when, and after what.

    `spoken` are the messages of the conversation before, the newest last.
    """

    trip: TripOut
    cities: Mapping[str, City]
    places: Mapping[str, Place]
    language: str
    moment: Moment
    spoken: tuple[str, ...] = ()

    def day_on(self, wanted: date) -> DayCardOut | None:
        """Return the day with this date."""
        return next((day for day in self.trip.day_cards if day.date == wanted), None)

    def place_of(self, stop: SubTripOut) -> Place | None:
        """Return where a stop is, as far as the catalogue knows."""
        return self.places.get(stop.place_id or "")

    def name_of(self, stop: SubTripOut) -> str:
        """Return the name of a stop for the reader; what a traveller called it stays."""
        place = self.place_of(stop)
        if place is None or stop.name not in place.names:
            return stop.name
        return place_name(place, self.language)

    def city_of(self, day: DayCardOut) -> str:
        """Return the name of the city of a day."""
        return city_name(self.cities[day.city_id], self.language)


def trip_fact(view: View) -> TripFact:
    """Return which trip it is."""
    trip, moment = view.trip, view.moment
    ids = dict.fromkeys(day.city_id for day in trip.day_cards)
    return TripFact(
        title=trip.title,
        cities=[city_name(view.cities[city_id], view.language) for city_id in ids],
        start_date=trip.day_cards[0].date,
        end_date=trip.day_cards[-1].date,
        day_count=len(trip.day_cards),
        travellers=trip.travellers,
        stage=moment.stage,
        today=moment.today,
        now=moment.clock,
    )


def stop_fact(view: View, day: DayCardOut, stop: SubTripOut) -> StopFact:
    """Return one stop with the way to it."""
    place = view.place_of(stop)
    return StopFact(
        name=view.name_of(stop),
        local_name=local_name(place, view.language) if place else "",
        kind=stop.kind,
        start=stop.start_time,
        end=None if stop.kind is SubTripKind.HOTEL else stop.end_time,
        cost=format_money(stop.cost, stop.currency) if stop.cost else None,
        way=_way_fact(way, stop.currency) if (way := way_to(view, day, stop)) else None,
        journey=_journey(stop),
    )


def way_to(view: View, day: DayCardOut, stop: SubTripOut) -> Transfer | None:
    """Return the way to a stop: as it is kept, else estimated from the stop before."""
    if stop.transfer is not None or stop.leg is not None:
        return stop.transfer
    before = _before(view, day, stop)
    origin = view.place_of(before) if before else None
    target = view.place_of(stop)
    if origin is None or target is None or origin.id == target.id:
        return None
    if origin.city_id != target.city_id:
        return None
    city = view.cities[target.city_id]
    return ESTIMATE.way(city, origin, target, view.trip.travellers)


def day_fact(view: View, day: DayCardOut) -> DayFact:
    """Return a day with its stops."""
    spent = spent_in(view.trip, [day])
    return DayFact(
        number=day.day_index + 1,
        date=day.date,
        city=view.city_of(day),
        title=day.title,
        stops=[stop_fact(view, day, stop) for stop in day.sub_trips],
        cost=spent.text() if spent.total else None,
    )


def schedule_facts(view: View, day: DayCardOut) -> ScheduleFacts:
    """Return what is on a day."""
    return ScheduleFacts(trip=trip_fact(view), day=day_fact(view, day))


def next_stop_facts(view: View) -> NextStopFacts:
    """Return where one is and goes next, by the clock of the trip; before it, its first stop."""
    at, coming = now_and_next(view)
    leave = leave_by(view, *coming) if coming else None
    start = coming[1].start_time if coming else None
    is_today = coming is not None and coming[0].date == view.moment.today
    left = clock_minutes(start) - view.moment.minute if start and is_today else None
    return NextStopFacts(
        trip=trip_fact(view),
        at=stop_fact(view, *at) if at else None,
        next=stop_fact(view, *coming) if coming else None,
        date=coming[0].date if coming else None,
        leave_by=leave,
        minutes_left=left,
    )


def directions_facts(view: View, day: DayCardOut, stop: SubTripOut) -> DirectionsFacts:
    """Return how one gets to a stop from the one before, or from where one slept."""
    before = _before(view, day, stop)
    return DirectionsFacts(
        trip=trip_fact(view),
        date=day.date,
        origin=view.name_of(before) if before and before.leg is None else _arrival(before),
        target=stop_fact(view, day, stop),
        leave_by=leave_by(view, day, stop),
    )


def leave_by(view: View, day: DayCardOut, stop: SubTripOut) -> ClockTime | None:
    """Return when one has to set out for a stop, or be at the station."""
    if stop.start_time is None:
        return None
    way = way_to(view, day, stop)
    early = ESTIMATE.boarding_min(stop.leg.mode) if stop.leg else 0
    early += way.minutes if way else 0
    return clock_of_day(clock_minutes(stop.start_time) - early)


def cost_facts(
    view: View, day: DayCardOut | None = None, stop: SubTripOut | None = None
) -> CostFacts:
    """Return what a stop costs, a day, or without either the whole trip; and what is left."""
    whole = spent_in(view.trip, view.trip.day_cards)
    spent = whole
    scope: Literal["trip", "day", "stop"] = "trip"
    if stop is not None and day is not None:
        scope, spent = "stop", spent_on(view.trip, [stop])
    elif day is not None:
        scope, spent = "day", spent_in(view.trip, [day])
    left, over = left_of_budget(view.trip)
    people = view.trip.travellers
    return CostFacts(
        trip=trip_fact(view),
        scope=scope,
        name=view.name_of(stop) if stop else None,
        date=day.date if day else None,
        amount=spent.text(),
        per_person=spent.text(people) if people > 1 and spent.total else None,
        parts=spent.shares() if scope != "stop" else [],
        trip_amount=whole.text(),
        budget=budget_text(view.trip),
        left=left,
        over=over,
    )


def stay_facts(view: View, day: DayCardOut) -> StayFacts:
    """Return where one sleeps in the night after a day, and how long one stays there."""
    base = {"trip": trip_fact(view), "date": day.date, "city": view.city_of(day)}
    night = _night(day)
    if night is None:
        return StayFacts(**base, hotel=None)
    first = last = day.day_index
    cards = view.trip.day_cards
    while first and _same(night, _night(cards[first - 1])):
        first -= 1
    while last + 1 < len(cards) and _same(night, _night(cards[last + 1])):
        last += 1
    arrival, place = _night(cards[first]), view.place_of(night)
    return StayFacts(
        **base,
        hotel=view.name_of(night),
        local_name=local_name(place, view.language) if place else "",
        check_in=arrival.start_time if arrival else None,
        first_night=cards[first].date,
        check_out=cards[last].date + timedelta(days=1),
        nights=last - first + 1,
        cost_per_night=format_money(night.cost, night.currency) if night.cost else None,
    )


def hours_facts(
    place: Place, city: City, day: date, language: str, planned: ClockTime | None = None
) -> HoursFacts:
    """Return when a place is open on a day."""
    known = bool(place.opening_hours)
    spans = open_spans(place, day, city.calendar) if place.opening_hours else ()
    latest = spans[-1][1] - place.shortest_stay if spans else None
    return HoursFacts(
        name=place_name(place, language),
        local_name=local_name(place, language),
        date=day,
        spans=[SpanFact(start=_clock(start), end=_clock(end)) for start, end in spans],
        known=known,
        sure=place.hours_confidence == HoursConfidence.VERIFIED,
        come_by=_clock(max(spans[-1][0], latest)) if latest is not None else None,
        visit_minutes=place.visit_minutes,
        planned=planned,
    )


def day_lines(view: View) -> list[DayLine]:
    """Return every day in a line."""
    return [
        DayLine(
            number=day.day_index + 1,
            date=day.date,
            city=view.city_of(day),
            title=day.title,
            stops=[
                view.name_of(stop) for stop in day.sub_trips if stop.kind is not SubTripKind.HOTEL
            ],
        )
        for day in view.trip.day_cards
    ]


def summary_facts(view: View, problems: Sequence[str]) -> SummaryFacts:
    """Return a whole trip; `problems` are what its checks say."""
    spent = spent_in(view.trip, view.trip.day_cards)
    left, over = left_of_budget(view.trip)
    return SummaryFacts(
        trip=trip_fact(view),
        days=day_lines(view),
        amount=spent.text(),
        budget=budget_text(view.trip),
        left=left,
        over=over,
        problems=list(problems),
    )


def now_and_next(
    view: View,
) -> tuple[tuple[DayCardOut, SubTripOut] | None, tuple[DayCardOut, SubTripOut] | None]:
    """Return the stop one is at, and the first that begins later; stops without times are passed.

    A night is where one goes at the end of a day.
    """
    now = (view.moment.today, view.moment.minute)
    at = None
    for day in view.trip.day_cards:
        for stop in day.sub_trips:
            if stop.start_time is None:
                continue
            begins = (day.date, clock_minutes(stop.start_time))
            if begins > now:
                return at, (day, stop)
            end = clock_minutes(stop.end_time) if stop.end_time else begins[1]
            is_night = stop.kind is SubTripKind.HOTEL
            at = (day, stop) if day.date == now[0] and (is_night or now[1] < end) else None
    return at, None


def _before(view: View, day: DayCardOut, stop: SubTripOut) -> SubTripOut | None:
    """Return the stop before in the day; for its first one where one slept."""
    index = next(i for i, other in enumerate(day.sub_trips) if other.id == stop.id)
    if index:
        return day.sub_trips[index - 1]
    if not day.day_index:
        return None
    return _night(view.trip.day_cards[day.day_index - 1])


def _night(day: DayCardOut) -> SubTripOut | None:
    return next((stop for stop in reversed(day.sub_trips) if stop.kind is SubTripKind.HOTEL), None)


def _same(one: SubTripOut, other: SubTripOut | None) -> bool:
    return other is not None and (one.place_id, one.name) == (other.place_id, other.name)


def _arrival(before: SubTripOut | None) -> str | None:
    return before.leg.target_name if before and before.leg else None


def _way_fact(way: Transfer, currency: str) -> WayFact:
    cost = format_money(way.cost, currency) if way.cost else None
    return WayFact(mode=way.mode, minutes=way.minutes, distance_m=way.distance_m, cost=cost)


def _journey(stop: SubTripOut) -> JourneyFact | None:
    leg = stop.leg
    if leg is None:
        return None
    return JourneyFact(
        mode=leg.mode,
        number=leg.number,
        origin=leg.origin_name,
        target=leg.target_name,
        departs=_time(leg.departs_at),
        arrives=_time(leg.arrives_at),
        arrives_on=leg.arrives_at.date(),
        minutes=leg.minutes,
    )


def _time(moment: datetime) -> str:
    return f"{moment:%H:%M}"


def _clock(minute: int) -> ClockTime:
    """Return the hour of a minute, which may be of the next day."""
    return clock_of_day(minute if minute <= _DAY_MIN else minute - _DAY_MIN)

"""Gives a part's stops their times: the model chooses and orders, we compute the clock.

Nothing is dropped or reordered here. What does not fit keeps its place at a time that shows it, and
the checks say so.
"""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from core.catalog.domain import Place, city_name, place_name
from core.planning.between import way_between
from core.planning.domain import (
    MEAL_WINDOWS,
    NO_PLACE_MINUTES,
    Brief,
    Day,
    Draft,
    Pick,
    Plan,
    Stop,
)
from core.planning.frame import Frame, Journey, Part
from core.planning.mealtimes import meal_window
from core.planning.openings import openings
from core.planning.reasons import reason_for
from core.planning.routing.rides import days_later
from core.schemas.catalog import PlaceKind
from core.schemas.trips import SubTripKind, Transfer

MAX_WAIT_MIN = 90
"""Longer than this nobody waits for a door to open; the stop is then shown closed."""

Hotels = Sequence[Place | None]
"""The hotel of each stay of a frame, in order."""


@dataclass(frozen=True, slots=True)
class LaidPart:
    """A part as chosen, with its stops and their times; the night in a hotel is the last."""

    part: Part
    draft: Draft
    stops: tuple[Stop, ...]


def lay_out(brief: Brief, part: Part, draft: Draft, hotels: Hotels) -> LaidPart:
    """Return the part with times, from where it begins to the night it ends with."""
    clock = _Clock(brief, part, part.begins or hotel_of(part.wakes, hotels), part.window[0])
    stops = [clock.visit(pick) for pick in draft.picks]
    hotel = hotel_of(part.sleeps, hotels)
    if hotel is not None and part.ends is None:
        stops.append(clock.night(hotel))
    return LaidPart(part, draft, tuple(stops))


def hotel_of(stay: int | None, hotels: Hotels) -> Place | None:
    """Return the hotel of a stay, or None where there is none."""
    return None if stay is None else hotels[stay]


def plan_of_parts(
    brief: Brief, frame: Frame, title: str, hotels: Hotels, parts: Sequence[LaidPart]
) -> Plan:
    """Return the plan that has these parts, which are the first ones of the frame."""
    days = tuple(
        compose_day(brief, frame, index, parts, hotels) for index in range(_days(frame, parts))
    )
    return Plan(brief, frame, title, tuple(hotels), days, len(parts))


def _days(frame: Frame, parts: Sequence[LaidPart]) -> int:
    """Return how many days have begun with these parts, days on the way included."""
    if len(parts) == len(frame.parts):
        last = [part.day_index for part in frame.parts]
        last += [one.day_index + days_later(one.arrives) for one in frame.journeys]
        return max(last, default=-1) + 1
    return parts[-1].part.day_index + 1 if parts else 0


def compose_day(
    brief: Brief, frame: Frame, index: int, parts: Iterable[LaidPart], hotels: Hotels
) -> Day:
    """Return a day of its parts and journeys, in the order in which they are lived through.

    That is not the order of the clock where one gains hours on the way.
    """
    own = [part for part in parts if part.part.day_index == index]
    begun = own or not any(frame.parts_of(index))
    stay = frame.stay_after(index - 1)
    home = hotel_of(stay.index, hotels) if stay else None
    stops: list[Stop] = []
    for leg in _in_order(own, frame.journeys_of(index) if begun else ()):
        if isinstance(leg, Journey):
            stops.append(_journey_stop(brief, leg, stops[-1] if stops else None, home))
        else:
            stops += leg.stops
    title = max(own, key=lambda part: len(part.stops)).draft.title if own else ""
    return Day(index, brief.date_of(index), title or _way_title(brief, frame, index), tuple(stops))


def _in_order(
    parts: Sequence[LaidPart], journeys: Iterable[Journey]
) -> Iterator[LaidPart | Journey]:
    """Go through a day: a part comes before the journey that leaves its city."""
    ahead = list(journeys)
    for part in parts:
        while ahead and ahead[0].link.origin_city != part.part.city.id:
            yield ahead.pop(0)
        yield part
    yield from ahead


def _journey_stop(brief: Brief, journey: Journey, before: Stop | None, home: Place | None) -> Stop:
    """Return a journey with the way to it: from the stop before, else from last night's hotel."""
    return Stop(
        kind=SubTripKind.TRANSPORT,
        place=None,
        named=journey_name(brief, journey),
        meal=None,
        start=journey.departs,
        end=journey.arrives,
        cost=journey.cost,
        transfer=way_between(brief, stands_at(before) if before else home, journey.origin),
        reason="",
        journey=journey,
    )


def stands_at(stop: Stop) -> Place | None:
    """Return where one is after a stop: after a journey at the station it leads to."""
    return stop.journey.target if stop.journey else stop.place


def _way_title(brief: Brief, frame: Frame, index: int) -> str:
    """Return what a day is called on which one only travels, or arrives from the night."""
    if any(frame.parts_of(index)):
        return ""
    if names := [journey_name(brief, journey) for journey in frame.journeys_of(index)]:
        return ", ".join(names)
    coming = [one for one in frame.journeys if one.day_index + days_later(one.arrives) == index]
    if not coming:
        return ""
    city = _names(brief)[coming[-1].link.target_city]
    return f"抵达{city}" if brief.language == "zh" else f"Arrival in {city}"


def journey_name(brief: Brief, journey: Journey) -> str:
    """Return what a journey is called: its number if any, from where to where, and over what."""
    link, names = journey.link, _names(brief)
    way = f"{names[link.origin_city]} → {names[link.target_city]}"
    if link.change is not None:
        hub = link.change.name(brief.language)
        way += f"（经{hub}）" if brief.language == "zh" else f" via {hub}"
    return f"{link.number} {way}" if link.number else way


def _names(brief: Brief) -> dict[str, str]:
    cities = (*brief.cities, *((brief.origin,) if brief.origin else ()))
    return {city.id: city_name(city, brief.language) for city in cities}


class _Clock:
    """Where and when the traveller stands, as a part goes on."""

    def __init__(self, brief: Brief, part: Part, place: Place | None, minute: int) -> None:
        self._brief = brief
        self._part = part
        self._place = place
        self._minute = minute

    def visit(self, pick: Pick) -> Stop:
        """Go to a stop and stay; without a place one stays where one is."""
        transfer = self._way(pick.place)
        arrival = self._minute + (transfer.minutes if transfer else 0)
        minutes = self._stay(pick)
        start = self._begin(pick, arrival, minutes) if pick.begin is None else pick.begin
        kind = SubTripKind.MEAL if pick.meal is not None else SubTripKind.ATTRACTION
        if pick.place is not None and pick.place.kind is PlaceKind.RESTAURANT:
            kind = SubTripKind.MEAL
        self._place, self._minute = pick.place or self._place, start + minutes
        return Stop(
            kind=kind,
            place=pick.place,
            named=place_name(pick.place, self._brief.language) if pick.place else pick.named,
            meal=pick.meal,
            start=start,
            end=start + minutes,
            cost=self._brief.visit_cost(pick.place) if pick.place else 0,
            transfer=transfer,
            reason=pick.reason or self._why(pick),
        )

    def _why(self, pick: Pick) -> str:
        """Return our own words where no model has any; of what nobody knows there are none."""
        return reason_for(self._brief, pick.place, pick.meal) if pick.place else ""

    def night(self, hotel: Place) -> Stop:
        """Go to the hotel and stay."""
        transfer = self._way(hotel)
        arrival = self._minute + (transfer.minutes if transfer else 0)
        return Stop(
            kind=SubTripKind.HOTEL,
            place=hotel,
            named=place_name(hotel, self._brief.language),
            meal=None,
            start=arrival,
            end=max(arrival, self._brief.window[1]),
            cost=self._brief.night_cost(hotel),
            transfer=transfer,
            reason="",
        )

    def _way(self, target: Place | None) -> Transfer | None:
        return way_between(self._brief, self._place, target)

    def _stay(self, pick: Pick) -> int:
        if pick.begin is not None and pick.end is not None:
            return pick.end - pick.begin
        minutes = pick.place.visit_minutes if pick.place else NO_PLACE_MINUTES
        return self._stepped(minutes)

    def _begin(self, pick: Pick, arrival: int, minutes: int) -> int:
        """Return the earliest start at which the whole visit fits, else when one is at the door."""
        earliest = arrival
        if pick.meal is not None and pick.meal in MEAL_WINDOWS:
            earliest = max(earliest, meal_window(self._part, pick.meal)[0])
        if pick.place is None:
            return earliest
        for opens, closes in openings(self._brief, pick.place, self._part.date):
            start = self._stepped(max(earliest, opens))
            if start + minutes <= closes and start - earliest <= MAX_WAIT_MIN:
                return start
        return earliest

    def _stepped(self, minutes: int) -> int:
        step = self._brief.ways.step_min
        return -(-minutes // step) * step

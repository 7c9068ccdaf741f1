"""A trip as pages show it, whether it is a plan just made or one that was saved; pure values."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from core.schemas.catalog import PlaceOut
from core.schemas.links import LegOut
from core.schemas.plans import PlanDayCard, PlanOut, PlanSubTrip, StopExplained
from core.schemas.trips import DayCardOut, SubTripKind, SubTripOut, Transfer, TripOut


@dataclass(frozen=True)
class ShownStop:
    """One stop; times are missing where nobody has set them, a position where none is known."""

    order_index: int
    kind: SubTripKind
    name: str
    start: str | None
    end: str | None
    cost: int
    currency: str
    transfer: Transfer | None = None
    reason: str = ""
    meal: str | None = None
    leg: LegOut | None = None
    place_id: str | None = None
    lat: float | None = None
    lon: float | None = None
    opening_hours: str | None = None
    hours_confidence: str | None = None
    position_confidence: str | None = None
    explain: StopExplained | None = None
    stop_id: str = ""

    @property
    def whole_cost(self) -> int:
        """Return what the stop and the way to it cost, minor units."""
        return self.cost + (self.transfer.cost if self.transfer else 0)


@dataclass(frozen=True)
class ShownDay:
    """One day; the city is where its sights are, and on a day of travel where it ends."""

    index: int
    date: date
    city_id: str
    city: str
    title: str
    stops: tuple[ShownStop, ...]
    summary: str = ""


@dataclass(frozen=True)
class Stay:
    """Nights in a row in one hotel."""

    first_day: int
    nights: int
    name: str
    city: str
    cost: int
    currency: str


@dataclass(frozen=True)
class Ride:
    """A journey between two cities."""

    day: int
    leg: LegOut
    cost: int
    currency: str


def days_of_plan(plan: PlanOut) -> list[ShownDay]:
    """Return the days of a plan."""
    return [day_of_plan(card, plan.trip.city_id) for card in plan.day_cards]


def day_of_plan(card: PlanDayCard, first_city_id: str = "") -> ShownDay:
    """Return one day of a plan."""
    stops = tuple(_planned(stop) for stop in card.sub_trips)
    city_id = card.city_id or first_city_id
    return ShownDay(card.day_index, card.date, city_id, card.city, card.title, stops, card.summary)


def days_of_trip(
    trip: TripOut, places: Mapping[str, PlaceOut], city_names: Mapping[str, str]
) -> list[ShownDay]:
    """Return the days of a saved trip, with what the catalogue knows of its places and cities."""
    return [_saved_day(card, places, city_names) for card in trip.day_cards]


def itinerary(days: Sequence[ShownDay]) -> list[Ride | Stay]:
    """Return the journeys between cities and the stays in hotels, in the order of the trip."""
    found: list[Ride | Stay] = []
    for day, stop in _stops_in_order(days):
        if stop.leg is not None:
            found.append(Ride(day.index, stop.leg, stop.cost, stop.currency))
        elif stop.kind is SubTripKind.HOTEL:
            last = found[-1] if found else None
            if isinstance(last, Stay) and last.name == stop.name:
                found[-1] = _one_night_more(last, stop)
            else:
                found.append(Stay(day.index, 1, stop.name, day.city, stop.cost, stop.currency))
    return found


def _stops_in_order(days: Sequence[ShownDay]) -> Iterator[tuple[ShownDay, ShownStop]]:
    for day in days:
        for stop in day.stops:
            yield day, stop


def _one_night_more(stay: Stay, stop: ShownStop) -> Stay:
    cost = stay.cost + stop.cost
    return Stay(stay.first_day, stay.nights + 1, stay.name, stay.city, cost, stay.currency)


def _planned(stop: PlanSubTrip) -> ShownStop:
    return ShownStop(
        order_index=stop.order_index,
        kind=stop.kind,
        name=stop.name,
        start=stop.start_time,
        end=stop.end_time,
        cost=stop.cost,
        currency=stop.currency,
        transfer=stop.transfer,
        reason=stop.reason,
        meal=stop.meal,
        leg=stop.leg,
        place_id=stop.place_id,
        lat=stop.lat,
        lon=stop.lon,
        opening_hours=stop.opening_hours,
        hours_confidence=stop.hours_confidence,
        position_confidence=stop.position_confidence,
        explain=stop.explain,
    )


def _saved_day(
    card: DayCardOut, places: Mapping[str, PlaceOut], city_names: Mapping[str, str]
) -> ShownDay:
    stops = tuple(_saved(stop, places.get(stop.place_id or "")) for stop in card.sub_trips)
    city = city_names.get(card.city_id, card.city)
    return ShownDay(card.day_index, card.date, card.city_id, city, card.title, stops, card.summary)


def _saved(stop: SubTripOut, place: PlaceOut | None) -> ShownStop:
    return ShownStop(
        order_index=stop.order_index,
        kind=stop.kind,
        name=stop.name,
        start=stop.start_time,
        end=stop.end_time,
        cost=stop.cost,
        currency=stop.currency,
        transfer=stop.transfer,
        reason=stop.reason,
        meal=stop.meal,
        leg=stop.leg,
        place_id=stop.place_id,
        lat=place.lat if place else None,
        lon=place.lon if place else None,
        opening_hours=place.opening_hours if place else None,
        hours_confidence=place.hours_confidence if place else None,
        position_confidence=place.position_confidence if place else None,
        explain=_known_of(place) if place else None,
        stop_id=stop.id,
    )


def _known_of(place: PlaceOut) -> StopExplained:
    """Return what a saved stop rests on; why it is there is its own reason."""
    return StopExplained(
        why="",
        source=place.source,
        licence=place.licence,
        attribution=place.attribution,
        verified_on=place.verified_on,
        confidence=place.hours_confidence,
    )

"""Which trip, stop and day are meant: found among what there is, never guessed."""

import re
from collections.abc import Mapping, Sequence
from datetime import date, datetime

from core.assistant.choosing import BY_ID, MOST_CHOICES, Choice, Question
from core.assistant.days import date_of, today_in
from core.assistant.facts import View, now_and_next
from core.assistant.likeness import most_like
from core.assistant.moment import last_day, stage_of
from core.assistant.referring import (
    Standing,
    day_told,
    hours_around,
    is_called_by_kind,
    is_next,
    is_of_category,
    last_spoken_of,
    names_of,
    number_said,
)
from core.assistant.route import ChangeSaid, DaySaid, Route
from core.catalog.domain import City, Place, place_name
from core.catalog.names import fold
from core.kernel.times import date_text, weekday_text
from core.planning.editing.fitting import Slot
from core.schemas.chat import Stage
from core.schemas.trips import DayCardOut, SubTripKind, TripSummary

Cities = Mapping[str, City]
_ARTICLES = re.compile(r"^(?:the|my|our|that|this)\s+|^(?:我们?的|[那这][个家间座])", re.I)


def trips_named(said: str, trips: Sequence[TripSummary], cities: Cities) -> list[TripSummary]:
    """Return the trips that are called so, by title or by a city of theirs in any language."""
    if said.startswith(BY_ID):
        return [trip for trip in trips if trip.id == said.removeprefix(BY_ID)]
    by_title = most_like(said, [((trip.title,), trip) for trip in trips])
    by_city = most_like(said, [(_city_names(trip, cities), trip) for trip in trips])
    return by_title if len(by_title) == 1 else by_city or by_title


def trips_of_now(
    trips: Sequence[TripSummary], cities: Cities, day: DaySaid | None, now: datetime
) -> list[TripSummary]:
    """Return the trips that a question may be about which names none.

    Those of the day asked about, else the ones one is on, else the next to come, else the last.
    More than one only where they are for the same day.
    """
    asked = [trip for trip in trips if day is not None and _has(trip, cities, day, now)]
    stages = {trip.id: stage_of(trip, _zone(trip, cities), now) for trip in trips}
    current = [trip for trip in trips if stages[trip.id] is Stage.DURING]
    if asked or current:
        return asked or current
    coming = [trip for trip in trips if stages[trip.id] is Stage.BEFORE]
    if coming:
        soonest = min(trip.start_date for trip in coming)
        return [trip for trip in coming if trip.start_date == soonest]
    if not trips:
        return []
    latest = max(map(last_day, trips))
    return [trip for trip in trips if last_day(trip) == latest]


def trip_choices(trips: Sequence[TripSummary], language: str) -> tuple[Choice, ...]:
    """Return trips as the caller chooses between them."""
    return tuple(
        Choice(
            id=trip.id,
            name=trip.title,
            detail=", ".join([*trip.cities, date_text(trip.start_date, language)]),
        )
        for trip in trips[:MOST_CHOICES]
    )


def day_meant(view: View, said: DaySaid | None) -> date | None:
    """Return the date that is meant, also one outside the trip; None where there is no such day.

    Without words it is today on the trip, before it the first day, and after it the last.
    """
    days = [day.date for day in view.trip.day_cards]
    if said is not None:
        return date_of(said, days, view.moment.today)
    return min(max(view.moment.today, days[0]), days[-1])


def stops_meant(view: View, said: str, on: date | None = None) -> list[Standing]:
    """Return the stops that are meant by words: names in any language, meals, kinds, or numbers.

    `on` is the day it is on; without it what was last spoken of and those of today count before
    others, and a night that goes on for days is one.
    """
    standing = [
        Standing(day, stop)
        for day in view.trip.day_cards
        for stop in day.sub_trips
        if on is None or day.date == on
    ]
    if said.startswith(BY_ID):
        wanted = said.removeprefix(BY_ID)
        return [one for one in standing if one.stop.id == wanted]
    bare = _ARTICLES.sub("", said.strip()).strip()
    if is_next(bare):
        coming = now_and_next(view)[1]
        return [Standing(*coming)] if coming and on in (None, coming[0].date) else []
    if (number := number_said(bare)) is not None:
        return _numbered(view, standing, number, on)
    found = [one for one in standing if is_called_by_kind(one.stop, bare)]
    found = found or most_like(bare, [(names_of(view, one.stop), one) for one in standing])
    found = found or [one for one in standing if is_of_category(view, one.stop, bare)]
    if len(found) > 1:
        found = last_spoken_of(view, found)
    return _nearest_day(view, found) if on is None else found


def at_mealtime(view: View, said: ChangeSaid, on: date | None) -> ChangeSaid:
    """Return what is to come before or after a meal that is not planned, at the hour for it."""
    words = said.before or said.after
    hours = hours_around(words) if words else None
    if words is None or hours is None or stops_meant(view, words, on):
        return said
    time = said.time or hours[0 if said.before else 1]
    return said.model_copy(update={"time": time, "before": None, "after": None})


def stop_choices(view: View, found: Sequence[Standing]) -> tuple[Choice, ...]:
    """Return stops as the caller chooses between them."""
    language = view.language
    return tuple(
        Choice(
            id=one.stop.id,
            name=view.name_of(one.stop),
            detail=" ".join(filter(None, (_day(one.day, language), one.stop.start_time))),
        )
        for one in found[:MOST_CHOICES]
    )


def place_choices(view: View, places: Sequence[Place]) -> tuple[Choice, ...]:
    """Return places as the caller chooses between them."""
    return tuple(
        Choice(id=place.id, name=place_name(place, view.language), detail=place.area)
        for place in places[:MOST_CHOICES]
    )


def slot_question(view: View, route: Route, slots: Sequence[Slot]) -> Question:
    """Return days and hours that have room as the caller chooses between them."""
    choices = tuple(
        Choice(
            id=f"{slot.date.isoformat()} {slot.start}",
            name=weekday_text(slot.date, view.language),
            detail=slot.start,
        )
        for slot in slots
    )
    return Question(route=route, field="slot", said="", choices=choices)


def places_meant(said: str, places: Sequence[Place]) -> list[Place]:
    """Return the places of the catalogue that are called so, the best known first."""
    if said.startswith(BY_ID):
        return [place for place in places if place.id == said.removeprefix(BY_ID)]
    found = most_like(said, [(place.names, place) for place in places])
    exact = [place for place in found if fold(said) in map(fold, place.names)]
    return sorted(exact or found, key=lambda place: (-place.popularity, place.id))


def _day(day: DayCardOut, language: str) -> str:
    number = day.day_index + 1
    told = weekday_text(day.date, language)
    return f"第{number}天（{told}）" if language == "zh" else f"day {number} ({told})"


def _city_names(trip: TripSummary, cities: Cities) -> list[str]:
    found = [cities[city_id] for city_id in trip.city_ids if city_id in cities]
    return [name for city in found for name in (city.name_en, city.name_local, *city.aliases)]


def _zone(trip: TripSummary, cities: Cities) -> str:
    return cities[trip.city_id].timezone


def _has(trip: TripSummary, cities: Cities, day: DaySaid, now: datetime) -> bool:
    """Say whether a day that was said by the calendar lies in a trip."""
    if day.date is None and day.offset is None:
        return False
    wanted = date_of(day, [], today_in(_zone(trip, cities), now))
    return wanted is not None and trip.start_date <= wanted <= last_day(trip)


def _numbered(
    view: View, standing: Sequence[Standing], number: int, on: date | None
) -> list[Standing]:
    """Return the n-th stop of the day, else of the one last told about; a night is none."""
    wanted = on or day_told(view) or day_meant(view, None)
    stops = [
        one for one in standing if one.day.date == wanted and one.stop.kind is not SubTripKind.HOTEL
    ]
    if abs(number) > len(stops):
        return []
    return [stops[number - 1 if number > 0 else number]]


def _nearest_day(view: View, found: Sequence[Standing]) -> list[Standing]:
    """Return those of today where there are any; of the nights in one bed the first."""
    today = [one for one in found if one.day.date == view.moment.today]
    chosen = today or list(found)
    nights = {(one.stop.place_id, one.stop.name) for one in chosen}
    if len(nights) == 1 and all(one.stop.kind is SubTripKind.HOTEL for one in chosen):
        return chosen[:1]
    return chosen

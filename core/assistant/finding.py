"""Which trip, stop and day are meant: found among what there is, never guessed."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from core.assistant.choosing import BY_ID, MOST_CHOICES, Choice
from core.assistant.days import date_of, today_in
from core.assistant.facts import View
from core.assistant.likeness import most_like
from core.assistant.moment import last_day, stage_of
from core.assistant.route import DaySaid
from core.catalog.domain import City, Place
from core.catalog.names import fold
from core.catalog.vocabulary import vocabulary
from core.kernel.times import date_text, weekday_text
from core.schemas.chat import Stage
from core.schemas.trips import DayCardOut, SubTripKind, SubTripOut, TripSummary

Cities = Mapping[str, City]
_MEAL_WORDS = {
    "breakfast": "breakfast", "brunch": "breakfast", "早餐": "breakfast", "早饭": "breakfast",
    "lunch": "lunch", "午餐": "lunch", "午饭": "lunch", "中饭": "lunch",
    "dinner": "dinner", "supper": "dinner", "晚餐": "dinner", "晚饭": "dinner",
}  # fmt: skip
_KIND_WORDS = {
    "hotel": "hotel", "lodging": "hotel", "accommodation": "hotel", "hostel": "hotel",
    "酒店": "hotel", "住宿": "hotel", "旅馆": "hotel", "宾馆": "hotel",
    "train": "train", "火车": "train", "高铁": "train", "动车": "train",
    "flight": "flight", "plane": "flight", "航班": "flight", "飞机": "flight",
    "bus": "bus", "大巴": "bus", "ferry": "ferry", "渡轮": "ferry", "轮渡": "ferry",
}  # fmt: skip
_NUMBERED = re.compile(
    r"^(?:the\s+)?(first|second|third|fourth|fifth|last|\d+(?:st|nd|rd|th))\s+(?:stop|sight|place)s?$"
    r"|^(?:第\s*([一二三四五六七八九\d]+)|(最后)一?)\s*(?:站|个?景点|个?地方|处)$",
    re.I,
)
_ORDER = {"first": 1, "second": 2, "third": 3, "fourth": 4, "fifth": 5, "last": -1}
_HAN = "零一二三四五六七八九"
_ARTICLES = re.compile(r"^(?:the|my|our|that|this)\s+|^(?:我们?的|那个|这个|那家|这家)", re.I)


@dataclass(frozen=True, slots=True)
class Standing:
    """A stop of a trip with its day."""

    day: DayCardOut
    stop: SubTripOut


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

    `on` is the day it is on; without it those of today count before others, and a night that goes
    on for days is one.
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
    if (number := _number(bare)) is not None:
        return _numbered(view, standing, number, on)
    found = most_like(bare, [(_names(view, one.stop), one) for one in standing])
    found = found or [one for one in standing if _is_such(view, one.stop, bare)]
    return _nearest_day(view, found) if on is None else found


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


def _number(bare: str) -> int | None:
    found = _NUMBERED.match(bare)
    if found is None:
        return None
    if found[1]:
        word = found[1].lower()
        return _ORDER.get(word) or int(word[:-2])
    if found[3]:
        return -1
    digits = found[2]
    return int(digits) if digits.isdigit() else max(_HAN.find(digits[-1]), 1)


def _numbered(
    view: View, standing: Sequence[Standing], number: int, on: date | None
) -> list[Standing]:
    """Return the n-th stop of the day; a night is none."""
    wanted = on or day_meant(view, None)
    stops = [
        one for one in standing if one.day.date == wanted and one.stop.kind is not SubTripKind.HOTEL
    ]
    if abs(number) > len(stops):
        return []
    return [stops[number - 1 if number > 0 else number]]


def _names(view: View, stop: SubTripOut) -> list[str]:
    place = view.place_of(stop)
    names = [stop.name, stop.local_name, *(place.names if place else ())]
    if stop.leg is not None:
        names += [stop.leg.number, stop.leg.target_name]
    return [name for name in names if name]


def _is_such(view: View, stop: SubTripOut, bare: str) -> bool:
    """Say whether a stop is of the meal, kind or category that is said."""
    word = bare.casefold()
    if (meal := _MEAL_WORDS.get(word)) is not None:
        return stop.meal == meal
    if (kind := _KIND_WORDS.get(word)) is not None:
        return stop.kind == kind or (stop.leg is not None and stop.leg.mode == kind)
    place = view.place_of(stop)
    return place is not None and place.category in _categories(fold(word))


def _categories(word: str) -> set[str]:
    singular = word.removesuffix("s")
    return {
        label.id
        for kind in vocabulary().kinds
        for label in kind.categories
        if {word, singular} & {fold(label.id), fold(label.en), fold(label.zh)}
    }


def _nearest_day(view: View, found: Sequence[Standing]) -> list[Standing]:
    """Return those of today where there are any; of the nights in one bed the first."""
    today = [one for one in found if one.day.date == view.moment.today]
    chosen = today or list(found)
    nights = {(one.stop.place_id, one.stop.name) for one in chosen}
    if len(nights) == 1 and all(one.stop.kind is SubTripKind.HOTEL for one in chosen):
        return chosen[:1]
    return chosen

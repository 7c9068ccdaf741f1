"""A plan in the benchmark's output format, read strictly: what is not in its form is not there."""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

KEYS = (
    "days", "current_city", "transportation", "breakfast", "attraction", "lunch", "dinner",
    "accommodation",
)  # fmt: skip
MEALS = ("breakfast", "lunch", "dinner")
NOTHING = "-"
_STATE = re.compile(r"\s*\([\w ]+\)$")
"""A city may carry its state in brackets, as people wrote it."""
_FROM_TO = re.compile(r"^from (.+?) to (.+)$")
_FLIGHT = re.compile(
    r"^Flight Number: (?P<number>F\d+), from (?P<origin>.+?) to (?P<target>.+?), "
    r"Departure Time: (?P<departs>\d\d:\d\d), Arrival Time: (?P<arrives>\d\d:\d\d)$"
)
_ROAD = re.compile(
    r"^(?P<mode>Self-driving|Taxi), from (?P<origin>[^,]+?) to (?P<target>[^,]+?)(?:, .*)?$",
    re.I,
)


@dataclass(frozen=True, slots=True)
class Named:
    """Something by name in a city."""

    name: str
    city: str


@dataclass(frozen=True, slots=True)
class Trip:
    """How one gets from a city to another: `mode` is Flight, Self-driving or Taxi."""

    mode: str
    origin: str
    target: str
    number: str = ""
    departs: str = ""
    arrives: str = ""


@dataclass(frozen=True, slots=True)
class Sheet:
    """One day; what stands in a field but cannot be read is in `malformed`."""

    travels: bool
    cities: tuple[str, ...]
    trip: Trip | None
    meals: Mapping[str, Named | None]
    sights: tuple[Named, ...]
    lodging: Named | None
    malformed: tuple[str, ...]

    @property
    def filled(self) -> int:
        """Return how many of the six things of a day are there."""
        meals = sum(meal is not None for meal in self.meals.values())
        return meals + bool(self.trip) + bool(self.sights) + bool(self.lodging)

    def restaurants(self) -> Iterator[Named]:
        """Go through the meals that are there."""
        return (meal for meal in self.meals.values() if meal is not None)


def read_plan(plan: Any) -> tuple[Sheet, ...] | None:
    """Return the days of a plan, or None where it is no list of days."""
    if not isinstance(plan, Sequence) or isinstance(plan, str):
        return None
    days = [day for day in plan if day]  # the benchmark pads its plans with empty days
    if not days or not all(isinstance(day, Mapping) for day in days):
        return None
    return tuple(_sheet(number, day) for number, day in enumerate(days, start=1))


def _sheet(number: int, day: Mapping[str, Any]) -> Sheet:
    wrong = [key for key in KEYS[1:] if not isinstance(day.get(key), str) or not day[key]]
    if day.get("days") != number:
        wrong.append("days")
    text = {key: day[key] if key not in wrong else NOTHING for key in KEYS[1:]}
    ends = _FROM_TO.match(text["current_city"])
    sights, loose = _sights(text["attraction"])
    found: dict[str, Any] = {"transportation": _trip(text["transportation"])}
    for key in (*MEALS, "accommodation"):
        found[key] = _named(text[key])
    wrong += [key for key, value in found.items() if value is None and text[key] != NOTHING]
    return Sheet(
        travels=ends is not None,
        cities=tuple(map(_bare, ends.groups() if ends else (text["current_city"],))),
        trip=found["transportation"],
        meals={key: found[key] for key in MEALS},
        sights=sights,
        lodging=found["accommodation"],
        malformed=(*wrong, *(("attraction",) if loose else ())),
    )


def _trip(text: str) -> Trip | None:
    if flight := _FLIGHT.match(text):
        origin, target, *rest = flight.group("origin", "target", "number", "departs", "arrives")
        return Trip("Flight", _bare(origin), _bare(target), *rest)
    road = _ROAD.match(text)
    return Trip(road["mode"], _bare(road["origin"]), _bare(road["target"])) if road else None


def _bare(city: str) -> str:
    return _STATE.sub("", city)


def _named(text: str) -> Named | None:
    name, comma, city = text.rpartition(", ")
    return Named(name, _bare(city)) if comma and name and city else None


def _sights(text: str) -> tuple[tuple[Named, ...], bool]:
    """Return the sights, and whether the list is not as it must be: each ended by a semicolon."""
    if text == NOTHING:
        return (), False
    *items, rest = text.split(";")
    named = [_named(item) for item in items]
    sights = tuple(each for each in named if each is not None)
    return sights, bool(rest) or len(sights) != len(named)

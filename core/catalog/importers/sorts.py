"""What is usual for places of a category, where a file does not say: our own estimates."""

from dataclasses import dataclass
from typing import Final

from core.catalog.importers.finding import Sort
from core.schemas.catalog import Interest, PlaceKind

_DAY = "Mo-Su 09:00-18:00"
_MEALS = "Mo-Su 11:00-22:00"
_ALWAYS = "24/7"


@dataclass(frozen=True, slots=True)
class Usual:
    """What a place of a category is like as a rule; `cost_eur_cents` 0 is free."""

    tags: tuple[Interest, ...]
    minutes: int
    hours: str
    indoor: str
    price_level: int
    cost_eur_cents: int


_I = Interest
USUAL: Final[dict[str, Usual]] = {
    "museum": Usual((_I.CULTURE, _I.HISTORY), 90, _DAY, "yes", 2, 1000),
    "gallery": Usual((_I.ART, _I.CULTURE), 75, _DAY, "yes", 2, 800),
    "historic": Usual((_I.HISTORY, _I.ARCHITECTURE), 60, _DAY, "mixed", 1, 500),
    "religious": Usual((_I.RELIGION, _I.ARCHITECTURE), 40, _DAY, "yes", 0, 0),
    "landmark": Usual((_I.PHOTOGRAPHY, _I.ARCHITECTURE), 45, _ALWAYS, "no", 0, 0),
    "park": Usual((_I.NATURE, _I.GARDENS), 60, "Mo-Su 06:00-20:00", "no", 0, 0),
    "nature": Usual((_I.NATURE, _I.HIKING), 90, _ALWAYS, "no", 0, 0),
    "viewpoint": Usual((_I.VIEWS, _I.PHOTOGRAPHY), 30, _ALWAYS, "no", 0, 0),
    "neighbourhood": Usual((_I.LOCAL_LIFE,), 75, _ALWAYS, "no", 0, 0),
    "market": Usual((_I.SHOPPING, _I.LOCAL_LIFE), 60, _DAY, "mixed", 0, 0),
    "entertainment": Usual((_I.FAMILY, _I.MODERN), 150, _DAY, "mixed", 3, 2500),
    "wildlife": Usual((_I.ANIMALS, _I.FAMILY), 150, _DAY, "mixed", 2, 1500),
    "restaurant": Usual((_I.FOOD,), 75, _MEALS, "yes", 2, 2000),
    "casual": Usual((_I.FOOD,), 45, _MEALS, "yes", 1, 1000),
    "cafe": Usual((_I.FOOD,), 40, "Mo-Su 08:00-20:00", "yes", 1, 700),
    "bar": Usual((_I.NIGHTLIFE,), 75, "Mo-Su 18:00-24:00", "yes", 2, 1200),
    "street_food": Usual((_I.FOOD, _I.LOCAL_LIFE), 40, _MEALS, "no", 1, 600),
    "luxury": Usual((_I.WELLNESS,), 0, _ALWAYS, "yes", 4, 30000),
    "midrange": Usual((_I.LOCAL_LIFE,), 0, _ALWAYS, "yes", 2, 11000),
    "budget": Usual((_I.LOCAL_LIFE,), 0, _ALWAYS, "yes", 1, 5000),
    "railway_station": Usual((), 0, _ALWAYS, "yes", 0, 0),
    "airport": Usual((), 0, _ALWAYS, "yes", 0, 0),
}


def sight(category: str) -> Sort:
    """Return a sort of attraction."""
    return Sort(PlaceKind.ATTRACTION, category)


def eatery(category: str) -> Sort:
    """Return a sort of restaurant."""
    return Sort(PlaceKind.RESTAURANT, category)


def lodging(category: str) -> Sort:
    """Return a sort of hotel."""
    return Sort(PlaceKind.HOTEL, category)


STATION = Sort(PlaceKind.STATION, "railway_station")
AIRPORT = Sort(PlaceKind.AIRPORT, "airport")

"""Which cities of a country or region one goes to, where nobody says which."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import replace
from operator import neg

from core.catalog.domain import City, Place, city_name
from core.planning.domain import Brief, CityWish
from core.planning.understanding.assumptions import assumed
from core.schemas.catalog import PlaceKind
from core.schemas.plans import Assumption

CHOSEN = "destinations"
"""The field under which it is told which cities were chosen."""
_LIVELY, _LIVELY_KINDS = 6, (PlaceKind.ATTRACTION, PlaceKind.RESTAURANT)
"""A city to be chosen of a region has so many of each."""
_SIGHTS_A_DAY = 3
_ICONS_A_DAY, _KNOWN, _FAME_MIN = 3, 75, 20
"""So many icons a day speak for a city, and each point of popularity beyond this one is worth so
many minutes of a traveller's time: what one sees counts for more than what a bed costs."""
_GREAT = 80
"""So many such points a great city has of its own."""


def worth_visiting(brief: Brief, places: Sequence[Place]) -> tuple[CityWish, ...]:
    """Return the wishes with cities that have enough to see and to eat, if those are enough."""
    known = Counter((place.city_id, place.kind) for place in places)
    wishes = []
    for wish in brief.wishes:
        lively = tuple(
            city
            for city in wish.choices
            if min(known[city.id, kind] for kind in _LIVELY_KINDS) >= _LIVELY
        )
        is_enough = len(lively) >= wish.count
        wishes.append(replace(wish, choices=lively) if is_enough else wish)
    return tuple(wishes)


def nights_worth(city: City, places: Sequence[Place]) -> int:
    """Return how many nights there is something to see: the days of travel need nothing."""
    sights = sum(p.city_id == city.id and p.kind is PlaceKind.ATTRACTION for p in places)
    return 1 + sights // _SIGHTS_A_DAY


def worth_of(brief: Brief, wish: CityWish, city: City, places: Sequence[Place]) -> int:
    """Return what seeing a city is worth beside others of its region, in the trip's money."""
    return _fame(brief, wish, city, places) * (
        _FAME_MIN * brief.manner.minute_worth * brief.travellers
    )


def _fame(brief: Brief, wish: CityWish, city: City, places: Sequence[Place]) -> int:
    """Return how known a city is: by what one sees there in its days, and of its own.

    Popularity compares the sights of one city. What compares cities is that zones of time are
    named after the greatest.
    """
    icons = sorted((p.popularity for p in places if p.city_id == city.id and p.must_see), key=neg)
    room = _ICONS_A_DAY * max(1, brief.day_count // wish.count)
    named_after = city.timezone.rpartition("/")[2].replace("_", " ")
    great = _GREAT if icons and named_after == city.name_en else 0
    return great + sum(max(0, known - _KNOWN) for known in icons[:room])


def chosen_of_regions(brief: Brief) -> list[Assumption]:
    """Tell which cities were chosen of every country or region that has more than were asked for.

    How many those are somebody may have said; which ones nobody has.
    """
    comma, found = "、" if brief.language == "zh" else ", ", []
    for wish in brief.wishes:
        chosen = [city for city in brief.cities if city in wish.choices]
        if 0 < len(chosen) < len(wish.choices):
            names = comma.join(city_name(city, brief.language) for city in chosen)
            ids = [city.id for city in chosen]
            told = {"field": CHOSEN, "detail": wish.wish.name, "more": names}
            found.append(assumed("region", brief.language, ids, **told))
    return found

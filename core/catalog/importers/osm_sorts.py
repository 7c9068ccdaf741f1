"""Which tags of OpenStreetMap make which of our places."""

from collections.abc import Mapping
from typing import Final

from core.catalog.importers.finding import Sort
from core.catalog.importers.sorts import AIRPORT, STATION, eatery, lodging, sight

SORTS: Final[Mapping[str, Mapping[str, Sort]]] = {
    "tourism": {
        "museum": sight("museum"),
        "gallery": sight("gallery"),
        "attraction": sight("landmark"),
        "viewpoint": sight("viewpoint"),
        "zoo": sight("wildlife"),
        "aquarium": sight("wildlife"),
        "theme_park": sight("entertainment"),
        "hotel": lodging("midrange"),
        "apartment": lodging("midrange"),
        "guest_house": lodging("budget"),
        "hostel": lodging("budget"),
        "motel": lodging("budget"),
    },
    "historic": {
        "castle": sight("historic"),
        "fort": sight("historic"),
        "palace": sight("historic"),
        "monument": sight("landmark"),
        "memorial": sight("historic"),
        "archaeological_site": sight("historic"),
        "ruins": sight("historic"),
        "city_gate": sight("historic"),
        "citywalls": sight("historic"),
        "tomb": sight("historic"),
        "temple": sight("religious"),
        "church": sight("religious"),
        "monastery": sight("religious"),
        "pagoda": sight("historic"),
    },
    "amenity": {
        "place_of_worship": sight("religious"),
        "marketplace": sight("market"),
        "theatre": sight("entertainment"),
        "arts_centre": sight("gallery"),
        "planetarium": sight("museum"),
        "restaurant": eatery("restaurant"),
        "fast_food": eatery("casual"),
        "food_court": eatery("street_food"),
        "cafe": eatery("cafe"),
        "ice_cream": eatery("cafe"),
        "bar": eatery("bar"),
        "pub": eatery("bar"),
        "biergarten": eatery("bar"),
    },
    "leisure": {
        "park": sight("park"),
        "garden": sight("park"),
        "nature_reserve": sight("nature"),
        "water_park": sight("entertainment"),
    },
    "natural": {
        "peak": sight("nature"),
        "beach": sight("nature"),
        "waterfall": sight("nature"),
        "cave_entrance": sight("nature"),
    },
    "man_made": {"tower": sight("viewpoint"), "lighthouse": sight("landmark")},
    "railway": {"station": STATION},
    "aeroway": {"aerodrome": AIRPORT},
}
"""By key and value; where several fit, the first key listed decides."""
FAMOUS_ONLY: Final = frozenset({"place_of_worship", "memorial", "garden", "park", "tower", "peak"})
"""So common that only those with an article somewhere are worth a journey."""


def sort_of(tags: Mapping[str, str]) -> Sort | None:
    """Return what a thing with these tags is to us, or None where nobody travels for it."""
    is_known = "wikidata" in tags or "wikipedia" in tags
    for key, values in SORTS.items():
        value = tags.get(key, "")
        if value in values and (is_known or value not in FAMOUS_ONLY):
            return _finer(values[value], tags)
    return None


def _finer(sort: Sort, tags: Mapping[str, str]) -> Sort | None:
    if sort == AIRPORT:
        return sort if "iata" in tags else None
    if sort == STATION:
        is_urban = tags.get("station") in {"subway", "light_rail", "monorail"}
        return None if is_urban or tags.get("subway") == "yes" else sort
    if sort == lodging("midrange") and tags.get("stars", "")[:1] in {"4", "5"}:
        return lodging("luxury")
    return sort

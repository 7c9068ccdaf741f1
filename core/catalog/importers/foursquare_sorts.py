"""Which categories of Foursquare make which of our places, by the words of their path."""

from collections.abc import Sequence
from typing import Final

from core.catalog.importers.finding import Sort
from core.catalog.importers.sorts import AIRPORT, STATION, eatery, lodging, sight

SORTS: Final[Sequence[tuple[str, Sort]]] = (
    ("Arts and Entertainment > Museum > Art Museum", sight("gallery")),
    ("Arts and Entertainment > Museum", sight("museum")),
    ("Arts and Entertainment > Art Gallery", sight("gallery")),
    ("Arts and Entertainment > Aquarium", sight("wildlife")),
    ("Arts and Entertainment > Zoo", sight("wildlife")),
    ("Arts and Entertainment > Amusement Park", sight("entertainment")),
    ("Arts and Entertainment > Water Park", sight("entertainment")),
    ("Arts and Entertainment > Performing Arts Venue", sight("entertainment")),
    ("Arts and Entertainment > Public Art", sight("landmark")),
    ("Landmarks and Outdoors > Historic and Protected Site", sight("historic")),
    ("Landmarks and Outdoors > Castle", sight("historic")),
    ("Landmarks and Outdoors > Palace", sight("historic")),
    ("Landmarks and Outdoors > Monument", sight("landmark")),
    ("Landmarks and Outdoors > Memorial Site", sight("historic")),
    ("Landmarks and Outdoors > Scenic Lookout", sight("viewpoint")),
    ("Landmarks and Outdoors > Park", sight("park")),
    ("Landmarks and Outdoors > Garden", sight("park")),
    ("Landmarks and Outdoors > Botanical Garden", sight("park")),
    ("Landmarks and Outdoors > Pedestrian Plaza", sight("neighbourhood")),
    ("Landmarks and Outdoors", sight("nature")),
    ("Community and Government > Spiritual Center", sight("religious")),
    ("Retail > Food and Beverage Retail > Farmers Market", sight("market")),
    ("Retail > Flea Market", sight("market")),
    ("Retail > Night Market", sight("market")),
    ("Dining and Drinking > Cafe, Coffee, and Tea House", eatery("cafe")),
    ("Dining and Drinking > Bakery", eatery("cafe")),
    ("Dining and Drinking > Dessert Shop", eatery("cafe")),
    ("Dining and Drinking > Bar", eatery("bar")),
    ("Dining and Drinking > Brewery", eatery("bar")),
    ("Dining and Drinking > Food Truck", eatery("street_food")),
    ("Dining and Drinking > Street Food Gathering", eatery("street_food")),
    ("Dining and Drinking > Night Market", eatery("street_food")),
    ("Dining and Drinking > Restaurant > Fast Food Restaurant", eatery("casual")),
    ("Dining and Drinking > Food Court", eatery("casual")),
    ("Dining and Drinking > Snack Place", eatery("casual")),
    ("Dining and Drinking > Restaurant", eatery("restaurant")),
    ("Travel and Transportation > Lodging > Hostel", lodging("budget")),
    ("Travel and Transportation > Lodging > Motel", lodging("budget")),
    ("Travel and Transportation > Lodging > Bed and Breakfast", lodging("budget")),
    ("Travel and Transportation > Lodging > Resort", lodging("luxury")),
    ("Travel and Transportation > Lodging > Hotel", lodging("midrange")),
    ("Travel and Transportation > Transport Hub > Airport", AIRPORT),
    ("Travel and Transportation > Transport Hub > Rail Station", STATION),
)
"""The first that a path begins with decides."""
_RESTAURANT = " Restaurant"


def sort_of(path: str) -> Sort | None:
    """Return what a category is to us, or None where nobody travels for it."""
    return next((sort for start, sort in SORTS if _begins(path, start)), None)


def cuisine_of(path: str) -> tuple[str, ...]:
    """Return the cuisine that the last word of a path names, say `thai`."""
    last = path.rpartition(" > ")[2]
    cuisine = last.removesuffix(_RESTAURANT)
    return (cuisine.lower(),) if cuisine != last else ()


def _begins(path: str, start: str) -> bool:
    return path == start or path.startswith(f"{start} > ")

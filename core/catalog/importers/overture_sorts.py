"""Which categories of Overture Maps make which of our places."""

from collections.abc import Mapping
from typing import Final

from core.catalog.importers.finding import Sort
from core.catalog.importers.sorts import AIRPORT, STATION, eatery, lodging, sight

SORTS: Final[Mapping[str, Sort]] = {
    **dict.fromkeys(
        (
            "museum", "history_museum", "science_museum", "childrens_museum", "national_museum",
            "military_museum", "aviation_museum", "state_museum", "planetarium", "design_museum",
            "modern_art_museum", "art_museum",
        ),
        sight("museum"),
    ),
    **dict.fromkeys(("art_gallery", "cultural_center"), sight("gallery")),
    **dict.fromkeys(
        (
            "historical_landmark", "landmark_and_historical_building", "castle", "palace", "fort",
            "ruins", "monument",
        ),
        sight("historic"),
    ),
    **dict.fromkeys(
        (
            "buddhist_temple", "hindu_temple", "temple", "shinto_shrines", "cathedral", "mosque",
            "synagogue", "church_cathedral",
        ),
        sight("religious"),
    ),
    **dict.fromkeys(("attractions", "tourist_attraction", "sculpture_statue"), sight("landmark")),
    **dict.fromkeys(
        ("park", "botanical_garden", "national_park", "state_park", "garden"), sight("park")
    ),
    **dict.fromkeys(
        ("beach", "mountain", "waterfall", "nature_reserve", "lake", "hiking_trail", "hot_springs"),
        sight("nature"),
    ),
    **dict.fromkeys(("lookout", "observatory", "scenic_viewpoint"), sight("viewpoint")),
    **dict.fromkeys(
        ("farmers_market", "night_market", "flea_market", "public_market"), sight("market")
    ),
    **dict.fromkeys(
        (
            "theatre", "opera_and_ballet", "amusement_park", "water_park", "music_venue",
            "topic_concert_venue",
        ),
        sight("entertainment"),
    ),
    **dict.fromkeys(("zoo", "aquarium", "wildlife_sanctuary"), sight("wildlife")),
    **dict.fromkeys(
        ("fast_food_restaurant", "food_court", "noodles_restaurant", "sandwich_shop", "diner"),
        eatery("casual"),
    ),
    **dict.fromkeys(("street_vendor", "food_stand", "food_truck"), eatery("street_food")),
    **dict.fromkeys(
        ("cafe", "coffee_shop", "tea_room", "bakery", "ice_cream_shop", "dessert_shop"),
        eatery("cafe"),
    ),
    **dict.fromkeys(
        ("bar", "pub", "cocktail_bar", "wine_bar", "beer_bar", "brewery", "lounge"), eatery("bar")
    ),
    "restaurant": eatery("restaurant"),
    "hotel": lodging("midrange"),
    "resort": lodging("luxury"),
    **dict.fromkeys(
        ("hostel", "motel", "inn", "guest_house", "bed_and_breakfast"), lodging("budget")
    ),
    "train_station": STATION,
    "airport": AIRPORT,
}  # fmt: skip
_RESTAURANT = "_restaurant"


def sort_of(category: str) -> Sort | None:
    """Return what a category is to us, or None where nobody travels for it."""
    found = SORTS.get(category)
    return found or (eatery("restaurant") if category.endswith(_RESTAURANT) else None)


def cuisine_of(category: str) -> tuple[str, ...]:
    """Return the cuisine that a category names, say `thai` of `thai_restaurant`."""
    cuisine = category.removesuffix(_RESTAURANT)
    is_cuisine = cuisine != category and category not in SORTS
    return (cuisine,) if is_cuisine else ()

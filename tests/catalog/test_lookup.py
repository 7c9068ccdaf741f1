"""Which place or group a traveller's word means."""

import pytest

from core.catalog.domain import Place
from core.catalog.lookup import find_group, find_place
from core.schemas.catalog import Interest, PlaceKind
from tests.support.builders import a_hotel, a_place, a_restaurant


def a_sight(place_id: str, en: str, zh: str, popularity: int = 50, **changes: object) -> Place:
    """Return a sight with names."""
    return a_place(place_id, name_en=en, name_local=zh, popularity=popularity, **changes)


_PLACES = [
    a_sight("army", "Terracotta Army (Site Museum)", "秦始皇兵马俑博物馆"),
    a_sight("high-line", "The High Line", "The High Line"),
    a_sight("louvre", "Louvre Museum", "Musée du Louvre", 90),
    a_sight("orsay", "Musée d'Orsay", "Musée d'Orsay", 80),
    a_sight("bund", "The Bund", "外滩"),
    a_hotel("bund-hotel", name_en="The Bund", name_local="外滩酒店", popularity=99),
    a_sight("badaling", "Great Wall at Badaling", "八达岭长城", 70),
    a_sight("mutianyu", "Great Wall at Mutianyu", "慕田峪长城", 80),
    a_sight("hall", "Chen Clan Ancestral Hall", "陈家祠"),
    a_sight("tower", "Eiffel Tower", "Tour Eiffel"),
    a_restaurant("taotaoju", name_en="Tao Tao Ju", name_local="陶陶居（总店）"),
    a_place("station", name_en="Central Station", name_local="中央车站", kind=PlaceKind.STATION),
]


@pytest.mark.parametrize(
    ("word", "place_id"),
    [
        ("army", "army"), ("兵马俑", "army"), ("terracotta army", "army"),
        ("秦始皇兵马俑博物馆", "army"), ("the High Line", "high-line"), ("High Line", "high-line"),
        ("HIGH-LINE", "high-line"), ("the Louvre", "louvre"), ("Musee du Louvre", "louvre"),
        ("Louvre Musuem", "louvre"), ("the bund", "bund"), ("Bund", "bund"), ("外滩", "bund"),
        ("外滩酒店", "bund-hotel"), ("长城", "mutianyu"), ("the Great Wall", "mutianyu"),
        ("八达岭", "badaling"), ("陈家祠堂", "hall"), ("ＥＩＦＦＥＬ　ＴＯＷＥＲ", "tower"),
        ("Eifel Tower", "tower"), ("陶陶居", "taotaoju"), ("Central Station", "station"),
    ],
)  # fmt: skip
def test_a_word_means_the_place_of_that_name_or_nearly_so(word: str, place_id: str) -> None:
    found = find_place(word, _PLACES)

    assert found is not None
    assert found.id == place_id


@pytest.mark.parametrize(
    "word",
    ["", " ", "!?", "Atlantis", "亚特兰蒂斯", "the", "the ", "a", "城", "Eif",
     "Hall of Fame and Shame",
     "陈家祠旁边的一家咖啡馆", "Tower Bridge"],
)  # fmt: skip
def test_a_word_that_is_not_near_enough_means_nothing(word: str) -> None:
    assert find_place(word, _PLACES) is None


def test_an_id_means_its_place_even_where_another_is_named_so() -> None:
    other = a_sight("other", "army", "army")

    found = find_place("army", [other, *_PLACES])

    assert found is not None
    assert found.id == "army"


def test_of_several_with_the_name_the_best_known_sight_is_meant() -> None:
    little, well = a_sight("a", "Old Gate", "老门", 10), a_sight("b", "Old Gate", "老门", 20)

    assert find_place("Old Gate", [little, well]) is well
    assert find_place("gate", [little, well]) is well


def test_nothing_is_meant_where_there_are_no_places() -> None:
    assert find_place("Louvre", []) is None


@pytest.mark.parametrize(
    ("word", "ids"),
    [("museum", ["museum"]), ("Museums", ["museum"]), ("博物馆", ["museum"]),
     ("shopping", ["market"]),
     ("购物", ["market"]), ("Shopping ", ["market"]), ("market", ["market"]), ("市场", ["market"]),
     ("Temple or church", []), ("temple", []), ("", []), ("Louvre", []), ("hotel", []),
     ("restaurant", [])],
)  # fmt: skip
def test_an_interest_or_a_category_of_sights_means_all_sights_of_it(
    word: str, ids: list[str]
) -> None:
    places = [
        a_place("museum", category="museum", tags=()),
        a_place("market", category="market", tags=(Interest.SHOPPING,)),
        a_restaurant("mall-food", tags=(Interest.SHOPPING,)),
    ]

    assert [place.id for place in find_group(word, places)] == ids

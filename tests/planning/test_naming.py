"""What of the catalogue a text names: exactly where a name begins and ends."""

import time

import pytest

from core.catalog.domain import Place
from core.planning.understanding.naming import cities_in, names_in, words_of
from tests.support.builders import a_city, a_hotel, a_place, a_restaurant

_CITY = a_city(id="dalian", name_en="Dalian", name_local="大连", aliases=("大连市",))
_OTHER = a_city(id="oslo", name_en="Oslo", name_local="Oslo", aliases=())


def sight(name: str, **changes: object) -> Place:
    """Return a sight of the city with one name in both languages."""
    return a_place(name, city_id="dalian", name_en=name, name_local=name, **changes)


def said(text: str, *places: Place) -> list[tuple[str, str]]:
    """Return what of a text names a place, with the name meant."""
    return [(found.said, found.name) for found in names_in(text, places, [_CITY])]


def test_cities_are_found_in_the_order_of_their_mention_and_as_whole_words() -> None:
    cities = [_CITY, _OTHER]

    assert cities_in("从OSLO到大连市", cities) == [_OTHER, _CITY]
    assert cities_in("Dalianish Osloers", cities) == []
    assert cities_in("", cities) == []


@pytest.mark.parametrize(
    ("text", "names", "found"),
    [
        ("去和平广场和星海广场", ["和平广场", "星海广场"],
         [("和平广场", "和平广场"), ("星海广场", "星海广场")]),
        ("逛老虎滩海洋公园", ["老虎滩", "老虎滩海洋公园"], [("老虎滩海洋公园", "老虎滩海洋公园")]),
        ("住 Hotel 1+1 (中山店)", ["Hotel 1+1(中山店)"], [("Hotel 1+1", "Hotel 1+1(中山店)")]),
        ("想去森林动物园看熊猫", ["大连森林动物园"], [("森林动物园", "大连森林动物园")]),
        ("想参观博物馆", ["大连博物馆"], []),
        ("visit the fish market", ["Fish"], []),
        ("visit Fishery", ["Fish"], []),
        ("吃（１２）号店", ["(12)号店"], [("（１２）号店", "(12)号店")]),
    ],
)  # fmt: skip
def test_names_are_found_whole_with_or_without_branch_and_city(
    text: str, names: list[str], found: list[tuple[str, str]]
) -> None:
    assert said(text, *(sight(name) for name in names)) == found


def test_a_name_of_plain_words_is_one_only_with_capitals() -> None:
    room = a_hotel("room", city_id="dalian", name_en="Private Room", name_local="Private Room")

    assert said("a private room, please", room) == []
    assert said("Private rooms are best", room) == []
    assert said("we sleep at Private Room", room) == [("Private Room", "Private Room")]


def test_where_nothing_has_capitals_an_icon_needs_none() -> None:
    icon, other = sight("Lighthouse", must_see=True), sight("Fishery")

    assert said("the lighthouse and the fishery", icon, other) == [("lighthouse", "Lighthouse")]
    assert said("I like a lighthouse", icon) == []


def test_of_several_branches_the_one_is_meant_whose_street_is_named() -> None:
    places = [sight("船歌鱼水饺(星海店)"), sight("船歌鱼水饺(青泥洼店)")]

    assert said("吃青泥洼附近的船歌鱼水饺", *places) == [("船歌鱼水饺", "船歌鱼水饺(青泥洼店)")]
    assert said("吃船歌鱼水饺", *places) == [("船歌鱼水饺", "船歌鱼水饺")]


def test_a_word_of_the_catalogue_is_no_name_and_its_words_come_by_frequency() -> None:
    places = [
        sight("公园", category="公园"), sight("劳动公园", category="公园"),
        sight("炮台", category="古迹"), a_restaurant("x", city_id="dalian", cuisine=("seafood",)),
        a_hotel("inn", city_id="dalian", features=("泳池",)),
    ]  # fmt: skip

    assert said("去公园散步", *places) == []
    assert words_of(places) == {
        "sights": ["公园", "古迹"], "cuisines": ["seafood"], "features": ["泳池"],
    }  # fmt: skip


def test_thousands_of_names_are_looked_for_in_little_time() -> None:
    places = [sight(f"{'甲乙丙丁'[n % 4]}景点{n}号") for n in range(4000)]
    text = "去甲景点3996号和乙景点1号。" * 200

    started = time.process_time()
    found = said(text, *places)

    assert [name for _, name in found] == ["甲景点3996号", "乙景点1号"]
    assert time.process_time() - started < 1

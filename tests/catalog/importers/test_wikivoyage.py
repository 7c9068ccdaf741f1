"""Places of Wikivoyage dumps."""

from datetime import date
from pathlib import Path

import pytest

from core.catalog.importers.finding import Finding
from core.catalog.importers.sorts import eatery, lodging, sight
from core.catalog.importers.wikivoyage import read
from core.kernel.errors import InvalidRequestError
from tests.support.extracts import a_haul, dump_file

SPOT = "| lat=23.13 | long=113.26"


def findings(path: Path, **pages: str) -> list[Finding]:
    """Return what is found in a dump with these articles."""
    haul = a_haul()
    read(dump_file(path, **pages), haul)
    return haul.findings()


@pytest.mark.parametrize("name", ["a.xml", "a.xml.bz2"])
def test_a_listing_is_found_with_all_that_is_said_of_it(tmp_path: Path, name: str) -> None:
    text = f"""==See==
    * {{{{see
    | name=[[Tea Museum]] | alt=茶博物馆 | url=https://example.org {SPOT}
    | hours=Tu-Su 9AM-5PM | price=¥20 | lastedit=2026-05-04 | wikidata=Q1
    | content=Cups and ''leaves''.
    }}}}"""

    (found,) = findings(tmp_path / name, Guangzhou__Haizhu=text)

    assert (found.name, found.aliases, found.area) == ("Tea Museum", ("茶博物馆",), "Haizhu")
    assert (found.sort, found.price) == (sight("museum"), 20.0)
    assert (found.hours, found.raw_hours) == ("Tu-Su 09:00-17:00", "Tu-Su 9AM-5PM")
    assert (found.seen_on, found.origin.licence) == (date(2026, 11, 1), "CC-BY-SA-4.0")
    assert found.origin.attribution == "Wikivoyage contributors, article Guangzhou/Haizhu"
    assert found.name_zh == ""


@pytest.mark.parametrize(
    ("revised", "lastedit", "seen"),
    [
        ("2026-07-09T23:59:59Z", "2026-05-04", date(2026, 7, 9)),
        ("", "2026-05-04", date(2026, 5, 4)),
        ("", "last week", None),
    ],
)
def test_a_listing_is_as_old_as_its_page_and_without_that_as_it_says_itself(
    tmp_path: Path, revised: str, lastedit: str, seen: date | None
) -> None:
    haul = a_haul()
    listing = f"{{{{see|name=Tea Museum|lastedit={lastedit} {SPOT}}}}}"

    read(dump_file(tmp_path / "a.xml", revised=revised, Guangzhou=listing), haul)

    assert [found.seen_on for found in haul.findings()] == [seen]


def test_a_place_without_a_position_is_told_of_where_its_page_is_one_of_the_city(
    tmp_path: Path,
) -> None:
    haul = a_haul()
    lost = "{{see|name=Nowhere}} {{eat|name=Half|lat=23.13}} {{pagebanner|name=Top}} {{do|name=}}"
    tokyo = "{{see|name=Tokyo Tower|lat=35.66|long=139.75}}"

    read(
        dump_file(
            tmp_path / "a.xml",
            Guangzhou=f"{lost} {tokyo} {{{{see|name=Tea Museum {SPOT}}}}}",
            Elsewhere=f"{{{{see|name=Far|lat=23.13|long=10}}}} {lost}",
        ),
        haul,
    )

    assert [found.name for found in haul.findings()] == ["Tea Museum"]
    assert dict(haul.left_out) == {"has no position": 2}
    assert [row.number for row in haul.told] == [1, 2]


def test_names_of_the_chinese_dump_are_chinese_names(tmp_path: Path) -> None:
    haul = a_haul()
    text = f"{{{{see|name=茶博物馆 {SPOT}}}}}"

    read(dump_file(tmp_path / "a.xml", "zh", 广州=text), haul)

    (found,) = haul.findings()
    assert (found.name, found.name_zh, found.area) == ("茶博物馆", "茶博物馆", "广州")


@pytest.mark.parametrize(
    ("listing", "sort"),
    [
        ("{{see|name=Old Gate SPOT}}", sight("landmark")),
        ("{{see|name=Six Banyan Temple SPOT}}", sight("religious")),
        ("{{do|name=Harbour Cruise SPOT}}", sight("entertainment")),
        ("{{Eat|name=Noodle House SPOT}}", eatery("restaurant")),
        ("{{drink|name=Bar SPOT}}", eatery("bar")),
        ("{{sleep|name=Inn SPOT}}", lodging("midrange")),
        ("{{listing|type=eat|name=Noodles SPOT}}", eatery("restaurant")),
    ],
)
def test_the_kind_of_listing_says_what_it_is(tmp_path: Path, listing: str, sort: object) -> None:
    (found,) = findings(tmp_path / "a.xml", Guangzhou=listing.replace("SPOT", SPOT))

    assert found.sort == sort


def test_the_same_listing_has_the_same_key_in_every_dump(tmp_path: Path) -> None:
    first = findings(tmp_path / "a.xml", Guangzhou=f"{{{{eat|name=Noodles {SPOT}}}}}")
    later = findings(
        tmp_path / "b.xml", Foshan="Nothing.", Guangzhou=f"Eat: {{{{eat|name=Noodles {SPOT}}}}}"
    )

    assert first[0].source_id == later[0].source_id


@pytest.mark.parametrize(
    "text",
    [
        "{{see|name=Nowhere}}",
        "{{see|name=Broken|lat=23.13|long=east}}",
        "{{see|name=Tokyo Tower|lat=35.66|long=139.75}}",
        "{{buy|name=Shop|lat=35.66|long=139.75}}",
        "No listings here, and a lone {{ brace.",
    ],
)
def test_what_has_no_position_in_the_city_is_not_taken(tmp_path: Path, text: str) -> None:
    assert findings(tmp_path / "a.xml", Guangzhou=text) == []


def test_listings_of_other_kinds_are_left_out_and_counted(tmp_path: Path) -> None:
    haul = a_haul()
    shop = f"{{{{listing|type=buy|name=Shop {SPOT}}}}} {{{{see|name= {SPOT}}}}}"

    read(dump_file(tmp_path / "a.xml", Guangzhou=shop), haul)

    assert dict(haul.left_out) == {"not a kind of place we plan with": 1, "has no name": 1}


@pytest.mark.parametrize(
    ("price", "expected"),
    [
        ("¥20", 20.0),
        ("20 yuan", 20.0),
        ("Free", 0.0),
        ("免费", 0.0),
        ("¥20, children ¥10", 20.0),
        ("€20", None),
        ("20", None),
        ("cheap", None),
        ("", None),
    ],
)
def test_a_price_counts_in_the_money_of_the_city_only(
    tmp_path: Path, price: str, expected: float | None
) -> None:
    (found,) = findings(tmp_path / "a.xml", Guangzhou=f"{{{{see|name=X|price={price} {SPOT}}}}}")

    assert found.price == expected


@pytest.mark.parametrize("content", [b"", b"<mediawiki><page>", b"no dump"])
@pytest.mark.parametrize("name", ["a.xml", "a.xml.bz2"])
def test_what_is_no_dump_is_a_failure_that_names_the_file(
    tmp_path: Path, content: bytes, name: str
) -> None:
    path = tmp_path / name
    path.write_bytes(content)

    with pytest.raises(InvalidRequestError, match=f"{name} cannot be read"):
        read(path, a_haul())

"""Places of OpenStreetMap extracts."""

from datetime import date
from pathlib import Path

import pytest
from osmium.osm.mutable import Relation, Way

from core.catalog.importers.finding import Finding, Haul, Sort
from core.catalog.importers.osm import read
from core.catalog.importers.sorts import AIRPORT, STATION, eatery, lodging, sight
from core.kernel.errors import InvalidRequestError
from tests.support.extracts import ELSEWHERE, a_haul, node, osm_file, square


def haul_of(path: Path, *things: object) -> Haul:
    """Return what is found in an extract of these things."""
    haul = a_haul()
    read(osm_file(path, *things), haul)  # type: ignore[arg-type]
    return haul


def the_finding(folder: Path, **tags: str) -> Finding:
    """Return what is made of one point with these tags."""
    (found,) = haul_of(folder / "a.osm", node(1, name="X", **tags)).findings()
    return found


@pytest.mark.parametrize("name", ["a.osm", "a.osm.pbf", "a.osm.bz2"])
def test_a_museum_is_found_with_all_that_is_said_of_it(tmp_path: Path, name: str) -> None:
    museum = node(
        7,
        tourism="museum",
        name="茶博物馆",
        name__en="Tea Museum",
        name__zh="茶叶博物馆",
        alt_name="Old Tea Hall;Tea House No. 1",
        opening_hours="Tu-Su 09:00-17:00",
        check_date="2026-09-09",
        wheelchair="limited",
        charge="20 CNY",
        wikidata="Q1",
        addr__suburb="Haizhu",
    )

    (found,) = haul_of(tmp_path / name, museum).findings()

    assert (found.source_id, found.sort) == ("osm-n7", sight("museum"))
    assert (found.name, found.name_en, found.name_zh) == ("茶博物馆", "Tea Museum", "茶叶博物馆")
    assert found.aliases == ("Old Tea Hall", "Tea House No. 1")
    assert (found.hours, found.price, found.wheelchair) == ("Tu-Su 09:00-17:00", 20.0, "limited")
    assert (found.verified_on, found.seen_on) == (date(2026, 9, 9), date(2026, 10, 1))
    assert found.area == "Haizhu"
    assert (found.origin.licence, found.origin.attribution) == (
        "ODbL-1.0",
        "© OpenStreetMap contributors",
    )


@pytest.mark.parametrize(
    ("tags", "sort"),
    [
        ({"tourism": "viewpoint"}, sight("viewpoint")),
        ({"historic": "castle"}, sight("historic")),
        ({"amenity": "place_of_worship", "wikidata": "Q1"}, sight("religious")),
        ({"amenity": "cafe"}, eatery("cafe")),
        ({"tourism": "hotel"}, lodging("midrange")),
        ({"tourism": "hotel", "stars": "5"}, lodging("luxury")),
        ({"tourism": "museum", "amenity": "cafe"}, sight("museum")),
        ({"railway": "station"}, STATION),
        ({"aeroway": "aerodrome", "iata": "CAN"}, AIRPORT),
    ],
    ids=str,
)
def test_tags_say_what_it_is_to_a_traveller(
    tmp_path: Path, tags: dict[str, str], sort: Sort
) -> None:
    assert the_finding(tmp_path, **tags).sort == sort


@pytest.mark.parametrize(
    ("tags", "reason"),
    [
        ({"amenity": "bank", "name": "B"}, "not a kind of place we plan with"),
        ({"amenity": "place_of_worship", "name": "W"}, "not a kind of place we plan with"),
        (
            {"railway": "station", "station": "subway", "name": "S"},
            "not a kind of place we plan with",
        ),
        ({"aeroway": "aerodrome", "name": "A"}, "not a kind of place we plan with"),
        ({"tourism": "museum"}, "has no name"),
        ({"tourism": "museum", "name": "M", "opening_hours": "closed"}, "is closed for good"),
        ({"tourism": "museum", "name": "M", "disused__tourism": "museum"}, "is closed for good"),
    ],
    ids=str,
)
def test_what_nobody_can_visit_is_left_out_and_counted(
    tmp_path: Path, tags: dict[str, str], reason: str
) -> None:
    haul = haul_of(tmp_path / "a.osm", node(1, **tags))

    assert haul.findings() == []
    assert haul.left_out == {reason: 1}
    assert [told.reason for told in haul.told] == [reason]


def test_what_is_in_another_city_is_not_even_counted(tmp_path: Path) -> None:
    haul = haul_of(tmp_path / "a.osm", node(1, ELSEWHERE, tourism="museum", name="Far"))

    assert (haul.findings(), haul.left_out) == ([], {})


def test_a_ground_plan_counts_once_at_its_middle(tmp_path: Path) -> None:
    park = square(5, 23.10, 113.30, leisure="nature_reserve", name="Marsh")

    (found,) = haul_of(tmp_path / "a.osm", *park).findings()

    assert found.source_id == "osm-w5"
    assert (found.lat, found.lon) == (pytest.approx(23.105), pytest.approx(113.305))


def test_a_ground_plan_of_several_parts_counts_too(tmp_path: Path) -> None:
    plan = square(5, 23.10, 113.30, building="yes")
    palace = Relation(
        id=9,
        members=[("w", 5, "outer")],
        tags={"type": "multipolygon", "historic": "castle", "name": "Palace"},
        version=1,
    )

    (found,) = haul_of(tmp_path / "a.osm.pbf", *plan, palace).findings()

    assert (found.source_id, found.sort) == ("osm-r9", sight("historic"))
    assert found.lat == pytest.approx(23.105)


def test_a_street_is_found_at_its_middle(tmp_path: Path) -> None:
    ends = node(1, (23.10, 113.30)), node(2, (23.12, 113.30))
    street = Way(id=4, nodes=[1, 2], tags={"tourism": "attraction", "name": "Street"}, version=1)

    (found,) = haul_of(tmp_path / "a.osm", *ends, street).findings()

    assert (found.source_id, found.lat) == ("osm-w4", pytest.approx(23.11))


def test_hours_nobody_can_read_are_kept_as_they_stand(tmp_path: Path) -> None:
    found = the_finding(tmp_path, tourism="museum", opening_hours="when the tide is out")

    assert (found.hours, found.raw_hours) == ("", "when the tide is out")


def test_what_is_free_costs_nothing(tmp_path: Path) -> None:
    assert the_finding(tmp_path, tourism="museum", fee="no").price == 0
    assert the_finding(tmp_path, tourism="museum", fee="yes").price is None


@pytest.mark.parametrize("content", [b"", b"<osm", b"no map at all", b"\x00\x01\x02" * 50])
@pytest.mark.parametrize("name", ["a.osm", "a.osm.pbf"])
def test_what_is_no_map_is_a_failure_that_names_the_file(
    tmp_path: Path, content: bytes, name: str
) -> None:
    path = tmp_path / name
    path.write_bytes(content)

    with pytest.raises(InvalidRequestError, match=f"{name} cannot be read"):
        read(path, a_haul())

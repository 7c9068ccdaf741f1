"""A trip on maps: read by another's program or held against the schema, and by its numbers."""

import json
from pathlib import Path
from typing import Any

import gpxpy
import pytest
from jsonschema import Draft202012Validator
from lxml import etree

from core.catalog.domain import Place
from core.exports.gathering import document_of
from core.exports.geojson import to_geojson
from core.exports.gpx import to_gpx
from core.exports.kml import to_kml
from core.schemas.trips import TripOut
from tests.support.builders import a_place
from tests.support.exports import a_day, a_document, a_stop, a_trip, a_world, new_york, paris

HERE = Path(__file__).parent
KML = {"k": "http://www.opengis.net/kml/2.2"}
LOUVRE, ORSAY, MOMA = (48.8606, 2.3376), (48.86, 2.3266), (40.7614, -73.9776)


@pytest.fixture(scope="module")
def kml_schema() -> etree.XMLSchema:
    """Return the part of the KML 2.2 schema that we write, with its order of elements."""
    return etree.XMLSchema(etree.parse(HERE / "kml.xsd"))


@pytest.fixture(scope="module")
def geojson_schema() -> Draft202012Validator:
    """Return what RFC 7946 wants of a collection of features."""
    schema: dict[str, Any] = json.loads((HERE / "geojson.schema.json").read_text())
    Draft202012Validator.check_schema(schema)
    return Draft202012Validator(schema)


def a_long_trip() -> TripOut:
    """Return fourteen days of eight stops."""
    stops = [a_stop(f"Stop {n}", id=f"s{n}", place_id="paris-louvre") for n in range(8)]
    days = [
        a_day(index, paris(), *(s.model_copy(update={"id": f"{index}-{s.id}"}) for s in stops))
        for index in range(14)
    ]
    return a_trip(*days)


def features_of(trip: TripOut | None = None) -> list[dict[str, Any]]:
    """Return the features of a trip."""
    found: list[dict[str, Any]] = json.loads(to_geojson(a_document(trip)))["features"]
    return found


def test_a_gps_device_gets_a_point_per_stop_and_a_route_per_day() -> None:
    gpx = gpxpy.parse(to_gpx(a_document()).decode(), version="1.1")

    assert (gpx.name, gpx.creator) == ("Paris 和 New York", "Tripwright")
    assert [(point.latitude, point.longitude) for point in gpx.waypoints] == [LOUVRE, ORSAY, MOMA]
    assert [route.name for route in gpx.routes] == [
        "Day 1 · 2027-03-27 · Paris",
        "Day 2 · 2027-03-28 · New York",
    ]
    assert [len(route.points) for route in gpx.routes] == [2, 1]


def test_devices_and_map_programs_show_what_the_planner_says() -> None:
    gpx = gpxpy.parse(to_gpx(a_document()).decode(), version="1.1")
    folders = etree.fromstring(to_kml(a_document())).findall(".//k:Folder", KML)

    assert "By air from one *capital* to the other; 两座城。" in str(gpx.description)
    assert gpx.routes[1].description == "Chapter 2; Light & stone, part 2."
    assert folders[1].find("k:description", KML).text == (
        "Chapter 2<br/>Light &amp; stone, part 2."
    )  # fmt: skip


def test_no_route_and_no_line_leads_from_one_city_to_another() -> None:
    there = a_stop("Arch", place_id="newyork-moma", id="arch")
    days = list(a_trip().day_cards)
    days[0] = days[0].model_copy(update={"sub_trips": [*days[0].sub_trips, there, there]})
    document = a_document(a_trip(*days))

    routes = gpxpy.parse(to_gpx(document).decode()).routes
    lines = [
        feature["geometry"]["coordinates"]
        for feature in json.loads(to_geojson(document))["features"]
        if feature["geometry"] and feature["geometry"]["type"] == "LineString"
    ]

    assert [(route.name, len(route.points)) for route in routes][:2] == [
        ("Day 1 · 2027-03-27 · Paris (1)", 2),
        ("Day 1 · 2027-03-27 · Paris (2)", 2),
    ]
    assert [[round(lon) for lon, _ in line] for line in lines] == [[2, 2], [-74, -74]]


def test_a_map_program_gets_a_folder_per_day_with_its_stops_and_their_line(
    kml_schema: etree.XMLSchema,
) -> None:
    root = etree.fromstring(to_kml(a_document()))

    kml_schema.assertValid(root)
    folders = root.findall(".//k:Folder", KML)
    assert [len(folder.findall("k:Placemark", KML)) for folder in folders] == [4, 3, 0]
    assert [point.text for point in root.findall(".//k:Point/k:coordinates", KML)] == [
        "2.337600,48.860600",
        "2.326600,48.860000",
        "-73.977600,40.761400",
    ]
    (line,) = root.findall(".//k:LineString/k:coordinates", KML)
    assert line.text == "2.337600,48.860600 2.326600,48.860000"
    style = root.find(".//k:styleUrl", KML).text.removeprefix("#")
    assert style in {each.get("id") for each in root.findall(".//k:Style", KML)}


def test_a_schema_that_is_held_against_kml_sees_a_wrong_order(
    kml_schema: etree.XMLSchema,
) -> None:
    root = etree.fromstring(to_kml(a_document()))
    mark = root.find(".//k:Placemark", KML)
    mark.append(mark.find("k:name", KML))

    assert not kml_schema.validate(root)


def test_markup_in_a_name_is_text_on_the_map_and_in_its_balloon() -> None:
    root = etree.fromstring(to_kml(a_document()))

    (mark,) = root.xpath("//k:Placemark[contains(k:name, 'HYPERLINK')]", namespaces=KML)
    assert "<b>&amp; 广州塔" in mark.find("k:name", KML).text
    assert "&lt;b&gt;&amp;amp;" in mark.find("k:description", KML).text


def test_the_features_are_what_the_standard_wants(geojson_schema: Draft202012Validator) -> None:
    collection = json.loads(to_geojson(a_document(language="zh")))

    geojson_schema.validate(collection)
    assert collection["bbox"] == [-73.9776, 40.7614, 2.3376, 48.8606]
    kinds = [each["geometry"] and each["geometry"]["type"] for each in collection["features"]]
    assert kinds == ["Point", "Point", None, None, "Point", None, "LineString"]


def test_a_feature_says_what_is_known_of_its_stop_with_times_in_its_zone() -> None:
    louvre, *_, hostile, _ = features_of()

    assert louvre["properties"]["starts_at"] == "2027-03-27T09:00:00+01:00"
    assert louvre["properties"]["local_name"] == "Musée du Louvre"
    assert louvre["properties"]["attribution"] == "editorial"
    assert features_of()[1]["properties"]["attribution"] == (
        "© OpenStreetMap contributors (OpenStreetMap; ODbL-1.0; 2026-03-01)"
    )
    assert (hostile["geometry"], hostile["properties"]["meal"]) == (None, "dinner")
    flight = features_of()[2]["properties"]
    assert (flight["journey"]["mode"], flight["ends_at"]) == ("flight", "2027-03-28T02:30:00-04:00")


@pytest.mark.parametrize(
    ("longitudes", "west", "east"),
    [((179.5, -179.5), 179.5, -179.5), ((10.0,), 10.0, 10.0), ((-10.0, 20.0, 5.0), -10.0, 20.0)],
)
def test_the_box_goes_the_shorter_way_round_the_world(
    longitudes: tuple[float, ...], west: float, east: float
) -> None:
    there: list[Place] = [a_place(f"p{n}", lat=-17.0, lon=lon) for n, lon in enumerate(longitudes)]
    stops = [a_stop(place.id, place_id=place.id) for place in there]
    document = document_of(a_trip(a_day(0, paris(), *stops)), a_world(*there), "en")

    assert json.loads(to_geojson(document))["bbox"] == [west, -17.0, east, -17.0]


def test_a_trip_without_positions_is_a_map_without_points(
    kml_schema: etree.XMLSchema, geojson_schema: Draft202012Validator
) -> None:
    document = a_document(a_trip(a_day(0, new_york(), a_stop("Where?"))))

    assert gpxpy.parse(to_gpx(document).decode()).waypoints == []
    kml_schema.assertValid(etree.fromstring(to_kml(document)))
    collection = json.loads(to_geojson(document))
    geojson_schema.validate(collection)
    assert "bbox" not in collection


def test_fourteen_full_days_are_on_every_map(
    kml_schema: etree.XMLSchema, geojson_schema: Draft202012Validator
) -> None:
    document = a_document(a_long_trip())

    gpx = gpxpy.parse(to_gpx(document).decode())
    assert (len(gpx.waypoints), len(gpx.routes)) == (112, 14)
    kml_schema.assertValid(etree.fromstring(to_kml(document)))
    collection = json.loads(to_geojson(document))
    geojson_schema.validate(collection)
    assert len(collection["features"]) == 112 + 14

"""A trip as a table, as Markdown, as linked data: read back, and safe whatever is in its names."""

import csv
import io
import json
from dataclasses import replace
from typing import Any

import pytest
from markdown_it import MarkdownIt

from core.exports.document import TripDocument
from core.exports.formats import WRITERS
from core.exports.gathering import document_of
from core.exports.jsonld import to_jsonld
from core.exports.markdown import to_markdown
from core.exports.table import COLUMNS, safe, to_csv
from core.exports.words import details_of, words_of
from core.schemas.exports import ExportFormat
from core.schemas.links import LinkMode
from core.schemas.trips import SubTripKind
from tests.support.exports import (
    HOSTILE,
    a_day,
    a_document,
    a_leg,
    a_stop,
    a_trip,
    a_world,
    paris,
    places,
)


def rows_of(document: TripDocument | None = None) -> list[dict[str, str]]:
    """Return the rows by our names of the columns, whatever they are called in the file."""
    text = to_csv(document or a_document()).decode("utf-8-sig")
    rows = list(csv.reader(io.StringIO(text, newline=""), strict=True))
    assert {len(row) for row in rows} == {len(COLUMNS)}
    return [dict(zip(COLUMNS, row, strict=True)) for row in rows[1:]]


def html_of(document: TripDocument) -> str:
    """Return the page a program makes of the Markdown."""
    return MarkdownIt("commonmark").render(to_markdown(document).decode())


def test_the_table_has_a_row_per_stop_and_opens_as_utf_8() -> None:
    content = to_csv(a_document(language="zh"))

    assert content.startswith(b"\xef\xbb\xbf\xe5\xa4\xa9,")
    assert content.endswith(b"\r\n")
    assert [(row["day"], row["order"]) for row in rows_of()] == [
        ("1", "1"), ("1", "2"), ("1", "3"), ("2", "1"), ("2", "2"), ("2", "3"),
    ]  # fmt: skip


def test_a_row_says_what_is_known_in_whole_units_of_money() -> None:
    louvre, _, flight, nothing, *_ = rows_of()

    assert (louvre["start"], louvre["end"], louvre["cost"], louvre["currency"]) == (
        "09:00", "10:30", "34.00", "EUR",
    )  # fmt: skip
    assert (louvre["latitude"], louvre["way_km"], louvre["way_cost"]) == ("48.8606", "2.0", "4.30")
    assert (
        rows_of()[1]["source"]
        == "© OpenStreetMap contributors (OpenStreetMap; ODbL-1.0; 2026-03-01)"
    )
    assert flight["journey"].startswith("Flight Paris CDG 2027-03-27 23:30 – New York JFK")
    assert (nothing["start"], nothing["latitude"], nothing["place_id"]) == ("", "", "")


@pytest.mark.parametrize("format_", WRITERS)
def test_every_format_names_whom_the_licence_wants_named(format_: ExportFormat) -> None:
    told = WRITERS[format_](a_document()).decode().replace("\\", "")  # Markdown's escapes

    assert "© OpenStreetMap contributors (OpenStreetMap; ODbL-1.0; 2026-03-01)" in told


def test_sources_that_differ_only_in_their_day_are_thanked_once() -> None:
    origin = {"licence": "ODbL-1.0", "attribution": "© Mappers"}
    days = ("2026-03-01", "2025-11-30", "2026-01-15")
    mapped = [
        replace(places()[0], id=f"paris-{day}", source=f"OpenStreetMap; ODbL-1.0; {day}", **origin)
        for day in days
    ]
    stops = [a_stop(place.id, place_id=place.id) for place in (*mapped, *places())]
    trip = a_trip(a_day(0, paris(), *stops))

    document = document_of(trip, a_world(*mapped), "en")

    assert document.credits() == [
        "© Mappers (OpenStreetMap; ODbL-1.0; 2025-11-30 – 2026-03-01)",
        "editorial",
        "© OpenStreetMap contributors (OpenStreetMap; ODbL-1.0; 2026-03-01)",
    ]


@pytest.mark.parametrize(
    "text", ["=1+1", "+1", "-1", "@SUM(A1)", "＝1", "|x", "%x", "=cmd|' /C calc'!A0"]
)
def test_no_cell_is_a_formula(text: str) -> None:
    (row,) = rows_of(a_document(a_trip(a_day(0, paris(), a_stop(text, reason=text)))))

    assert (row["name"], row["reason"]) == (f"'{text}", f"'{text}")
    assert safe(f"a{text}") == f"a{text}"


def test_a_position_west_of_greenwich_is_a_number_and_no_text() -> None:
    assert rows_of()[4]["longitude"] == "-73.9776"


def test_the_page_has_days_as_headings_and_stops_as_numbered_lines() -> None:
    html = html_of(a_document())

    assert "<h1>Paris 和 New York</h1>" in html
    assert html.count("<h2>Day ") == 3
    assert "<strong>09:00–10:30</strong> Louvre · Sight" in html
    assert "<p>Nothing planned</p>" in html
    assert "<li>© OpenStreetMap contributors (OpenStreetMap; ODbL-1.0; 2026-03-01)</li>" in html
    assert "<strong>23:30–02:30 (+1)</strong> To New York" in html


@pytest.mark.parametrize("end", ["21:30", "22:00"])
def test_a_night_goes_on_and_has_only_a_beginning(end: str) -> None:
    night = a_stop("Hotel", kind=SubTripKind.HOTEL, start_time="21:30", end_time=end)

    html = html_of(a_document(a_trip(a_day(0, paris(), night))))

    assert "<strong>21:30</strong> Hotel" in html


@pytest.mark.parametrize(
    ("hours", "english", "chinese"),
    [
        ("Mo-Su 09:00-12:00,14:00-02:00", "Open 09:00–12:00, 14:00–02:00 (typical)",
         "开放时间 09:00–12:00, 14:00–02:00 (通常)"),
        ("24/7", "Open all day (typical)", "开放时间 全天 (通常)"),
        ("Mo-Su 09:00-18:00; 2027 Mar 27 off", "Open not on this day (typical)",
         "开放时间 当天不开放 (通常)"),
    ],
)  # fmt: skip
def test_hours_are_those_of_the_day(hours: str, english: str, chinese: str) -> None:
    louvre = replace(places()[0], opening_hours=hours)
    trip = a_trip(a_day(0, paris(), a_stop(place_id=louvre.id)))

    for language, told in (("en", english), ("zh", chinese)):
        document = document_of(trip, a_world(louvre), language)
        assert told in details_of(document.days[0].stops[0], words_of(document.language))


@pytest.mark.parametrize("hours", ["", "whenever"])
def test_of_hours_nobody_can_read_nothing_is_told(hours: str) -> None:
    louvre = replace(places()[0], opening_hours=hours)
    trip = a_trip(a_day(0, paris(), a_stop(place_id=louvre.id)))

    page = to_markdown(document_of(trip, a_world(louvre), "en")).decode()
    assert "Open " not in page


def test_what_the_planner_says_stands_under_the_title_and_under_each_day() -> None:
    html = html_of(a_document())

    assert "<p>By air from one *capital* to the other; 两座城。</p>" in html
    assert html.index("*capital*") < html.index("<h2>Day 1")
    assert "<p><em>Chapter 2</em></p>\n<p>Light &amp; stone, part 2.</p>" in html


def test_linked_data_describe_trip_and_days_by_it_and_without_it_by_nothing() -> None:
    told = json.loads(to_jsonld(a_document()))
    silent = json.loads(to_jsonld(a_document(a_trip(a_day(0, paris(), summary=""), summary=""))))

    assert told["description"] == "By air from one *capital* to the other; 两座城。"
    assert told["subTrip"][1]["description"] == "Light & stone, part 2."
    assert "description" not in {**silent, **silent["subTrip"][0]}


def test_text_stands_in_the_page_as_it_is() -> None:
    html = html_of(a_document())

    cleaned = HOSTILE.replace("\x07", "").replace("\x1b", "").replace("\u2028", " ")
    shown = cleaned.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")
    assert shown.replace('"', "&quot;") in html


@pytest.mark.parametrize(
    "title", ["1. April", "- dash", "+ plus", "# hash", "> quote", "=====", "10) x"]
)
def test_a_title_is_no_list_and_no_heading(title: str) -> None:
    html = html_of(a_document(a_trip(a_day(0, paris(), a_stop(title, reason=title), title=title))))

    shown = title.replace(">", "&gt;")
    assert f"<em>{shown}</em>" in html
    assert f"</strong> {shown} · Sight" in html


@pytest.mark.parametrize("language", ["en", "zh"])
def test_the_page_says_its_version_its_money_and_that_it_is_an_estimate(language: Any) -> None:
    text = to_markdown(a_document(language=language)).decode()

    expected = {
        "en": ["Budget: EUR 5,000", "EUR 136", "USD 34", "Version 3 of 2026-11-21 08:30 UTC"],
        "zh": ["预算: EUR 5,000", "EUR 136", "USD 34", "第 3 版，2026-11-21 08:30（UTC）"],
    }
    assert [each for each in expected[language] if each not in text.replace("\\", "")] == []


def test_linked_data_is_a_tourist_trip_with_one_for_each_day() -> None:
    trip = json.loads(to_jsonld(a_document()))

    assert (trip["@context"], trip["@type"]) == ("https://schema.org", "TouristTrip")
    assert [city["name"] for city in trip["itinerary"]] == ["Paris", "New York"]
    assert trip["tripOrigin"]["name"] == "Paris"
    assert [day["itinerary"]["numberOfItems"] for day in trip["subTrip"]] == [3, 3, 0]
    louvre = trip["subTrip"][0]["itinerary"]["itemListElement"][0]
    assert (louvre["position"], louvre["item"]["@type"]) == (1, "TouristAttraction")
    assert louvre["item"]["alternateName"] == "Musée du Louvre"
    assert louvre["item"]["geo"]["latitude"] == 48.8606


@pytest.mark.parametrize(
    ("mode", "kind", "origin"),
    [
        (LinkMode.FLIGHT, "Flight", "departureAirport"),
        (LinkMode.TRAIN, "TrainTrip", "departureStation"),
        (LinkMode.BUS, "BusTrip", "departureBusStop"),
        (LinkMode.FERRY, "BoatTrip", "departureBoatTerminal"),
        (LinkMode.TAXI, "Trip", "tripOrigin"),
    ],
)
def test_a_journey_is_told_in_the_words_of_its_kind(mode: LinkMode, kind: str, origin: str) -> None:
    journey = a_stop("Away", kind=SubTripKind.TRANSPORT, leg=a_leg(mode=mode, number="X 1"))

    trip = json.loads(to_jsonld(a_document(a_trip(a_day(0, paris(), journey)))))

    item = trip["subTrip"][0]["itinerary"]["itemListElement"][0]["item"]
    assert (item["@type"], item[origin]["name"]) == (kind, "Paris CDG")
    assert (item["departureTime"], item["offers"]["price"]) == ("2027-03-27T23:30:00+01:00", 900.0)


def test_linked_data_can_stand_in_a_page() -> None:
    assert b"<" not in to_jsonld(a_document())

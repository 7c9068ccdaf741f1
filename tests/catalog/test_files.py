"""Files as people make them: what is read, and what is said of what cannot be."""

from collections.abc import Callable

import pytest

from core.catalog.files import MAX_FILE_BYTES, PLACE_COLUMNS
from tests.support.catalog_files import cells, csv_file, geojson_file, read

HEADER = ",".join(PLACE_COLUMNS)


def told(content: bytes, name: str = "places.csv") -> list[tuple[int, str, str]]:
    """Return number, column and reason of every problem of a file."""
    return [(found.number, found.column, found.reason) for found in read(content, name).problems]


def test_a_csv_file_becomes_places_with_the_lines_they_are_on() -> None:
    file = read(
        csv_file(cells(), cells(id="guangzhou-old-mint", name_en="Mint", name_local="币厂"))
    )

    assert [(line, place.id) for line, place in file.rows] == [
        (2, "guangzhou-tea-museum"),
        (3, "guangzhou-old-mint"),
    ]
    assert file.problems == []


def test_a_geojson_file_becomes_the_same_places() -> None:
    typed = cells() | {"visit_minutes": 90, "must_see": False, "tags": ["history", "culture"]}

    from_geojson = read(geojson_file(typed), "places.geojson")

    assert from_geojson.problems == []
    assert from_geojson.places == read(csv_file(cells())).places


def test_costs_are_major_units_in_the_file_and_minor_units_in_the_catalogue() -> None:
    tokyo = {"id": "tokyo-tea-museum", "lat": "35.68", "lon": "139.76", "currency": "JPY"}
    file = read(csv_file(cells(typical_cost="12.5"), cells(**tokyo, typical_cost="600")))

    assert [place.typical_cost for place in file.places] == [1250, 600]


@pytest.mark.parametrize(
    "change",
    [
        lambda content: b"\xef\xbb\xbf" + content,
        lambda content: content.replace(b"\n", b"\r\n"),
        lambda content: content.replace(b"\n", b"\r"),
        lambda content: b"\n" + content + b"\n\n",
        lambda content: content.replace(b",kind,", b", kind ,"),
    ],
    ids=["byte order mark", "CRLF", "CR", "blank lines", "spaces in the header"],
)
def test_harmless_differences_of_editors_are_read_over(change: Callable[[bytes], bytes]) -> None:
    assert told(change(csv_file(cells()))) == []


def test_columns_may_come_in_any_order() -> None:
    assert told(csv_file(cells(), columns=sorted(PLACE_COLUMNS))) == []


def test_a_quoted_cell_may_hold_commas_quotes_and_line_ends() -> None:
    several = cells(opening_hours="Mo-Fr 09:00-12:00,13:00-17:00", area='the "old"\ntown')

    assert told(csv_file(several, cells(area=""))) == [
        (2, "area", "has control characters or broken letters"),
        (4, "area", "is empty"),
    ]


@pytest.mark.parametrize(
    ("content", "reason"),
    [
        (b"", "the file has no rows"),
        (b"\n\n", "the file has no rows"),
        (HEADER.encode(), "the file has no rows"),
        (HEADER.replace(",", ";").encode(), "commas"),
        (HEADER.encode() + b'\n"guangzhou', "is a quote wrong or missing?"),
        (csv_file(cells()).replace(b"Haizhu", "Haizhù".encode("latin-1")), "not UTF-8"),
        (csv_file(cells(name_local="茶")).decode().encode("gbk"), "not UTF-8"),
        (csv_file(cells()).decode().encode("utf-16"), "not UTF-8"),
        (b"x" * (MAX_FILE_BYTES + 1), "larger than 20 MB"),
    ],
    ids=[
        "empty", "blank", "header only", "semicolons", "open quote", "latin-1", "gbk", "utf-16",
        "too large",
    ],
)  # fmt: skip
def test_a_file_that_is_no_csv_says_why(content: bytes, reason: str) -> None:
    ((_, column, said),) = told(content)

    assert column == ""
    assert reason in said


def test_a_wrong_encoding_is_reported_with_its_line() -> None:
    content = csv_file(cells(), cells(area="Liwan")).replace(b"Liwan", b"\xff")

    assert told(content)[0][0] == 3


def test_missing_unknown_and_doubled_columns_are_all_named() -> None:
    header = HEADER.replace("source", "rating").replace("indoor", "kind").encode()

    assert told(header) == [
        (1, "kind", "this column is there twice"),
        (1, "indoor", "this column is missing"),
        (1, "source", "this column is missing"),
        (1, "rating", "there is no such column"),
    ]


def test_a_row_with_too_few_cells_does_not_hide_the_others() -> None:
    content = csv_file(cells(area=""))[:-1] + b"\nguangzhou-x,attraction\n"

    assert told(content) == [
        (3, "", "the row has 2 cells, the header has 23"),
        (2, "area", "is empty"),
    ]


def test_a_file_of_another_kind_is_told_which_kinds_there_are() -> None:
    ((_, _, reason),) = told(csv_file(cells()), "places.xlsx")

    assert reason == "the name of the file must end in .csv, .geojson or .json"


@pytest.mark.parametrize(
    ("content", "reason"),
    [
        (b"", "the file has no rows"),
        (b'{"type": "FeatureCollection", "features": []}', "the file has no rows"),
        (b'{"type": "FeatureCollection",\n', "this is no JSON"),
        (b'{"type": "FeatureCollection"}', "one GeoJSON FeatureCollection"),
        (b'{"type": "Feature", "features": []}', "one GeoJSON FeatureCollection"),
        (b"[1, 2]", "one GeoJSON FeatureCollection"),
        (b"[" * 100_000, "nested too deeply"),
    ],
)
def test_a_file_that_is_no_geojson_says_why(content: bytes, reason: str) -> None:
    ((_, _, said),) = told(content, "places.geojson")

    assert reason in said


@pytest.mark.parametrize(
    "feature",
    [
        "1",
        '{"type": "Feature"}',
        '{"type": "Feature", "geometry": null, "properties": {}}',
        '{"type": "Feature", "geometry": {"type": "Point", "coordinates": [1]}, "properties": {}}',
        '{"type": "Feature", "geometry": {"type": "Point", "coordinates": [1, 2]}}',
        '{"type": "Feature", "geometry": {"type": "Point", "coordinates": [true, 2]},'
        ' "properties": {}}',
        '{"type": "Feature", "geometry": {"type": "LineString", "coordinates": [[1, 2], [3, 4]]},'
        ' "properties": {}}',
    ],
)
def test_a_feature_that_is_no_point_is_reported_by_its_number(feature: str) -> None:
    good = geojson_file(cells()).decode()
    content = good.replace('"features": [', f'"features": [{feature},').encode()

    assert told(content, "places.json") == [
        (1, "", "this is no Feature with a Point [lon, lat] and properties")
    ]


def test_a_geojson_property_must_be_known_and_simple() -> None:
    row = cells() | {"rating": 4.8, "area": {"en": "Haizhu"}}

    assert told(geojson_file(row), "places.geojson") == [
        (1, "area", "the value must be a text, a number, true, false or a list"),
        (1, "rating", "there is no such property"),
    ]


def test_a_geojson_property_that_is_null_is_empty() -> None:
    row = cells() | {"meals": None, "area": None}

    assert told(geojson_file(row), "places.geojson") == [(1, "area", "is empty")]


def test_a_geojson_number_that_is_none_is_reported() -> None:
    content = geojson_file(cells()).replace(b"113.3", b"NaN")

    assert told(content, "places.geojson") == [(1, "lon", "'NaN' is not a plain number")]


def test_broken_letters_in_json_are_reported() -> None:
    content = geojson_file(cells()).replace(b'"Haizhu"', b'"\\ud800"')

    assert told(content, "places.geojson") == [
        (1, "area", "has control characters or broken letters")
    ]

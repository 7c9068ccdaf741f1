"""The route of a trip as a drawing."""

import math
from itertools import combinations
from xml.etree import ElementTree

import pytest

from chat_demo.route_map import DAY_COLOURS, OF_A_DAY, day_colour, route_map
from core.schemas.fields import MAX_DAYS
from core.schemas.plans import PlanDayCard
from core.schemas.trips import SubTripKind
from tests.support.plans import a_day, a_stop

SVG = "{http://www.w3.org/2000/svg}"


def drawn(*days: PlanDayCard) -> ElementTree.Element:
    drawing = route_map(days)
    assert drawing is not None
    return ElementTree.fromstring(drawing)


def numbers(sheet: ElementTree.Element) -> list[str]:
    return [text.text or "" for text in sheet.iter(f"{SVG}text") if (text.text or "").isdigit()]


def positions(sheet: ElementTree.Element) -> list[tuple[float, float]]:
    return [
        (float(circle.attrib["cx"]), float(circle.attrib["cy"]))
        for circle in sheet.iter(f"{SVG}circle")
    ]


def test_each_stop_has_its_number_within_its_day() -> None:
    sheet = drawn(a_day(0, a_stop(0), a_stop(1)), a_day(1, a_stop(0), a_stop(1), a_stop(2)))

    assert numbers(sheet) == ["1", "2", "1", "2", "3"]


def test_each_day_is_a_line_of_its_own_colour() -> None:
    sheet = drawn(a_day(0, a_stop(0), a_stop(1)), a_day(1, a_stop(0), a_stop(1)))

    colours = [line.attrib["stroke"] for line in sheet.iter(f"{SVG}polyline")]
    assert colours == [day_colour(0), day_colour(1)]


def test_there_is_a_colour_for_each_day_of_the_longest_trip() -> None:
    assert len(set(DAY_COLOURS)) == MAX_DAYS


def test_the_hotel_of_every_night_is_drawn_once_and_without_a_number() -> None:
    hotel = a_stop(1, kind=SubTripKind.HOTEL, place_id="hotel")

    sheet = drawn(a_day(0, a_stop(0), hotel), a_day(1, a_stop(0), hotel))

    assert len([box for box in sheet.iter(f"{SVG}rect") if box.get("rx")]) == 1
    assert numbers(sheet) == ["1", "1"]


def test_stops_at_the_same_spot_can_all_be_seen_inside_the_sheet() -> None:
    same = {"lat": 23.1, "lon": 113.2}

    sheet = drawn(a_day(0, *(a_stop(index, **same) for index in range(7))))

    width, height = float(sheet.attrib["width"]), float(sheet.attrib["height"])
    found = positions(sheet)
    assert len(found) == 7
    assert all(math.dist(one, other) > 16 for one, other in combinations(found, 2))
    assert all(0 < x < width and 0 < y < height for x, y in found)


def test_north_is_up_and_east_is_right() -> None:
    south_west, north_east = a_stop(0, lat=48.80, lon=2.20), a_stop(1, lat=48.90, lon=2.45)

    first, second = positions(drawn(a_day(0, south_west, north_east)))

    assert second[0] > first[0]
    assert second[1] < first[1]


def test_a_metre_is_as_long_to_the_north_as_to_the_east() -> None:
    corner, north, east = (
        a_stop(0, lat=60.0, lon=10.0),
        a_stop(1, lat=60.05, lon=10.0),
        a_stop(2, lat=60.0, lon=10.1),  # at 60 degrees half as long as at the equator
    )

    first, second, third = positions(drawn(a_day(0, corner, north, east)))

    assert math.dist(first, second) == pytest.approx(math.dist(first, third), rel=0.02)


def test_an_uncertain_position_has_a_dashed_rim() -> None:
    sheet = drawn(a_day(0, a_stop(0), a_stop(1, position_confidence="unsure")))

    dashed = [circle.get("stroke-dasharray") for circle in sheet.iter(f"{SVG}circle")]
    assert dashed == [None, "4 2"]


def test_a_stop_without_a_position_is_left_out() -> None:
    unknown = a_stop(0, place_id=None, lat=None, lon=None)

    assert numbers(drawn(a_day(0, unknown, a_stop(1)))) == ["2"]
    assert route_map([a_day(0, unknown)]) is None
    assert route_map([]) is None


def test_the_drawing_asks_for_nothing_outside_itself() -> None:
    drawing = route_map([a_day(0, a_stop(0, name='"><script>alert(1)</script>'))])

    assert drawing is not None
    assert "script" not in drawing
    assert "href" not in drawing
    assert "url(" not in drawing
    assert drawing.count("http") == 1  # the namespace


def names(sheet: ElementTree.Element) -> list[str]:
    found = (text.text or "" for text in sheet.iter(f"{SVG}text"))
    return [text for text in found if not text.isdigit() and not text.endswith("m")]


def named(*days: PlanDayCard) -> ElementTree.Element:
    drawing = route_map(days, OF_A_DAY, named=True)
    assert drawing is not None
    return ElementTree.fromstring(drawing)


def test_stops_can_carry_their_names_without_what_stands_in_brackets() -> None:
    sheet = named(a_day(0, a_stop(0, name="Hall (East)"), a_stop(1, name="陈家祠（东）")))

    assert names(sheet) == ["Hall", "陈家祠"]


def test_a_name_too_long_to_be_drawn_is_cut() -> None:
    (name,) = names(named(a_day(0, a_stop(0, name="A very " + "long " * 20 + "name"))))

    assert name.startswith("A very long")
    assert name.endswith("…")


def test_names_that_would_cover_each_other_are_left_out() -> None:
    crowd = (a_stop(index, name=f"Hall {index}", lat=23.1, lon=113.2) for index in range(20))

    sheet = named(a_day(0, *crowd))

    assert len(numbers(sheet)) == 20
    assert 0 < len(names(sheet)) < 20


def test_no_name_can_become_markup() -> None:
    sheet = named(a_day(0, a_stop(0, name="</text><script>alert(1)</script>"), a_stop(1)))

    assert not [*sheet.iter(f"{SVG}script")]
    assert names(sheet)[0].startswith("</text><script>")

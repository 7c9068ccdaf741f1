"""A trip on paper: its text can be taken out again, its fonts are inside, its maps are to scale."""

import io
from dataclasses import replace
from itertools import pairwise

import pypdf
import pytest
from pypdf.generic import DictionaryObject

from core.exports.document import TripDocument
from core.exports.pdf.fonts import BOX, Setter
from core.exports.pdf.pages import Printed, print_trip
from core.exports.pdf.sketch import length_text, round_length, sketch
from core.kernel.geo import distance_m
from tests.support.exports import (
    HOSTILE,
    a_day,
    a_document,
    a_stop,
    a_trip,
    new_york,
    paris,
)
from tests.support.shipped import city_ids, places_of

WIDTH, HEIGHT, MARGIN = 180.0, 62.0, 8.0


def printed(document: TripDocument) -> Printed:
    """Return the pages on A4."""
    return print_trip(document, "a4")


def text_of(pages: Printed) -> str:
    """Return all the text of the pages without any space, as where a space stands is a guess."""
    reader = pypdf.PdfReader(io.BytesIO(pages.content))
    assert len(reader.pages) == pages.pages
    return "".join("".join(page.extract_text() for page in reader.pages).split())


def fonts_of(pages: Printed) -> list[DictionaryObject]:
    """Return every font of every page."""
    reader = pypdf.PdfReader(io.BytesIO(pages.content))
    return [
        font.get_object() for page in reader.pages for font in page["/Resources"]["/Font"].values()
    ]


@pytest.mark.parametrize(
    ("language", "words"),
    [
        ("zh", ["Paris和NewYork", "两座城。", "第1天", "巴黎", "公共交通18分钟", "预算:EUR5,000",
                "第1页，共"]),
        ("en", ["Paris和NewYork", "Light&stone,part2.", "Day1", "Louvre·Sight", "MuséeduLouvre",
                "09:00–10:30", "Publictransport18min,2.0km",
                "©OpenStreetMapcontributors(OpenStreetMap;ODbL-1.0;2026-03-01)",
                "Page1of"]),
    ],
)  # fmt: skip
def test_the_text_can_be_taken_out_again_in_both_languages(language: str, words: list[str]) -> None:
    text = text_of(printed(a_document(language="zh" if language == "zh" else "en")))

    assert [each for each in words if each not in text] == []


def test_every_font_of_every_page_is_inside_the_file_and_only_the_part_that_is_used() -> None:
    stop = a_stop("Příliš žluťoučký, Ελλάδα, Москва, 西安")

    pages = printed(a_document(a_trip(a_day(0, paris(), stop)), "zh"))

    names = set()
    for font in fonts_of(pages):
        assert (font["/Subtype"], "/ToUnicode" in font) == ("/Type0", True)
        described = font["/DescendantFonts"][0].get_object()["/FontDescriptor"].get_object()
        assert {"/FontFile2", "/FontFile3"} & described.keys()
        names.add(str(font["/BaseFont"]))
    assert {name.partition("+")[2] for name in names} == {"NotoSansSC", "NotoSans"}
    assert len(pages.content) < 60_000
    assert pages.missing == 0
    assert "Příližluťoučký" not in text_of(pages)
    assert "Přílišžluťoučký,Ελλάδα,Москва,西安" in text_of(pages)


def test_a_character_no_font_has_is_a_box_and_is_counted_and_told_of() -> None:
    pages = printed(a_document(a_trip(a_day(0, paris(), a_stop("Noodles \U0001f35c\U0001f35c")))))

    assert pages.missing == 2
    assert f"Noodles{BOX}{BOX}·Sight" in text_of(pages)
    assert "2charactersthatnofontofourshas" in text_of(pages)


def test_text_loses_only_what_nobody_sees() -> None:
    fit = Setter()

    assert fit("e\u0301 广\ufe0f州\U000e0001") == "é 广州"
    assert fit.missing == 0


def test_our_fonts_have_every_character_of_the_shipped_catalogue() -> None:
    fit = Setter()

    for city_id in city_ids():
        for place in places_of(city_id):
            fit("".join((place.name_en, place.name_local, place.name_zh, place.area)))

    assert fit.missing == 0


def test_markup_and_control_characters_are_text_on_paper() -> None:
    text = text_of(printed(a_document()))

    shown = HOSTILE.replace("\x07", "").replace("\x1b", "").replace("\U0001f35c", BOX)
    assert "".join(shown.split()) in text


def test_the_same_version_is_the_same_file() -> None:
    first, second = (printed(a_document()).content for _ in range(2))

    assert first == second
    assert printed(a_document(a_trip(version=4))).content != first


def test_fourteen_full_days_have_a_map_and_a_place_in_the_contents_each() -> None:
    stops = [
        a_stop(f"Stop {n}", id=f"s{n}", place_id=place, reason="因为" * 60)
        for n, place in enumerate(["paris-louvre", "paris-orsay"] * 6)
    ]
    document = a_document(a_trip(*(a_day(index, paris(), *stops) for index in range(14))), "zh")

    pages = printed(document)

    reader = pypdf.PdfReader(io.BytesIO(pages.content))
    assert len(reader.outline) == 14
    text = text_of(pages)
    assert text.count("N↑") == 14
    assert text.count("Stop11·景点") == 14
    assert f"第{pages.pages}页，共{pages.pages}页" in text


def test_a_trip_without_stops_and_one_without_positions_are_pages_too() -> None:
    empty = text_of(printed(a_document(a_trip(a_day(0, new_york())))))
    lost = text_of(printed(a_document(a_trip(a_day(0, new_york(), a_stop("Where?"))))))

    assert "Nothingplanned" in empty
    assert "Nopositionisknownofanystop" in lost
    assert "N↑" not in empty + lost


@pytest.mark.parametrize("char", ["长", "W", "a "])
def test_a_huge_name_runs_over_lines_and_pages_and_is_whole(char: str) -> None:
    name = (char * 2_000)[:2_000].strip()

    pages = printed(a_document(a_trip(a_day(0, paris(), a_stop(name), a_stop("After", id="b")))))

    text = text_of(pages)
    assert text.count(char.strip()) >= name.count(char.strip())
    assert "After·Sight" in text


def test_letter_paper_is_of_another_size() -> None:
    a4, letter = (
        pypdf.PdfReader(io.BytesIO(print_trip(a_document(), paper).content)).pages[0].mediabox
        for paper in ("a4", "letter")
    )

    assert (round(a4.width), round(a4.height)) == (595, 842)
    assert (round(letter.width), round(letter.height)) == (612, 792)


def test_the_pages_say_in_which_language_and_of_what_they_are() -> None:
    document = replace(a_document(language="zh"), title="七天")

    reader = pypdf.PdfReader(io.BytesIO(printed(document).content))

    assert reader.metadata is not None
    assert (reader.metadata.title, reader.metadata.creator) == ("七天", "Tripwright")
    assert reader.trailer["/Root"]["/Lang"] == "zh-CN"


def test_distances_on_a_map_are_those_of_its_scale_bar() -> None:
    positions = [(48.8606, 2.3376), (48.86, 2.3266), (48.8738, 2.295), (48.8867, 2.3431)]

    drawn = sketch(positions, WIDTH, HEIGHT, MARGIN)

    metres = drawn.bar_metres / drawn.bar_length
    for (here, there), (point, other) in zip(
        pairwise(positions), pairwise(drawn.points), strict=True
    ):
        shown = ((point[0] - other[0]) ** 2 + (point[1] - other[1]) ** 2) ** 0.5 * metres
        assert shown == pytest.approx(distance_m(*here, *there), rel=0.005)


@pytest.mark.parametrize(
    "positions",
    [
        [(48.86, 2.33)],
        [(48.86, 2.33)] * 3,
        [(-17.0, 179.99), (-17.01, -179.99)],
        [(89.9, 0.0), (89.9, 170.0)],
        [(31.2, 121.4), (31.3, 121.4), (31.25, 121.9)],
    ],
)
def test_every_point_is_within_the_margins_and_the_bar_fits(
    positions: list[tuple[float, float]],
) -> None:
    drawn = sketch(positions, WIDTH, HEIGHT, MARGIN)

    assert all(
        MARGIN - 1e-6 <= x <= WIDTH - MARGIN + 1e-6 and MARGIN - 1e-6 <= y <= HEIGHT - MARGIN + 1e-6
        for x, y in drawn.points
    )
    assert 0 < drawn.bar_length <= WIDTH * 0.3
    assert drawn.bar_metres >= 1


def test_north_is_up_and_east_is_right() -> None:
    (south_west, north_east) = sketch([(48.8, 2.3), (48.9, 2.4)], WIDTH, HEIGHT, MARGIN).points

    assert north_east[0] > south_west[0]
    assert north_east[1] < south_west[1]


@pytest.mark.parametrize(
    ("longest", "rounded", "text"),
    [(0.2, 1, "1 m"), (99.0, 50, "50 m"), (100.0, 100, "100 m"), (4_999.0, 2_000, "2 km"),
     (5_000_000.0, 5_000_000, "5,000 km")],
)  # fmt: skip
def test_a_scale_bar_has_a_round_length(longest: float, rounded: int, text: str) -> None:
    assert round_length(longest) == rounded
    assert length_text(rounded) == text

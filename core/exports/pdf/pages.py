"""A trip set as pages: a head, a map and the stops of each day, and where the facts come from."""

from dataclasses import dataclass
from itertools import chain
from pathlib import Path
from string import printable
from tempfile import TemporaryDirectory
from typing import Literal
from unicodedata import normalize

from fpdf import FPDF
from fpdf.enums import Align, WrapMode, XPos, YPos

from core.exports.document import Day, Stop, TripDocument
from core.exports.pdf.fonts import BOX, MAIN, Setter, add_fonts
from core.exports.pdf.sketch import Sketch, length_text, sketch
from core.exports.words import (
    Words,
    all_words,
    credit_lines,
    day_heading,
    details_of,
    kind_of,
    money_lines,
    summary_line,
    times_of,
    version_line,
    words_of,
)

Paper = Literal["a4", "letter"]

_INK, _GREY, _PALE, _LINE = (24, 24, 27), (92, 96, 104), (244, 245, 247), (37, 99, 235)
_MARGIN = 16.0
_NUMBER_WIDTH, _TIME_WIDTH = 8.0, 32.0
_MAP_HEIGHT, _MAP_MARGIN = 62.0, 8.0
_DOT = 2.3
_LEAST_ROOM = 24.0
"""A day's heading or a stop does not begin with less than this left of a page."""


@dataclass(frozen=True, slots=True)
class Printed:
    """The pages of a trip."""

    content: bytes
    pages: int
    missing: int
    """Characters that no font of ours has."""


def print_trip(document: TripDocument, paper: Paper) -> Printed:
    """Return the pages; the same version of a trip gives the same ones. Takes a while: no await."""
    setter, say = Setter(), words_of(document.language)
    with TemporaryDirectory() as folder:
        pdf = _Pages(document, paper, setter, say)
        add_fonts(pdf, _characters(document), Path(folder))
        pdf.add_page()
        pdf.head(document)
        for day in document.days:
            pdf.day(day)
        pdf.sources(document)
        return Printed(bytes(pdf.output()), pdf.pages_count, setter.missing)


def _characters(document: TripDocument) -> frozenset[str]:
    """Return every character that can be on the pages."""
    return frozenset(chain(normalize("NFC", repr(document)), all_words(), printable, BOX, "•↑·–"))


class _Pages(FPDF):
    """The pages under way; lengths are millimetres, sizes of type are points."""

    def __init__(self, document: TripDocument, paper: Paper, fit: Setter, say: Words) -> None:
        super().__init__(format=paper)
        self._fit, self._say = fit, say
        self._foot = fit(version_line(document, say))
        # Between Chinese characters a line may end anywhere, between Latin ones at spaces.
        self._wrap = WrapMode.CHAR if document.language == "zh" else WrapMode.WORD
        self.set_margins(_MARGIN, _MARGIN)
        self.set_auto_page_break(auto=True, margin=_MARGIN + 4)
        self.set_creation_date(document.updated_at)
        self.set_title(document.title)
        self.set_creator("Tripwright")
        self.set_lang("zh-CN" if document.language == "zh" else "en")
        self.alias_nb_pages("{pages}")

    def footer(self) -> None:
        """Number the page; called for each by the library."""
        self.set_y(-_MARGIN)
        self.set_font(MAIN, size=7.5)
        self.set_text_color(*_GREY)
        number = self._say("page", n=self.page_no(), of="{pages}")
        self.cell(w=self.epw / 2, text=self._foot)
        self.cell(w=self.epw / 2, text=number, align=Align.R)

    def head(self, document: TripDocument) -> None:
        """Say which trip it is."""
        self._text(document.title, 20)
        self._text(summary_line(document, self._say), 10, _GREY)
        self._text(document.summary, 10)
        for line in money_lines(document, self._say):
            self._text(line, 10)
        self.ln(3)

    def day(self, day: Day) -> None:
        """Show a day: its heading, a map of each of its parts, its stops."""
        maps = day.parts()
        self._keep_together(_LEAST_ROOM + (_MAP_HEIGHT if maps else 0))
        heading = day_heading(day, self._say)
        self.start_section(heading)
        self.set_fill_color(*_PALE)
        self._text(heading, 13, fill=True)
        self._text(day.title, 10, _GREY)
        self._text(day.summary, 9)
        numbers = {stop.id: number for number, stop in enumerate(day.stops, start=1)}
        for part in maps:
            self._map(part, numbers)
        if day.stops and not maps:
            self._text(self._say("map.none"), 8.5, _GREY)
        for number, stop in enumerate(day.stops, start=1):
            self._stop(number, stop)
        if not day.stops:
            self._text(self._say("no_stops"), 9.5, _GREY)
        self.ln(4)

    def sources(self, document: TripDocument) -> None:
        """Say where the facts come from and what is not to be relied on."""
        self._keep_together(_LEAST_ROOM)
        self._text(self._say("sources"), 11)
        for line in credit_lines(document, self._say):
            self._text(f"• {line}", 8.5, _GREY)
        self._text(self._say("estimates"), 8.5, _GREY)
        if self._fit.missing:
            self._text(self._say("missing", n=self._fit.missing), 8.5, _GREY)

    def _stop(self, number: int, stop: Stop) -> None:
        self._keep_together(_LEAST_ROOM)
        self.set_font(MAIN, size=10.5)
        self.set_text_color(*_LINE)
        self.cell(w=_NUMBER_WIDTH, h=5.6, text=f"{number}")
        self.set_text_color(*_INK)
        self.cell(w=_TIME_WIDTH, h=5.6, text=times_of(stop) or self._say("all_day"))
        indent = _MARGIN + _NUMBER_WIDTH + _TIME_WIDTH
        self._text(f"{stop.name} · {kind_of(stop, self._say)}", 10.5, indent=indent)
        for line in details_of(stop, self._say):
            self._text(line, 8.5, _GREY, indent=indent)
        self.ln(1.2)

    def _map(self, stops: list[Stop], numbers: dict[str, int]) -> None:
        places = [stop.place for stop in stops if stop.place is not None]
        self._keep_together(_MAP_HEIGHT + 4)
        left, top = self.l_margin, self.get_y() + 1
        drawn = sketch([(p.lat, p.lon) for p in places], self.epw, _MAP_HEIGHT, _MAP_MARGIN)
        self.set_fill_color(*_PALE)
        self.rect(left, top, self.epw, _MAP_HEIGHT, style="F")
        points = [(left + x, top + y) for x, y in drawn.points]
        self.set_draw_color(*_LINE)
        self.set_line_width(0.5)
        if len(points) > 1:
            self.polyline(points)
        for point, stop in zip(points, stops, strict=True):
            self._dot(point, numbers[stop.id])
        self._bar(drawn, left + 4, top + _MAP_HEIGHT - 4)
        self.set_font(MAIN, size=8)
        self.text(left + self.epw - 6, top + 5, "N ↑")
        self.set_xy(left, top + _MAP_HEIGHT + 2)

    def _dot(self, point: tuple[float, float], number: int) -> None:
        x, y = point
        self.set_fill_color(*_LINE)
        self.circle(x, y, _DOT, style="F")
        self.set_font(MAIN, size=8)
        self.set_text_color(255, 255, 255)
        label = str(number)
        self.text(x - self.get_string_width(label) / 2, y + 1, label)

    def _bar(self, drawn: Sketch, left: float, bottom: float) -> None:
        self.set_draw_color(*_INK)
        self.set_text_color(*_INK)
        self.set_line_width(0.4)
        right = left + drawn.bar_length
        self.polyline(
            [(left, bottom - 1.5), (left, bottom), (right, bottom), (right, bottom - 1.5)]
        )
        self.set_font(MAIN, size=8)
        self.text(left + 1, bottom - 1.6, length_text(drawn.bar_metres))

    def _text(
        self,
        text: str,
        size: float,
        colour: tuple[int, int, int] = _INK,
        *,
        indent: float | None = None,
        fill: bool = False,
    ) -> None:
        if not text:
            return
        self.set_font(MAIN, size=size)
        self.set_text_color(*colour)
        if indent is not None:
            self.set_x(indent)
        self.multi_cell(
            w=self.w - self.r_margin - self.get_x(),
            h=size * 0.53,
            text=self._fit(text),
            fill=fill,
            align=Align.L,
            wrapmode=self._wrap,
            new_x=XPos.LMARGIN,
            new_y=YPos.NEXT,
        )

    def _keep_together(self, height: float) -> None:
        if self.will_page_break(height):
            self.add_page()

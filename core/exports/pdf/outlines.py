"""The part of a font that a text needs, with outlines every reader of PDF knows.

The outlines of our Chinese font are cubic (CFF). Embedded as they are, its characters are numbered
by a table of their own that some readers pass over, and then nobody can search or copy the text. So
the few glyphs of a text are drawn anew with quadratic curves, as TrueType has them, no further from
the original than a thousandth of the letter's height.
"""

from collections.abc import Iterable
from pathlib import Path
from typing import Any

from fontTools.pens.cu2quPen import Cu2QuPen
from fontTools.pens.ttGlyphPen import TTGlyphPen
from fontTools.subset import Options, Subsetter
from fontTools.ttLib import TTFont, newTable

_TRUETYPE = "\x00\x01\x00\x00"
_MAX_ERROR = 1.0
"""In units of the font, of which 1,000 are the height of a letter."""
_DROPPED = frozenset({"GPOS", "GSUB", "GDEF", "BASE", "vhea", "vmtx", "VORG", "DSIG"})


def write_subset(source: Path, characters: Iterable[str], target: Path) -> None:
    """Write a TrueType font with these characters, as far as the font at `source` has them."""
    with TTFont(source, recalcTimestamp=False) as font:
        for table in _DROPPED & set(font.keys()):
            del font[table]  # before anything reads it, which takes most of the time
        options = Options(notdef_outline=True, recommended_glyphs=True, layout_features=[])
        subsetter = Subsetter(options)
        subsetter.populate(text="".join(characters))
        subsetter.subset(font)
        if "CFF " in font:
            _to_truetype(font)
        font.save(target)


def _to_truetype(font: TTFont) -> None:
    order = font.getGlyphOrder()
    drawn = font.getGlyphSet()
    glyf = newTable("glyf")
    glyf.glyphOrder = order
    glyf.glyphs = {name: _quadratic(drawn, name) for name in order}
    font["loca"], font["glyf"] = newTable("loca"), glyf
    del font["CFF "]
    glyf.compile(font)  # works out the box of each glyph
    font["hmtx"].metrics = {
        name: (width, getattr(glyf[name], "xMin", 0))
        for name, (width, _) in font["hmtx"].metrics.items()
    }
    _complete_maxp(font["maxp"])
    font["post"].formatType = 3.0
    font.sfntVersion = _TRUETYPE


def _quadratic(drawn: Any, name: str) -> Any:
    pen = TTGlyphPen(drawn)
    # The other way round: what is ink in one kind of outlines is paper in the other.
    drawn[name].draw(Cu2QuPen(pen, _MAX_ERROR, reverse_direction=True))
    return pen.glyph()


def _complete_maxp(maxp: Any) -> None:
    """Give the table what TrueType wants of it; the library counts what there is to count."""
    maxp.tableVersion = 0x00010000
    maxp.maxZones = 1
    for name in (
        "maxTwilightPoints", "maxStorage", "maxFunctionDefs", "maxInstructionDefs",
        "maxStackElements", "maxSizeOfInstructions", "maxComponentElements", "maxPoints",
        "maxContours", "maxCompositePoints", "maxCompositeContours", "maxComponentDepth",
    ):  # fmt: skip
        setattr(maxp, name, 0)

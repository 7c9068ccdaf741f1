"""The fonts of a page: one for Chinese, kana and Latin, and one for what that one lacks.

Both come with the product, so that a page looks the same on every machine. A character that neither
has is shown as a box, and counted: nobody is told that all is there when it is not.
"""

import unicodedata
from collections.abc import Iterable
from functools import lru_cache
from pathlib import Path

import fontpkg_noto_sans
import pylopdf_fonts_zh_cn
from fontTools.ttLib import TTFont
from fpdf import FPDF

from core.exports.pdf.outlines import write_subset

MAIN, FALLBACK = "main", "fallback"
BOX = "□"
_INVISIBLE = frozenset({"Mn", "Me", "Cf", "Cc", "Cs"})
_OTHER_FONT = "NotoSans[wdth,wght].ttf"


def add_fonts(pdf: FPDF, characters: Iterable[str], folder: Path) -> None:
    """Let a document be set in our fonts, with these characters.

    The `folder` for what is made of them must be there until the document is put out.
    """
    found = frozenset(characters)
    for family, path in font_paths().items():
        part = folder / f"{family}.ttf"
        write_subset(path, found, part)
        pdf.add_font(family, fname=part)
    pdf.set_fallback_fonts([FALLBACK])
    pdf.set_font(MAIN)


def font_paths() -> dict[str, Path]:
    """Return where the fonts are, by the family we use them as."""
    return {
        MAIN: pylopdf_fonts_zh_cn.sans_path(),
        FALLBACK: fontpkg_noto_sans.ROOT / "files" / _OTHER_FONT,
    }


@lru_cache(maxsize=1)
def _covered() -> frozenset[int]:
    """Return every character that one of our fonts has."""
    found: set[int] = set()
    for path in font_paths().values():
        with TTFont(path, lazy=True) as font:
            found |= font.getBestCmap().keys()
    return frozenset(found)


class Setter:
    """Makes text fit for our fonts, and counts what they lack."""

    def __init__(self) -> None:
        self.missing = 0

    def __call__(self, text: str) -> str:
        """Return text of which every character can be seen."""
        covered = _covered()
        out = []
        for char in unicodedata.normalize("NFC", text):
            if ord(char) in covered:
                out.append(char)
            elif unicodedata.category(char) not in _INVISIBLE:
                self.missing += 1
                out.append(BOX)
        return "".join(out)

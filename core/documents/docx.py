"""The text of a Word document, as it reads with all tracked changes accepted.

Our own reader: it streams, so that no bomb is ever unpacked whole, and the library that everybody
uses leaves out what was inserted while changes were tracked.
"""

import io
import re
from collections.abc import Callable, Iterator
from xml.parsers import expat
from zipfile import ZipFile

from core.documents.domain import (
    DocumentFormat,
    DocumentText,
    RefusedDocumentError,
    TextBuilder,
    too_complex,
)
from core.documents.plain import clean

_MAX_XML_BYTES = 64 * 1024 * 1024
"""The most that is unpacked of one document."""
_MAX_TAGS = 2_000_000
"""Some five times what a document as long as we read has; they cost far more time than text."""
_PIECE_BYTES = 64 * 1024
_CONTENT_TYPES = "[Content_Types].xml"
_KINDS = ("header+xml", "main+xml", "footnotes+xml", "endnotes+xml", "footer+xml")
"""The parts that hold text, by the end of their content type, in the order they are read."""
_NAMESPACE = re.compile(r"wordprocessingml/(?:2006/)?main (\w+)$")
_FALLBACK = "http://schemas.openxmlformats.org/markup-compatibility/2006 Fallback"
"""A second copy of a drawing, for old readers."""
_SKIPPED = frozenset({"del", "moveFrom"})
_HEADING = re.compile(r"(?:heading|标题)?\s*([1-9])$", re.I)

_Attributes = dict[str, str]


def read_docx(content: bytes) -> DocumentText:
    """Return the text of a docx; a table's row is one line, a heading is marked as in Markdown.

    Raises:
        RefusedDocumentError: `unsupported` for another kind of archive, `no_text` or
            `too_complex`.
    """
    builder = TextBuilder(DocumentFormat.DOCX)
    unpacked = _Unpacked()
    with ZipFile(io.BytesIO(content)) as archive:
        for name in _text_parts(archive, unpacked):
            _parse(archive, name, _Body(builder), unpacked)
    built = builder.build()
    if not built.text.strip():
        raise RefusedDocumentError("no_text", "the document has no text")
    return built


class _Unpacked:
    """How much was unpacked, whatever the archive says of itself."""

    def __init__(self) -> None:
        self._bytes = 0
        self._tags = 0

    def count(self, piece: bytes) -> bytes:
        self._bytes += len(piece)
        self._tags += piece.count(b"<")
        if self._bytes > _MAX_XML_BYTES or self._tags > _MAX_TAGS:
            raise too_complex()
        return piece


class _Handler:
    """What a part is read by; names come as `namespace local`."""

    def start(self, name: str, attributes: _Attributes) -> None: ...

    def end(self, name: str) -> None: ...

    def text(self, text: str) -> None: ...

    @property
    def has_enough(self) -> bool:
        return False


class _ContentTypes(_Handler):
    """Names of the parts, by the end of their content type."""

    def __init__(self) -> None:
        self.parts: dict[str, list[str]] = {}

    def start(self, name: str, attributes: _Attributes) -> None:
        if name.endswith(" Override") and "word" in attributes.get("ContentType", ""):
            kind = attributes["ContentType"].rpartition(".")[2]
            self.parts.setdefault(kind, []).append(attributes.get("PartName", "").lstrip("/"))


class _Body(_Handler):
    """Paragraphs and rows of tables, as they come."""

    def __init__(self, builder: TextBuilder) -> None:
        self._builder = builder
        self._pieces: list[str] = []
        self._cells: list[list[str]] = []
        self._rows = 0
        self._level = 0
        self._skipping = 0
        self._in_text = False
        self._starts: dict[str, Callable[[_Attributes], None]] = {
            "tr": lambda _: self._open_row(),
            "tc": lambda _: self._cells.append([]),
            "t": lambda _: self._take_text(),
            "tab": lambda _: self._put(" "),
            "br": lambda _: self._put("\n"),
            "cr": lambda _: self._put("\n"),
            "noBreakHyphen": lambda _: self._put("-"),
            "pStyle": self._set_style,
        }

    @property
    def has_enough(self) -> bool:
        return self._builder.is_full

    def start(self, name: str, attributes: _Attributes) -> None:
        local = _local(name)
        if self._skipping or local in _SKIPPED or name == _FALLBACK:
            self._skipping += 1
            return
        opening = self._starts.get(local)
        if opening:
            opening(attributes)

    def end(self, name: str) -> None:
        if self._skipping:
            self._skipping -= 1
            return
        match _local(name):
            case "t":
                self._in_text = False
            case "p":
                self._end_paragraph()
            case "tc":
                self._end_cell()
            case "tr":
                self._end_row()

    def text(self, text: str) -> None:
        if self._in_text and not self._skipping:
            self._pieces.append(text)

    def _take_text(self) -> None:
        self._in_text = True

    def _put(self, text: str) -> None:
        # In the properties of a paragraph `tab` is a stop on the ruler, before any text.
        if self._pieces:
            self._pieces.append(text)

    def _set_style(self, attributes: _Attributes) -> None:
        style = next((v for k, v in attributes.items() if _local(k) == "val"), "")
        match = _HEADING.match(style)
        self._level = int(match[1]) if match else int(style.lower() == "title")

    def _end_paragraph(self) -> None:
        text = clean("".join(self._pieces)).strip()
        level, self._level = self._level, 0
        self._pieces.clear()
        if not text:
            return
        if self._cells:
            self._cells[-1].append(text.replace("\n", " "))
        else:
            self._builder.add(f"{'#' * level} {text}" if level else text)

    def _open_row(self) -> None:
        self._rows += 1

    def _end_cell(self) -> None:
        if len(self._cells) > 1 and self._rows > 1:  # a table within a cell: part of that cell
            inner = self._cells.pop()
            self._cells[-1].extend(inner)

    def _end_row(self) -> None:
        self._rows -= 1
        if self._rows:
            return
        row = " | ".join(" ".join(cell) for cell in self._cells)
        self._cells.clear()
        if row.strip(" |"):
            self._builder.add(row)


def _text_parts(archive: ZipFile, unpacked: _Unpacked) -> Iterator[str]:
    types = _ContentTypes()
    if _CONTENT_TYPES in archive.namelist():
        _parse(archive, _CONTENT_TYPES, types, unpacked)
    if "main+xml" not in types.parts:
        raise RefusedDocumentError(
            "unsupported", "this archive is no docx; txt, md, pdf and docx are read"
        )
    known = set(archive.namelist())
    for kind in _KINDS:
        yield from (name for name in types.parts.get(kind, ()) if name in known)


def _parse(archive: ZipFile, name: str, handler: _Handler, unpacked: _Unpacked) -> None:
    parser = expat.ParserCreate(namespace_separator=" ")
    parser.buffer_text = True
    parser.StartElementHandler = handler.start
    parser.EndElementHandler = handler.end
    parser.CharacterDataHandler = handler.text
    parser.StartDoctypeDeclHandler = _refuse_doctype
    with archive.open(name) as part:
        while piece := unpacked.count(part.read(_PIECE_BYTES)):
            if handler.has_enough:
                return
            parser.Parse(piece, False)
    parser.Parse(b"", True)


def _refuse_doctype(*_declaration: object) -> None:
    """A docx has no document type; with one come entities that grow."""
    raise too_complex()


def _local(name: str) -> str:
    match = _NAMESPACE.search(name)
    return match[1] if match else ""

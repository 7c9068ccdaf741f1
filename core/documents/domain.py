"""A document as text in which everything has a place."""

from bisect import bisect_right
from dataclasses import dataclass
from enum import StrEnum

MAX_CHARS = 200_000
"""The most of one document that is read; some hundred pages."""


class DocumentFormat(StrEnum):
    """What a document is, by its content."""

    TEXT = "text"
    PDF = "pdf"
    DOCX = "docx"


class RefusedDocumentError(Exception):
    """A document cannot be read; `kind` is a stable word, the message says what to do."""

    def __init__(self, kind: str, message: str) -> None:
        super().__init__(message)
        self.kind = kind


def too_complex() -> RefusedDocumentError:
    """Return the refusal of a document whose reading takes too much memory or time."""
    return RefusedDocumentError(
        "too_complex", "reading the document takes too much memory or time; send a simpler one"
    )


@dataclass(frozen=True, slots=True)
class Location:
    """Where something stands, counted from 1.

    `line` counts within the page where there are pages, else from the beginning.
    """

    page: int | None
    paragraph: int | None
    line: int


@dataclass(frozen=True, slots=True)
class DocumentText:
    """The text of a document.

    `parts` are the offsets at which its pages (PDF) or paragraphs (docx) begin; a plain text has
    none. `truncated` says that the document has more than this, `unread_pages` how many of its
    pages could not be read.
    """

    text: str
    format: DocumentFormat
    parts: tuple[int, ...] = ()
    truncated: bool = False
    unread_pages: int = 0

    def locate(self, offset: int) -> Location:
        """Return where the character at `offset` stands."""
        part = bisect_right(self.parts, offset)
        is_pdf = self.format is DocumentFormat.PDF
        line_from = self.parts[part - 1] if is_pdf and part else 0
        return Location(
            page=part if is_pdf and part else None,
            paragraph=part if self.format is DocumentFormat.DOCX and part else None,
            line=self.text.count("\n", line_from, offset) + 1,
        )


class TextBuilder:
    """Collects the text of a document part by part, up to `MAX_CHARS`."""

    def __init__(self, document_format: DocumentFormat) -> None:
        self._format = document_format
        self._pieces: list[str] = []
        self._parts: list[int] = []
        self._length = 0
        self._truncated = False
        self.unread_pages = 0

    @property
    def is_full(self) -> bool:
        """Say whether nothing more is taken."""
        return self._truncated

    def add(self, part: str) -> None:
        """Append a page or paragraph; an empty page counts, so that page numbers stay true."""
        self._parts.append(self._length)
        room = MAX_CHARS - self._length
        kept = f"{part}\n"
        if len(kept) > room:
            kept, self._truncated = kept[: max(0, room)], len(part) > room
        self._pieces.append(kept)
        self._length += len(kept)

    def stop(self) -> None:
        """Say that the document goes on, but is not read any further."""
        self._truncated = True

    def build(self) -> DocumentText:
        """Return what was collected."""
        return DocumentText(
            text="".join(self._pieces),
            format=self._format,
            parts=tuple(self._parts),
            truncated=self._truncated,
            unread_pages=self.unread_pages,
        )

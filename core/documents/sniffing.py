"""What a file is, by its first bytes; its name only has to agree."""

from core.documents.domain import DocumentFormat, RefusedDocumentError

MAX_BYTES = 10 * 1024 * 1024
"""The largest document that is taken."""

_READ = "txt, md, pdf and docx are read"
_PDF_WITHIN = 1024
"""Readers of PDF allow so much before its signature."""
_KNOWN_TEXT = frozenset({"", "txt", "text", "md", "markdown"})
_SUFFIXES = {"pdf": DocumentFormat.PDF, "docx": DocumentFormat.DOCX}
_FOREIGN = (
    (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", "an old or a protected Office file"),
    (b"{\\rtf", "an RTF file"),
    (b"\x89PNG", "a picture"),
    (b"\xff\xd8\xff", "a picture"),
    (b"GIF8", "a picture"),
    (b"II*\0", "a picture"),
    (b"MM\0*", "a picture"),
    (b"\x1f\x8b", "a compressed file"),
    (b"7z\xbc\xaf", "an archive"),
    (b"Rar!", "an archive"),
    (b"\x7fELF", "a program"),
)


def sniff(content: bytes) -> DocumentFormat:
    """Return what the content looks like; whether it is sound shows only when it is read.

    Raises:
        RefusedDocumentError: `empty`, or `unsupported` for a kind of file we know and do not read.
    """
    if not content.strip(b" \t\r\n\0\x0b\x0c"):
        raise RefusedDocumentError("empty", "the document is empty")
    if b"%PDF-" in content[:_PDF_WITHIN]:
        return DocumentFormat.PDF
    if content.startswith(b"PK\x03\x04"):
        return DocumentFormat.DOCX
    for signature, what in _FOREIGN:
        if content.startswith(signature):
            raise RefusedDocumentError("unsupported", f"this is {what}; {_READ}")
    return DocumentFormat.TEXT


def check_name(name: str, found: DocumentFormat) -> None:
    """Make sure that a file's name does not promise something else than it is.

    Raises:
        RefusedDocumentError: `unsupported` for an ending we do not read, `type_mismatch` for one
            that belongs to another format.
    """
    ending = name.rpartition(".")[2].lower() if "." in name else ""
    if ending in _KNOWN_TEXT:
        return
    promised = _SUFFIXES.get(ending)
    if promised is None:
        raise RefusedDocumentError("unsupported", f".{ending} is not read; {_READ}")
    if promised is not found:
        raise RefusedDocumentError(
            "type_mismatch", f"the name ends in .{ending}, but the content is {found.value}"
        )

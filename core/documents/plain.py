"""Plain text out of bytes of an unknown encoding."""

import codecs
import re

from core.documents.domain import (
    DocumentFormat,
    DocumentText,
    RefusedDocumentError,
    TextBuilder,
)

_BOMS = (
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF32_LE, "utf-32-le"),  # before UTF-16, whose mark it begins with
    (codecs.BOM_UTF32_BE, "utf-32-be"),
    (codecs.BOM_UTF16_LE, "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be"),
)
_NO_TEXT = re.compile("[\0-\x08\x0e-\x1f\x7f-\x84\x86-\x9f\ud800-\udfff\ufffe\uffff]")
"""Controls that no text needs, and halves of characters."""
_NEWLINE = re.compile("\r\n?|[\x0b\x0c\x85\u2028\u2029]")
_MAX_ODD_SHARE = 0.01
_PAIR = re.compile(rb"[\x81-\xfe][\x40-\x7e\x80-\xfe]")
_COMMON_PAIR = re.compile(rb"[\xa1-\xf7][\xa1-\xfe]")
_MIN_COMMON_SHARE = 0.7


def read_plain(content: bytes) -> DocumentText:
    """Return the text of a file without a format.

    Raises:
        RefusedDocumentError: `not_text` where no encoding makes sense of it, `empty`.
    """
    decoded = clean(_decoded(content))
    if not decoded.strip():
        raise RefusedDocumentError("empty", "the document is empty")
    builder = TextBuilder(DocumentFormat.TEXT)
    builder.add(decoded.rstrip("\n"))
    built = builder.build()
    return DocumentText(built.text, DocumentFormat.TEXT, truncated=built.truncated)


def clean(text: str) -> str:
    r"""Return text that can be stored and sent: `\n` ends its lines, and no stray controls."""
    return _NO_TEXT.sub("", _NEWLINE.sub("\n", text))


def _decoded(content: bytes) -> str:
    encoding = _encoding(content)
    try:
        text = content.decode(encoding).removeprefix("\ufeff")
    except UnicodeDecodeError as error:
        raise _not_text() from error
    if len(_NO_TEXT.findall(text)) > _MAX_ODD_SHARE * len(text):
        raise _not_text()
    return text


def _encoding(content: bytes) -> str:
    for mark, encoding in _BOMS:
        if content.startswith(mark):
            return encoding
    if b"\0" in content:
        return _utf16_without_mark(content)
    if _decodes(content, "utf-8"):
        return "utf-8"
    # Nearly any bytes are valid GB 18030; Chinese text stays within the common characters.
    pairs = _PAIR.findall(content)
    common = sum(1 for pair in pairs if _COMMON_PAIR.match(pair))
    if pairs and common >= _MIN_COMMON_SHARE * len(pairs) and _decodes(content, "gb18030"):
        return "gb18030"
    return "cp1252"


def _utf16_without_mark(content: bytes) -> str:
    """Return the UTF-16 whose spaces and line ends, all with a zero byte, show its order."""
    low, high = content[0::2].count(0), content[1::2].count(0)
    if len(content) % 2 == 0 and max(low, high) >= 4 * max(1, min(low, high)):
        return "utf-16-le" if high > low else "utf-16-be"
    raise _not_text()


def _decodes(content: bytes, encoding: str) -> bool:
    try:
        content.decode(encoding)
    except UnicodeDecodeError:
        return False
    return True


def _not_text() -> RefusedDocumentError:
    return RefusedDocumentError("not_text", "the content is neither text nor a format that is read")

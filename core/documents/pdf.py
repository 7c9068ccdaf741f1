"""The text of a PDF, page by page."""

import io

from pypdf import PageObject, PdfReader
from pypdf.errors import DependencyError, FileNotDecryptedError, LimitReachedError

from core.documents.domain import (
    DocumentFormat,
    DocumentText,
    RefusedDocumentError,
    TextBuilder,
    too_complex,
)
from core.documents.plain import clean

_MAX_PAGES = 500


def read_pdf(content: bytes) -> DocumentText:
    """Return the text of a PDF; a page that cannot be read is counted and left empty.

    Raises:
        RefusedDocumentError: `encrypted_pdf`, `damaged`, `no_text` (a scan) or `too_complex`.
    """
    try:
        return _read(content)
    except (DependencyError, FileNotDecryptedError) as error:
        raise RefusedDocumentError(
            "encrypted_pdf", "the PDF is encrypted; save it without a password"
        ) from error
    except (LimitReachedError, RecursionError) as error:
        raise too_complex() from error


def _read(content: bytes) -> DocumentText:
    reader = PdfReader(io.BytesIO(content))
    if reader.is_encrypted and not reader.decrypt(""):
        raise FileNotDecryptedError
    builder = TextBuilder(DocumentFormat.PDF)
    for number, page in enumerate(reader.pages):
        if builder.is_full or number == _MAX_PAGES:
            builder.stop()
            break
        builder.add(_page_text(page, builder))
    built = builder.build()
    if built.unread_pages == len(built.parts):
        raise RefusedDocumentError("damaged", "no page of the PDF can be read")
    if not built.text.strip():
        raise RefusedDocumentError(
            "no_text", "the PDF has pictures of text but no text; it seems to be a scan"
        )
    return built


def _page_text(page: PageObject, builder: TextBuilder) -> str:
    try:
        return clean(page.extract_text()).strip("\n")
    except LimitReachedError:
        raise
    except Exception:  # of a damaged page the library raises what it stumbles over
        builder.unread_pages += 1
        return ""

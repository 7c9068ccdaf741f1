"""The child process that reads one document: `python -m core.documents.reading PARENT_PID`.

It takes the bytes from its standard input and writes one line of JSON, either `{"text": …}` with
the fields of `DocumentText` or `{"refused": kind, "message": …}`. Before it looks at a byte it
gives up everything it does not need: memory, time, files, and a life without its parent.
"""

import json
import logging
import resource
import signal
import sys
import warnings
from collections.abc import Callable, Mapping
from dataclasses import asdict
from typing import Any

from core.documents.docx import read_docx
from core.documents.domain import (
    DocumentFormat,
    DocumentText,
    RefusedDocumentError,
    too_complex,
)
from core.documents.pdf import read_pdf
from core.documents.plain import read_plain
from core.documents.sniffing import sniff
from core.kernel.processes import die_with_parent

MAX_MEMORY_BYTES = 512 * 1024 * 1024
MAX_CPU_S = 20

_READERS: Mapping[DocumentFormat, Callable[[bytes], DocumentText]] = {
    DocumentFormat.TEXT: read_plain,
    DocumentFormat.PDF: read_pdf,
    DocumentFormat.DOCX: read_docx,
}


def read(content: bytes) -> dict[str, Any]:
    """Return what is written for a document of these bytes."""
    try:
        return asdict(_READERS[sniff(content)](content))
    except RefusedDocumentError as error:
        return _refusal(error)
    except (MemoryError, RecursionError):
        return _refusal(too_complex())
    except Exception:  # of a damaged file the libraries raise whatever they stumble over
        return _refusal(RefusedDocumentError("damaged", "the document is damaged"))


def main() -> None:
    """Read one document from standard input."""
    _confine(int(sys.argv[1]))
    logging.disable()
    warnings.simplefilter("ignore")
    sys.stdout.write(json.dumps(read(sys.stdin.buffer.read())))


def _refusal(error: RefusedDocumentError) -> dict[str, Any]:
    return {"refused": error.kind, "message": str(error)}


def _confine(parent: int) -> None:
    die_with_parent(parent, signal.SIGKILL)
    for limit, value in (
        (resource.RLIMIT_AS, MAX_MEMORY_BYTES),
        (resource.RLIMIT_CPU, MAX_CPU_S),
        (resource.RLIMIT_FSIZE, 0),
        (resource.RLIMIT_CORE, 0),
        (resource.RLIMIT_NOFILE, 16),
    ):
        resource.setrlimit(limit, (value, value))


if __name__ == "__main__":
    main()

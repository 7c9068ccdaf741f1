"""Reads documents in a child process that can be spared: whatever is in them, we live on."""

import asyncio
import json
import os
import signal
import sys
from asyncio.subprocess import DEVNULL, PIPE, Process
from contextlib import suppress
from typing import Any

import structlog

from core.documents.domain import (
    MAX_CHARS,
    DocumentFormat,
    DocumentText,
    RefusedDocumentError,
    too_complex,
)
from core.kernel.errors import AppError, InvalidRequestError, UnsupportedMediaTypeError

MAX_WALL_S = 60.0
"""Far more than the child's time on the processor, for a machine that is busy."""
_MAX_ANSWER_BYTES = 16 * MAX_CHARS
"""An escaped character takes 12 bytes at most, and there may be a page for each."""

log = structlog.get_logger(__name__)


async def parse_document(content: bytes, *, wall_s: float = MAX_WALL_S) -> DocumentText:
    """Return the text of a document, read in a process of its own with limits on memory and time.

    Raises:
        InvalidRequestError: It cannot be read; the error's `type` says why.
        UnsupportedMediaTypeError: It is of a kind that is not read.
    """
    answer = await _ask_child(content, wall_s)
    if "refused" in answer:
        raise refusal(RefusedDocumentError(answer["refused"], answer["message"]))
    values = answer | {"format": DocumentFormat(answer["format"]), "parts": tuple(answer["parts"])}
    return DocumentText(**values)


def refusal(error: RefusedDocumentError) -> AppError:
    """Return the failure of a request that brought such a document."""
    if error.kind == "unsupported":
        return UnsupportedMediaTypeError(f"file: {error}", data={"error_type": error.kind})
    failure = InvalidRequestError.of("file", str(error), error.kind)
    failure.data["error_type"] = error.kind
    return failure


async def _ask_child(content: bytes, wall_s: float) -> dict[str, Any]:
    process = await asyncio.create_subprocess_exec(
        sys.executable,
        "-I",  # nothing from the environment or the working directory
        "-m",
        "core.documents.reading",
        str(os.getpid()),
        stdin=PIPE,
        stdout=PIPE,
        stderr=DEVNULL,
        env={},
        start_new_session=True,
    )
    try:
        async with asyncio.timeout(wall_s):
            written = await _exchange(process, content)
            await process.wait()
    except TimeoutError:
        log.warning("document_reader_timed_out", size_bytes=len(content))
        raise refusal(too_complex()) from None
    finally:
        await asyncio.shield(_end(process))
    return _understood(process, written, len(content))


async def _exchange(process: Process, content: bytes) -> bytes:
    """Hand the document over and return what the child writes, as far as anybody wants to know."""
    assert process.stdin is not None
    assert process.stdout is not None
    with suppress(BrokenPipeError, ConnectionResetError):  # it ended before it had read all
        process.stdin.write(content)
        await process.stdin.drain()
    process.stdin.close()
    written = bytearray()
    while piece := await process.stdout.read(65_536):
        written += piece
        if len(written) > _MAX_ANSWER_BYTES:
            _kill(process)
            return b""
    return bytes(written)


async def _end(process: Process) -> None:
    _kill(process)
    await process.wait()


def _kill(process: Process) -> None:
    if process.returncode is None:
        with suppress(ProcessLookupError):
            os.killpg(process.pid, signal.SIGKILL)


def _understood(process: Process, written: bytes, size_bytes: int) -> dict[str, Any]:
    with suppress(ValueError):
        answer = json.loads(written)
        if process.returncode == 0 and isinstance(answer, dict):
            return answer
    # Out of memory or time the kernel ends it; or a library fell over with it.
    log.warning("document_reader_died", size_bytes=size_bytes, returncode=process.returncode)
    raise refusal(too_complex())

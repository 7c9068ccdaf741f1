"""A log as a file."""

from collections.abc import AsyncGenerator, Mapping, Sequence

from core.schemas.job_messages import Language, text_of
from core.schemas.joblogs import ExportFormat, JobLine

MEDIA_TYPES: Mapping[ExportFormat, str] = {
    "ndjson": "application/x-ndjson",
    "text": "text/plain; charset=utf-8",
}


async def write_lines(
    pieces: AsyncGenerator[Sequence[JobLine]], wanted: ExportFormat, language: Language
) -> AsyncGenerator[bytes]:
    """Yield the lines of a log as they stand in a file."""
    try:
        async for lines in pieces:
            texts = [
                line.model_dump_json() if wanted == "ndjson" else text_line(line, language)
                for line in lines
            ]
            yield "".join(f"{text}\n" for text in texts).encode()
    finally:
        await pieces.aclose()


def text_line(line: JobLine, language: Language) -> str:
    """Return a line for people: when, how grave, in which attempt, what; on one line."""
    said = " ".join(text_of(line.event, line.message, line.data, language).split())
    at = line.timestamp.isoformat(timespec="milliseconds")
    return f"{at} {line.level.upper():7} [{line.attempt}] {said}"

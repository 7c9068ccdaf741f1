"""Prints a trip as a task of a worker: the only place that loads what makes pages."""

import asyncio

from core.exports.formats import file_name
from core.exports.pdf.pages import print_trip
from core.exports.service import ExportService
from core.files.service import FileService
from core.schemas.exports import PdfOut, StoredFileOut
from core.tasks.outcome import Outcome, TaskRun

_MEDIA_TYPE = "application/pdf"


class PdfPrinter:
    """Makes the pages of a trip and keeps them for whoever asked."""

    def __init__(self, exports: ExportService, files: FileService) -> None:
        self._exports = exports
        self._files = files

    async def run_task(self, run: TaskRun) -> Outcome:
        """Do a `trip_pdf`; the file is kept as long as its task.

        Raises:
            NotFoundError: The trip is gone.
            TooLargeError: Too much is kept for this person already.
        """
        payload, owner_id = run.task.payload, run.task.user_id
        run.progress("reading")
        document = await self._exports.document(owner_id, payload["trip_id"], payload["language"])
        stops = sum(len(day.stops) for day in document.days)
        run.log("trip.read", title=document.title, days=len(document.days), stops=stops)
        run.progress("printing", 0, 1)
        printed = await asyncio.to_thread(print_trip, document, payload["paper"])
        if printed.missing:
            run.log("trip.characters_missing", level="warning", count=printed.missing)
        name = file_name(document.title, "pdf")
        sha256 = await self._files.put(owner_id, name, _MEDIA_TYPE, printed.content)
        size = len(printed.content)
        run.log("trip.printed", pages=printed.pages, size_bytes=size)
        run.progress("printing", 1, 1)
        result = PdfOut(
            trip_id=document.id,
            version=document.version,
            pages=printed.pages,
            missing_characters=printed.missing,
            file=StoredFileOut(
                name=name,
                media_type=_MEDIA_TYPE,
                size=size,
                sha256=sha256,
                href=f"/api/files/{sha256}",
            ),
        )
        return Outcome(result.model_dump(mode="json"))

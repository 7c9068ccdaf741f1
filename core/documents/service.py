"""Documents as tasks: take one in, read and analyse it, and put what is booked into a trip."""

from dataclasses import dataclass
from typing import Any, Literal

from core.documents.analysis import Analyst
from core.documents.domain import DocumentFormat, DocumentText, RefusedDocumentError
from core.documents.parsing import parse_document, refusal
from core.documents.plain import clean
from core.documents.prompting import Frame
from core.documents.sniffing import MAX_BYTES, check_name, sniff
from core.files.service import FileService
from core.kernel.clock import Clock
from core.kernel.context import current_trace_id
from core.kernel.errors import ConflictError, InvalidRequestError, TooLargeError
from core.llm.resuming import ResumingModel
from core.llm.types import ChatModel
from core.prompts.registry import PromptRegistry
from core.schemas.documents import (
    BookingItem,
    BookingsIn,
    DocumentAnalysis,
    DocumentFileIn,
    DocumentProfile,
    DocumentTextIn,
)
from core.schemas.tasks import TaskStatus
from core.schemas.trips import TripOut
from core.tasks.admission import one_request_id
from core.tasks.outcome import Outcome, TaskRun
from core.tasks.service import Submission, TaskService
from core.trips.service import DatedStop, SeenTrip, TripService

TASK_KIND = "document_analysis"
_MEDIA_TYPES = {
    DocumentFormat.TEXT: "text/plain",
    DocumentFormat.PDF: "application/pdf",
    DocumentFormat.DOCX: "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
}
_HAN_SHARE = 0.1
_LONGEST_REASON = 500


@dataclass(frozen=True, slots=True)
class DocumentTools:
    """What the analysis of a document works with."""

    ai: ChatModel
    prompts: PromptRegistry
    files: FileService
    clock: Clock


class DocumentService:
    """What the API and the worker do with documents.

    A document is kept by its content; the task's payload names that, so that the same request is
    known again and lists of tasks stay short.
    """

    def __init__(self, tools: DocumentTools, tasks: TaskService, trips: TripService) -> None:
        self._tools = tools
        self._tasks = tasks
        self._trips = trips

    async def submit_text(
        self, owner_id: str, wish: DocumentTextIn, *, batch_id: str | None = None
    ) -> Submission:
        """Take a document that was given as text.

        Raises:
            InvalidRequestError: There is nothing in it.
            TooLargeError: Too much is kept for this person already.
            KeyReusedError: The request id stands for another document.
        """
        content = clean(wish.text).encode()
        if not content.strip():
            raise InvalidRequestError.of("text", "the document is empty", "empty")
        given = _Given(wish.name, _MEDIA_TYPES[DocumentFormat.TEXT], content)
        return await self._submit(owner_id, given, wish, batch_id)

    async def submit_body(
        self, owner_id: str, body: dict[str, Any], *, request_id: str | None, batch_id: str
    ) -> Submission:
        """Take a document given as text as a task of a batch.

        Raises:
            ValidationError: It is no `DocumentTextIn`.
            MalformedError: It names another `request_id`.
            AppError: As `submit_text`.
        """
        wish = DocumentTextIn.model_validate(body)
        key = one_request_id(wish.request_id, request_id)
        return await self.submit_text(
            owner_id, wish.model_copy(update={"request_id": key}), batch_id=batch_id
        )

    async def submit_file(
        self, owner_id: str, name: str, content: bytes, wish: DocumentFileIn
    ) -> Submission:
        """Take a document that was sent as a file; whether it is sound shows when it is read.

        Raises:
            InvalidRequestError: It is empty, or not what its name says.
            UnsupportedMediaTypeError: It is of a kind that is not read.
            TooLargeError: It is too large, or too much is kept for this person already.
            KeyReusedError: The request id stands for another document.
        """
        if len(content) > MAX_BYTES:
            raise TooLargeError(
                f"The file is larger than {MAX_BYTES} bytes", data={"limit_bytes": MAX_BYTES}
            )
        try:
            found = sniff(content)
            check_name(name, found)
        except RefusedDocumentError as error:
            raise refusal(error) from error
        return await self._submit(owner_id, _Given(name, _MEDIA_TYPES[found], content), wish)

    async def run_task(self, run: TaskRun) -> Outcome:
        """Do a `document_analysis`; the model's answers are kept with the task.

        Raises:
            NotFoundError: The document is gone.
            InvalidRequestError: It cannot be read; `error_type` says why.
            UnsupportedMediaTypeError: It is of a kind that is not read.
            ModelError: The model cannot be reached, or has no usable answer.
        """
        payload = run.task.payload
        run.progress("reading")
        content = await self._tools.files.get(run.task.user_id, payload["sha256"])
        document = await parse_document(content)
        _tell_of(run, document)
        frame = Frame(
            profile=DocumentProfile(payload["profile"]),
            name=payload["name"],
            language=payload["language"] or language_of(document.text),
            today=self._tools.clock().date(),
        )
        ai = ResumingModel(self._tools.ai, run)
        analysis = await Analyst(ai, self._tools.prompts, _Telling(run)).analyse(document, frame)
        run.log(
            "document.analysed",
            items=analysis.stats.items,
            dropped=analysis.stats.dropped_items,
        )
        return Outcome(analysis.model_dump(mode="json"))

    async def add_bookings(self, seen: SeenTrip, wish: BookingsIn) -> TripOut:
        """Put bookings that were found into a trip, each on its day and once.

        Raises:
            NotFoundError: There is no such task or trip, or it is somebody else's.
            ConflictError: The task has found no bookings, or not yet.
            InvalidRequestError: An item is none of the task's, has no date, or its date is none of
                the trip's.
            VersionMismatchError: The trip was changed since it was seen.
        """
        task = await self._tasks.get(seen.owner_id, wish.task_id)
        if task.kind != TASK_KIND or task.status is not TaskStatus.SUCCEEDED:
            raise ConflictError(
                f"Task {task.task_id!r} is no analysis of a document that succeeded"
            )
        analysis = DocumentAnalysis.model_validate(task.result)
        known = {
            item.id: item
            for tab in analysis.tabs
            for item in tab.items
            if isinstance(item, BookingItem)
        }
        stops = [_stop(known, item_id) for item_id in dict.fromkeys(wish.item_ids)]
        return await self._trips.add_dated_stops(seen, stops)

    async def _submit(
        self, owner_id: str, given: "_Given", wish: DocumentFileIn, batch_id: str | None = None
    ) -> Submission:
        sha256 = await self._tools.files.put(owner_id, given.name, given.media_type, given.content)
        return await self._tasks.submit(
            user_id=owner_id,
            kind=TASK_KIND,
            payload={
                "profile": wish.profile.value,
                "name": given.name,
                "language": wish.language,
                "media_type": given.media_type,
                "size": len(given.content),
                "sha256": sha256,
            },
            request_id=wish.request_id,
            trace_id=current_trace_id(),
            batch_id=batch_id,
        )


@dataclass(frozen=True, slots=True)
class _Given:
    name: str
    media_type: str
    content: bytes


class _Telling:
    """Lines and progress of a task, from the steps of an analysis."""

    def __init__(self, run: TaskRun) -> None:
        self._run = run

    def __call__(self, event: str, /, **data: Any) -> None:
        match event:
            case "document.part_begun":
                self._run.progress("analysing", data["number"] - 1, data["of"])
            case "document.part_unread":
                self._run.log(event, level="warning", **data)
            case _:
                self._run.log(event, **data)


def language_of(text: str) -> Literal["en", "zh"]:
    """Return the language a text is written in."""
    letters = [char for char in text if char.isalpha()]
    han = sum("\u4e00" <= char <= "\u9fff" for char in letters)
    return "zh" if han > _HAN_SHARE * len(letters) else "en"


def _tell_of(run: TaskRun, document: DocumentText) -> None:
    run.log("document.read", format=document.format.value, chars=len(document.text))
    if document.truncated:
        run.log("document.truncated", level="warning", chars=len(document.text))
    if document.unread_pages:
        run.log("document.unread_pages", level="warning", pages=document.unread_pages)


def _stop(known: dict[str, BookingItem], item_id: str) -> DatedStop:
    item = known.get(item_id)
    if item is None:
        raise InvalidRequestError.of(
            "item_ids", f"the task has found no booking {item_id!r}", "unknown_item"
        )
    if item.date is None:
        raise InvalidRequestError.of("item_ids", f"{item_id!r} has no date", "no_date")
    ends_that_day = item.end_date in (None, item.date)
    said = (item.confirmation_number, item.address)
    return DatedStop(
        label=item_id,
        date=item.date,
        kind=item.kind,
        name=item.title[:120],
        start_time=item.start_time,
        end_time=item.end_time if ends_that_day and item.start_time else None,
        amount=item.amount or 0,
        currency=item.currency,
        reason=" · ".join(part for part in said if part)[:_LONGEST_REASON],
    )

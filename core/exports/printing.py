"""Takes trips to be printed as tasks; a worker makes the pages (`core.exports.pdf`)."""

from typing import Any

from core.exports.document import Language
from core.kernel.context import current_trace_id
from core.schemas.exports import PdfIn, PdfRequest
from core.tasks.admission import one_request_id
from core.tasks.service import Submission, TaskService
from core.trips.service import TripService

TASK_KIND = "trip_pdf"


class PrintService:
    """What the API does with trips that are to be printed.

    The payload names the trip and not its version: what is printed is the trip when a worker has
    it in hand, and the result says which version that was.
    """

    def __init__(self, trips: TripService, tasks: TaskService) -> None:
        self._trips = trips
        self._tasks = tasks

    async def submit(
        self,
        owner_id: str,
        trip_id: str,
        wish: PdfIn,
        *,
        language: Language | None,
        batch_id: str | None = None,
    ) -> Submission:
        """Take a trip to be printed: as wished, else in `language`, else in its own.

        Raises:
            NotFoundError: It is not there, or not the caller's.
            KeyReusedError: The request id stands for another payload.
        """
        trip = await self._trips.get(owner_id, trip_id)
        return await self._tasks.submit(
            user_id=owner_id,
            kind=TASK_KIND,
            payload={
                "trip_id": trip_id,
                "language": wish.language or language or trip.language or "en",
                "paper": wish.paper,
            },
            request_id=wish.request_id,
            trace_id=current_trace_id(),
            batch_id=batch_id,
        )

    async def submit_body(
        self, owner_id: str, body: dict[str, Any], *, request_id: str | None, batch_id: str
    ) -> Submission:
        """Take a trip to be printed as a task of a batch.

        Raises:
            ValidationError: It is no `PdfRequest`.
            MalformedError: It names another `request_id`.
            AppError: As `submit`.
        """
        wish = PdfRequest.model_validate(body)
        key = one_request_id(wish.request_id, request_id)
        plain = PdfIn(language=wish.language, paper=wish.paper, request_id=key)
        return await self.submit(owner_id, wish.trip_id, plain, language=None, batch_id=batch_id)

"""Documents: taken in as text or file and analysed as tasks; bookings found become stops.

What comes as a file is only looked at here; a worker reads it, in a process of its own.
"""
# ruff: noqa: FAST003 - `Seen` takes `trip_id` from the path

import re
from typing import Annotated, Any

from fastapi import APIRouter, Depends, Request, Response
from fastapi.exceptions import RequestValidationError
from pydantic import ValidationError
from starlette.datastructures import UploadFile
from starlette.requests import ClientDisconnect

from api.accepting import ACCEPTED, NOT_TAKEN, accepted
from api.answers import ok
from api.deps import CurrentUser, Services
from api.idempotency import HeaderKey
from api.problems import SIGNED_IN, WITH_BODY, WITH_INPUT, failures
from api.versions import SeenVersion, etag
from core.documents.sniffing import MAX_BYTES
from core.kernel.errors import (
    ConflictError,
    InvalidRequestError,
    MalformedError,
    NotFoundError,
    TooLargeError,
    UnsupportedMediaTypeError,
    VersionMismatchError,
    VersionRequiredError,
)
from core.schemas.documents import BookingsIn, DocumentFileIn, DocumentProfile, DocumentTextIn
from core.schemas.envelope import Envelope
from core.schemas.tasks import TaskAccepted
from core.schemas.trips import TripOut
from core.tasks.admission import one_request_id
from core.trips.service import SeenTrip

router = APIRouter(tags=["documents"])

_TEXT_PATH = "/api/tasks/documents/text"
_FILE_PATH = "/api/tasks/documents/file"
BODY_LIMITS = {_TEXT_PATH: 2 * 1024 * 1024, _FILE_PATH: MAX_BYTES + 64 * 1024}
"""Routes that take more than others: a file with its form, and a long text with its escapes."""

_SUBMIT = (*SIGNED_IN, *WITH_BODY, *NOT_TAKEN)
_CHANGE = (*SIGNED_IN, *WITH_INPUT, NotFoundError, VersionRequiredError, VersionMismatchError)
_LONGEST_NAME = 200
_NOT_IN_NAMES = re.compile(r"[\x00-\x1f\x7f\ud800-\udfff]")
_FORM: dict[str, Any] = {
    "requestBody": {
        "required": True,
        "content": {
            "multipart/form-data": {
                "schema": {
                    "type": "object",
                    "required": ["file", "profile"],
                    "properties": {
                        "file": {
                            "type": "string",
                            "format": "binary",
                            "description": "txt, md, pdf or docx of 10 MiB at most.",
                        },
                        "profile": {"type": "string", "enum": list(DocumentProfile)},
                        "language": {"type": "string", "enum": ["en", "zh"]},
                        "request_id": {"type": "string", "minLength": 1, "maxLength": 100},
                    },
                }
            }
        },
    }
}


async def _seen_trip(trip_id: str, user: CurrentUser, version: SeenVersion) -> SeenTrip:
    return SeenTrip(user.id, trip_id, version)


Seen = Annotated[SeenTrip, Depends(_seen_trip)]


@router.post(
    _TEXT_PATH,
    status_code=202,
    response_model=Envelope[TaskAccepted],
    responses=failures(*_SUBMIT) | ACCEPTED,
)
async def analyse_text(
    body: DocumentTextIn, user: CurrentUser, services: Services, key: HeaderKey
) -> Response:
    """Take a document given as text; the task's result is a `DocumentAnalysis`."""
    wish = body.model_copy(update={"request_id": one_request_id(body.request_id, key)})
    return accepted(await services.documents.submit_text(user.id, wish))


@router.post(
    _FILE_PATH,
    status_code=202,
    response_model=Envelope[TaskAccepted],
    responses=failures(*_SUBMIT) | ACCEPTED,
    openapi_extra=_FORM,
)
async def analyse_file(
    request: Request, user: CurrentUser, services: Services, key: HeaderKey
) -> Response:
    """Take a document as a file, by its content and not its name.

    A file that cannot be read makes the task fail, with an `error_type` that says why.
    """
    name, content, fields = await _read_form(request)
    wish = _wish(fields)
    wish = wish.model_copy(update={"request_id": one_request_id(wish.request_id, key)})
    return accepted(await services.documents.submit_file(user.id, name, content, wish))


@router.post(
    "/api/trips/{trip_id}/bookings",
    responses=failures(*_CHANGE, *WITH_BODY, ConflictError),
)
async def add_bookings(
    body: BookingsIn, seen: Seen, services: Services, response: Response
) -> Envelope[TripOut]:
    """Put bookings a task has found into a trip, on their days; none is added twice."""
    trip = await services.documents.add_bookings(seen, body)
    response.headers["ETag"] = etag(trip.version)
    return ok(trip)


async def _read_form(request: Request) -> tuple[str, bytes, dict[str, Any]]:
    """Return the file's name and content and the other fields. Signed in is who gets so far."""
    if not request.headers.get("content-type", "").startswith("multipart/form-data"):
        raise UnsupportedMediaTypeError("Content-Type: the body must be multipart/form-data")
    try:
        async with request.form(max_files=1, max_fields=8, max_part_size=16_384) as form:
            fields = {key: value for key, value in form.multi_items() if key != "file"}
            file = form.get("file")
            if not isinstance(file, UploadFile):
                raise InvalidRequestError.of("file", "a file is needed", "missing")
            content = await file.read(MAX_BYTES + 1)
    except ClientDisconnect as error:
        raise MalformedError("The body ended too early") from error
    if len(content) > MAX_BYTES:
        raise TooLargeError(
            f"The file is larger than {MAX_BYTES} bytes", data={"limit_bytes": MAX_BYTES}
        )
    return _name_of(file.filename or ""), content, fields


def _wish(fields: dict[str, Any]) -> DocumentFileIn:
    try:
        return DocumentFileIn.model_validate(fields)
    except ValidationError as error:
        found = [item | {"loc": ("body", *item["loc"])} for item in error.errors()]
        raise RequestValidationError(found) from error


def _name_of(filename: str) -> str:
    """Return the last part of a file's name: it is shown, and never a path."""
    last = re.split(r"[/\\]", _NOT_IN_NAMES.sub("", filename))[-1].strip()
    return last[-_LONGEST_NAME:] or "document"

"""Trips as files: downloads, pages to print as a task, calendars to subscribe to, and imports."""

from typing import Annotated, Any, Literal

from fastapi import APIRouter, Header, Path, Query, Request, Response

from api.accepting import ACCEPTED, NOT_TAKEN, REPLAYED, accepted
from api.answers import ok
from api.deps import CurrentUser, Services
from api.idempotency import HeaderKey
from api.problems import SIGNED_IN, WITH_BODY, WITH_INPUT, asked_language, failures
from api.versions import etag, is_known
from core.accounts.domain import User
from core.bootstrap import Container
from core.exports.calendar import CalendarOptions
from core.exports.document import Language
from core.exports.feeds import FeedWish
from core.exports.formats import MEDIA_TYPES, disposition
from core.exports.service import Prepared, Wanted
from core.kernel.errors import KeyReusedError, NotFoundError
from core.schemas.envelope import Envelope
from core.schemas.exports import (
    ALARM_MIN,
    MAX_FILE_BYTES,
    ExportFormat,
    FeedIn,
    FeedOut,
    PdfIn,
    TripFile,
    TripImported,
)
from core.schemas.tasks import TaskAccepted
from core.tasks.admission import one_request_id

router = APIRouter(tags=["exports"])

_IMPORT_PATH = "/api/trips/import"
BODY_LIMITS = {_IMPORT_PATH: MAX_FILE_BYTES}
"""Routes that take more than others: a whole trip."""

_ONE = (*SIGNED_IN, *WITH_INPUT, NotFoundError)
_NOT_CHANGED: dict[int | str, dict[str, Any]] = {304: {"description": "Not changed"}}
_FILE: dict[int | str, dict[str, Any]] = {
    200: {
        "description": "The file",
        "content": {media.split(";")[0]: {} for media in MEDIA_TYPES.values()},
    }
}
_CALENDAR: dict[int | str, dict[str, Any]] = {
    200: {"description": "The calendar", "content": {"text/calendar": {}}}
}
_STORED: dict[int | str, dict[str, Any]] = {
    200: {"description": "The file", "content": {"application/octet-stream": {}}}
}
IfNoneMatch = Annotated[str | None, Header(description="An `ETag` one has.")]
AcceptLanguage = Annotated[str, Header()]
Sha256 = Annotated[str, Path(pattern="^[0-9a-f]{64}$")]


@router.post(
    _IMPORT_PATH,
    status_code=201,
    responses=failures(*SIGNED_IN, *WITH_BODY, KeyReusedError),
)
async def import_trip(
    body: TripFile, user: CurrentUser, services: Services, response: Response, key: HeaderKey
) -> Envelope[TripImported]:
    """Make a trip of a file that `format=json` has written.

    Cities must be in the catalogue. A place that is not is told of, and its stop keeps its name.
    The same `Idempotency-Key` makes one trip, however often it is sent.
    """
    imported = await services.trips.import_trip(user.id, body, key)
    if imported.replayed:
        response.headers[REPLAYED] = "true"
    response.headers["Location"] = f"/api/trips/{imported.trip.id}"
    response.headers["ETag"] = etag(imported.trip.version)
    return ok(imported)


@router.get(
    "/api/trips/{trip_id}/export",
    response_class=Response,
    responses=failures(*_ONE) | _FILE | _NOT_CHANGED,
)
async def export_trip(
    trip_id: str,
    user: CurrentUser,
    services: Services,
    wanted: Annotated[ExportFormat, Query(alias="format", description="What to write it as.")],
    language: Annotated[
        Literal["en", "zh"] | None,
        Query(description="That of `Accept-Language` by default, else the trip's own."),
    ] = None,
    frame: Annotated[bool, Query(description="Calendars: an event over all days.")] = False,
    alarm_min: Annotated[
        int | None, Query(ge=0, le=10_080, description=f"Calendars: {ALARM_MIN}")
    ] = None,
    accept_language: AcceptLanguage = "",
    if_none_match: IfNoneMatch = None,
) -> Response:
    """Download a trip; 304 where the caller has just this file already."""
    options = CalendarOptions(frame=frame, alarm_min=alarm_min)
    chosen = language or await _language(services, user, trip_id, accept_language)
    prepared = await services.exports.prepare(user.id, trip_id, Wanted(wanted, chosen, options))
    return await _sent(prepared, if_none_match, attached=True)


@router.post(
    "/api/trips/{trip_id}/export/pdf",
    status_code=202,
    response_model=Envelope[TaskAccepted],
    responses=failures(*_ONE, *WITH_BODY, *NOT_TAKEN) | ACCEPTED,
)
async def print_trip(
    trip_id: str,
    body: PdfIn,
    user: CurrentUser,
    services: Services,
    key: HeaderKey,
    accept_language: AcceptLanguage = "",
) -> Response:
    """Print a trip as PDF, as a task; its result is a `PdfOut`, whose `file.href` is the file."""
    wish = body.model_copy(update={"request_id": one_request_id(body.request_id, key)})
    language = asked_language(accept_language)
    return accepted(await services.printing.submit(user.id, trip_id, wish, language=language))


@router.get(
    "/api/files/{sha256}",
    response_class=Response,
    responses=failures(*_ONE) | _STORED | _NOT_CHANGED,
)
async def get_file(
    sha256: Sha256, user: CurrentUser, services: Services, if_none_match: IfNoneMatch = None
) -> Response:
    """Download a file of one's own: one that was sent, or that a task has made."""
    headers = {"ETag": f'"{sha256}"', "Cache-Control": "private, no-cache"}
    file = await services.files.open(user.id, sha256)
    if is_known(if_none_match, headers["ETag"]):
        return Response(status_code=304, headers=headers)
    headers["Content-Disposition"] = disposition(file.name)
    return Response(file.content, media_type=file.media_type, headers=headers)


@router.post(
    "/api/trips/{trip_id}/feed",
    status_code=201,
    responses=failures(*_ONE, *WITH_BODY),
)
async def make_feed(
    trip_id: str,
    body: FeedIn,
    user: CurrentUser,
    services: Services,
    request: Request,
    accept_language: AcceptLanguage = "",
) -> Envelope[FeedOut]:
    """Make a secret link a calendar program can subscribe to; an earlier one stops working.

    The link is said this once. Whoever has it can read the trip's calendar, signed in or not.
    """
    options = CalendarOptions(frame=body.frame, alarm_min=body.alarm_min)
    language = body.language or await _language(services, user, trip_id, accept_language)
    token = await services.feeds.make(user.id, trip_id, FeedWish(language, options))
    path = f"/api/feeds/{token}.ics"
    return ok(
        FeedOut(
            path=path,
            url=str(request.base_url).rstrip("/") + path,
            language=language,
            frame=body.frame,
            alarm_min=body.alarm_min,
        )
    )


@router.delete("/api/trips/{trip_id}/feed", status_code=204, responses=failures(*_ONE))
async def revoke_feed(trip_id: str, user: CurrentUser, services: Services) -> None:
    """Let a trip's calendar link lead nowhere, from now on and for good."""
    await services.feeds.revoke(user.id, trip_id)


@router.get(
    "/api/feeds/{token}.ics",
    response_class=Response,
    responses=failures(*WITH_INPUT, NotFoundError) | _CALENDAR | _NOT_CHANGED,
)
async def read_feed(token: str, services: Services, if_none_match: IfNoneMatch = None) -> Response:
    """Read the calendar behind a secret link, as the trip is now; no account is needed."""
    response = await _sent(await services.feeds.prepare(token), if_none_match, attached=False)
    response.headers["X-Robots-Tag"] = "noindex"
    return response


async def _language(
    services: Container, user: User, trip_id: str, accept_language: str
) -> Language:
    """Return the language the header asks for, else the trip's own."""
    asked = asked_language(accept_language)
    return asked or await services.exports.language_of(user.id, trip_id)


async def _sent(prepared: Prepared, if_none_match: str | None, *, attached: bool) -> Response:
    headers = {
        "ETag": f'"{prepared.tag}"',
        "Cache-Control": "private, no-cache",
        "Vary": "Accept-Language",
    }
    if is_known(if_none_match, headers["ETag"]):
        return Response(status_code=304, headers=headers)
    file = await prepared.exported()
    if attached:
        headers["Content-Disposition"] = disposition(file.name)
    return Response(file.content, media_type=file.media_type, headers=headers)

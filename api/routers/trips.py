"""Trips, their days and stops.

Every change of a trip sends the version it has seen as `If-Match` and gets the whole trip back with
its next version as `ETag`.
"""
# ruff: noqa: FAST003 - `Seen` takes `trip_id` from the path

from typing import Annotated

from fastapi import APIRouter, Depends, Header, Response

from api.answers import ok
from api.deps import CurrentUser, Paging, Services
from api.problems import SIGNED_IN, WITH_BODY, WITH_INPUT, failures
from api.versions import SeenVersion, etag, is_known
from core.kernel.errors import (
    ConflictError,
    MalformedError,
    NotFoundError,
    VersionMismatchError,
    VersionRequiredError,
)
from core.schemas.envelope import Envelope, Page
from core.schemas.trips import (
    DayCardEdit,
    DayCardIn,
    MoveSubTrip,
    SubTripEdit,
    SubTripIn,
    TripEdit,
    TripIn,
    TripOut,
    TripSummary,
)
from core.trips.service import SeenTrip

router = APIRouter(prefix="/api/trips", tags=["trips"])

_CHANGE = (*SIGNED_IN, *WITH_INPUT, NotFoundError, VersionRequiredError, VersionMismatchError)
_EDIT = (*_CHANGE, *WITH_BODY)


async def _seen_trip(trip_id: str, user: CurrentUser, version: SeenVersion) -> SeenTrip:
    return SeenTrip(user.id, trip_id, version)


Seen = Annotated[SeenTrip, Depends(_seen_trip)]


@router.post("", status_code=201, responses=failures(*SIGNED_IN, *WITH_BODY))
async def create_trip(
    body: TripIn, user: CurrentUser, services: Services, response: Response
) -> Envelope[TripOut]:
    """Make a trip with empty days."""
    trip = await services.trips.create(user.id, body)
    response.headers["Location"] = f"{router.prefix}/{trip.id}"
    return _tagged(response, trip)


@router.get("", responses=failures(*SIGNED_IN, *WITH_INPUT, MalformedError))
async def list_trips(
    page: Paging, user: CurrentUser, services: Services
) -> Envelope[Page[TripSummary]]:
    """List one's own trips without their days, newest first."""
    found = await services.trips.list_trips(user.id, limit=page.limit, cursor=page.cursor)
    return ok(found)


@router.get(
    "/{trip_id}",
    response_model=Envelope[TripOut],
    responses=failures(*SIGNED_IN, *WITH_INPUT, NotFoundError)
    | {304: {"description": "Not changed"}},
)
async def get_trip(
    trip_id: str,
    user: CurrentUser,
    services: Services,
    response: Response,
    if_none_match: Annotated[str | None, Header(description="An `ETag` one has.")] = None,
) -> Envelope[TripOut] | Response:
    """Show a whole trip; 304 where the caller has its present version already."""
    trip = await services.trips.get(user.id, trip_id)
    headers = {"ETag": etag(trip.version), "Cache-Control": "private, no-cache"}
    if is_known(if_none_match, headers["ETag"]):
        return Response(status_code=304, headers=headers)
    response.headers.update(headers)
    return ok(trip)


@router.patch("/{trip_id}", responses=failures(*_EDIT))
async def edit_trip(
    body: TripEdit, seen: Seen, services: Services, response: Response
) -> Envelope[TripOut]:
    """Change a trip's own fields; a new start date moves every day and its journeys."""
    return _tagged(response, await services.trips.edit(seen, body))


@router.delete("/{trip_id}", status_code=204, responses=failures(*_CHANGE))
async def delete_trip(seen: Seen, services: Services) -> None:
    """Delete a trip with everything in it."""
    await services.trips.delete(seen)


@router.post(
    "/{trip_id}/day_cards",
    status_code=201,
    responses=failures(*_EDIT, ConflictError),
)
async def add_day_card(
    body: DayCardIn, seen: Seen, services: Services, response: Response
) -> Envelope[TripOut]:
    """Append a day; a trip has 14 at most."""
    return _tagged(response, await services.trips.add_day(seen, body))


@router.patch("/{trip_id}/day_cards/{day_id}", responses=failures(*_EDIT))
async def edit_day_card(
    day_id: str, body: DayCardEdit, seen: Seen, services: Services, response: Response
) -> Envelope[TripOut]:
    """Give a day another title."""
    return _tagged(response, await services.trips.edit_day(seen, day_id, body))


@router.delete("/{trip_id}/day_cards/{day_id}", responses=failures(*_CHANGE, ConflictError))
async def delete_day_card(
    day_id: str, seen: Seen, services: Services, response: Response
) -> Envelope[TripOut]:
    """Delete a day with its stops; later days move up one. The only day stays."""
    return _tagged(response, await services.trips.delete_day(seen, day_id))


@router.post(
    "/{trip_id}/day_cards/{day_id}/sub_trips",
    status_code=201,
    responses=failures(*_EDIT, ConflictError),
)
async def add_sub_trip(
    day_id: str, body: SubTripIn, seen: Seen, services: Services, response: Response
) -> Envelope[TripOut]:
    """Put a stop into a day: a place of the day's city, or one's own; at most 100."""
    return _tagged(response, await services.trips.add_stop(seen, day_id, body))


@router.patch("/{trip_id}/sub_trips/{sub_trip_id}", responses=failures(*_EDIT))
async def edit_sub_trip(
    sub_trip_id: str, body: SubTripEdit, seen: Seen, services: Services, response: Response
) -> Envelope[TripOut]:
    """Change a stop, also its place, but not where it stands in the order."""
    return _tagged(response, await services.trips.edit_stop(seen, sub_trip_id, body))


@router.delete("/{trip_id}/sub_trips/{sub_trip_id}", responses=failures(*_CHANGE))
async def delete_sub_trip(
    sub_trip_id: str, seen: Seen, services: Services, response: Response
) -> Envelope[TripOut]:
    """Delete a stop; the stops after it move up one."""
    return _tagged(response, await services.trips.delete_stop(seen, sub_trip_id))


@router.post("/{trip_id}/sub_trips/{sub_trip_id}/move", responses=failures(*_EDIT, ConflictError))
async def move_sub_trip(
    sub_trip_id: str, body: MoveSubTrip, seen: Seen, services: Services, response: Response
) -> Envelope[TripOut]:
    """Put a stop elsewhere; `order_index` counts the target day without the stop itself."""
    return _tagged(response, await services.trips.move_stop(seen, sub_trip_id, body))


def _tagged(response: Response, trip: TripOut) -> Envelope[TripOut]:
    response.headers["ETag"] = etag(trip.version)
    return ok(trip)

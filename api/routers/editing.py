"""Trips that people have changed: checked by the rules, repaired, and what else would fit."""

from typing import Annotated, Literal

from fastapi import APIRouter, Depends, Header, Query, Response

from api.answers import ok
from api.deps import CurrentUser, Services
from api.problems import SIGNED_IN, WITH_BODY, WITH_INPUT, asked_language, failures
from api.versions import etag
from core.kernel.errors import ConflictError, NotFoundError, VersionMismatchError
from core.schemas.editing import AlternativeOut, RepairIn, TripCheck, TripRepair
from core.schemas.envelope import Envelope

router = APIRouter(prefix="/api/trips/{trip_id}", tags=["trips"])


async def _told_in(
    language: Annotated[
        Literal["en", "zh"] | None,
        Query(
            description="Of messages, names and reasons; that of `Accept-Language` by default, "
            "else the trip's own."
        ),
    ] = None,
    accept_language: Annotated[str, Header()] = "",
) -> Literal["en", "zh"] | None:
    return language or asked_language(accept_language)


Language = Annotated[Literal["en", "zh"] | None, Depends(_told_in)]


@router.post("/check", responses=failures(*SIGNED_IN, *WITH_INPUT, NotFoundError))
async def check_trip(
    trip_id: str, user: CurrentUser, services: Services, language: Language
) -> Envelope[TripCheck]:
    """Check a trip as it is by the rules plans go through; nothing is changed."""
    return ok(await services.editing.check(user.id, trip_id, language))


@router.post(
    "/repair",
    responses=failures(*SIGNED_IN, *WITH_BODY, NotFoundError, VersionMismatchError, ConflictError),
)
async def repair_trip(
    trip_id: str,
    body: RepairIn,
    user: CurrentUser,
    services: Services,
    response: Response,
    language: Language,
) -> Envelope[TripRepair]:
    """Propose a trip that holds, with what must stay in its place; `save` makes it the next."""
    repaired = await services.editing.repair(user.id, trip_id, body, language)
    response.headers["ETag"] = etag(repaired.version)
    return ok(repaired)


@router.get(
    "/sub_trips/{sub_trip_id}/alternatives",
    responses=failures(*SIGNED_IN, *WITH_INPUT, NotFoundError),
)
async def list_alternatives(
    trip_id: str,
    sub_trip_id: str,
    user: CurrentUser,
    services: Services,
    language: Language,
    limit: Annotated[int, Query(ge=1, le=20, description="Most places wanted.")] = 3,
) -> Envelope[list[AlternativeOut]]:
    """List unused places that fit where a stop is, the best first.

    A question that changes nothing, and so a GET; who takes one adds it and deletes the stop.
    """
    found = await services.editing.alternatives(
        user.id, trip_id, sub_trip_id, limit=limit, language=language
    )
    return ok(found)

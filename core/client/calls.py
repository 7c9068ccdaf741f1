"""Every request to the API as a value: what is asked, and the shape of the answer.

A call is made by one of these functions and sent by `ApiClient.send` or `AsyncApiClient.send`,
so that each route is written down once for both.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, Generic, TypeVar
from urllib.parse import quote

from pydantic import BaseModel

from core.schemas.accounts import RefreshIn, TokenPair, UserOut
from core.schemas.admin import HealthOut
from core.schemas.catalog import CityOut, PlaceKind, PlaceOut, VocabularyOut
from core.schemas.envelope import Envelope, Page
from core.schemas.plans import PlanAnswer, PlanRequest, PlanRunOut
from core.schemas.tasks import TaskAccepted, TaskOut
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

AnswerT = TypeVar("AnswerT")

USUAL_TIMEOUT_S = 20.0
PLAN_TIMEOUT_S = 600.0
"""A deep plan asks a real model several times for each of up to 14 days."""
STREAM_SILENCE_S = 60.0
"""A stream that lives sends at least a ping every 15 s."""


@dataclass(frozen=True)
class Call(Generic[AnswerT]):
    """One request.

    A `signed` one carries the access token, `version` becomes its `If-Match`, and `timeout_s`
    bounds every single wait for bytes.
    """

    method: str
    path: str
    answer: type[Envelope[AnswerT]]
    query: Mapping[str, str | int] = field(default_factory=dict)
    body: Mapping[str, Any] | None = field(default=None, repr=False)
    version: int | None = None
    signed: bool = True
    accept: str = "application/json"
    timeout_s: float = USUAL_TIMEOUT_S


def register(email: str, password: str) -> Call[TokenPair]:
    """Ask for an account; the answer signs it in."""
    return _credentials("/api/auth/register", email, password)


def login(email: str, password: str) -> Call[TokenPair]:
    """Ask to sign in."""
    return _credentials("/api/auth/login", email, password)


def refresh(refresh_token: str) -> Call[TokenPair]:
    """Ask for a new pair of tokens; the old refresh token is used up by it."""
    body = RefreshIn(refresh_token=refresh_token)
    return Call(
        "POST", "/api/auth/refresh", Envelope[TokenPair], body=body.model_dump(), signed=False
    )


def me() -> Call[UserOut]:
    """Ask who is signed in."""
    return Call("GET", "/api/auth/me", Envelope[UserOut])


def cities() -> Call[list[CityOut]]:
    """Ask for every city."""
    return Call("GET", "/api/cities", Envelope[list[CityOut]])


def city(city_id: str) -> Call[CityOut]:
    """Ask for one city."""
    return Call("GET", _path("/api/cities", city_id), Envelope[CityOut])


def places(
    city_id: str,
    kind: PlaceKind | None = None,
    *,
    text: str | None = None,
    limit: int = 100,
    cursor: str | None = None,
) -> Call[Page[PlaceOut]]:
    """Ask for places of a city, the best known first; `text` is part of a name or an area."""
    query = _given(city=city_id, kind=kind, q=text, limit=limit, cursor=cursor)
    return Call("GET", "/api/places", Envelope[Page[PlaceOut]], query=query)


def place(place_id: str) -> Call[PlaceOut]:
    """Ask for one place."""
    return Call("GET", _path("/api/places", place_id), Envelope[PlaceOut])


def vocabulary() -> Call[VocabularyOut]:
    """Ask for the words of catalogue and requests with their labels."""
    return Call("GET", "/api/catalog/vocabulary", Envelope[VocabularyOut])


def plan(request: PlanRequest) -> Call[PlanAnswer | TaskAccepted]:
    """Ask for a plan; a deep one with `async` is accepted as a task instead."""
    return Call(
        "POST",
        "/api/ai/plan",
        Envelope[PlanAnswer | TaskAccepted],
        body=_changed(request),
        timeout_s=PLAN_TIMEOUT_S,
    )


def plan_stream(request: PlanRequest) -> Call[PlanAnswer]:
    """Ask for a plan told as it is made; for `stream_plan` of the clients."""
    return Call(
        "POST",
        "/api/ai/plan/stream",
        Envelope[PlanAnswer],
        body=_changed(request),
        accept="text/event-stream",
        timeout_s=STREAM_SILENCE_S,
    )


def plan_task(task_id: str) -> Call[TaskOut]:
    """Ask how a planning task stands."""
    return Call("GET", _path("/api/ai/plan/tasks", task_id), Envelope[TaskOut])


def plan_runs(*, limit: int = 20, cursor: str | None = None) -> Call[Page[PlanRunOut]]:
    """Ask for one's own plans, newest first."""
    query = _given(limit=limit, cursor=cursor)
    return Call("GET", "/api/ai/plans", Envelope[Page[PlanRunOut]], query=query)


def all_plan_runs(*, limit: int = 20, cursor: str | None = None) -> Call[Page[PlanRunOut]]:
    """Ask for everybody's plans, newest first; for operators."""
    query = _given(limit=limit, cursor=cursor)
    return Call("GET", "/admin/plans", Envelope[Page[PlanRunOut]], query=query)


def health() -> Call[HealthOut]:
    """Ask how everything the product stands on is doing; for operators."""
    return Call("GET", "/admin/health", Envelope[HealthOut])


def trips(*, limit: int = 20, cursor: str | None = None) -> Call[Page[TripSummary]]:
    """Ask for one's own trips, newest first."""
    query = _given(limit=limit, cursor=cursor)
    return Call("GET", "/api/trips", Envelope[Page[TripSummary]], query=query)


def create_trip(body: TripIn) -> Call[TripOut]:
    """Ask for a new trip with empty days."""
    return Call("POST", "/api/trips", Envelope[TripOut], body=_changed(body))


def trip(trip_id: str) -> Call[TripOut]:
    """Ask for one trip with its days."""
    return Call("GET", _path("/api/trips", trip_id), Envelope[TripOut])


# Every change of a trip says which version it has seen; where that is not the present one any
# more, the API answers 1005 and nothing is changed.


def edit_trip(trip_id: str, version: int, body: TripEdit) -> Call[TripOut]:
    """Ask to change a trip's own fields."""
    return _change("PATCH", _path("/api/trips", trip_id), version, body)


def delete_trip(trip_id: str, version: int) -> Call[None]:
    """Ask to delete a trip with everything in it."""
    return Call("DELETE", _path("/api/trips", trip_id), Envelope[None], version=version)


def add_day(trip_id: str, version: int, body: DayCardIn) -> Call[TripOut]:
    """Ask for one more day at the end of a trip."""
    return _change("POST", _path("/api/trips", trip_id, "day_cards"), version, body)


def edit_day(trip_id: str, version: int, day_id: str, body: DayCardEdit) -> Call[TripOut]:
    """Ask for another title of a day."""
    return _change("PATCH", _path("/api/trips", trip_id, "day_cards", day_id), version, body)


def delete_day(trip_id: str, version: int, day_id: str) -> Call[TripOut]:
    """Ask to delete a day with its stops."""
    return _change("DELETE", _path("/api/trips", trip_id, "day_cards", day_id), version)


def add_stop(trip_id: str, version: int, day_id: str, body: SubTripIn) -> Call[TripOut]:
    """Ask for one more stop of a day."""
    path = _path("/api/trips", trip_id, "day_cards", day_id, "sub_trips")
    return _change("POST", path, version, body)


def edit_stop(trip_id: str, version: int, stop_id: str, body: SubTripEdit) -> Call[TripOut]:
    """Ask to change a stop where it stands."""
    return _change("PATCH", _path("/api/trips", trip_id, "sub_trips", stop_id), version, body)


def delete_stop(trip_id: str, version: int, stop_id: str) -> Call[TripOut]:
    """Ask to take a stop out of a trip."""
    return _change("DELETE", _path("/api/trips", trip_id, "sub_trips", stop_id), version)


def move_stop(trip_id: str, version: int, stop_id: str, body: MoveSubTrip) -> Call[TripOut]:
    """Ask to put a stop elsewhere in the trip."""
    path = _path("/api/trips", trip_id, "sub_trips", stop_id, "move")
    return _change("POST", path, version, body)


def _credentials(path: str, email: str, password: str) -> Call[TokenPair]:
    # Not through `Credentials`: what it refuses here, the API refuses with a code and a message.
    body = {"email": email, "password": password}
    return Call("POST", path, Envelope[TokenPair], body=body, signed=False)


def _change(method: str, path: str, version: int, body: BaseModel | None = None) -> Call[TripOut]:
    content = None if body is None else _changed(body)
    return Call(method, path, Envelope[TripOut], body=content, version=version)


def _path(collection: str, *parts: str) -> str:
    """Return a path whose parts cannot lead anywhere else."""
    return "/".join([collection, *(quote(part, safe="") for part in parts)])


def _changed(body: BaseModel) -> dict[str, Any]:
    """Return only what was set: a field left out stays as it is, one set to null does not."""
    return body.model_dump(mode="json", by_alias=True, exclude_unset=True)


def _given(**query: str | int | None) -> dict[str, str | int]:
    return {name: value for name, value in query.items() if value is not None}

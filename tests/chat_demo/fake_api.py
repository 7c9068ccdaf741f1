"""A small API of our own on a real port: accounts in memory, plans as a test scripts them."""

import asyncio
import json
from collections.abc import AsyncIterator, Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from threading import Thread
from typing import Any

import uvicorn
from pydantic import BaseModel
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import JSONResponse, Response, StreamingResponse
from starlette.routing import Route

from core.kernel.ids import new_id
from core.kernel.processes import free_port
from core.schemas.accounts import TokenPair
from core.schemas.editing import AlternativeOut, TripCheck
from core.schemas.exports import FileTrip, TripFile
from core.schemas.tasks import TaskStatus
from core.schemas.trips import SubTripOut, TripOut
from tests.chat_demo.fake_talk import FakeTalk
from tests.support.answers import TRACE_ID, a_problem, a_user
from tests.support.exports import a_trip as a_saved_trip
from tests.support.plans import a_check, a_day, a_report, a_step, an_answer

Event = tuple[float, str, dict[str, Any]]
"""Seconds to wait before it, its name, its data."""
Script = Callable[[dict[str, Any]], Sequence[Event]]
"""From the body of a request for a plan to what is streamed."""

_PLACE = {
    "id": "guangzhou-chen-clan-ancestral-hall", "city_id": "guangzhou",
    "kind": "attraction", "category": "historic", "name_en": "Chen Clan Ancestral Hall",
    "name_local": "陈家祠", "lat": 23.1, "lon": 113.2, "position_confidence": "good",
    "area": "Liwan", "tags": [], "visit_minutes": 90, "price_level": 1,
    "typical_cost": 1000, "currency": "CNY", "popularity": 92, "must_see": True,
    "indoor": "mixed", "best_time": "any", "meals": [], "cuisine": [],
    "opening_hours": "24/7", "hours_confidence": "typical", "source": "editorial",
}  # fmt: skip
_PRINTING = {"key": "trip_pdf", "title": "Print", "title_zh": "打印", "icon": "print"}


def usual_plan(body: dict[str, Any]) -> list[Event]:
    """Return a plan of two days without any waiting."""
    days = [a_day(0), a_day(1)]
    answer = an_answer(*days)
    return [
        (0, "start", {"trace_id": TRACE_ID, "mode": body["mode"]}),
        (0, "trace", wire(a_step())),
        *((0, "day", wire(day)) for day in days),
        (0, "final", wire(answer)),
    ]


def an_alternative() -> AlternativeOut:
    """Return a place that would fit anywhere."""
    return AlternativeOut(
        place_id="lychee-bay", name="Lychee Bay", start_time="09:30", end_time="10:30",
        transfer=None, minutes_to_next=12, cost=2_000, currency="CNY", why="Close by",
    )  # fmt: skip


def _trip_of_file(trip_id: str, file: FileTrip) -> TripOut:
    """Return the trip a file becomes, with ids of ours."""
    days = [
        {
            **wire(day), "id": f"day-{index}", "day_index": index, "city": "Guangzhou",
            "sub_trips": [
                {**wire(stop), "id": f"stop-{index}-{order}", "order_index": order}
                for order, stop in enumerate(day.sub_trips)
            ],
        }
        for index, day in enumerate(file.day_cards)
    ]  # fmt: skip
    frame = wire(a_saved_trip(id=trip_id, version=1))
    return TripOut.model_validate(frame | wire(file) | {"day_count": len(days), "day_cards": days})


def wire(model: BaseModel) -> dict[str, Any]:
    """Return a model as it travels."""
    return model.model_dump(mode="json")


@dataclass
class FakeApi:
    """What the API knows and what it was asked; `script` decides what a plan is."""

    script: Script = usual_plan
    accounts: dict[str, str] = field(default_factory=dict)
    sessions: dict[str, str] = field(default_factory=dict)
    """By access token whose it is; delete one and it has expired."""
    refreshers: dict[str, str] = field(default_factory=dict)
    asked: list[tuple[str, dict[str, Any]]] = field(default_factory=list)
    """Who asked for which plan."""
    refreshes: int = 0
    trips: dict[str, str] = field(default_factory=dict)
    """Whose each saved trip is, by its id."""
    kept: list[FileTrip] = field(default_factory=list)
    saved: TripOut | None = None
    """The trip that was kept last, as it is now."""
    opens_saved: bool = False
    """Whether that one is read again, not one to be downloaded."""
    keeping: asyncio.Event | None = None
    """What keeping a trip waits for."""
    refusal: Response | None = None
    """What is answered in place of keeping or changing a trip."""
    others: list[AlternativeOut] = field(default_factory=lambda: [an_alternative()])
    edits: list[tuple[int, dict[str, Any]]] = field(default_factory=list)
    """Of stops: the version that was seen, and what was to be changed."""
    printing: TaskStatus = TaskStatus.SUCCEEDED
    printed: list[dict[str, Any]] = field(default_factory=list)
    feeds: int = 0
    broken_off: int = 0
    """Streams the client closed before their end."""
    talk: FakeTalk = field(default_factory=FakeTalk)
    planned: dict[str, Any] | None = None
    """What a planning task has made; None where the only task prints."""

    def app(self) -> Starlette:
        """Return the routes."""
        return Starlette(
            routes=[
                *self.talk.routes(),
                Route("/api/auth/register", self._register, methods=["POST"]),
                Route("/api/auth/login", self._login, methods=["POST"]),
                Route("/api/auth/refresh", self._refresh, methods=["POST"]),
                Route("/api/auth/logout", self._logout, methods=["POST"]),
                Route("/api/cities", self._cities),
                Route("/api/places", self._places),
                Route("/api/places/{place_id}", self._place),
                Route("/api/ai/plan/stream", self._plan, methods=["POST"]),
                Route("/api/trips/import", self._import, methods=["POST"]),
                Route("/api/trips/{trip_id}/check", self._check, methods=["POST"]),
                Route("/api/trips/{trip_id}/sub_trips/{stop_id}/alternatives", self._others),
                Route("/api/trips/{trip_id}/sub_trips/{stop_id}", self._edit, methods=["PATCH"]),
                Route("/api/trips/{trip_id}", self._trip),
                Route("/api/trips/{trip_id}/export", self._export),
                Route("/api/trips/{trip_id}/export/pdf", self._print, methods=["POST"]),
                Route("/api/trips/{trip_id}/feed", self._feed, methods=["POST"]),
                Route("/api/tasks/{task_id}/logs", self._log),
                Route("/api/tasks/{task_id}", self._task),
                Route("/api/files/{sha256}", self._file),
            ]
        )

    async def _register(self, request: Request) -> Response:
        body = await request.json()
        if body["email"] in self.accounts:
            return failed(1010, 409, msg="Conflict")
        self.accounts[body["email"]] = body["password"]
        return self._pair(body["email"], 201)

    async def _login(self, request: Request) -> Response:
        body = await request.json()
        if self.accounts.get(body["email"]) != body["password"]:
            return failed(2001, 401, msg="Sign in first")
        return self._pair(body["email"])

    async def _refresh(self, request: Request) -> Response:
        email = self.refreshers.pop((await request.json())["refresh_token"], None)
        if email is None:
            return failed(2004, 401, msg="This refresh token was used before")
        self.refreshes += 1
        return self._pair(email)

    async def _logout(self, request: Request) -> Response:
        self.refreshers.pop((await request.json())["refresh_token"], None)
        return Response(status_code=204)

    def _pair(self, email: str, status: int = 200) -> Response:
        user = a_user(email=email).model_copy(update={"id": f"id of {email}"})
        pair = TokenPair(
            access_token=f"access-{new_id()}",
            refresh_token=f"refresh-{new_id()}",
            expires_in=900,
            user=user,
        )
        self.sessions[pair.access_token] = email
        self.refreshers[pair.refresh_token] = email
        return _ok(wire(pair), status)

    async def _cities(self, request: Request) -> Response:
        names = [("guangzhou", "Guangzhou", "广州"), ("paris", "Paris", "Paris")]
        return _ok(
            [
                {
                    "id": key, "name_en": en, "name_local": local, "country": "CN",
                    "aliases": ["巴黎"] if key == "paris" else [], "timezone": "Asia/Shanghai",
                    "currency": "CNY", "lat": 23.0, "lon": 113.0,
                }
                for key, en, local in names
            ]
        )  # fmt: skip

    async def _places(self, request: Request) -> Response:
        return _ok({"items": [_PLACE], "next_cursor": None, "has_more": False})

    async def _place(self, request: Request) -> Response:
        return _ok({**_PLACE, "id": request.path_params["place_id"]})

    async def _import(self, request: Request) -> Response:
        if self.keeping is not None:
            await self.keeping.wait()
        if self.refusal is not None:
            return self.refusal
        self.kept.append(TripFile.model_validate(await request.json()).trip)
        trip_id = f"trip-{len(self.kept)}"
        self.trips[trip_id] = self._who(request) or ""
        self.saved = _trip_of_file(trip_id, self.kept[-1])
        return _ok({"trip": wire(self.saved), "unknown_places": []}, 201)

    async def _others(self, request: Request) -> Response:
        return _ok([wire(each) for each in self.others])

    async def _edit(self, request: Request) -> Response:
        if self._who(request) is None:
            return failed(2002, 401, msg="The token has expired")
        if self.refusal is not None or self.saved is None:
            return self.refusal or failed(4001, 404, msg="Not found")
        body = await request.json()
        version = int(request.headers["if-match"].strip('"v'))
        self.edits.append((version, body))
        self.saved = self.saved.model_copy(deep=True, update={"version": version + 1})
        for day in self.saved.day_cards:
            for index, stop in enumerate(day.sub_trips):
                if stop.id == request.path_params["stop_id"]:
                    changed = {key: body[key] for key in body.keys() & stop.model_fields_set}
                    day.sub_trips[index] = SubTripOut.model_validate(wire(stop) | changed)
        return _ok(wire(self.saved))

    async def _check(self, request: Request) -> Response:
        shut = a_check("open_at_time", passed=False, message="The bay is shut then")
        checked = TripCheck(version=2, report=a_report(shut), laid_out=[])
        return _ok(wire(checked))

    async def _trip(self, request: Request) -> Response:
        if not self._is_owner(request):
            return failed(4001, 404, msg="Not found")
        if self.saved is not None and self.opens_saved:
            return _ok(wire(self.saved))
        return _ok(wire(a_saved_trip(id=request.path_params["trip_id"], title="Paris / 巴黎")))

    async def _export(self, request: Request) -> Response:
        if not self._is_owner(request):
            return failed(4001, 404, msg="Not found")
        return Response(f"{request.query_params['format']} {request.query_params['language']}")

    async def _print(self, request: Request) -> Response:
        self.printed.append(await request.json())
        accepted = {
            "task_id": "task-1", "status": "queued", "trace_id": TRACE_ID, "replayed": False,
            "links": {},
        }  # fmt: skip
        return _ok(accepted, 202)

    async def _feed(self, request: Request) -> Response:
        if not self._is_owner(request):
            return failed(4001, 404, msg="Not found")
        self.feeds += 1
        path = f"/api/feeds/secret-{self.feeds}.ics"
        made = {"path": path, "url": f"http://api.test{path}", "language": "en", "frame": False}
        return _ok({**made, "alarm_min": None}, 201)

    async def _log(self, request: Request) -> Response:
        ended = {
            "job_id": "task-1", "job_type": _PRINTING, "status": self.printing, "attempt": 1,
            "progress": {}, "stats": {"llm_calls": 0, "tokens": 0}, "lines": [], "cursor": 0,
            "has_more": False, "ended": True,
        }  # fmt: skip
        return _ok(ended)

    async def _task(self, request: Request) -> Response:
        file = {
            "name": "trip.pdf", "media_type": "application/pdf", "size": 4, "sha256": "ab" * 32,
            "href": "",
        }  # fmt: skip
        if self.planned is not None:
            return _ok(_ended_task(self.planned))
        made = {"trip_id": "trip-1", "version": 3, "pages": 1, "missing_characters": 0}
        return _ok(_ended_task({**made, "file": file}))

    async def _file(self, request: Request) -> Response:
        return Response(b"%PDF")

    def _is_owner(self, request: Request) -> bool:
        owner = self.trips.get(request.path_params["trip_id"])
        return owner is not None and owner == self._who(request)

    def _who(self, request: Request) -> str | None:
        token = request.headers.get("authorization", "").removeprefix("Bearer ")
        return self.sessions.get(token)

    async def _plan(self, request: Request) -> Response:
        email = self._who(request)
        if email is None:
            return failed(2002, 401, msg="The token has expired")
        body = await request.json()
        self.asked.append((email, body))
        events = self._events(self.script(body))
        return StreamingResponse(events, media_type="text/event-stream")

    async def _events(self, script: Sequence[Event]) -> AsyncIterator[str]:
        try:
            for wait_s, name, data in script:
                await asyncio.sleep(wait_s)
                yield f"event: {name}\ndata: {json.dumps(data)}\n\n"
        except asyncio.CancelledError:
            self.broken_off += 1
            raise


@contextmanager
def served(make_app: Callable[[], Any]) -> Iterator[str]:
    """Serve an application on a loopback port in a thread and return its address.

    It is made on the event loop it is served on: Gradio would make a loop of its own otherwise.
    """
    config = uvicorn.Config(
        make_app,
        factory=True, host="127.0.0.1", port=free_port(), log_level="warning", lifespan="on",
        timeout_graceful_shutdown=1,
    )  # fmt: skip
    server = uvicorn.Server(config)
    thread = Thread(target=server.run, daemon=True)
    thread.start()
    try:
        _wait_until_started(server, thread)
        yield f"http://127.0.0.1:{config.port}"
    finally:
        server.should_exit = True
        thread.join(timeout=10)


def _wait_until_started(server: uvicorn.Server, thread: Thread) -> None:
    while not server.started:
        assert thread.is_alive(), "the server ended before it had started"
        thread.join(timeout=0.02)


def _ok(data: Any, status: int = 200) -> Response:
    return JSONResponse({"code": 0, "msg": "ok", "data": data}, status)


def _ended_task(result: dict[str, Any]) -> dict[str, Any]:
    none = (
        "request_id", "parent_id", "batch_id", "error", "started_at", "finished_at", "deadline_at",
        "cancel_requested_at", "duration_ms", "cancel_reason",
    )  # fmt: skip
    return dict.fromkeys(none) | {
        "task_id": "task-1", "user_id": "wei", "kind": "trip_pdf", "job_type": _PRINTING,
        "status": "succeeded", "trace_id": TRACE_ID, "attempt": 1, "retry_count": 0,
        "max_retries": 2, "progress": {}, "last_seq": 0, "created_at": "2026-11-21T12:00:00Z",
        "links": {}, "request": {}, "result": result, "attempts": [], "children": [],
    }  # fmt: skip


def failed(code: int, status: int, **values: Any) -> Response:
    return JSONResponse(a_problem(code, status, **values), status)

"""Plays conversations that are written down in TOML against the real assistant."""

import re
import tomllib
from collections.abc import AsyncIterator, Mapping, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from datetime import date, datetime
from pathlib import Path
from typing import Any

from redis.asyncio import Redis
from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncEngine

from core.assistant.building import Talk, assistant_of
from core.assistant.proposals import Proposals
from core.assistant.turning import Rooms
from core.catalog.service import CatalogService
from core.db.engine import Transaction, make_transaction
from core.db.models.chat import ChatProposal, ChatTurn
from core.exports.gathering import World as Known
from core.exports.native import file_of
from core.kernel.errors import AppError
from core.kernel.settings import Settings
from core.llm.providers.offline.provider import OfflineProvider
from core.memory.domain import Remembered
from core.memory.service import MemoryService
from core.planning.editing.service import TripEditing
from core.planning.service import PlanService
from core.prompts.registry import PromptRegistry
from core.queue.memory_queue import MemoryQueue
from core.schemas.catalog import PlaceKind
from core.schemas.chat import ChatReply, ChatRequest, SessionEdit
from core.schemas.exports import TripFile
from core.schemas.trips import SubTripIn, SubTripKind, TripEdit, TripIn, TripOut
from core.tasks.service import TaskService
from core.trips.service import SeenTrip, TripService
from tests.support.clock import ClockFake
from tests.support.databases import statements_of
from tests.support.memories import remembering
from tests.support.models import Books, a_client
from tests.support.planner import make_tools
from tests.support.tasks import NO_LIMITS, add_user
from tests.support.tools import offline_toolbox
from tests.support.waiting import eventually

_FOLDER = Path(__file__).parents[1] / "assistant" / "conversations"
_NOON_IN_CHINA = "2026-12-01T04:00Z"
_BEFORE, _AFTER = ("load_history", "memory_read", "assistant"), ("response_formatter",)
_KINDS = {
    PlaceKind.ATTRACTION: SubTripKind.ATTRACTION,
    PlaceKind.RESTAURANT: SubTripKind.MEAL,
    PlaceKind.HOTEL: SubTripKind.HOTEL,
}
Script = Mapping[str, Any]


def scripts(name: str) -> list[Script]:
    """Return the conversations of a file."""
    with (_FOLDER / f"{name}.toml").open("rb") as file:
        found: list[Script] = tomllib.load(file)["conversation"]
    return found


def _trips() -> Mapping[str, Script]:
    with (_FOLDER / "trips.toml").open("rb") as file:
        return tomllib.load(file)


@dataclass
class World:
    """Everything a conversation is about, and a clock that the script moves."""

    transaction: Transaction
    catalog: CatalogService
    trips: TripService
    memory: MemoryService
    talk: Talk
    clock: ClockFake
    files: dict[str, TripFile] = field(default_factory=dict)

    async def make_trip(self, user_id: str, name: str) -> TripOut:
        """Make a trip of the file of trips: the first of each stop by stop, and others after it."""
        if name not in self.files:
            first = await self._made(await add_user(self.transaction), name)
            self.files[name] = file_of(first, Known({}, {}))
        return (await self.trips.import_trip(user_id, self.files[name])).trip

    async def _made(self, user_id: str, name: str) -> TripOut:
        plan = _trips()[name]
        wish = TripIn(
            title=plan["title"],
            city_id=plan["city"],
            start_date=date.fromisoformat(plan["start"]),
            day_count=len(plan["days"]),
            travellers=2,
        )
        trip = await self.trips.create(user_id, wish)
        for index, stops in enumerate(plan["days"]):
            for stop in stops:
                seen = SeenTrip(user_id, trip.id, trip.version)
                wanted = await self._stop(plan["city"], *stop.split())
                trip = await self.trips.add_stop(seen, trip.day_cards[index].id, wanted)
        return trip

    async def _stop(self, city: str, name: str, start: str, end: str) -> SubTripIn:
        place = await self.catalog.find_place(f"{city}-{name}")
        assert place is not None, name
        return SubTripIn(
            kind=_KINDS[place.kind],
            place_id=place.id,
            start_time=start,
            end_time=None if end == "-" else end,
            cost=place.typical_cost * 2,
        )


@asynccontextmanager
async def a_world(settings: Settings, engine: AsyncEngine, redis: Redis) -> AsyncIterator[World]:
    """Yield the assistant over the real rooms, with the built-in model."""
    transaction, clock = make_transaction(engine), ClockFake()
    catalog = CatalogService(transaction)
    trips = TripService(transaction, catalog)
    tools = make_tools(catalog, OfflineProvider())
    ai = a_client(OfflineProvider(), Books())
    async with (
        remembering(settings, transaction, clock=clock) as memory,
        statements_of(settings) as statement,
    ):
        rooms = Rooms(
            ai=ai,
            rules=ai,
            prompts=PromptRegistry(),
            memory=memory,
            trips=trips,
            plans=PlanService(
                transaction, tools, trips, TaskService(transaction, MemoryQueue(), limits=NO_LIMITS)
            ),
            editing=TripEditing(trips, catalog),
            catalog=catalog,
            toolbox=offline_toolbox(catalog),
            proposals=Proposals(transaction, catalog, clock),
            clock=clock,
            canary="",
        )
        talk = assistant_of(settings, rooms, transaction, statement, redis)
        try:
            yield World(transaction, catalog, trips, memory, talk, clock)
        finally:
            await talk.assistant.aclose()


@dataclass
class Play:
    """One conversation under way; `wrong` is what was not as it is written."""

    world: World
    script: Script
    language: str
    people: dict[str, str] = field(default_factory=dict)
    trips: dict[str, TripOut] = field(default_factory=dict)
    sessions: dict[str, str] = field(default_factory=dict)
    wrong: list[str] = field(default_factory=list)

    async def run(self) -> list[str]:
        """Play every turn; return what went wrong."""
        self.world.clock.now = datetime.fromisoformat(self.script.get("now", _NOON_IN_CHINA))
        owner = await self._person("")
        for name in self.script["trips"]:
            self.trips[name] = await self.world.make_trip(owner, name)
        for number, turn in enumerate(self.script["turns"], start=1):
            at = f"{self.script['name']} · {number} {turn['says']!r}"
            problems = await self._turn(turn)
            self.wrong += [f"{at}: {problem}" for problem in problems]
        return self.wrong

    async def _person(self, name: str) -> str:
        if name not in self.people:
            self.people[name] = await add_user(self.world.transaction)
        return self.people[name]

    async def _turn(self, turn: Script) -> list[str]:
        if "now" in turn:
            self.world.clock.now = datetime.fromisoformat(turn["now"])
        user_id = await self._person(turn.get("who", ""))
        session = turn.get("session", "")
        await self._meanwhile(turn.get("meanwhile", ""), user_id, session)
        about = turn.get("trip") or (None if session in self.sessions else self.script.get("about"))
        request = ChatRequest(
            query=turn["says"],
            session_id=self.sessions.get(session),
            trip_id=self.trips[about].id if about else None,
            return_tool_traces=True,
        )
        try:
            live = await self.world.talk.assistant.begin(user_id, request, self._language)
            reply = await live.reply()
        except AppError as error:
            wanted = turn.get("error")
            return [] if error.code == wanted else [f"{error.code} {error}"]
        self.sessions[session] = reply.session_id
        if "error" in turn:
            return [f"answered: {reply.answer!r}"]
        await self._remembered()
        return [*_heard(turn, reply), *await self._found(turn.get("then", {}), user_id, reply)]

    @property
    def _language(self) -> Any:
        return self.language

    async def _meanwhile(self, what: str, user_id: str, session: str) -> None:
        trip = next(iter(self.trips.values()), None)
        match what:
            case "edited" if trip is not None:
                now = await self.world.trips.get(user_id, trip.id)
                seen = SeenTrip(user_id, trip.id, now.version)
                await self.world.trips.edit(seen, TripEdit(title=f"{trip.title} *"))
            case "deleted" if trip is not None:
                now = await self.world.trips.get(user_id, trip.id)
                await self.world.trips.delete(SeenTrip(user_id, trip.id, now.version))
            case "closed":
                edit = SessionEdit(closed=True)
                await self.world.talk.sessions.edit(user_id, self.sessions[session], edit)

    async def _remembered(self) -> None:
        """Wait until nothing said has still to be remembered."""

        async def is_done() -> bool:
            async with self.world.transaction() as session:
                pending = select(ChatTurn.id).where(ChatTurn.memory == "pending")
                return (await session.scalars(pending)).first() is None

        await eventually(is_done)

    async def _found(self, then: Script, user_id: str, reply: ChatReply) -> list[str]:
        """Return what is not in the database as it is written."""
        wrong = []
        days = {int(key): wanted for key, wanted in then.items() if key.isdecimal()}
        if days:
            trip = next(iter(self.trips.values()))
            now = await self.world.trips.get(self.people[""], trip.id)
            for number, wanted in days.items():
                stops = _stops(now, number)
                if stops != wanted:
                    wrong.append(f"day {number} has {stops}")
        proposals = await self._proposals()
        last = proposals[-1] if proposals else "none"
        if (proposals, last) != (then.get("proposals", proposals), then.get("proposal", last)):
            wrong.append(f"proposals are {proposals}: {reply.answer!r}")
        if "trips" in then:
            page = await self.world.trips.list_trips(user_id, limit=10, cursor=None)
            if len(page.items) != then["trips"]:
                wrong.append(f"there are {len(page.items)} trips")
        if "remembers" in then:
            kept = await self._memories(user_id)
            if len(kept) < len(then["remembers"]) or (kept and not then["remembers"]):
                wrong.append(f"remembers {kept}")
            wrong += [f"{it!r} is not in {kept}" for it in then["remembers"] if it not in str(kept)]
        return wrong

    async def _proposals(self) -> list[str]:
        async with self.world.transaction() as session:
            found = await session.scalars(
                select(ChatProposal.status)
                .where(ChatProposal.session_id.in_(self.sessions.values()))
                .order_by(ChatProposal.id)
            )
            return [str(status) for status in found]

    async def _memories(self, user_id: str) -> list[str]:
        recalled = await self.world.memory.recall(Remembered(user_id), "vegetarian 口味 辣 素", 5)
        return [memory.text for memory in recalled.memories]


def _stops(trip: TripOut, number: int) -> Sequence[str]:
    day = trip.day_cards[number - 1]
    return [(stop.place_id or stop.name).removeprefix(f"{day.city_id}-") for stop in day.sub_trips]


def _heard(turn: Script, reply: ChatReply) -> list[str]:
    """Return what of an answer is not as it is written."""
    finder = [turn["runs"]] if "runs" in turn else []
    wanted, ran = [*_BEFORE, *finder, *_AFTER], [trace.node for trace in reply.tool_traces]
    wrong = [] if ran == wanted else [f"ran {' '.join(ran)} ({reply.intent}): {reply.answer!r}"]
    missing = [it for it in turn.get("has", ()) if not _has(reply.answer, it)]
    extra = [it for it in turn.get("hasnt", ()) if _has(reply.answer, it)]
    if missing or extra:
        wrong.append(f"lacks {missing}, should not have {extra}: {reply.answer!r}")
    if not reply.answer.strip():
        wrong.append("says nothing")
    if "task" in turn and turn["task"] != (reply.task_id is not None):
        wrong.append(f"task is {reply.task_id}")
    return wrong


def _has(answer: str, wanted: str) -> bool:
    if wanted.startswith("re:"):
        return re.search(wanted.removeprefix("re:"), answer) is not None
    return wanted in answer

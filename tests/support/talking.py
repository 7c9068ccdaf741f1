"""The nodes of a turn over the real trips, catalogue and tools of one traveller."""

from dataclasses import dataclass, field
from datetime import UTC, date, datetime
from typing import Any

from core.assistant.nodes.tools import tools
from core.assistant.nodes.trip_edit import trip_edit
from core.assistant.nodes.trip_plan import trip_plan
from core.assistant.nodes.trip_query import trip_query
from core.assistant.proposals import Proposals
from core.assistant.route import Route
from core.assistant.state import Turning, TurnState
from core.catalog.domain import Place
from core.catalog.service import CatalogService
from core.db.engine import Transaction
from core.db.models.chat import ChatSession
from core.llm.providers.offline.provider import OfflineProvider
from core.memory.port import MemoryPort, NoMemory
from core.planning.editing.service import TripEditing
from core.planning.service import PlanService
from core.queue.memory_queue import MemoryQueue
from core.schemas.chat import Intent
from core.schemas.trips import SubTripIn, TripIn, TripOut
from core.tasks.admission import Limits
from core.tasks.service import TaskService
from core.trips.fresh import new_stop, new_trip
from core.trips.one_change import cost_at, kind_at
from core.trips.repository import TripRepository
from core.trips.service import SeenTrip, TripService
from tests.support.clock import ClockFake
from tests.support.planner import make_tools
from tests.support.tasks import NO_LIMITS, add_user
from tests.support.tools import offline_toolbox
from tests.support.turns import a_turning, an_asked

NOW = datetime(2026, 12, 1, 4, tzinfo=UTC)
"""Noon of a Tuesday in China."""
_NODES = {
    Intent.TRIP_QUERY: trip_query,
    Intent.TRIP_EDIT: trip_edit,
    Intent.TRIP_PLAN: trip_plan,
}


@dataclass
class Traveller:
    """Somebody with trips, who talks about them in one conversation."""

    transaction: Transaction
    user_id: str
    session_id: str
    catalog: CatalogService
    memory: MemoryPort = field(default_factory=NoMemory)
    limits: Limits = NO_LIMITS
    now: datetime = NOW
    trip_id: str | None = None
    state: TurnState = field(default_factory=TurnState)

    @property
    def trips(self) -> TripService:
        """Return the service that keeps trips."""
        return TripService(self.transaction, self.catalog)

    def turning(self) -> Turning:
        """Return what nodes may touch: the real thing."""
        return a_turning(
            trips=self.trips,
            plans=PlanService(
                self.transaction,
                make_tools(self.catalog, OfflineProvider(), now=self.now),
                self.trips,
                TaskService(self.transaction, MemoryQueue(), limits=self.limits),
            ),
            editing=TripEditing(self.trips, self.catalog),
            catalog=self.catalog,
            toolbox=offline_toolbox(self.catalog),
            proposals=Proposals(self.transaction, self.catalog, ClockFake(self.now)),
            memory=self.memory,
            clock=ClockFake(self.now),
        )

    async def says(self, words: str, **route: Any) -> dict[str, Any]:
        """Return the facts of a turn in which a model has read `route` out of the words.

        The change that waits in the conversation is there, as the turn before has left it.
        """
        given = {"request_id": "r-1", "language": "en"} | route.pop("asked", {})
        turning, read = self.turning(), Route.model_validate(route)
        asked = an_asked(
            words, user_id=self.user_id, session_id=self.session_id, trip_id=self.trip_id,
            now=self.now, **given,
        )  # fmt: skip
        waiting = await turning.proposals.find_open(self.user_id, self.session_id)
        state = TurnState(
            asked=asked, history=(), memories=(), proposal=waiting, route=read, traces=[]
        )
        node = _NODES.get(read.intent, tools)
        self.state = await node(state, turning)
        return dict(self.state["facts"])

    async def make_trip(
        self, city_id: str, start: str, *days: list[tuple[str, str, str]], **changes: Any
    ) -> TripOut:
        """Make a trip with stops of (place id or own name, start, end) by day, all at once."""
        city = await self.catalog.get_city(city_id)
        known = {place.id: place for place in await self.catalog.places_of(city_id)}
        wish = {
            "title": f"Trip to {city_id}", "city_id": city_id,
            "start_date": date.fromisoformat(start), "day_count": len(days), "travellers": 2,
        }  # fmt: skip
        row = new_trip(self.user_id, TripIn.model_validate(wish | changes), city)
        for day, stops in zip(row.day_cards, days, strict=True):
            for index, (what, begins, ends) in enumerate(stops):
                stop = new_stop(_stop_in(what, known.get(what), begins, ends),
                                known.get(what), city, "en")  # fmt: skip
                stop.order_index = index
                day.sub_trips.append(stop)
        async with self.transaction() as session:
            await TripRepository(session).add(row)
        return await self.trips.get(self.user_id, row.id)

    async def add(
        self, trip: TripOut, day_index: int, what: str, start: str | None, end: str | None
    ) -> TripOut:
        """Put a place, or something of one's own, into a day."""
        wish = _stop_in(what, await self.catalog.find_place(what), start, end)
        seen = SeenTrip(self.user_id, trip.id, trip.version)
        return await self.trips.add_stop(seen, trip.day_cards[day_index].id, wish)

    async def read(self, trip: TripOut) -> TripOut:
        """Return a trip as it is now."""
        return await self.trips.get(self.user_id, trip.id)


def _stop_in(what: str, place: Place | None, start: str | None, end: str | None) -> SubTripIn:
    return SubTripIn(
        kind=kind_at(place),
        place_id=what if place else None,
        name=None if place else what,
        start_time=start,
        end_time=end,
        cost=cost_at(place, 2),
    )


async def a_traveller(transaction: Transaction, catalog: CatalogService | None = None) -> Traveller:
    """Return somebody without trips, in a new conversation."""
    user_id = await add_user(transaction)
    async with transaction() as session:
        chat = ChatSession(user_id=user_id)
        session.add(chat)
        await session.flush()
        return Traveller(transaction, user_id, chat.id, catalog or CatalogService(transaction))

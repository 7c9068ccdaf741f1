"""Trees of to-dos, and trips to be broken down: valid by default, a test says what matters."""

from datetime import UTC, date, datetime, timedelta
from typing import Any, Protocol

from hypothesis import strategies as st

from core.catalog.domain import Place
from core.db.engine import Transaction
from core.db.models.task import AiTask
from core.llm.types import Provider
from core.schemas.catalog import PlaceKind
from core.schemas.todos import MAX_DEPTH, TodoCategory
from core.schemas.trips import DayCardOut, SubTripKind, SubTripOut, TripOut
from core.tasks.domain import ClaimedTask
from core.tasks.outcome import Outcome
from core.todos.domain import Frame, Node
from core.todos.facts import TripFacts
from core.todos.prompting import Question
from core.todos.work import TodoWork
from core.tools.port import Toolbox
from core.tools.running import list_tools
from tests.support.shipped import city_of, places_of

TODAY = date(2027, 1, 4)
FRAME = Frame(date(2027, 3, 1), 3, TODAY)
"""Three days from the first of March, seen from two months before."""
_THEN = datetime(2027, 1, 1, tzinfo=UTC)
_KEYS = ["a", "b", "c", "d", "e", "f", "g", "ghost"]


def a_node(key: str = "a", parent: str | None = None, **changes: Any) -> Node:
    """Return a to-do of its own title, for the trip as a whole."""
    values: dict[str, Any] = {"title": f"Do {key}", "category": TodoCategory.PREPARATION}
    return Node(key, parent, **(values | changes))


def any_nodes() -> st.SearchStrategy[list[Node]]:
    """Return up to ten nodes with anything wrong that can be wrong."""
    key = st.sampled_from(_KEYS)
    node = st.builds(
        Node,
        key=st.sampled_from(_KEYS[:-1]),
        parent=st.none() | key,
        title=st.sampled_from(["Visa", "visa ", "Hotel", "Tickets"]),
        category=st.sampled_from(TodoCategory),
        due_on=st.none() | st.dates(TODAY - timedelta(days=3), date(2027, 3, 5)),
        day_index=st.none() | st.integers(0, 4),
        needs=st.lists(key, max_size=3, unique=True).map(tuple),
    )
    return st.lists(node, max_size=10)


@st.composite
def sound_nodes(draw: st.DrawFn) -> list[Node]:
    """Return nodes with nothing wrong: each part of an earlier one, waiting for earlier leaves."""
    nodes: list[Node] = []
    depth: dict[str | None, int] = {None: 0}
    for number in range(draw(st.integers(0, 12))):
        parents = [None, *(n.key for n in nodes if depth[n.key] < MAX_DEPTH)]
        parent = draw(st.sampled_from(parents))
        roots = [n.key for n in nodes if n.parent is None]
        # A root may wait for whole earlier roots; nothing else waits, so nothing waits in a circle.
        needs = tuple(roots[: draw(st.integers(0, 2))]) if parent is None else ()
        key = f"n{number}"
        depth[key] = depth[parent] + 1
        nodes.append(a_node(key, parent, needs=needs))
    return nodes


def a_trip_out(city_id: str = "guangzhou", day_count: int = 3, **changes: Any) -> TripOut:
    """Return a saved trip through a shipped city: three sights, two meals and a bed a day."""
    found = places_of(city_id)
    sights = [place for place in found if place.kind is PlaceKind.ATTRACTION]
    tables = [place for place in found if place.kind is PlaceKind.RESTAURANT]
    hotel = next(place for place in found if place.kind is PlaceKind.HOTEL)
    days = [
        _a_day(city_id, index, sights[3 * index : 3 * index + 3], tables[2 * index :][:2], hotel)
        for index in range(day_count)
    ]
    values: dict[str, Any] = {
        "id": "trip",
        "title": "South",
        "city_id": city_id,
        "city": city_of(city_id).name_en,
        "start_date": FRAME.start_date,
        "day_count": day_count,
        "travellers": 2,
        "budget": None,
        "currency": city_of(city_id).currency,
        "version": 1,
        "created_at": _THEN,
        "updated_at": _THEN,
        "day_cards": days,
    }
    return TripOut(**(values | changes))


def _a_day(
    city_id: str, index: int, sights: list[Place], tables: list[Place], hotel: Place
) -> DayCardOut:
    kinds = {PlaceKind.RESTAURANT: SubTripKind.MEAL, PlaceKind.HOTEL: SubTripKind.HOTEL}
    stops = [
        SubTripOut(
            id=f"stop-{index}-{number}",
            order_index=number,
            kind=kinds.get(place.kind, SubTripKind.ATTRACTION),
            place_id=place.id,
            name=place.name_en,
            start_time=f"{9 + 2 * number:02d}:00",
            end_time=f"{10 + 2 * number:02d}:30",
            cost=place.typical_cost,
            currency=place.currency,
            transfer=None,
            reason="",
        )
        for number, place in enumerate([*sights, *tables, hotel])
    ]
    return DayCardOut(
        id=f"day-{index}",
        day_index=index,
        date=FRAME.date_of(index),
        city_id=city_id,
        city=city_of(city_id).name_en,
        title=f"Quarter {index + 1}",
        sub_trips=stops,
    )


def a_question(trip: TripOut | None = None, **changes: Any) -> Question:
    """Return what is asked about a trip of which nothing is there yet, two months before."""
    trip = trip or a_trip_out()
    today = changes.pop("today", TODAY)
    facts = {"language": "en", "wish": "", "origin": None, "origin_city": None}
    facts |= {name: changes.pop(name) for name in list(changes) if name in facts}
    values: dict[str, Any] = {
        "facts": TripFacts(
            trip=trip,
            city=city_of(trip.city_id),
            places={place.id: place for place in places_of(trip.city_id)},
            **facts,
        ),
        "frame": Frame(trip.start_date, trip.day_count, today),
        "today": today,
        "tools": list_tools(),
        "fixed": [],
        "branch": None,
        "branch_note": "",
    }
    return Question(**(values | changes))


def an_item(key: str, parent: str | None = None, **changes: Any) -> dict[str, Any]:
    """Return a to-do as a model answers it."""
    values: dict[str, Any] = {
        "key": key, "parent": parent, "category": "preparation", "title": f"Do {key}",
        "note": "", "due_on": None, "day_index": None, "depends_on": [], "tool": None,
        "arguments": None,
    }  # fmt: skip
    return values | changes


class MakeWork(Protocol):
    """Makes the service that does the tasks, around a model and a toolbox."""

    def __call__(self, model: Provider | None = None, tools: Toolbox | None = None) -> TodoWork: ...


async def add_task(transaction: Transaction, task: ClaimedTask) -> None:
    """Write the row of a task that a test claims to have claimed."""
    async with transaction() as session:
        session.add(
            AiTask(
                id=task.task_id,
                user_id=task.user_id,
                kind=task.kind,
                payload_hash="none",
                request_json=task.payload,
                trace_id=task.trace_id,
            )
        )


async def ended(transaction: Transaction, outcome: Outcome) -> dict[str, Any]:
    """Write the rows of an outcome as a worker does, and return the task's result."""
    async with transaction() as session:
        added = await outcome.write(session) if outcome.write else {}
    return outcome.result | added

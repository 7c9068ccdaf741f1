"""To-dos on the database itself: somebody, a trip of theirs, and the services over any model."""

from collections.abc import Callable
from datetime import UTC, datetime

import pytest

from core.catalog.service import CatalogService
from core.db.engine import Transaction
from core.llm.providers.offline.provider import OfflineProvider
from core.llm.types import Provider
from core.prompts.registry import PromptRegistry
from core.queue.memory_queue import MemoryQueue
from core.schemas.trips import TripIn, TripOut
from core.tasks.service import TaskService
from core.todos.service import TodoService
from core.todos.work import TodoTools, TodoWork
from core.tools.port import Toolbox
from core.trips.service import TripService
from tests.support.clock import ClockFake
from tests.support.models import a_client
from tests.support.tasks import add_user
from tests.support.todos import FRAME, MakeWork
from tests.support.tools import offline_toolbox

NOW = datetime(2027, 1, 4, 4, tzinfo=UTC)


@pytest.fixture
def catalog(transaction: Transaction, catalog_seeded: str) -> CatalogService:
    """Return the shipped catalogue on PostgreSQL."""
    return CatalogService(transaction)


@pytest.fixture
def toolbox(catalog: CatalogService) -> Toolbox:
    """Return every tool as the product has it."""
    return offline_toolbox(catalog)


@pytest.fixture
def trips(transaction: Transaction, catalog: CatalogService) -> TripService:
    return TripService(transaction, catalog)


@pytest.fixture
def todos(transaction: Transaction) -> TodoService:
    """Return the service that keeps to-dos."""
    return TodoService(transaction)


@pytest.fixture
def work_with(
    transaction: Transaction, catalog: CatalogService, trips: TripService, toolbox: Toolbox
) -> MakeWork:
    """Return a maker of the service that does the tasks, around any model and toolbox."""

    def make(model: Provider | None = None, tools: Toolbox | None = None) -> TodoWork:
        return TodoWork(
            transaction,
            TodoTools(
                ai=a_client(model or OfflineProvider()),
                prompts=PromptRegistry(),
                catalog=catalog,
                toolbox=tools or toolbox,
                clock=ClockFake(NOW),
                retries=1,
            ),
            trips,
            TaskService(transaction, MemoryQueue()),
        )

    return make


@pytest.fixture
async def owner_id(transaction: Transaction, catalog_seeded: str) -> str:
    return await add_user(transaction)


@pytest.fixture
async def stranger_id(transaction: Transaction, catalog_seeded: str) -> str:
    return await add_user(transaction)


@pytest.fixture
def make_trip(trips: TripService, owner_id: str) -> Callable[..., object]:
    """Return a maker of empty trips."""

    async def make(**changes: object) -> TripOut:
        wish = {
            "title": "South",
            "city_id": "guangzhou",
            "start_date": FRAME.start_date,
            "day_count": 3,
        }
        return await trips.create(owner_id, TripIn.model_validate(wish | changes))

    return make


@pytest.fixture
async def trip(make_trip: Callable[..., object]) -> TripOut:
    """Return three empty days in Guangzhou from the first of March."""
    made: TripOut = await make_trip()
    return made

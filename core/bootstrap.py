"""Puts the product together: the only place that knows every class."""

from collections.abc import AsyncIterator
from contextlib import AbstractAsyncContextManager, AsyncExitStack, asynccontextmanager
from dataclasses import dataclass

from pydantic import SecretStr
from redis.asyncio import Redis
from sqlalchemy.ext.asyncio import AsyncEngine

from core.accounts.building import accounts_of
from core.accounts.departures import DEPARTED, Departures
from core.accounts.passwords import PasswordHasher
from core.accounts.service import AccountService
from core.accounts.tickets import Tickets
from core.assistant.building import assistant_of
from core.assistant.canary import canary_of
from core.assistant.cancelling import CANCELLED
from core.assistant.demo import Demonstration
from core.assistant.proposals import Proposals
from core.assistant.service import AssistantService
from core.assistant.sessions import SessionService
from core.assistant.turning import Rooms
from core.assistant.watch import ChatWatch
from core.cache.news import News
from core.cache.redis import make_redis
from core.catalog.climate import shipped_climate
from core.catalog.service import CatalogService
from core.db.engine import Transaction, make_engine, make_statement, make_transaction
from core.db.statements import Statements
from core.documents.service import TASK_KIND as DOCUMENT_KIND
from core.documents.service import DocumentService, DocumentTools
from core.essentials import essentials
from core.exports.feeds import FeedService
from core.exports.printing import TASK_KIND as PDF_KIND
from core.exports.printing import PrintService
from core.exports.service import ExportService
from core.files.service import FileService
from core.joblogs.hub import LogHub
from core.joblogs.service import JobLogService
from core.joblogs.stream import LogStream
from core.kernel.clock import utc_now
from core.kernel.settings import Settings
from core.kernel.thinkers import Thinkers, thinkers
from core.kernel.thinking import Think, think
from core.llm.breakers import Breakers
from core.llm.building import chain_of, embedder_of
from core.llm.calls import SqlCallRecorder
from core.llm.client import AiClient
from core.llm.endpoints import is_built_in
from core.llm.health import ModelHealth
from core.llm.providers.offline.provider import OfflineProvider
from core.memory.building import store_of
from core.memory.extracting import Extraction
from core.memory.service import MemoryService
from core.planning.asking import Tools
from core.planning.beside import MakerBeside
from core.planning.editing.service import TripEditing
from core.planning.making import Maker, MakerHere
from core.planning.optimizer.solvers import Solver, installed
from core.planning.service import TASK_KIND as PLAN_KIND
from core.planning.service import PlanService
from core.planning.warming import warming
from core.prompts.registry import PromptRegistry
from core.prompts.repository import SqlPromptStore
from core.prompts.service import CHANGED, PromptService
from core.prompts.trying import PromptTrials
from core.queue.arq_queue import ArqQueue
from core.queue.port import Queue
from core.schemas.tasks import JobType
from core.tasks.admission import Limits
from core.tasks.batch import TaskBatches
from core.tasks.kinds import kind_of
from core.tasks.retention import TaskRetention
from core.tasks.service import TaskService
from core.tasks.watch import TaskWatch
from core.todos.service import TodoService
from core.todos.work import DECOMPOSE_KIND, EXECUTE_KIND, TodoTools, TodoWork
from core.tools.flights import OfflineFlights
from core.tools.hotels import OfflineHotels
from core.tools.places import CatalogPlaces
from core.tools.port import Toolbox
from core.tools.weather import OfflineWeather
from core.trips.service import TripService

THINKERS_LOAD = (
    "core.planning.beside",
    "core.planning.editing.answering",
    "core.llm.providers.offline.provider",
)
"""What is computed beside the loop; none of it knows a database or a network."""

_RULES_S = 10.0
"""Rules that take longer than this have no process left to think in."""


@dataclass(frozen=True)
class Container:
    """Everything a process needs to serve requests or tasks."""

    settings: Settings
    engine: AsyncEngine
    transaction: Transaction
    redis: Redis
    queue: Queue
    thinkers: Thinkers | None
    """None where this process computes for itself."""
    accounts: AccountService
    tickets: Tickets
    catalog: CatalogService
    trips: TripService
    tasks: TaskService
    task_batches: TaskBatches
    joblogs: JobLogService
    watch: TaskWatch
    retention: TaskRetention
    plans: PlanService
    editing: TripEditing
    tools: Toolbox
    todos: TodoService
    todo_work: TodoWork
    documents: DocumentService
    files: FileService
    exports: ExportService
    feeds: FeedService
    printing: PrintService
    ai: AiClient
    model_health: ModelHealth
    sessions: SessionService
    assistant: AssistantService
    demonstration: Demonstration
    chat_watch: ChatWatch
    memory: MemoryService
    """Opened by processes that stay."""
    prompts: PromptService
    prompt_trials: PromptTrials
    news: News
    """Opened by processes that stay."""


@asynccontextmanager
async def build(settings: Settings, *, thinking_processes: int = 0) -> AsyncIterator[Container]:
    """Put the product together and take it apart again; connects to nothing by itself.

    With `thinking_processes` what takes long to compute is computed there, else in this one.
    """
    given = essentials(settings)
    async with AsyncExitStack() as cleanup:
        timeout_ms, pool_size = settings.database_timeout_ms, settings.database_pool_size
        engine = make_engine(given.database_url, pool_size=pool_size, timeout_ms=timeout_ms)
        cleanup.push_async_callback(engine.dispose)
        redis = make_redis(given.redis_url)
        cleanup.push_async_callback(redis.aclose)
        queue = ArqQueue(given.redis_url)
        cleanup.push_async_callback(queue.close)
        beside = None
        if thinking_processes:
            beside = await cleanup.enter_async_context(_thinkers(settings, thinking_processes))
        passwords = PasswordHasher()
        cleanup.callback(passwords.close)
        elsewhere: Think = beside.think if beside else think
        links, breakers = chain_of(settings, elsewhere), Breakers(redis)
        for link in links:
            cleanup.push_async_callback(link.provider.aclose)
        transaction = make_transaction(engine)
        statement = Statements(given.database_url, pool_size=pool_size, timeout_ms=timeout_ms)
        cleanup.push_async_callback(statement.aclose)
        books = SqlCallRecorder(statement)
        ai = AiClient(
            links,
            books,
            timeout_s=settings.ai_timeout_s,
            max_attempts=settings.ai_max_attempts,
            breakers=breakers,
        )
        rules = AiClient(
            OfflineProvider(think=elsewhere), books, timeout_s=_RULES_S, max_attempts=1
        )
        catalog, tasks = CatalogService(transaction), _tasks(settings, engine, queue, redis)
        trips = TripService(transaction, catalog)
        hub = LogHub(transaction, given.redis_url)
        cleanup.push_async_callback(hub.aclose)
        registry = PromptRegistry(SqlPromptStore(transaction), ttl_s=settings.ai_prompt_cache_ttl)
        store = store_of(settings, given.database_url, beside=thinking_processes > 0)
        cleanup.push_async_callback(store.close)
        embedder = embedder_of(settings)
        cleanup.push_async_callback(embedder.aclose)
        memory = MemoryService(
            transaction,
            store,
            statement=statement,
            clock=utc_now,
            embedder=embedder,
            extraction=None if is_built_in(settings) else Extraction(ai, registry),
        )
        planning = _planning_tools(settings, ai, catalog, registry)
        toolbox = _toolbox(catalog)
        todo_tools = TodoTools(
            ai=ai,
            prompts=registry,
            catalog=catalog,
            toolbox=toolbox,
            clock=utc_now,
            retries=settings.todo_retries,
        )
        todo_work = TodoWork(transaction, todo_tools, trips, tasks)
        maker: Maker = MakerHere()
        if beside:
            maker = MakerBeside(beside, catalog)
            await cleanup.enter_async_context(warming(maker))
        plans = PlanService(transaction, planning, trips, tasks, maker, memory)
        files = FileService(transaction)
        reading = DocumentTools(ai=ai, prompts=registry, files=files, clock=utc_now)
        documents = DocumentService(reading, tasks, trips)
        editing = TripEditing(trips, catalog, elsewhere)
        rooms = Rooms(
            ai=ai,
            rules=rules,
            prompts=registry,
            memory=memory,
            trips=trips,
            plans=plans,
            editing=editing,
            catalog=catalog,
            toolbox=toolbox,
            proposals=Proposals(transaction, catalog, utc_now),
            clock=utc_now,
            canary=canary_of(SecretStr(given.jwt_secret)),
        )
        talk = assistant_of(settings, rooms, transaction, statement, redis)
        cleanup.push_async_callback(talk.assistant.aclose)
        departures = Departures(redis)
        hearers = {
            CHANGED: lambda _: registry.drop(),
            CANCELLED: talk.assistant.hear_cancelled,
            DEPARTED: departures.hear,
        }
        news = News(given.redis_url, hearers)
        cleanup.push_async_callback(news.aclose)
        exports, printing = ExportService(trips, catalog), PrintService(trips, tasks)
        yield Container(
            settings=settings,
            engine=engine,
            transaction=transaction,
            redis=redis,
            queue=queue,
            thinkers=beside,
            accounts=accounts_of(
                settings, transaction, statement, passwords, departures, given.jwt_secret
            ),
            tickets=Tickets(redis),
            catalog=catalog,
            trips=trips,
            tasks=tasks,
            joblogs=JobLogService(transaction, hub, job_type_of=_job_type, clock=utc_now),
            watch=TaskWatch(transaction),
            retention=TaskRetention(transaction, keep_days=settings.plan_task_retention_days),
            plans=plans,
            editing=editing,
            task_batches=TaskBatches(
                tasks,
                {
                    PLAN_KIND: plans.submit_body,
                    DECOMPOSE_KIND: todo_work.submit_decompose_body,
                    EXECUTE_KIND: todo_work.submit_execute_body,
                    DOCUMENT_KIND: documents.submit_body,
                    PDF_KIND: printing.submit_body,
                },
            ),
            tools=toolbox,
            todos=TodoService(transaction),
            todo_work=todo_work,
            documents=documents,
            files=files,
            exports=exports,
            feeds=FeedService(transaction, exports),
            printing=printing,
            ai=ai,
            model_health=ModelHealth(transaction, links, breakers),
            memory=memory,
            sessions=talk.sessions,
            assistant=talk.assistant,
            demonstration=talk.demonstration,
            chat_watch=ChatWatch(transaction, utc_now),
            prompts=PromptService(
                transaction,
                redis,
                registry.drop,
                frozen=settings.environment == "production" and not settings.ai_prompt_edit_in_prod,
            ),
            prompt_trials=PromptTrials(registry, planning.ai),
            news=news,
        )


def _tasks(settings: Settings, engine: AsyncEngine, queue: Queue, redis: Redis) -> TaskService:
    limits = Limits(
        per_user=settings.plan_task_max_running_per_user,
        waiting=settings.plan_task_queue_max,
        deadline_s=settings.plan_task_deadline_s,
    )
    return TaskService(
        make_transaction(engine),
        queue,
        limits=limits,
        publish=LogStream(redis).publish,
        statement=make_statement(engine),
    )


def _job_type(kind: str) -> JobType:
    return kind_of(kind).job_type


def _planning_tools(
    settings: Settings, ai: AiClient, catalog: CatalogService, prompts: PromptRegistry
) -> Tools:
    return Tools(
        ai=ai,
        prompts=prompts,
        catalog=catalog,
        clock=utc_now,
        deep_retries=settings.plan_deep_retries,
        fallback_to_fast=settings.plan_deep_fallback_to_fast,
        deep_seconds=settings.plan_deep_seconds,
        deep_tokens=settings.plan_deep_tokens,
        solver=installed(Solver(settings.plan_solver)),
    )


def _toolbox(catalog: CatalogService) -> Toolbox:
    return Toolbox(
        weather=OfflineWeather(catalog, shipped_climate()),
        hotels=OfflineHotels(catalog),
        flights=OfflineFlights(catalog),
        places=CatalogPlaces(catalog),
    )


def _thinkers(settings: Settings, processes: int) -> AbstractAsyncContextManager[Thinkers]:
    return thinkers(
        processes,
        THINKERS_LOAD,
        json_lines=settings.environment == "production",
        log_level=settings.log_level,
        patience_s=settings.thinking_patience_s,
    )

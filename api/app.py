"""The HTTP application."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from functools import lru_cache
from importlib.metadata import version

from fastapi import APIRouter, FastAPI
from fastapi.routing import APIRoute
from starlette.routing import BaseRoute

from api.errors import install_error_handlers
from api.middleware import EdgeMiddleware, IntakeMiddleware
from api.problems import failures
from api.routers import (
    accounts,
    admin,
    catalog,
    chat,
    chat_sessions,
    chat_watch,
    documents,
    editing,
    exports,
    health,
    joblogs,
    memories,
    pages,
    plans,
    prompts,
    sockets,
    tasks,
    todos,
    trips,
)
from core.bootstrap import build
from core.kernel.settings import Settings

_ROUTERS = (
    chat.router,  # routes are tried one after the other: the one that is asked most comes first
    health.router,
    admin.router,
    accounts.router,
    catalog.router,
    plans.router,
    trips.router,
    editing.router,
    exports.router,
    todos.router,
    documents.router,
    joblogs.router,  # before tasks, whose `{task_id}` would take the word `stream`
    tasks.router,
    chat_sessions.router,
    memories.router,
    chat_watch.router,
    prompts.router,
    sockets.router,
    pages.router,
)
_TAGS = [
    {"name": "accounts", "description": "Registering, signing in, staying signed in."},
    {"name": "catalogue", "description": "Cities and places, and the words for them."},
    {"name": "plans", "description": "Asking for a plan, and the plans that were made."},
    {"name": "trips", "description": "Trips with their days and stops, under a version."},
    {"name": "exports", "description": "Trips as files, on paper, in calendars; and back again."},
    {
        "name": "todos",
        "description": "What is to be done for a trip: a tree, made and worked through.",
    },
    {"name": "chat", "description": "Conversations with the assistant."},
    {"name": "prompts", "description": "What the product says to its models, and how it changes."},
    {"name": "health", "description": "Whether the product lives, can serve, and what ails it."},
    {"name": "operation", "description": "Alerts, workers, and the tasks as a whole."},
    {
        "name": "documents",
        "description": "Bookings, tenders and work plans: read and taken apart as tasks.",
    },
    {"name": "memories", "description": "What is remembered of a traveller."},
    {"name": "tasks", "description": "Long work: how it stands and what came of it."},
]


@lru_cache(maxsize=1)
def _routes() -> list[BaseRoute]:
    """Return all routes, which every application of this process shares.

    FastAPI works out what a route takes when it is first asked for: half a second for all of them.
    """
    whole = APIRouter(responses=failures(), generate_unique_id_function=_operation_id)
    for router in _ROUTERS:
        whole.include_router(router)
    return whole.routes


def create_app(settings: Settings) -> FastAPI:
    """Return the application; it connects to what it needs when it starts, not before."""

    @asynccontextmanager
    async def lifespan(app: FastAPI) -> AsyncIterator[None]:
        thinking = settings.thinking_processes
        async with build(settings, thinking_processes=thinking) as container:
            app.state.container = container
            container.news.open()
            await container.memory.open()
            yield

    app = FastAPI(
        title="Tripwright",
        version=version("tripwright"),
        lifespan=lifespan,
        # FastAPI's own pages load scripts from elsewhere.
        docs_url=None,
        redoc_url=None,
        openapi_url=None if settings.environment == "production" else "/openapi.json",
        redirect_slashes=False,
        openapi_tags=_TAGS,
        routes=_routes(),
    )
    app.state.settings = settings
    app.state.sockets = set()
    install_error_handlers(app)
    app.add_middleware(
        IntakeMiddleware,
        limit_bytes=settings.max_body_bytes,
        larger=documents.BODY_LIMITS | exports.BODY_LIMITS,
    )
    app.add_middleware(EdgeMiddleware)  # added last, so outermost
    return app


def _operation_id(route: APIRoute) -> str:
    return route.name

"""Who may call which route: every route has a row here, or this fails."""

from collections.abc import AsyncIterator

import httpx
import pytest
from fastapi.routing import iter_route_contexts

from api.app import create_app
from core.kernel.settings import Settings
from core.schemas.accounts import Role
from tests.support.http import client_of, make_caller, problem_of, started
from tests.support.settings import make_settings

PUBLIC = {
    "GET /livez",
    "GET /readyz",
    "GET /docs",
    "GET /openapi.json",
    "GET /problems/{slug}",
    "POST /api/auth/register",
    "POST /api/auth/login",
    "POST /api/auth/refresh",
    "POST /api/auth/logout",
    "GET /api/feeds/{token}.ics",
}
LEAST_ROLE = {
    "GET /api/auth/me": Role.USER,
    "POST /api/auth/tickets": Role.USER,
    "GET /api/cities": Role.USER,
    "GET /api/cities/{city_id}": Role.USER,
    "GET /api/places": Role.USER,
    "GET /api/places/{place_id}": Role.USER,
    "GET /api/catalog/vocabulary": Role.USER,
    "GET /api/catalog/links": Role.USER,
    "POST /api/trips": Role.USER,
    "GET /api/trips": Role.USER,
    "GET /api/trips/{trip_id}": Role.USER,
    "PATCH /api/trips/{trip_id}": Role.USER,
    "DELETE /api/trips/{trip_id}": Role.USER,
    "POST /api/trips/{trip_id}/day_cards": Role.USER,
    "PATCH /api/trips/{trip_id}/day_cards/{day_id}": Role.USER,
    "DELETE /api/trips/{trip_id}/day_cards/{day_id}": Role.USER,
    "POST /api/trips/{trip_id}/day_cards/{day_id}/sub_trips": Role.USER,
    "PATCH /api/trips/{trip_id}/sub_trips/{sub_trip_id}": Role.USER,
    "DELETE /api/trips/{trip_id}/sub_trips/{sub_trip_id}": Role.USER,
    "POST /api/trips/{trip_id}/sub_trips/{sub_trip_id}/move": Role.USER,
    "POST /api/trips/{trip_id}/check": Role.USER,
    "POST /api/trips/{trip_id}/repair": Role.USER,
    "GET /api/trips/{trip_id}/sub_trips/{sub_trip_id}/alternatives": Role.USER,
    "POST /api/trips/{trip_id}/bookings": Role.USER,
    "POST /api/trips/import": Role.USER,
    "GET /api/trips/{trip_id}/export": Role.USER,
    "POST /api/trips/{trip_id}/export/pdf": Role.USER,
    "POST /api/trips/{trip_id}/feed": Role.USER,
    "DELETE /api/trips/{trip_id}/feed": Role.USER,
    "GET /api/files/{sha256}": Role.USER,
    "GET /api/trips/{trip_id}/todos": Role.USER,
    "POST /api/trips/{trip_id}/todos": Role.USER,
    "GET /api/todos/{todo_id}": Role.USER,
    "PATCH /api/todos/{todo_id}": Role.USER,
    "DELETE /api/todos/{todo_id}": Role.USER,
    "POST /api/trips/{trip_id}/decompose": Role.USER,
    "POST /api/todos/{todo_id}/decompose": Role.USER,
    "POST /api/trips/{trip_id}/execute": Role.USER,
    "POST /api/ai/plan": Role.USER,
    "POST /api/ai/plan/stream": Role.USER,
    "GET /api/ai/plan/tasks/{task_id}": Role.USER,
    "GET /api/ai/plans": Role.USER,
    "GET /api/tasks": Role.USER,
    "GET /api/tasks/stats": Role.USER,
    "GET /api/tasks/kinds": Role.USER,
    "POST /api/tasks/batch": Role.USER,
    "POST /api/tasks/documents/text": Role.USER,
    "POST /api/tasks/documents/file": Role.USER,
    "GET /api/tasks/{task_id}": Role.USER,
    "GET /api/tasks/{task_id}/logs": Role.USER,
    "GET /api/tasks/{task_id}/logs/export": Role.USER,
    "GET /api/tasks/{task_id}/stream": Role.USER,
    "GET /api/tasks/stream": Role.USER,
    "DELETE /api/tasks/{task_id}": Role.USER,
    "POST /api/tasks/{task_id}/cancel": Role.USER,
    "POST /api/tasks/{task_id}/retry": Role.USER,
    "GET /admin/plans": Role.OPERATOR,
    "GET /admin/health": Role.OPERATOR,
    "GET /api/ai/memories": Role.USER,
    "DELETE /api/ai/memories": Role.USER,
    "GET /api/ai/memories/preferences": Role.USER,
    "PATCH /api/ai/memories/{memory_id}": Role.USER,
    "DELETE /api/ai/memories/{memory_id}": Role.USER,
    "POST /api/ai/chat": Role.USER,
    "POST /api/ai/chat/stream": Role.USER,
    "POST /api/ai/chat/cancel": Role.USER,
    "POST /api/ai/chat_demo": Role.USER,
    "POST /api/agent/chat": Role.USER,
    "GET /api/ai/sessions": Role.USER,
    "GET /api/ai/sessions/{session_id}": Role.USER,
    "PATCH /api/ai/sessions/{session_id}": Role.USER,
    "DELETE /api/ai/sessions/{session_id}": Role.USER,
    "GET /api/ai/sessions/{session_id}/messages": Role.USER,
    "GET /api/ai/sessions/{session_id}/export": Role.USER,
    "PUT /api/ai/messages/{message_id}/feedback": Role.USER,
    "GET /admin/api/prompts": Role.RESEARCHER,
    "GET /admin/api/prompts/export": Role.RESEARCHER,
    "POST /admin/api/prompts/import": Role.OPERATOR,
    "GET /admin/api/prompts/{key}": Role.RESEARCHER,
    "PUT /admin/api/prompts/{key}": Role.OPERATOR,
    "POST /admin/api/prompts/{key}/activate": Role.OPERATOR,
    "POST /admin/api/prompts/{key}/restore": Role.OPERATOR,
    "GET /admin/api/prompts/{key}/versions": Role.RESEARCHER,
    "GET /admin/api/prompts/{key}/moves": Role.RESEARCHER,
    "GET /admin/api/prompts/{key}/diff": Role.RESEARCHER,
    "POST /admin/api/prompts/{key}/preview": Role.RESEARCHER,
    "POST /admin/api/prompts/{key}/try": Role.OPERATOR,
    "GET /admin/alerts": Role.OPERATOR,
    "GET /admin/workers": Role.OPERATOR,
    "GET /admin/ai/tasks/summary": Role.OPERATOR,
    "GET /admin/ai/providers": Role.OPERATOR,
    "GET /admin/ai/calls/summary": Role.OPERATOR,
    "GET /admin/chat/summary": Role.OPERATOR,
    "GET /admin/chat/sessions": Role.OPERATOR,
    "GET /admin/chat/sessions/{session_id}/messages": Role.OPERATOR,
}


def test_every_route_is_declared_and_no_other() -> None:
    served = {
        f"{method} {route.path}"
        for route in iter_route_contexts(create_app(make_settings()).routes)
        for method in (route.methods or set()) - {"HEAD"}
    }

    assert served == PUBLIC | LEAST_ROLE.keys()


@pytest.fixture
async def client(settings: Settings) -> AsyncIterator[httpx.AsyncClient]:
    async with started(settings) as app, client_of(app) as client:
        yield client


async def call(client: httpx.AsyncClient, route: str, headers: dict[str, str]) -> httpx.Response:
    """Call a route with something in place of each of its parameters."""
    method, path = route.split()
    return await client.request(method, path.replace("{", "").replace("}", ""), headers=headers)


async def test_no_route_but_the_public_ones_opens_without_a_token(
    client: httpx.AsyncClient,
) -> None:
    for route in LEAST_ROLE:
        response = await call(client, route, {})

        problem_of(response, status=401, code=2001)


@pytest.mark.parametrize("role", Role)
async def test_a_route_opens_from_its_least_role_on(settings: Settings, role: Role) -> None:
    async with started(settings) as app, client_of(app) as client:
        caller = await make_caller(app.state.container, role)

        opened = {
            route: (await call(client, route, caller.headers)).status_code not in {401, 403}
            for route in LEAST_ROLE
        }

    assert opened == {route: role.includes(least) for route, least in LEAST_ROLE.items()}

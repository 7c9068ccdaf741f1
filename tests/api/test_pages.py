"""Pages for people: one for each kind of failure, and the list of routes."""

import json
import re
from html import escape
from typing import Any

import httpx
import pytest

from core.kernel.errors import AppError, error_classes
from core.kernel.settings import Settings
from tests.support.http import client_of, problem_of, started


@pytest.mark.parametrize("kind", error_classes(), ids=lambda kind: kind.slug)
async def test_the_type_of_a_failure_leads_to_its_page_in_both_languages(
    client: httpx.AsyncClient, kind: type[AppError]
) -> None:
    response = await client.get(f"/problems/{kind.slug}")

    assert response.status_code == 200
    assert response.headers["Content-Type"] == "text/html; charset=utf-8"
    assert kind.title in response.text
    assert kind.title_zh in response.text
    assert str(kind.code) in response.text


async def test_an_unknown_problem_is_1003(client: httpx.AsyncClient) -> None:
    problem_of(await client.get("/problems/%3Cscript%3E"), status=404, code=1003)


@pytest.mark.parametrize("path", ["/docs", "/problems/validation"])
async def test_a_page_loads_nothing(client: httpx.AsyncClient, path: str) -> None:
    response = await client.get(path)

    assert "default-src 'none'" in response.headers["Content-Security-Policy"]
    assert not re.search(r"<script|<link|<img|src=|https?://", response.text)


@pytest.fixture(scope="module")
def reference() -> dict[str, str]:
    """Return what was read of the reference already; making it takes a second."""
    return {}


async def read(client: httpx.AsyncClient, reference: dict[str, str], path: str) -> str:
    if path not in reference:
        reference[path] = (await client.get(path)).text
    return reference[path]


@pytest.fixture
async def document(client: httpx.AsyncClient, reference: dict[str, str]) -> dict[str, Any]:
    """Return the OpenAPI document."""
    found: dict[str, Any] = json.loads(await read(client, reference, "/openapi.json"))
    return found


@pytest.fixture
async def page(client: httpx.AsyncClient, reference: dict[str, str]) -> str:
    """Return the page that explains it."""
    return await read(client, reference, "/docs")


async def test_the_reference_explains_each_route_once(page: str, document: dict[str, Any]) -> None:
    for path, operations in document["paths"].items():
        for method in operations:
            assert page.count(f"<b>{method.upper()}</b> <code>{escape(path)}</code>") == 1


async def test_the_reference_names_every_field_of_every_shape(
    page: str, document: dict[str, Any]
) -> None:
    shapes = {
        name: shape
        for name, shape in document["components"]["schemas"].items()
        if not name.startswith("Envelope_")
    }

    for name, shape in shapes.items():
        own = page.partition(f"<div id='{name}'>")[2].partition("</div>")[0]
        assert own
        for field, kind in shape.get("properties", {}).items():
            assert f"<code>{field}</code>" in own
            assert escape(kind.get("description", "")).partition("`")[0] in own


async def test_every_link_of_the_reference_leads_to_a_shape_of_it(page: str) -> None:
    links = set(re.findall(r"<a href='#([^']+)'>", page))

    assert {"PlanRequest", "PlanAnswer", "Problem"} <= links
    assert links <= set(re.findall(r"<div id='([^']+)'>", page))


async def test_the_reference_tells_what_is_in_the_envelope_and_how_answers_fail(page: str) -> None:
    plan = page.partition("<code>/api/ai/plan</code>")[2].partition("</details>")[0]

    assert "<a href='#PlanRequest'>" in plan
    assert "<td>200</td><td><a href='#PlanAnswer'>PlanAnswer</a></td>" in plan
    assert "<td>422</td><td><a href='#Problem'>Problem</a></td><td>1001 " in plan
    assert "Envelope_" not in page


async def test_the_reference_tells_the_limits_of_a_field(page: str) -> None:
    field = page.partition("<div id='PlanRequest'>")[2].partition("<code>day_count</code>")[2]

    assert "at least 1, at most 14" in field.partition("</tr>")[0]


@pytest.mark.parametrize("path", ["/docs", "/openapi.json"])
async def test_production_shows_neither(settings: Settings, path: str) -> None:
    production = settings.model_copy(update={"environment": "production"})

    async with started(production) as app, client_of(app) as client:
        response = await client.get(path)

    problem_of(response, status=404, code=1003)

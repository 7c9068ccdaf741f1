"""Pages for people: one for each kind of failure, and the list of routes."""

import re

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


async def test_the_list_of_routes_names_each(client: httpx.AsyncClient) -> None:
    page = (await client.get("/docs")).text
    document = (await client.get("/openapi.json")).json()

    assert all(f"<code>{path}</code>" in page for path in document["paths"])


@pytest.mark.parametrize("path", ["/docs", "/openapi.json"])
async def test_production_shows_neither(settings: Settings, path: str) -> None:
    production = settings.model_copy(update={"environment": "production"})

    async with started(production) as app, client_of(app) as client:
        response = await client.get(path)

    problem_of(response, status=404, code=1003)

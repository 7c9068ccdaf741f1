"""A visitor's saved trips as files."""

from collections.abc import AsyncIterator
from urllib.parse import unquote

import httpx
import pytest
from fastapi import FastAPI

from chat_demo import desk, words
from chat_demo.backend import Backend
from chat_demo.downloads import add_downloads
from chat_demo.visitors import COOKIE, Visitors
from core.schemas.exports import ExportFormat
from core.schemas.tasks import TaskStatus
from tests.chat_demo.acting import NOWHERE, again, ask, shown
from tests.chat_demo.conftest import PASSWORD
from tests.chat_demo.fake_api import FakeApi


@pytest.fixture
async def visitors(api_address: str) -> AsyncIterator[Visitors]:
    found = Visitors(lambda: Backend(api_address))
    yield found
    await found.close()


@pytest.fixture
async def client(visitors: Visitors, api: FakeApi) -> AsyncIterator[httpx.AsyncClient]:
    """Return the browser of a visitor who is signed in and has saved a trip."""
    api.trips["trip-1"] = "wei@example.org"
    site = FastAPI()
    add_downloads(site, visitors)
    cookies = {COOKIE: await visitors.welcome()}
    transport = httpx.ASGITransport(site)
    async with httpx.AsyncClient(
        transport=transport, base_url="http://chat.test", cookies=cookies
    ) as found:
        yield found


async def sign_in(client: httpx.AsyncClient, visitors: Visitors, who: str = "wei") -> None:
    visitor = visitors.find(client.cookies[COOKIE])
    await desk.sign_in(visitor, f"{who}@example.org", PASSWORD, "zh", new=False)
    assert visitor is not None
    visitor.language = "zh"


@pytest.mark.parametrize("ending", ExportFormat)
async def test_a_saved_trip_comes_in_every_format_in_the_language_of_the_page(
    client: httpx.AsyncClient, visitors: Visitors, ending: ExportFormat
) -> None:
    await sign_in(client, visitors)

    response = await client.get(f"/trips/trip-1/{ending}")

    assert response.text == f"{ending} zh"
    assert response.headers["cache-control"] == "private, no-store"


async def test_a_file_is_named_after_its_trip_in_letters_every_disk_takes(
    client: httpx.AsyncClient, visitors: Visitors
) -> None:
    await sign_in(client, visitors)

    header = (await client.get("/trips/trip-1/gpx")).headers["content-disposition"]

    assert header.isascii()
    assert unquote(header).endswith("filename*=UTF-8''Paris-巴黎.gpx")


async def test_a_pdf_is_printed_and_the_same_one_is_not_printed_twice(
    client: httpx.AsyncClient, visitors: Visitors, api: FakeApi
) -> None:
    await sign_in(client, visitors)

    responses = [await client.get("/trips/trip-1/pdf") for _ in range(2)]

    assert [response.content for response in responses] == [b"%PDF", b"%PDF"]
    assert len({wish["request_id"] for wish in api.printed}) == 1


async def test_a_pdf_that_cannot_be_printed_is_a_sentence(
    client: httpx.AsyncClient, visitors: Visitors, api: FakeApi
) -> None:
    await sign_in(client, visitors)
    api.printing = TaskStatus.FAILED

    response = await client.get("/trips/trip-1/pdf")

    assert (response.status_code, response.text) == (502, words.NO_FILE.zh)


async def test_the_trip_of_somebody_else_does_not_exist(
    client: httpx.AsyncClient, visitors: Visitors
) -> None:
    await sign_in(client, visitors, who="ana")

    response = await client.get("/trips/trip-1/ics")

    assert response.status_code == 404
    assert words.NO_FILE.zh in response.text


async def test_who_is_not_signed_in_gets_nothing(client: httpx.AsyncClient) -> None:
    response = await client.get("/trips/trip-1/ics")

    assert (response.status_code, response.text) == (401, words.SIGNED_OUT.en)


async def test_a_format_there_is_none_of_is_not_asked_for(
    client: httpx.AsyncClient, visitors: Visitors
) -> None:
    await sign_in(client, visitors)

    assert (await client.get("/trips/trip-1/exe")).status_code == 404


async def test_an_api_that_is_down_is_a_sentence(
    client: httpx.AsyncClient, visitors: Visitors
) -> None:
    await sign_in(client, visitors)
    visitor = visitors.find(client.cookies[COOKIE])
    assert visitor is not None
    up, visitor.backend = visitor.backend, Backend(NOWHERE)
    visitor.backend._client.tokens = up._client.tokens
    await up.close()

    response = await client.get("/trips/trip-1/ics")

    assert response.status_code == 502
    assert words.UNREACHABLE.zh in response.text


async def test_a_calendar_link_is_made_when_it_is_asked_for(
    visitors: Visitors, client: httpx.AsyncClient, api: FakeApi
) -> None:
    await sign_in(client, visitors)
    visitor = visitors.find(client.cookies[COOKIE])
    assert visitor is not None
    saved = await again(visitor, await ask(visitor), desk.Again.SAVE)
    assert api.feeds == 0

    linked = await desk.link(visitor, saved.window, "en")

    assert "http://api.test/api/feeds/secret-1.ics" in shown(linked)


async def test_without_a_saved_trip_there_is_no_calendar_link(
    visitors: Visitors, client: httpx.AsyncClient, api: FakeApi
) -> None:
    await sign_in(client, visitors)
    visitor = visitors.find(client.cookies[COOKIE])
    assert visitor is not None

    await desk.link(visitor, (await ask(visitor)).window, "en")

    assert api.feeds == 0


async def test_a_calendar_link_that_cannot_be_made_is_said_at_the_box(
    visitors: Visitors, client: httpx.AsyncClient, api: FakeApi
) -> None:
    await sign_in(client, visitors)
    visitor = visitors.find(client.cookies[COOKIE])
    assert visitor is not None
    saved = await again(visitor, await ask(visitor), desk.Again.SAVE)
    api.trips.clear()

    linked = await desk.link(visitor, saved.window, "zh")

    assert linked.hint == words.NO_FEED.zh

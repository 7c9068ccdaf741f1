"""The client and the API that is really there."""

from collections.abc import AsyncIterator
from datetime import timedelta

import pytest
from fastapi import FastAPI

from api.app import create_app
from core.accounts.domain import User
from core.client import calls
from core.client.errors import ApiError
from core.client.http import AsyncApiClient
from core.kernel.clock import utc_now
from core.kernel.settings import Settings
from core.schemas.accounts import Role
from core.schemas.documents import DocumentFileIn, DocumentProfile, DocumentTextIn
from core.schemas.plans import PlanAnswer, PlanDayCard, PlanMode, PlanRequest, PlanStarted
from core.schemas.trips import TripIn
from tests.support.http import access_tokens, visited


@pytest.fixture
async def app(settings: Settings) -> AsyncIterator[FastAPI]:
    """Yield the application, started."""
    app = create_app(settings)
    async with app.router.lifespan_context(app):
        yield app


@pytest.fixture
async def visitor(app: FastAPI) -> AsyncIterator[AsyncApiClient]:
    """Yield a client of somebody who has just made an account."""
    async with visited(app) as client:
        yield client


async def test_an_account_is_made_and_known(visitor: AsyncApiClient) -> None:
    who = await visitor.send(calls.me())

    assert (who.email, who.role) == ("wei@example.org", Role.USER)


async def test_a_document_is_sent_as_text_and_as_a_file(visitor: AsyncApiClient) -> None:
    as_file = await visitor.send(
        calls.analyse_file("计划.md", b"# Plan", DocumentFileIn(profile=DocumentProfile.WORKLOAD))
    )
    as_text = await visitor.send(
        calls.analyse_text(DocumentTextIn(text="# Plan", profile=DocumentProfile.WORKLOAD))
    )

    task = await visitor.send(calls.task(as_file.task_id))
    assert (task.kind, task.request["name"]) == ("document_analysis", "计划.md")
    assert as_text.task_id != as_file.task_id


async def test_a_plan_of_the_real_planner_is_understood_whole(
    catalog_seeded: str, visitor: AsyncApiClient
) -> None:
    wanted = PlanRequest(destination="广州", day_count=2, mode=PlanMode.DEEP, language="zh")

    events = [event async for event in visitor.stream_plan(wanted)]

    assert isinstance(events[0], PlanStarted)
    assert {event.day_index for event in events if isinstance(event, PlanDayCard)} == {0, 1}
    answer = events[-1]
    assert isinstance(answer, PlanAnswer)
    assert answer.plan is not None
    runs = await visitor.send(calls.plan_runs())
    assert [run.trace_id for run in runs.items] == [answer.trace_id]


async def test_the_catalogue_is_read_by_city_and_kind(
    catalog_seeded: str, visitor: AsyncApiClient
) -> None:
    cities = await visitor.send(calls.cities())
    page = await visitor.send(calls.places("guangzhou", limit=5))

    assert "guangzhou" in {city.id for city in cities}
    assert {place.city_id for place in page.items} == {"guangzhou"}


async def test_a_trip_changed_since_it_was_read_is_refused(
    catalog_seeded: str, visitor: AsyncApiClient
) -> None:
    wish = TripIn(title="A trip", city_id="guangzhou", start_date="2026-12-01", day_count=1)
    trip = await visitor.send(calls.create_trip(wish))

    with pytest.raises(ApiError) as caught:
        await visitor.send(calls.delete_trip(trip.id, trip.version + 1))

    assert caught.value.code == 1005
    assert await visitor.send(calls.delete_trip(trip.id, trip.version)) is None


async def test_messages_come_in_the_language_asked_for(visitor: AsyncApiClient) -> None:
    with pytest.raises(ApiError) as caught:
        await visitor.send(calls.health(), language="zh")

    assert (caught.value.code, caught.value.msg) == (2003, "没有权限")


async def test_an_expired_token_of_the_real_api_is_refreshed(
    app: FastAPI, visitor: AsyncApiClient
) -> None:
    pair = visitor.tokens
    assert pair is not None
    owner = User(pair.user.id, pair.user.email, pair.user.role, pair.user.created_at)
    long_ago = utc_now() - timedelta(days=1)
    expired = access_tokens(app.state.container).issue(owner, token_version=0, now=long_ago)
    visitor.tokens = pair.model_copy(update={"access_token": expired})

    who = await visitor.send(calls.me())

    assert who == pair.user
    assert visitor.tokens.refresh_token != pair.refresh_token

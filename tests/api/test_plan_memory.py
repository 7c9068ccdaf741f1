"""Plans for somebody the product knows: what he told before, in the plan and in words."""

from typing import Any

import httpx
import pytest

from core.bootstrap import Container
from tests.support.http import Caller
from tests.support.memories import a_turn

pytestmark = pytest.mark.usefixtures("catalog_seeded")

_WISH = {"destination": "chengdu", "start_date": "2027-03-02", "day_count": 2, "travellers": 1}


async def _plan(client: httpx.AsyncClient, caller: Caller, **wish: Any) -> Any:
    response = await client.post("/api/ai/plan", headers=caller.headers, json=_WISH | wish)
    assert response.status_code == 200, response.text
    return response.json()["data"]


def _begins(answer: Any) -> str:
    """Return the earliest beginning of a stop that is no night."""
    return min(
        stop["start_time"]
        for day in answer["plan"]["day_cards"]
        for stop in day["sub_trips"]
        if stop["kind"] not in ("lodging", "hotel")
    )


def _remembered(answer: Any) -> dict[str, str]:
    """Return what was filled by what the traveller told before, by field."""
    marks = ("From what you told us", "告诉我们")
    told = (one for one in answer["assumptions"] if any(mark in one["message"] for mark in marks))
    return {one["field"]: one["message"] for one in told}


async def _eaten(container: Container, answer: Any) -> list[tuple[str, ...]]:
    places = {place.id: place for place in await container.catalog.places_of("chengdu")}
    return [
        places[stop["place_id"]].cuisine
        for day in answer["plan"]["day_cards"]
        for stop in day["sub_trips"]
        if stop["kind"] == "meal"
    ]


async def test_a_plan_is_made_for_whom_it_is_for_and_says_what_it_took_from_before(
    client: httpx.AsyncClient, container: Container, user: Caller, other_user: Caller
) -> None:
    for words in ("I am vegetarian", "Not before 10"):
        turn = await a_turn(container.transaction, user.id, words)
        await container.memory.remember(turn)
    on = f"{turn.said_at.day} {turn.said_at:%B %Y}"

    mine = await _plan(client, user)
    without = await _plan(client, user, use_memory=False)
    early = await _plan(client, user, daily_window={"start": "08:00", "end": "20:00"})
    chinese = await _plan(client, user, language="zh")
    theirs = await _plan(client, other_user)

    assert mine["report"]["passed"]
    assert _begins(mine) >= "10:00" > _begins(without)
    assert any("vegetarian" in cuisine for cuisine in await _eaten(container, mine))
    told = _remembered(mine)
    assert told["daily_window"] == f'From what you told us on {on}: "Not before 10"'
    assert told["cuisines"] == f'From what you told us on {on}: "I am vegetarian"'
    assert mine["request"]["daily_window"]["start"] == "10:00"
    assert early["request"]["daily_window"]["start"] == "08:00"
    assert "daily_window" not in _remembered(early)
    assert "“I am vegetarian”" in _remembered(chinese)["cuisines"]
    assert (_remembered(without), _remembered(theirs)) == ({}, {})
    assert without["plan"] == theirs["plan"]

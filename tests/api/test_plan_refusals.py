"""What is wrong with a request for a plan is said by the field's name, and nothing is written."""

import json
from typing import Any

import httpx
import pytest

from core.db.engine import Transaction
from tests.support.http import Caller, problem_of
from tests.support.rows import NOTHING, counted

pytestmark = pytest.mark.usefixtures("catalog_seeded")

_PLAN, _STREAM = "/api/ai/plan", "/api/ai/plan/stream"
_BODY: dict[str, Any] = {"destination": "guangzhou", "day_count": 3, "save": True}


async def refused(
    client: httpx.AsyncClient, caller: Caller, path: str = _PLAN, **fields: Any
) -> tuple[list[str | int], str]:
    """Return which field was refused, and the whole sentence."""
    response = await client.post(path, json=_BODY | fields, headers=caller.headers)
    body = problem_of(response, status=422, code=1001)
    return body["errors"][0]["loc"][1:], body["detail"]


@pytest.mark.parametrize(
    ("fields", "field"),
    [
        ({"destination": ""}, "destination"), ({"destination": "x" * 101}, "destination"),
        ({"destination": 7}, "destination"), ({"destination": ["guangzhou"]}, "destination"),
        ({"start_date": "2026-02-30"}, "start_date"), ({"start_date": "tomorrow"}, "start_date"),
        ({"start_date": "1999-12-31"}, "start_date"), ({"start_date": "2099-12-02"}, "start_date"),
        ({"day_count": 0}, "day_count"), ({"day_count": 15}, "day_count"),
        ({"day_count": 40}, "day_count"), ({"day_count": -1}, "day_count"),
        ({"day_count": 2.5}, "day_count"), ({"day_count": "three"}, "day_count"),
        ({"travellers": 0}, "travellers"), ({"travellers": 21}, "travellers"),
        ({"budget": 0}, "budget"), ({"budget": -1}, "budget"), ({"budget": 10**12 + 1}, "budget"),
        ({"budget": "cheap"}, "budget"), ({"budget": 10.5}, "budget"),
        ({"currency": "yuan"}, "currency"), ({"currency": "cny"}, "currency"),
        ({"pace": "slow"}, "pace"), ({"mode": "slow"}, "mode"), ({"mode": None}, "mode"),
        ({"seed": -1}, "seed"), ({"seed": 2**31}, "seed"), ({"seed_mode": "deep"}, "seed_mode"),
        ({"language": "fr"}, "language"), ({"save": "perhaps"}, "save"),
        ({"async": "perhaps"}, "async"), ({"request_id": ""}, "request_id"),
        ({"request_id": "x" * 129}, "request_id"), ({"interests": "food"}, "interests"),
        ({"must_see": "tower"}, "must_see"), ({"must_see": ["x"] * 31}, "must_see"),
        ({"avoid": {}}, "avoid"), ({"text": "x" * 4_001}, "text"), ({"text": 7}, "text"),
        ({"text": "a\0b"}, "text"), ({"unknown_field": 1}, "unknown_field"),
        ({"user_id": "somebody"}, "user_id"), ({"daily_window": "all day"}, "daily_window"),
    ],
    ids=lambda value: str(value)[:40],
)  # fmt: skip
async def test_a_field_with_a_value_it_may_not_have_is_named_and_nothing_is_written(
    client: httpx.AsyncClient, user: Caller, transaction: Transaction, fields: dict[str, Any],
    field: str,
) -> None:  # fmt: skip
    loc, detail = await refused(client, user, **fields)

    assert loc[0] == field
    assert detail.startswith(f"{field}")
    assert await counted(transaction) == NOTHING


@pytest.mark.parametrize(
    ("fields", "loc"),
    [({"interests": ["food", "ramen"]}, ["interests", 1]), ({"must_see": [""]}, ["must_see", 0]),
     ({"must_see": ["ok", "x" * 101]}, ["must_see", 1]), ({"avoid": [None]}, ["avoid", 0]),
     ({"daily_window": {"start": "9:00"}}, ["daily_window", "start"]),
     ({"daily_window": {"end": "24:01"}}, ["daily_window", "end"]),
     ({"daily_window": {"from": "09:00"}}, ["daily_window", "from"])],
)  # fmt: skip
async def test_so_is_the_very_item_of_a_list_or_the_part_of_a_window(
    client: httpx.AsyncClient, user: Caller, fields: dict[str, Any], loc: list[str | int]
) -> None:
    assert (await refused(client, user, **fields))[0] == loc


@pytest.mark.parametrize(
    "window", [{"start": "12:00", "end": "12:00"}, {"start": "20:00", "end": "09:00"}]
)
async def test_a_window_without_a_minute_in_it_is_refused(
    client: httpx.AsyncClient, user: Caller, window: dict[str, str]
) -> None:
    loc, detail = await refused(client, user, daily_window=window)

    assert loc == ["daily_window"]
    assert "end must be after start" in detail


async def test_the_shortest_window_is_a_plan_with_a_report_and_no_failure(
    client: httpx.AsyncClient, user: Caller
) -> None:
    body = _BODY | {"daily_window": {"start": "12:00", "end": "12:01"}}

    response = await client.post(_PLAN, json=body, headers=user.headers)

    assert response.status_code == 200, response.text
    assert not response.json()["data"]["report"]["passed"]


@pytest.mark.parametrize("mode", ["fast", "deep"])
@pytest.mark.parametrize(
    ("fields", "field", "words"),
    [
        ({"destination": "Atlantis"}, "destination",
         "'Atlantis' is not a city we know; known are Beijing, Chengdu, Chongqing"),
        ({"destination": None}, "destination", "no city is named, in the field or in the text"),
        ({"must_see": ["广州塔"], "avoid": ["Canton Tower"]}, "avoid",
         "'Canton Tower' is to be seen and to be avoided"),
        ({"budget": 5, "currency": "XXX"}, "currency", "there is no exchange rate for 'XXX'"),
    ],
)  # fmt: skip
async def test_what_the_catalogue_or_the_rates_rule_out_is_refused_by_field_as_well(
    client: httpx.AsyncClient, user: Caller, transaction: Transaction, mode: str,
    fields: dict[str, Any], field: str, words: str,
) -> None:  # fmt: skip
    loc, detail = await refused(client, user, mode=mode, **fields)

    assert loc == [field]
    assert words in detail
    assert await counted(transaction) == NOTHING


async def test_a_stream_refuses_a_bad_body_before_it_begins(
    client: httpx.AsyncClient, user: Caller, transaction: Transaction
) -> None:
    loc, _ = await refused(client, user, path=_STREAM, day_count=40)

    assert loc == ["day_count"]
    assert await counted(transaction) == NOTHING


@pytest.mark.parametrize("path", [_PLAN, _STREAM])
async def test_a_megabyte_of_words_is_too_large_to_be_read(
    client: httpx.AsyncClient, user: Caller, transaction: Transaction, path: str
) -> None:
    response = await client.post(
        path, json=_BODY | {"text": "我" * 350_000}, headers=user.headers
    )  # fmt: skip

    problem_of(response, status=413, code=1007)
    assert await counted(transaction) == NOTHING


@pytest.mark.parametrize("text", ["我" * 4_000, "想" * 3_999, " " * 4_000, "（" * 2_000, ""])
async def test_four_thousand_characters_of_anything_are_read(
    client: httpx.AsyncClient, user: Caller, text: str
) -> None:
    response = await client.post(_PLAN, json=_BODY | {"text": text}, headers=user.headers)

    assert response.status_code == 200, response.text
    assert response.json()["data"]["report"]["passed"]


@pytest.mark.parametrize(
    ("content", "status", "code"),
    [("", 422, 1001), ("{", 400, 1002), ("[]", 422, 1001), ("null", 422, 1001), ('"x"', 422, 1001),
     ('{"day_count": NaN}', 422, 1001), ('{"destination": "\\ud800"}', 422, 1001)],
)  # fmt: skip
async def test_a_body_that_is_no_request_is_refused_and_nothing_is_written(
    client: httpx.AsyncClient, user: Caller, transaction: Transaction, content: str, status: int,
    code: int,
) -> None:  # fmt: skip
    headers = user.headers | {"Content-Type": "application/json"}

    response = await client.post(_PLAN, content=content, headers=headers)

    problem_of(response, status=status, code=code)
    assert await counted(transaction) == NOTHING


async def test_the_detail_quotes_what_was_sent_as_words_and_no_more(
    client: httpx.AsyncClient, user: Caller
) -> None:
    sent = "<script>alert('x')</script>"

    response = await client.post(_PLAN, json=_BODY | {"destination": sent}, headers=user.headers)

    assert response.headers["Content-Type"].startswith("application/json")
    assert json.loads(response.text)["detail"].startswith('destination: "<script>')

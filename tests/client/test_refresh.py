"""Staying signed in."""

import asyncio

import httpx
import pytest

from core.client import calls
from core.client.errors import ApiError
from core.schemas.accounts import TokenPair
from tests.client.conftest import Connect
from tests.support.answers import a_pair, a_user, failed, ok


class Accounts:
    """An API that takes only the newest pair, each refresh token once."""

    def __init__(self, valid: int) -> None:
        self.valid = valid
        self.refreshes = 0

    def __call__(self, request: httpx.Request) -> httpx.Response:
        if request.url.path == "/api/auth/refresh":
            self.refreshes += 1
            if a_pair(self.valid - 1).refresh_token.encode() not in request.content:
                return failed(2004, 401)
            return ok(a_pair(self.valid).model_dump(mode="json"))
        if request.headers["Authorization"] == f"Bearer {a_pair(self.valid).access_token}":
            return ok(a_user().model_dump(mode="json"))
        return failed(2002, 401)


async def test_an_expired_token_is_changed_once_and_the_call_is_made_again(
    connect: Connect,
) -> None:
    told: list[TokenPair] = []
    api = Accounts(valid=2)
    client = connect(api, tokens=a_pair(1), on_tokens=told.append)

    answer = await client.send(calls.me())

    assert answer == a_user()
    assert told == [a_pair(2)]
    assert client.tokens == a_pair(2)


async def test_calls_at_the_same_time_use_a_refresh_token_a_single_time(connect: Connect) -> None:
    api = Accounts(valid=2)
    client = connect(api, tokens=a_pair(1))

    await asyncio.gather(*(client.send(calls.me()) for _ in range(8)))

    assert api.refreshes == 1


async def test_a_refresh_token_that_is_not_taken_any_more_means_signing_in_again(
    connect: Connect,
) -> None:
    api = Accounts(valid=5)

    with pytest.raises(ApiError) as caught:
        await connect(api, tokens=a_pair(1)).send(calls.me())

    assert caught.value.code == 2004
    assert caught.value.signed_out


async def test_a_token_that_is_refused_for_another_reason_is_not_refreshed(
    connect: Connect,
) -> None:
    paths: list[str] = []

    def api(request: httpx.Request) -> httpx.Response:
        paths.append(request.url.path)
        return failed(2001, 401)

    with pytest.raises(ApiError, match="2001"):
        await connect(api, tokens=a_pair()).send(calls.me())

    assert paths == ["/api/auth/me"]


async def test_a_token_that_expires_at_once_again_does_not_go_round_in_circles(
    connect: Connect,
) -> None:
    paths: list[str] = []

    def api(request: httpx.Request) -> httpx.Response:
        paths.append(request.url.path)
        if request.url.path == "/api/auth/refresh":
            return ok(a_pair(2).model_dump(mode="json"))
        return failed(2002, 401)

    with pytest.raises(ApiError, match="2002"):
        await connect(api, tokens=a_pair(1)).send(calls.me())

    assert paths == ["/api/auth/me", "/api/auth/refresh", "/api/auth/me"]

"""Which access tokens open a route, and which do not."""

import json
from datetime import timedelta
from typing import Any

import httpx
import jwt
import pytest
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import delete, update

from core.accounts.domain import CLOCK_LEEWAY
from core.accounts.tokens import AccessTokens
from core.bootstrap import Container
from core.db.models.account import User
from core.essentials import essentials
from core.kernel.clock import utc_now
from core.kernel.errors import TokenExpiredError, UnauthenticatedError
from tests.support.http import Caller, problem_of

_ME = "/api/auth/me"
_FAR_FUTURE = 4_000_000_000


def good_claims(user: Caller) -> dict[str, Any]:
    """Return the claims of a token that is accepted."""
    now = int(utc_now().timestamp())
    return {
        "iss": "tripwright",
        "aud": "tripwright-api",
        "sub": user.id,
        "jti": "1",
        "iat": now,
        "exp": now + 300,
        "typ": "access",
        "roles": ["user"],
        "ver": 0,
    }


def bearer(token: str) -> dict[str, str]:
    return {"Authorization": f"Bearer {token}"}


def signed(container: Container, claims: dict[str, Any], **options: Any) -> dict[str, str]:
    """Return headers with these claims signed by our own secret, sensible or not."""
    secret = essentials(container.settings).jwt_secret
    return bearer(jwt.PyJWS().encode(json.dumps(claims).encode(), secret, **options))


async def test_the_token_all_others_here_differ_from_is_accepted(
    client: httpx.AsyncClient, container: Container, user: Caller
) -> None:
    response = await client.get(_ME, headers=signed(container, good_claims(user)))

    assert response.status_code == 200


@pytest.mark.parametrize(
    "change",
    [
        pytest.param({"typ": "refresh"}, id="another type"),
        pytest.param({"iss": "somebody"}, id="another issuer"),
        pytest.param({"aud": "another-api"}, id="another audience"),
        pytest.param({"aud": ["another-api"]}, id="a list of other audiences"),
        pytest.param({"sub": 5}, id="a subject that is a number"),
        pytest.param({"sub": "nobody"}, id="an unknown subject"),
        pytest.param({"ver": "0"}, id="a version that is text"),
        pytest.param({"ver": 1}, id="a version that never was"),
        pytest.param({"iat": _FAR_FUTURE}, id="issued in the future"),
        pytest.param({"nbf": _FAR_FUTURE}, id="not valid yet"),
        pytest.param({"exp": "soon"}, id="an expiry that is text"),
    ],
)
async def test_a_token_that_says_something_wrong_is_2001(
    client: httpx.AsyncClient, container: Container, user: Caller, change: dict[str, Any]
) -> None:
    headers = signed(container, good_claims(user) | change)

    problem_of(await client.get(_ME, headers=headers), status=401, code=2001)


@pytest.mark.parametrize("claim", ["exp", "iat", "sub", "jti", "typ", "ver", "iss", "aud"])
async def test_a_token_that_lacks_a_claim_is_2001(
    client: httpx.AsyncClient, container: Container, user: Caller, claim: str
) -> None:
    claims = good_claims(user)
    del claims[claim]

    problem_of(await client.get(_ME, headers=signed(container, claims)), status=401, code=2001)


@pytest.mark.parametrize("algorithm", ["none", "HS384", "HS512"])
async def test_a_token_of_another_algorithm_is_2001(
    client: httpx.AsyncClient, container: Container, user: Caller, algorithm: str
) -> None:
    secret = essentials(container.settings).jwt_secret.ljust(64, "x")
    key = None if algorithm == "none" else secret
    token = jwt.encode(good_claims(user), key, algorithm=algorithm)

    problem_of(await client.get(_ME, headers=bearer(token)), status=401, code=2001)


async def test_a_token_signed_with_another_secret_is_2001(
    client: httpx.AsyncClient, user: Caller
) -> None:
    token = jwt.encode(good_claims(user), "another secret of thirty-two bytes", algorithm="HS256")

    problem_of(await client.get(_ME, headers=bearer(token)), status=401, code=2001)


async def test_a_token_with_a_header_we_do_not_understand_is_2001(
    client: httpx.AsyncClient, container: Container, user: Caller
) -> None:
    headers = signed(container, good_claims(user), headers={"crit": ["exp"]})

    problem_of(await client.get(_ME, headers=headers), status=401, code=2001)


async def test_an_expired_token_is_2002(
    client: httpx.AsyncClient, container: Container, user: Caller
) -> None:
    claims = good_claims(user) | {"iat": 1_700_000_000, "exp": 1_700_000_900}

    problem_of(await client.get(_ME, headers=signed(container, claims)), status=401, code=2002)


async def test_a_token_dies_when_its_generation_does(
    client: httpx.AsyncClient, container: Container, user: Caller
) -> None:
    async with container.transaction() as session:
        await session.execute(update(User).values(token_version=User.token_version + 1))

    problem_of(await client.get(_ME, headers=user.headers), status=401, code=2001)


async def test_a_token_of_somebody_inactive_is_2001(
    client: httpx.AsyncClient, container: Container, user: Caller
) -> None:
    async with container.transaction() as session:
        await session.execute(update(User).values(is_active=False))

    problem_of(await client.get(_ME, headers=user.headers), status=401, code=2001)


async def test_a_token_of_somebody_who_is_gone_is_2001(
    client: httpx.AsyncClient, container: Container, user: Caller
) -> None:
    async with container.transaction() as session:
        await session.execute(delete(User))

    problem_of(await client.get(_ME, headers=user.headers), status=401, code=2001)


async def test_the_role_comes_from_the_account_and_never_from_the_token(
    client: httpx.AsyncClient, container: Container, user: Caller
) -> None:
    headers = signed(container, good_claims(user) | {"roles": ["admin"]})

    problem_of(await client.get("/admin/health", headers=headers), status=403, code=2003)


@pytest.mark.parametrize(
    "authorization",
    ["", "Bearer", "Bearer ", "Basic YTpi", "Bearer a b", "Bearer a.b.c", "Token x"],
)
async def test_what_is_no_bearer_token_is_2001(
    client: httpx.AsyncClient, authorization: str
) -> None:
    response = await client.get(_ME, headers={"Authorization": authorization})

    problem_of(response, status=401, code=2001)


async def test_the_scheme_is_read_in_any_case(client: httpx.AsyncClient, user: Caller) -> None:
    headers = {"Authorization": user.headers["Authorization"].replace("Bearer", "bearer")}

    assert (await client.get(_ME, headers=headers)).status_code == 200


async def test_a_refresh_token_opens_no_route(client: httpx.AsyncClient) -> None:
    ada = {"email": "ada@example.org", "password": "a long password"}
    tokens = (await client.post("/api/auth/register", json=ada)).json()["data"]

    response = await client.get(_ME, headers=bearer(tokens["refresh_token"]))

    problem_of(response, status=401, code=2001)


@given(st.text(max_size=200))
def test_no_text_makes_the_reader_of_tokens_fail_in_another_way(text: str) -> None:
    tokens = AccessTokens("s" * 32, life=timedelta(minutes=1))

    with pytest.raises(UnauthenticatedError):
        tokens.read(text)


async def test_a_token_that_was_read_before_ends_when_it_ends(
    container: Container, user: Caller, monkeypatch: pytest.MonkeyPatch
) -> None:
    headers = signed(container, good_claims(user))
    token = headers["Authorization"].removeprefix("Bearer ")
    claims = container.accounts.read(token)
    over = claims.expires_at + CLOCK_LEEWAY

    monkeypatch.setattr("core.accounts.tokens.utc_now", lambda: over - timedelta(seconds=1))
    assert container.accounts.read(token) == claims

    monkeypatch.setattr("core.accounts.tokens.utc_now", lambda: over)
    with pytest.raises(TokenExpiredError):
        container.accounts.read(token)

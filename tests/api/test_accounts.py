"""Registering, signing in, staying signed in, over HTTP."""

import asyncio

import httpx
import pytest
from sqlalchemy import func, select

from core.bootstrap import Container
from core.db.models.account import RefreshToken
from core.db.models.account import User as UserRow
from tests.support.http import Caller, problem_of

_ADA = {"email": "ada@example.org", "password": "a long password"}


async def registered(client: httpx.AsyncClient) -> dict[str, str]:
    """Return the tokens of Ada, who has just registered."""
    tokens: dict[str, str] = (await client.post("/api/auth/register", json=_ADA)).json()["data"]
    return tokens


async def refresh(client: httpx.AsyncClient, token: str) -> httpx.Response:
    return await client.post("/api/auth/refresh", json={"refresh_token": token})


async def test_registering_signs_in_a_plain_user(client: httpx.AsyncClient) -> None:
    response = await client.post("/api/auth/register", json=_ADA)

    assert response.status_code == 201
    body = response.json()
    assert (body["code"], body["msg"]) == (0, "ok")
    data = body["data"]
    assert data["token_type"] == "bearer"
    assert data["expires_in"] == 900
    assert data["user"]["email"] == "ada@example.org"
    assert data["user"]["role"] == "user"
    assert data["user"].keys() == {"id", "email", "role", "created_at"}


async def test_nobody_registers_with_a_role_of_their_choice(client: httpx.AsyncClient) -> None:
    response = await client.post("/api/auth/register", json=_ADA | {"role": "admin"})

    body = problem_of(response, status=422, code=1001)
    assert body["errors"][0]["loc"] == ["body", "role"]


async def test_a_mail_address_has_one_account_whatever_its_case(
    client: httpx.AsyncClient,
) -> None:
    await registered(client)

    response = await client.post("/api/auth/register", json=_ADA | {"email": " ADA@Example.ORG "})

    body = problem_of(response, status=409, code=1010)
    assert body["detail"] == "email: this address has an account already"


async def test_a_mail_address_in_letters_of_any_age_is_taken(client: httpx.AsyncClient) -> None:
    newest = _ADA | {"email": "\u1c89\ua7da\U00010d50İßΣ@example.org"}

    first = await client.post("/api/auth/register", json=newest)
    second = await client.post("/api/auth/register", json=newest)

    assert first.status_code == 201
    problem_of(second, status=409, code=1010)


async def test_of_several_registrations_at_once_one_wins(
    client: httpx.AsyncClient, container: Container
) -> None:
    responses = await asyncio.gather(
        *(client.post("/api/auth/register", json=_ADA) for _ in range(4))
    )

    assert sorted(response.status_code for response in responses) == [201, 409, 409, 409]
    async with container.transaction() as session:
        assert await session.scalar(select(func.count()).select_from(UserRow)) == 1


async def test_an_easy_password_is_refused_with_the_reason(client: httpx.AsyncClient) -> None:
    response = await client.post("/api/auth/register", json=_ADA | {"password": "aaaaaaaaaaaa"})

    body = problem_of(response, status=422, code=1001)
    assert body["errors"] == [
        {
            "loc": ["body", "password"],
            "type": "password_too_easy",
            "msg": "must have at least 5 different characters",
        }
    ]


@pytest.mark.parametrize(
    "email", ["ada", "ada@", "@b.org", "a b@c.org", "a@b", "x" * 250 + "@b.org"]
)
async def test_what_is_no_mail_address_is_refused(client: httpx.AsyncClient, email: str) -> None:
    response = await client.post("/api/auth/register", json=_ADA | {"email": email})

    body = problem_of(response, status=422, code=1001)
    assert body["errors"][0]["loc"] == ["body", "email"]


async def test_who_registered_can_sign_in_and_is_known_by_the_token(
    client: httpx.AsyncClient,
) -> None:
    tokens = await registered(client)

    signed_in = (await client.post("/api/auth/login", json=_ADA)).json()["data"]
    me = await client.get(
        "/api/auth/me", headers={"Authorization": f"Bearer {signed_in['access_token']}"}
    )

    assert me.status_code == 200
    assert me.json()["data"] == tokens["user"]


async def test_an_unknown_mail_and_a_wrong_password_get_the_same_answer(
    client: httpx.AsyncClient,
) -> None:
    await registered(client)

    unknown = await client.post("/api/auth/login", json=_ADA | {"email": "eve@example.org"})
    wrong = await client.post("/api/auth/login", json=_ADA | {"password": "another password"})

    problem_of(unknown, status=401, code=2001)
    problem_of(wrong, status=401, code=2001)
    assert unknown.json()["detail"] == wrong.json()["detail"]
    assert unknown.headers.keys() == wrong.headers.keys()


async def test_a_refresh_token_buys_a_new_pair(client: httpx.AsyncClient) -> None:
    tokens = await registered(client)

    response = await refresh(client, tokens["refresh_token"])

    pair = response.json()["data"]
    assert response.status_code == 200
    assert pair["refresh_token"] != tokens["refresh_token"]
    me = await client.get(
        "/api/auth/me", headers={"Authorization": f"Bearer {pair['access_token']}"}
    )
    assert me.status_code == 200


@pytest.mark.parametrize("token", ["x" * 43, "密" * 43])
async def test_an_invented_refresh_token_is_2001(client: httpx.AsyncClient, token: str) -> None:
    problem_of(await refresh(client, token), status=401, code=2001)


async def test_an_access_token_is_no_refresh_token(client: httpx.AsyncClient) -> None:
    tokens = await registered(client)

    response = await refresh(client, tokens["access_token"][:200])

    problem_of(response, status=401, code=2001)


async def test_a_stolen_refresh_token_is_2004_and_signs_out_both(
    client: httpx.AsyncClient,
) -> None:
    stolen = (await registered(client))["refresh_token"]
    second = (await refresh(client, stolen)).json()["data"]["refresh_token"]
    third = (await refresh(client, second)).json()["data"]["refresh_token"]

    problem_of(await refresh(client, stolen), status=401, code=2004)
    problem_of(await refresh(client, third), status=401, code=2004)


async def test_twenty_refreshes_at_once_log_nobody_out(
    client: httpx.AsyncClient, container: Container
) -> None:
    token = (await registered(client))["refresh_token"]

    responses = await asyncio.gather(*(refresh(client, token) for _ in range(20)))

    assert [response.status_code for response in responses] == [200] * 20
    successors = {response.json()["data"]["refresh_token"] for response in responses}
    assert len(successors) == 20
    async with container.transaction() as session:
        families = await session.scalar(select(func.count(RefreshToken.family_id.distinct())))
        unused = await session.scalar(
            select(func.count()).where(
                RefreshToken.used_at.is_(None), RefreshToken.revoked_at.is_(None)
            )
        )
    assert (families, unused) == (1, 20)


async def test_of_a_theft_noticed_while_others_refresh_nothing_survives(
    client: httpx.AsyncClient, container: Container
) -> None:
    stolen = (await registered(client))["refresh_token"]
    second = (await refresh(client, stolen)).json()["data"]["refresh_token"]
    third = (await refresh(client, second)).json()["data"]["refresh_token"]

    await asyncio.gather(
        *(refresh(client, token) for token in [third, stolen] * 5 + [second, stolen] * 5)
    )

    async with container.transaction() as session:
        alive = await session.scalar(select(func.count()).where(RefreshToken.revoked_at.is_(None)))
    assert alive == 0


async def test_signing_out_ends_a_sign_in_for_good_and_can_be_said_twice(
    client: httpx.AsyncClient,
) -> None:
    tokens = await registered(client)
    body = {"refresh_token": tokens["refresh_token"]}

    answers = [await client.post("/api/auth/logout", json=body) for _ in range(2)]

    assert [answer.status_code for answer in answers] == [204, 204]
    problem_of(await refresh(client, tokens["refresh_token"]), status=401, code=2004)
    nobodys = await client.post("/api/auth/logout", json={"refresh_token": "x" * 43})
    problem_of(nobodys, status=401, code=2001)


async def test_me_is_who_the_token_says(
    client: httpx.AsyncClient, user: Caller, other_user: Caller
) -> None:
    mine = await client.get("/api/auth/me", headers=user.headers)
    theirs = await client.get("/api/auth/me", headers=other_user.headers)

    assert mine.json()["data"]["id"] == user.id
    assert theirs.json()["data"]["id"] == other_user.id

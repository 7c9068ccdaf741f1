"""Every failure has the one body, whatever failed and however deep."""

import json

import httpx
import pytest
from fastapi import FastAPI

from core.kernel.errors import AppError, ConflictError, DependencyDownError, ModelError
from tests.support.http import Caller, problem_of

_JSON = {"Content-Type": "application/json"}
_LOGIN = "/api/auth/login"


def failing(app: FastAPI, error: Exception) -> str:
    """Add a route that fails with `error` and return its path."""

    async def fail() -> None:
        raise error

    app.add_api_route("/api/failing", fail)
    return "/api/failing"


async def test_an_unknown_path_is_1003(client: httpx.AsyncClient) -> None:
    response = await client.get("/api/nothing-here")

    body = problem_of(response, status=404, code=1003)
    assert body["detail"] == "There is nothing at /api/nothing-here"


async def test_a_trailing_slash_is_another_path_and_never_a_redirect(
    client: httpx.AsyncClient,
) -> None:
    response = await client.get("/api/auth/me/")

    problem_of(response, status=404, code=1003)


async def test_a_wrong_method_is_1004_and_names_the_right_ones(client: httpx.AsyncClient) -> None:
    response = await client.put(_LOGIN)

    problem_of(response, status=405, code=1004)
    assert response.headers["Allow"] == "POST"


async def test_allow_names_the_methods_of_every_route_at_the_path(
    app: FastAPI, client: httpx.AsyncClient
) -> None:
    async def nothing() -> None: ...

    app.add_api_route("/api/several", nothing, methods=["GET"])
    app.add_api_route("/api/several", nothing, methods=["DELETE"])

    response = await client.put("/api/several")

    assert response.headers["Allow"] == "DELETE, GET"


@pytest.mark.parametrize(
    "content",
    [
        pytest.param(b"{", id="cut short"),
        pytest.param(b'{"email": "\xff"}', id="no UTF-8"),
        pytest.param(b"[" * 100_000, id="nested too deeply"),
        pytest.param(b"1" * 10_000, id="number with 10,000 digits"),
    ],
)
async def test_a_body_that_is_no_json_is_1002(client: httpx.AsyncClient, content: bytes) -> None:
    response = await client.post(_LOGIN, content=content, headers=_JSON)

    problem_of(response, status=400, code=1002)


@pytest.mark.parametrize("headers", [{}, {"Content-Type": "text/plain"}])
async def test_a_body_of_another_media_type_is_1004(
    client: httpx.AsyncClient, headers: dict[str, str]
) -> None:
    response = await client.post(_LOGIN, content=b'{"email": 1}', headers=headers)

    problem_of(response, status=415, code=1004)


async def test_an_invalid_field_is_1001_and_named(client: httpx.AsyncClient) -> None:
    response = await client.post(_LOGIN, json={"email": "a@b.org", "pasword": "0123456789"})

    body = problem_of(response, status=422, code=1001)
    assert body["detail"] == "password: Field required"
    assert [(item["loc"], item["type"]) for item in body["errors"]] == [
        (["body", "password"], "missing"),
        (["body", "pasword"], "extra_forbidden"),
    ]


@pytest.mark.parametrize("content", [b"", b"null", b"[]", b"3", b'"x"'])
async def test_a_body_that_is_no_object_is_1001(client: httpx.AsyncClient, content: bytes) -> None:
    response = await client.post(_LOGIN, content=content, headers=_JSON)

    problem_of(response, status=422, code=1001)


async def test_an_invalid_value_is_not_sent_back(client: httpx.AsyncClient) -> None:
    response = await client.post(_LOGIN, json={"email": "a@b.org", "password": "secret"})

    problem_of(response, status=422, code=1001)
    assert "secret" not in response.text


@pytest.mark.parametrize("text", ["a\u0000b@c.org", "\ud800@c.org"])
async def test_text_that_cannot_be_stored_is_1001(client: httpx.AsyncClient, text: str) -> None:
    content = json.dumps({"email": text, "password": "0123456789"})

    response = await client.post(_LOGIN, content=content, headers=_JSON)

    problem_of(response, status=422, code=1001)


@pytest.mark.parametrize("path", ["/problems/%00", "/livez?x=%00"])
async def test_nul_in_the_address_is_1002(client: httpx.AsyncClient, path: str) -> None:
    response = await client.get(path)

    problem_of(response, status=400, code=1002)


async def test_a_bug_is_5000_and_says_nothing_about_itself(
    app: FastAPI, client: httpx.AsyncClient
) -> None:
    path = failing(app, RuntimeError("select secret from /etc/passwd"))

    response = await client.get(path)

    body = problem_of(response, status=500, code=5000)
    assert body["detail"] == "Unexpected error"
    assert "secret" not in response.text


async def test_a_dependency_that_is_down_says_when_to_come_again(
    app: FastAPI, client: httpx.AsyncClient
) -> None:
    path = failing(app, DependencyDownError("PostgreSQL does not answer"))

    response = await client.get(path)

    body = problem_of(response, status=503, code=5001)
    assert body["data"]["retryable"] is True
    assert body["data"]["retry_after_ms"] == 2000
    assert response.headers["Retry-After"] == "2"


async def test_a_failure_knows_better_when_to_come_again(
    app: FastAPI, client: httpx.AsyncClient
) -> None:
    path = failing(app, ModelError("busy", error_type="rate_limited", retry_after_s=0.4))

    response = await client.get(path)

    body = problem_of(response, status=503, code=3001)
    assert body["data"]["retry_after_ms"] == 400
    assert response.headers["Retry-After"] == "1"


@pytest.mark.parametrize(("error_type", "status"), sorted(ModelError.STATUS.items()))
async def test_a_model_failure_has_the_status_of_its_error_type(
    app: FastAPI, client: httpx.AsyncClient, error_type: str, status: int
) -> None:
    path = failing(app, ModelError("no answer", error_type=error_type))

    response = await client.get(path)

    body = problem_of(response, status=status, code=3001)
    assert body["data"]["error_type"] == error_type


async def test_data_of_a_failure_is_kept(app: FastAPI, client: httpx.AsyncClient) -> None:
    path = failing(app, ConflictError("version 3", data={"current_version": 4}))

    body = problem_of(await client.get(path), status=409, code=1010)

    assert body["data"]["current_version"] == 4


async def test_a_wait_is_only_named_where_waiting_helps(
    app: FastAPI, client: httpx.AsyncClient
) -> None:
    path = failing(app, AppError())

    response = await client.get(path)

    body = problem_of(response, status=500, code=5000)
    assert "retry_after_ms" not in body["data"]
    assert "Retry-After" not in response.headers


@pytest.mark.parametrize(
    ("accept_language", "msg"),
    [
        ("", "未找到"),
        ("fr", "未找到"),
        ("*", "未找到"),
        ("en", "Not found"),
        ("EN-gb, zh;q=0.4", "Not found"),
        ("en;q=0.3, zh-CN;q=0.9", "未找到"),
        ("zh, en", "未找到"),
        ("en;q=much", "未找到"),
        ("en;q=nan", "未找到"),
    ],
)
async def test_the_message_is_in_the_language_asked_for_and_chinese_by_default(
    client: httpx.AsyncClient, accept_language: str, msg: str
) -> None:
    response = await client.get("/nothing", headers={"Accept-Language": accept_language})

    assert response.json()["msg"] == msg


async def test_the_same_body_comes_as_a_problem_to_who_asks_for_one(
    client: httpx.AsyncClient,
) -> None:
    plain = await client.get("/nothing")
    asked = await client.get("/nothing", headers={"Accept": "application/problem+json"})

    assert plain.headers["Content-Type"] == "application/json"
    assert asked.headers["Content-Type"] == "application/problem+json"
    assert asked.json().keys() == plain.json().keys()


async def test_the_challenge_of_a_401_tells_a_wrong_token_from_none(
    client: httpx.AsyncClient,
) -> None:
    without = await client.get("/api/auth/me")
    wrong = await client.get("/api/auth/me", headers={"Authorization": "Bearer x"})

    assert without.headers["WWW-Authenticate"] == 'Bearer realm="tripwright"'
    assert wrong.headers["WWW-Authenticate"] == 'Bearer realm="tripwright", error="invalid_token"'


async def test_a_role_that_is_too_low_is_2003(client: httpx.AsyncClient, user: Caller) -> None:
    response = await client.get("/admin/health", headers=user.headers)

    body = problem_of(response, status=403, code=2003)
    assert body["detail"] == "This needs the role operator; yours is user"

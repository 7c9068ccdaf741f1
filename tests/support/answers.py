"""Answers of the API, valid by default; a test varies what matters to it."""

from datetime import UTC, datetime
from typing import Any

import httpx

from core.schemas.accounts import Role, TokenPair, UserOut

TRACE_ID = "4bf92f3577b34da6a3ce929d0e0e4736"


def ok(data: Any, status: int = 200) -> httpx.Response:
    """Return a success with `data`."""
    return httpx.Response(status, json={"code": 0, "msg": "ok", "data": data})


def a_problem(code: int = 5000, status: int = 500, **values: Any) -> dict[str, Any]:
    """Return the body of a failure."""
    return {
        "code": code,
        "msg": "Unexpected error",
        "data": {"trace_id": TRACE_ID, "retryable": False},
        "type": "/problems/unexpected",
        "title": "Unexpected error",
        "status": status,
        "detail": "Something went wrong",
        "instance": f"urn:trace:{TRACE_ID}",
        "errors": [],
    } | values


def failed(code: int = 5000, status: int = 500, **values: Any) -> httpx.Response:
    """Return a failure."""
    return httpx.Response(status, json=a_problem(code, status, **values))


def a_user(role: Role = Role.USER, email: str = "wei@example.org") -> UserOut:
    """Return a person with an account."""
    return UserOut(
        id="01990000-0000-7000-8000-000000000001",
        email=email,
        role=role,
        created_at=datetime(2026, 11, 1, tzinfo=UTC),
    )


def a_pair(number: int = 1, role: Role = Role.USER) -> TokenPair:
    """Return what signing in answers; another number gives other tokens."""
    return TokenPair(
        access_token=f"access-{number}",
        refresh_token=f"refresh-{number}-" + "x" * 20,
        expires_in=900,
        user=a_user(role),
    )

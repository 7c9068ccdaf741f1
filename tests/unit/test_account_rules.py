"""What makes a password acceptable, what a second use of a refresh token means, who may what."""

from datetime import timedelta

import pytest

from core.accounts.domain import REFRESH_GRACE, is_retry, password_problem
from core.schemas.accounts import Role
from tests.support.clock import ClockFake

_EMAIL = "ada.lovelace@example.org"
_NOW = ClockFake().now


@pytest.mark.parametrize(
    "password", ["correct horse", "0123456789", "密码很长也没有问题的啊", "      a b c  d"]
)
def test_a_password_of_ten_characters_with_five_different_ones_is_fine(password: str) -> None:
    assert password_problem(password, _EMAIL) is None


@pytest.mark.parametrize(
    ("password", "problem"),
    [
        ("", "must have at least 10 characters"),
        ("123456789", "must have at least 10 characters"),
        ("aaaaabbbbbccccc", "must have at least 5 different characters"),
        ("Ada.Lovelace@Example.org", "must not be the mail address"),
    ],
)
def test_an_easy_password_is_refused_with_the_reason(password: str, problem: str) -> None:
    assert password_problem(password, _EMAIL) == problem


@pytest.mark.parametrize("age", [timedelta(0), REFRESH_GRACE])
def test_a_second_use_within_the_grace_is_a_retry(age: timedelta) -> None:
    assert is_retry(_NOW - age, _NOW, successor_used=False)


def test_a_second_use_after_the_grace_is_a_theft() -> None:
    late = REFRESH_GRACE + timedelta(milliseconds=1)

    assert not is_retry(_NOW - late, _NOW, successor_used=False)


def test_a_second_use_is_a_theft_once_a_successor_was_used() -> None:
    assert not is_retry(_NOW, _NOW, successor_used=True)


@pytest.mark.parametrize("role", Role)
def test_each_role_may_what_the_ones_before_it_may_and_no_more(role: Role) -> None:
    ranks = list(Role)
    lower, higher = ranks[: ranks.index(role) + 1], ranks[ranks.index(role) + 1 :]

    assert all(role.includes(other) for other in lower)
    assert not any(role.includes(other) for other in higher)

"""Who somebody is, what makes a password acceptable, and what a used refresh token means."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from core.schemas.accounts import Role

PASSWORD_MIN_CHARS = 10
PASSWORD_MIN_DIFFERENT = 5
CLOCK_LEEWAY = timedelta(seconds=5)
"""Clocks of several machines may differ by so much."""
REFRESH_GRACE = timedelta(seconds=10)
"""How long a used refresh token is taken for a retry after a lost answer, not for a theft."""


@dataclass(frozen=True)
class User:
    """Somebody whose token was checked."""

    id: str
    email: str
    role: Role
    created_at: datetime


@dataclass(frozen=True)
class AccessClaims:
    """What an access token says: whose it is, and which generation of that person's tokens.

    `family_id` is the sign-in it comes from.
    """

    user_id: str
    token_version: int
    expires_at: datetime
    family_id: str | None = None


def password_problem(password: str, email: str) -> str | None:
    """Return why this password may not be chosen, or None where it may."""
    if len(password) < PASSWORD_MIN_CHARS:
        return f"must have at least {PASSWORD_MIN_CHARS} characters"
    if len(set(password)) < PASSWORD_MIN_DIFFERENT:
        return f"must have at least {PASSWORD_MIN_DIFFERENT} different characters"
    if password.casefold() == email.casefold():
        return "must not be the mail address"
    return None


def is_retry(used_at: datetime, now: datetime, *, successor_used: bool) -> bool:
    """Say whether a second use of a refresh token is the client's own retry.

    It is where the first use was moments ago and nothing that came of it was used: then the
    answer got lost on its way, or two windows of one client asked at once.
    """
    return not successor_used and now - used_at <= REFRESH_GRACE

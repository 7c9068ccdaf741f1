"""Accounts as the service keeps them: sign-ins, refresh tokens and their families."""

from collections.abc import Iterator
from datetime import timedelta

import pytest
from redis.asyncio import Redis
from sqlalchemy import func, select, update

from core.accounts.departures import Departures
from core.accounts.passwords import PasswordHasher
from core.accounts.service import AccountService
from core.accounts.tokens import AccessTokens
from core.db.engine import Transaction
from core.db.models.account import RefreshToken, User
from core.kernel.clock import utc_now
from core.kernel.errors import (
    InvalidRequestError,
    RefreshReusedError,
    TokenExpiredError,
    UnauthenticatedError,
)
from core.schemas.accounts import Role
from tests.support.clock import ClockFake

_EMAIL, _PASSWORD = "ada@example.org", "a long password"
_LIFE = timedelta(days=30)


class CountingHasher(PasswordHasher):
    """Counts how often the costly work was done."""

    def __init__(self) -> None:
        super().__init__()
        self.count = 0

    async def hash(self, password: str) -> str:
        self.count += 1
        return await super().hash(password)

    async def verify(self, password: str, password_hash: str) -> bool:
        self.count += 1
        return await super().verify(password, password_hash)


@pytest.fixture
def clock() -> ClockFake:
    # Access tokens are judged by the real time.
    return ClockFake(utc_now())


@pytest.fixture
def hasher() -> Iterator[CountingHasher]:
    hasher = CountingHasher()
    yield hasher
    hasher.close()


@pytest.fixture
def accounts(
    transaction: Transaction, redis: Redis, hasher: CountingHasher, clock: ClockFake
) -> AccountService:
    return AccountService(
        transaction=transaction,
        statement=transaction,
        passwords=hasher,
        access_tokens=AccessTokens("s" * 32, life=timedelta(minutes=15)),
        refresh_life=_LIFE,
        departures=Departures(redis),
        clock=clock,
    )


@pytest.fixture
async def token(accounts: AccountService) -> str:
    """Return the refresh token of somebody who has just registered."""
    return (await accounts.register(_EMAIL, _PASSWORD)).refresh_token


async def refresh(accounts: AccountService, token: str) -> str:
    return (await accounts.refresh(token)).refresh_token


async def change_user(transaction: Transaction, **values: object) -> None:
    async with transaction() as session:
        await session.execute(update(User).values(**values))


async def test_a_password_is_kept_as_an_argon2id_hash(
    accounts: AccountService, transaction: Transaction
) -> None:
    await accounts.register(_EMAIL, _PASSWORD)

    async with transaction() as session:
        kept = await session.scalar(select(User.password_hash))
    assert kept is not None
    assert kept.startswith("$argon2id$")


async def test_a_refresh_token_is_kept_as_a_hash_only(
    accounts: AccountService, transaction: Transaction, token: str
) -> None:
    async with transaction() as session:
        kept = await session.scalar(select(RefreshToken.token_hash))

    assert kept is not None
    assert token not in kept
    assert len(kept) == 64


@pytest.mark.parametrize("email", ["nobody@example.org", _EMAIL])
async def test_an_unknown_mail_and_a_wrong_password_cost_one_hashing_each(
    accounts: AccountService, hasher: CountingHasher, token: str, email: str
) -> None:
    hasher.count = 0

    with pytest.raises(UnauthenticatedError, match="do not belong together"):
        await accounts.login(email, "another password")

    assert hasher.count == 1


async def test_somebody_inactive_cannot_sign_in_or_stay_signed_in(
    accounts: AccountService, transaction: Transaction, token: str
) -> None:
    await change_user(transaction, is_active=False)

    with pytest.raises(UnauthenticatedError, match="do not belong together"):
        await accounts.login(_EMAIL, _PASSWORD)
    with pytest.raises(UnauthenticatedError, match="not active"):
        await accounts.refresh(token)


async def test_a_refresh_of_somebody_inactive_uses_nothing_up(
    accounts: AccountService, transaction: Transaction, token: str
) -> None:
    await change_user(transaction, is_active=False)
    with pytest.raises(UnauthenticatedError):
        await accounts.refresh(token)
    await change_user(transaction, is_active=True)

    assert await refresh(accounts, token) != token


async def test_a_refresh_token_expires(
    accounts: AccountService, clock: ClockFake, token: str
) -> None:
    clock.advance(days=30)

    with pytest.raises(TokenExpiredError):
        await accounts.refresh(token)


async def test_a_successor_lives_as_long_as_a_first_token(
    accounts: AccountService, clock: ClockFake, token: str
) -> None:
    clock.advance(days=29)
    successor = await refresh(accounts, token)
    clock.advance(days=29)

    assert await refresh(accounts, successor) != successor


async def test_a_lost_answer_may_be_asked_for_again_within_the_grace(
    accounts: AccountService, clock: ClockFake, token: str
) -> None:
    lost = await refresh(accounts, token)
    clock.advance(seconds=10)

    again = await refresh(accounts, token)

    clock.advance(seconds=1)
    assert len({token, lost, again, await refresh(accounts, again)}) == 4


async def test_both_answers_of_two_windows_that_asked_at_once_go_on_working(
    accounts: AccountService, clock: ClockFake, token: str
) -> None:
    first, second = await refresh(accounts, token), await refresh(accounts, token)
    clock.advance(minutes=14)

    assert await refresh(accounts, first) != await refresh(accounts, second)


async def test_a_second_use_after_the_grace_revokes_the_family(
    accounts: AccountService, clock: ClockFake, token: str
) -> None:
    successor = await refresh(accounts, token)
    clock.advance(seconds=10.001)

    with pytest.raises(RefreshReusedError):
        await accounts.refresh(token)

    with pytest.raises(RefreshReusedError):
        await accounts.refresh(successor)


async def test_a_second_use_revokes_the_family_once_a_successor_was_used(
    accounts: AccountService, clock: ClockFake, token: str
) -> None:
    clock.advance(seconds=1)
    successor = await refresh(accounts, token)
    newest = await refresh(accounts, successor)

    with pytest.raises(RefreshReusedError):
        await accounts.refresh(token)

    with pytest.raises(RefreshReusedError):
        await accounts.refresh(newest)


async def test_a_revoked_family_leaves_other_sign_ins_alone(
    accounts: AccountService, clock: ClockFake, token: str
) -> None:
    elsewhere = (await accounts.login(_EMAIL, _PASSWORD)).refresh_token
    await refresh(accounts, token)
    clock.advance(minutes=1)
    with pytest.raises(RefreshReusedError):
        await accounts.refresh(token)

    assert await refresh(accounts, elsewhere) != elsewhere


async def test_the_administrator_is_made_once_and_signs_in_with_the_given_password(
    accounts: AccountService, transaction: Transaction, hasher: CountingHasher
) -> None:
    await accounts.ensure_admin(" Admin@Tripwright.local ", _PASSWORD)
    await accounts.ensure_admin("admin@tripwright.local", _PASSWORD)

    pair = await accounts.login("admin@tripwright.local", _PASSWORD)

    assert pair.user.role is Role.ADMIN
    async with transaction() as session:
        assert await session.scalar(select(func.count()).select_from(User)) == 1


async def test_making_sure_of_an_administrator_who_is_there_signs_nobody_out(
    accounts: AccountService,
) -> None:
    await accounts.ensure_admin(_EMAIL, _PASSWORD)
    token = (await accounts.login(_EMAIL, _PASSWORD)).access_token

    await accounts.ensure_admin(_EMAIL, _PASSWORD)

    assert (await accounts.authenticate(token)).email == _EMAIL


async def test_a_new_administrator_password_replaces_the_old_and_ends_its_tokens(
    accounts: AccountService,
) -> None:
    await accounts.ensure_admin(_EMAIL, _PASSWORD)
    token = (await accounts.login(_EMAIL, _PASSWORD)).access_token

    await accounts.ensure_admin(_EMAIL, "another password")

    assert (await accounts.login(_EMAIL, "another password")).user.role is Role.ADMIN
    with pytest.raises(UnauthenticatedError):
        await accounts.authenticate(token)
    with pytest.raises(UnauthenticatedError):
        await accounts.login(_EMAIL, _PASSWORD)


async def test_the_administrator_gets_no_password_that_nobody_could_sign_in_with(
    accounts: AccountService,
) -> None:
    with pytest.raises(InvalidRequestError, match="at least 10 characters"):
        await accounts.ensure_admin(_EMAIL, "short")

"""Signing in and staying signed in."""

from datetime import datetime, timedelta

import structlog
from sqlalchemy.ext.asyncio import AsyncSession

from core.accounts.departures import Departures
from core.accounts.domain import CLOCK_LEEWAY, AccessClaims, User, is_retry, password_problem
from core.accounts.passwords import PasswordHasher
from core.accounts.repository import (
    NewRefreshToken,
    RefreshTokenRepository,
    UserRepository,
    find_admitted,
)
from core.accounts.tokens import AccessTokens, new_refresh_token, refresh_token_hash
from core.db.engine import Transaction
from core.db.models.account import RefreshToken
from core.db.models.account import User as UserRow
from core.db.statements import Statement
from core.kernel.clock import Clock, utc_now
from core.kernel.errors import (
    ConflictError,
    InvalidRequestError,
    RefreshReusedError,
    TokenExpiredError,
    UnauthenticatedError,
)
from core.kernel.ids import new_id
from core.schemas.accounts import Role, TokenPair, UserOut

log = structlog.get_logger(__name__)


class AccountService:
    """Registers people, signs them in, and says who a token belongs to."""

    def __init__(
        self,
        *,
        transaction: Transaction,
        statement: Statement,
        passwords: PasswordHasher,
        access_tokens: AccessTokens,
        refresh_life: timedelta,
        departures: Departures,
        clock: Clock = utc_now,
    ) -> None:
        self._transaction = transaction
        self._statement = statement
        self._passwords = passwords
        self._access_tokens = access_tokens
        self._refresh_life = refresh_life
        self._clock = clock
        self.departures = departures

    async def register(self, email: str, password: str) -> TokenPair:
        """Make an account with role `user` and sign it in.

        Raises:
            InvalidRequestError: The password is too easy.
            ConflictError: The mail address has an account.
        """
        _require_good_password(password, email)
        password_hash = await self._passwords.hash(password)
        async with self._transaction() as session:
            row = await UserRepository(session).add(email, password_hash, Role.USER)
            if row is None:
                raise ConflictError("email: this address has an account already")
            pair = await self._open_session(session, row, family_id=new_id())
        log.info("user_registered", user_id=row.id)
        return pair

    async def login(self, email: str, password: str) -> TokenPair:
        """Sign in with mail address and password.

        Raises:
            UnauthenticatedError: They do not belong together; which of them is wrong is not said,
                neither in words nor by the time the answer takes.
        """
        async with self._transaction() as session:
            row = await UserRepository(session).find_by_email(email)
        if row is None:
            await self._passwords.hash(password)  # as long as the comparison would take
            raise _wrong_credentials()
        if not await self._passwords.verify(password, row.password_hash) or not row.is_active:
            raise _wrong_credentials()
        async with self._transaction() as session:
            pair = await self._open_session(session, row, family_id=new_id())
        log.info("user_signed_in", user_id=row.id)
        return pair

    async def refresh(self, refresh_token: str) -> TokenPair:
        """Change a refresh token for a new pair; it can be used once.

        Raises:
            UnauthenticatedError: It is none of ours, or its owner may not sign in any more.
            TokenExpiredError: It was valid once.
            RefreshReusedError: It was used before; everything from the same sign-in is revoked.
        """
        token_hash = refresh_token_hash(refresh_token)
        now = self._clock()
        async with self._transaction() as session:
            tokens = RefreshTokenRepository(session)
            token = await tokens.use(token_hash, now)
            if token is None:
                token = await _retried(tokens, token_hash, now)
            if token is not None:
                return await self._renew(session, token)
        if stolen := await self._revoke_family(token_hash):
            log.warning("refresh_reused", user_id=stolen.user_id, family_id=stolen.family_id)
        raise RefreshReusedError("Everything from this sign-in is revoked; sign in again")

    async def sign_out(self, refresh_token: str) -> None:
        """End a sign-in: nothing can be refreshed from it, and its open connections are ended.

        Access tokens of it live on for the few minutes they have.

        Raises:
            UnauthenticatedError: The refresh token is none of ours.
        """
        left = await self._revoke_family(refresh_token_hash(refresh_token))
        if left is None:
            raise UnauthenticatedError("The refresh token is not valid")
        log.info("user_signed_out", user_id=left.user_id)

    async def authenticate(self, access_token: str) -> User:
        """Return whose token this is.

        Raises:
            UnauthenticatedError: It is not valid (any more).
            TokenExpiredError: It was valid once.
        """
        return await self.admit(self.read(access_token))

    def read(self, access_token: str) -> AccessClaims:
        """Return what a token says, which may not hold any more.

        Raises:
            UnauthenticatedError: It is none of ours.
            TokenExpiredError: It was valid once.
        """
        return self._access_tokens.read(access_token)

    async def admit(self, claims: AccessClaims) -> User:
        """Return whose token said this, as long as it may be used.

        Raises:
            UnauthenticatedError: It may not any more.
            TokenExpiredError: It was valid once.
        """
        if claims.expires_at + CLOCK_LEEWAY <= self._clock():
            raise TokenExpiredError("The access token has expired")
        async with self._statement() as session:
            user = await find_admitted(session, claims)
        if user is None:
            raise UnauthenticatedError("The access token is not valid any more")
        return user

    async def stay(self, claims: AccessClaims) -> None:
        """Make sure that whoever was admitted to an open connection may stay.

        Raises:
            UnauthenticatedError: They may not any more, or have signed out.
            TokenExpiredError: Their token has ended.
        """
        await self.admit(claims)
        async with self._transaction() as session:
            tokens = RefreshTokenRepository(session)
            if claims.family_id is not None and await tokens.is_revoked(claims.family_id):
                raise UnauthenticatedError("This sign-in was ended")

    async def ensure_admin(self, email: str, password: str) -> None:
        """Make sure that an administrator with this mail address and password can sign in.

        Raises:
            InvalidRequestError: The password is too easy.
        """
        email = email.strip()
        _require_good_password(password, email)
        async with self._transaction() as session:
            row = await UserRepository(session).find_by_email(email)
        if row is not None and await self._is_admin_with(row, password):
            return
        password_hash = await self._passwords.hash(password)
        async with self._transaction() as session:
            users = UserRepository(session)
            if await users.add(email, password_hash, Role.ADMIN) is None:
                await users.make_admin(email, password_hash)
        log.info("admin_ensured", email=email)

    async def _is_admin_with(self, row: UserRow, password: str) -> bool:
        return (
            row.role == Role.ADMIN
            and row.is_active
            and await self._passwords.verify(password, row.password_hash)
        )

    async def _renew(self, session: AsyncSession, token: RefreshToken) -> TokenPair:
        row = await UserRepository(session).find(token.user_id)
        if row is None or not row.is_active:
            raise UnauthenticatedError("The account is not active")
        return await self._open_session(session, row, family_id=token.family_id)

    async def _open_session(
        self, session: AsyncSession, row: UserRow, *, family_id: str
    ) -> TokenPair:
        now = self._clock()
        refresh_token = new_refresh_token()
        await RefreshTokenRepository(session).add(
            NewRefreshToken(
                user_id=row.id,
                family_id=family_id,
                token_hash=refresh_token_hash(refresh_token),
                created_at=now,
                expires_at=now + self._refresh_life,
            )
        )
        user = _user(row)
        return TokenPair(
            access_token=self._access_tokens.issue(
                user, token_version=row.token_version, now=now, family_id=family_id
            ),
            refresh_token=refresh_token,
            expires_in=int(self._access_tokens.life.total_seconds()),
            user=UserOut.model_validate(user),
        )

    async def _revoke_family(self, token_hash: str) -> RefreshToken | None:
        """End the sign-in a refresh token is from, and return the token where it is ours."""
        # A transaction of its own that locks the family in one order: two thefts noticed at once
        # cannot wait for each other, and a successor being made meanwhile is revoked as well.
        async with self._transaction() as session:
            tokens = RefreshTokenRepository(session)
            token = await tokens.find_by_hash(token_hash)
            if token is None:
                return None
            await tokens.lock_family(token.family_id)
            await tokens.revoke_family(token.family_id, self._clock())
        await self.departures.tell(token.user_id)
        return token


async def _retried(
    tokens: RefreshTokenRepository, token_hash: str, now: datetime
) -> RefreshToken | None:
    """Return a used token whose second use is the client's own retry; None where it is a theft."""
    token = await tokens.lock_by_hash(token_hash)
    if token is None:
        raise UnauthenticatedError("The refresh token is not valid")
    if token.expires_at <= now:
        raise TokenExpiredError("The refresh token has expired")
    if token.revoked_at is not None or token.used_at is None:
        return None
    successor_used = await tokens.successor_used(token)
    return token if is_retry(token.used_at, now, successor_used=successor_used) else None


def _require_good_password(password: str, email: str) -> None:
    problem = password_problem(password, email)
    if problem is not None:
        raise InvalidRequestError.of("password", problem, "password_too_easy")


def _wrong_credentials() -> UnauthenticatedError:
    return UnauthenticatedError("Mail address and password do not belong together")


def _user(row: UserRow) -> User:
    return User(id=row.id, email=row.email, role=Role(row.role), created_at=row.created_at)

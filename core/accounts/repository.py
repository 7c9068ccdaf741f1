"""Accounts and refresh tokens in SQL."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import exists, func, select, text, update
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.ext.asyncio import AsyncSession

from core.accounts.domain import AccessClaims, User
from core.db.models.account import RefreshToken
from core.db.models.account import User as UserRow
from core.db.statements import Asks
from core.schemas.accounts import Role

_ADMITTED = text("""
select id, email, role, created_at from users
where id = :user_id and is_active and token_version = :token_version
""")


@dataclass(frozen=True)
class NewRefreshToken:
    """A refresh token about to be kept."""

    user_id: str
    family_id: str
    token_hash: str
    created_at: datetime
    expires_at: datetime


async def find_admitted(session: Asks, claims: AccessClaims) -> User | None:
    """Return whose claims these are, as long as they hold."""
    given = {"user_id": claims.user_id, "token_version": claims.token_version}
    row = (await session.execute(_ADMITTED, given)).one_or_none()
    return None if row is None else User(row.id, row.email, Role(row.role), row.created_at)


class UserRepository:
    """People with an account.

    PostgreSQL brings mail addresses into lower case, for it also checks that they are: newer
    letters have one for one side and none for the other.
    """

    def __init__(self, session: AsyncSession) -> None:
        self._session = session

    async def find(self, user_id: str) -> UserRow | None:
        """Return the person with this id."""
        return await self._session.get(UserRow, user_id)

    async def find_by_email(self, email: str) -> UserRow | None:
        """Return the person with this mail address."""
        return await self._session.scalar(select(UserRow).where(UserRow.email == func.lower(email)))

    async def add(self, email: str, password_hash: str, role: Role) -> UserRow | None:
        """Keep a new person; None where the mail address is taken."""
        statement = (
            insert(UserRow)
            .values(email=func.lower(email), password_hash=password_hash, role=role.value)
            .on_conflict_do_nothing(index_elements=[UserRow.email])
            .returning(UserRow)
        )
        return await self._session.scalar(statement)

    async def make_admin(self, email: str, password_hash: str) -> None:
        """Give somebody the role admin and a new password; access tokens issued before die."""
        await self._session.execute(
            update(UserRow)
            .where(UserRow.email == func.lower(email))
            .values(
                role=Role.ADMIN.value,
                password_hash=password_hash,
                is_active=True,
                token_version=UserRow.token_version + 1,
            )
        )


class RefreshTokenRepository:
    """Refresh tokens, found by their hash."""

    def __init__(self, session: AsyncSession) -> None:
        self._session = session

    async def add(self, token: NewRefreshToken) -> None:
        """Keep a new token."""
        self._session.add(RefreshToken(**vars(token)))
        await self._session.flush()

    async def use(self, token_hash: str, now: datetime) -> RefreshToken | None:
        """Mark a token as used and return it; None where it cannot be used (any more).

        Of several that try at once exactly one gets the row: the others wait for its commit and
        then find `used_at` set.
        """
        return await self._session.scalar(
            update(RefreshToken)
            .where(
                RefreshToken.token_hash == token_hash,
                RefreshToken.used_at.is_(None),
                RefreshToken.revoked_at.is_(None),
                RefreshToken.expires_at > now,
            )
            .values(used_at=now)
            .returning(RefreshToken)
        )

    async def lock_by_hash(self, token_hash: str) -> RefreshToken | None:
        """Return a token and keep others from changing it until the transaction ends."""
        return await self._session.scalar(
            select(RefreshToken).where(RefreshToken.token_hash == token_hash).with_for_update()
        )

    async def find_by_hash(self, token_hash: str) -> RefreshToken | None:
        """Return a token."""
        return await self._session.scalar(
            select(RefreshToken).where(RefreshToken.token_hash == token_hash)
        )

    async def is_revoked(self, family_id: str) -> bool:
        """Say whether a sign-in was ended."""
        found = exists().where(
            RefreshToken.family_id == family_id, RefreshToken.revoked_at.is_not(None)
        )
        return bool(await self._session.scalar(select(found)))

    async def successor_used(self, token: RefreshToken) -> bool:
        """Say whether a token that came of the use of this one was used in turn."""
        return bool(
            await self._session.scalar(
                select(
                    exists().where(
                        RefreshToken.family_id == token.family_id,
                        RefreshToken.id != token.id,
                        RefreshToken.created_at >= token.used_at,
                        RefreshToken.used_at.is_not(None),
                    )
                )
            )
        )

    async def lock_family(self, family_id: str) -> None:
        """Wait for every change to the family that is under way, and hold off new ones."""
        await self._session.execute(
            select(RefreshToken.id)
            .where(RefreshToken.family_id == family_id)
            .order_by(RefreshToken.id)
            .with_for_update()
        )

    async def revoke_family(self, family_id: str, now: datetime) -> None:
        """Make every token of the family worthless."""
        await self._session.execute(
            update(RefreshToken)
            .where(RefreshToken.family_id == family_id, RefreshToken.revoked_at.is_(None))
            .values(revoked_at=now)
        )

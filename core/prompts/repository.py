"""The statements on the tables of prompts."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import func, select, tuple_
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.exc import SQLAlchemyError
from sqlalchemy.ext.asyncio import AsyncSession

from core.db.engine import Transaction
from core.db.models.account import User
from core.db.models.prompt import AiPrompt, AiPromptMove, AiPromptVersion
from core.prompts.domain import Prompt, variables_of
from core.prompts.registry import InForce, StoreFailedError


@dataclass(frozen=True, slots=True)
class NewVersion:
    """A text somebody wrote."""

    key: str
    number: int
    content: str
    author: str
    note: str


class PromptRepository:
    """Reads and writes prompts; nothing here decides."""

    def __init__(self, session: AsyncSession) -> None:
        self._session = session

    async def in_force(self) -> dict[str, InForce]:
        """Return the texts in force that are not the built-in ones, by key."""
        found = await self._session.execute(
            select(AiPrompt.key, AiPromptVersion.number, AiPromptVersion.content).join(
                AiPromptVersion,
                (AiPromptVersion.key == AiPrompt.key)
                & (AiPromptVersion.number == AiPrompt.active_number),
            )
        )
        return {key: InForce(number, content) for key, number, content in found}

    async def rows(self, key: str | None = None) -> dict[str, tuple[AiPrompt, str | None]]:
        """Return the rows of all prompts or one, with who changed each last, by key."""
        statement = select(AiPrompt, User.email).outerjoin(User, User.id == AiPrompt.updated_by)
        if key is not None:
            statement = statement.where(AiPrompt.key == key)
        return {row.key: (row, email) for row, email in await self._session.execute(statement)}

    async def lock(self, prompt: Prompt) -> AiPrompt:
        """Return the row of a prompt, made where it was missing, and let nobody else change it."""
        values = {"key": prompt.key, "title": prompt.title, "role": prompt.role}
        await self._session.execute(
            insert(AiPrompt).values(values).on_conflict_do_nothing(index_elements=["key"])
        )
        statement = select(AiPrompt).where(AiPrompt.key == prompt.key).with_for_update()
        return (await self._session.scalars(statement)).one()

    async def find_version(self, key: str, number: int) -> AiPromptVersion | None:
        """Return one text of a prompt."""
        return await self._session.scalar(
            select(AiPromptVersion).where(
                AiPromptVersion.key == key, AiPromptVersion.number == number
            )
        )

    async def last_number(self, key: str) -> int:
        """Return the number of the newest text of a prompt, 0 without any."""
        statement = select(func.max(AiPromptVersion.number)).where(AiPromptVersion.key == key)
        return await self._session.scalar(statement) or 0

    async def versions(
        self, key: str, limit: int, before: int | None
    ) -> list[tuple[AiPromptVersion, str | None]]:
        """Return texts of a prompt with their authors, the newest first."""
        statement = (
            select(AiPromptVersion, User.email)
            .outerjoin(User, User.id == AiPromptVersion.author)
            .where(AiPromptVersion.key == key)
            .order_by(AiPromptVersion.number.desc())
            .limit(limit)
        )
        if before is not None:
            statement = statement.where(AiPromptVersion.number < before)
        return [(row, email) for row, email in await self._session.execute(statement)]

    async def moves(
        self, key: str, limit: int, before: tuple[datetime, str] | None
    ) -> list[tuple[AiPromptMove, str | None]]:
        """Return moves of what is in force and who made them, the newest first."""
        statement = (
            select(AiPromptMove, User.email)
            .outerjoin(User, User.id == AiPromptMove.moved_by)
            .where(AiPromptMove.key == key)
            .order_by(AiPromptMove.created_at.desc(), AiPromptMove.id.desc())
            .limit(limit)
        )
        if before is not None:
            place = tuple_(AiPromptMove.created_at, AiPromptMove.id)
            statement = statement.where(place < tuple_(*before))
        return [(row, email) for row, email in await self._session.execute(statement)]

    def add_version(self, new: NewVersion) -> None:
        """Write a text down."""
        self._session.add(
            AiPromptVersion(
                key=new.key,
                number=new.number,
                content=new.content,
                variables=sorted(variables_of(new.content)),
                author=new.author,
                note=new.note,
            )
        )

    def add_move(self, row: AiPrompt, to_number: int | None, moved_by: str, why: str) -> None:
        """Put another text in force, and write that down."""
        self._session.add(
            AiPromptMove(
                key=row.key,
                from_number=row.active_number,
                to_number=to_number,
                moved_by=moved_by,
                why=why,
            )
        )
        row.active_number = to_number

    async def flush(self) -> None:
        """Send what was added and changed, so that it can be read."""
        await self._session.flush()


class SqlPromptStore:
    """What the registry reads, in a transaction of its own."""

    def __init__(self, transaction: Transaction) -> None:
        self._transaction = transaction

    async def in_force(self) -> dict[str, InForce]:
        """Return the texts that stand in place of built-in ones, by key.

        Raises:
            StoreFailedError: They could not be read.
        """
        try:
            async with self._transaction() as session:
                return await PromptRepository(session).in_force()
        except SQLAlchemyError as error:
            raise StoreFailedError(str(error)) from error

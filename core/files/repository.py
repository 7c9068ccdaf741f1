"""Files in SQL. Every question names the owner: somebody else's file is not there."""

from datetime import datetime
from typing import Any

from sqlalchemy import delete, func, or_, select
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.ext.asyncio import AsyncSession
from sqlalchemy.orm import undefer

from core.db.models.file import StoredFile
from core.db.models.task import AiTask


class FileRepository:
    """Stored files; their content is read only where it is asked for."""

    def __init__(self, session: AsyncSession) -> None:
        self._session = session

    async def put(self, values: dict[str, Any]) -> None:
        """Keep a file, or note that it has come again."""
        statement = insert(StoredFile).values(values)
        await self._session.execute(
            statement.on_conflict_do_update(
                index_elements=["user_id", "sha256"],
                set_={"name": statement.excluded.name, "created_at": func.now()},
            )
        )

    async def find(self, owner_id: str, sha256: str) -> StoredFile | None:
        """Return a file with its content."""
        return await self._session.scalar(
            select(StoredFile)
            .where(StoredFile.user_id == owner_id, StoredFile.sha256 == sha256)
            .options(undefer(StoredFile.content))
        )

    async def find_content(self, owner_id: str, sha256: str) -> bytes | None:
        """Return the bytes of a file."""
        return await self._session.scalar(
            select(StoredFile.content).where(
                StoredFile.user_id == owner_id, StoredFile.sha256 == sha256
            )
        )

    async def stored_bytes(self, owner_id: str) -> int:
        """Return how much is kept for somebody."""
        total = select(func.coalesce(func.sum(StoredFile.size), 0))
        return int(await self._session.scalar(total.where(StoredFile.user_id == owner_id)) or 0)

    async def delete(self, owner_id: str, sha256: str) -> bool:
        """Delete a file; say whether it was there."""
        gone = await self._session.execute(
            delete(StoredFile)
            .where(StoredFile.user_id == owner_id, StoredFile.sha256 == sha256)
            .returning(StoredFile.id)
        )
        return gone.first() is not None

    async def delete_unused(self, before: datetime) -> int:
        """Delete files that came before a time and that no task has taken or made; say how many."""
        named = (
            select(AiTask.id)
            .where(
                AiTask.user_id == StoredFile.user_id,
                or_(
                    AiTask.request_json["sha256"].astext == StoredFile.sha256,
                    AiTask.result_json["file"]["sha256"].astext == StoredFile.sha256,
                ),
            )
            .exists()
        )
        gone = await self._session.execute(
            delete(StoredFile)
            .where(StoredFile.created_at < before, ~named)
            .returning(StoredFile.id)
        )
        return len(gone.all())

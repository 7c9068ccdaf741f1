"""Keeps what people have sent and what was made for them, each content once."""

import hashlib
from dataclasses import dataclass
from datetime import timedelta

from sqlalchemy.ext.asyncio import AsyncSession

from core.db.engine import Transaction
from core.files.repository import FileRepository
from core.kernel.clock import utc_now
from core.kernel.errors import NotFoundError, TooLargeError
from core.kernel.ids import new_id

MAX_STORED_BYTES = 200 * 1024 * 1024
"""The most that is kept for one person; what no task names any more goes after a while."""
UNUSED_AFTER = timedelta(hours=24)


def sha256_of(content: bytes) -> str:
    """Return the name of a content."""
    return hashlib.sha256(content).hexdigest()


@dataclass(frozen=True, slots=True)
class KeptFile:
    """A file as it was put."""

    name: str
    media_type: str
    content: bytes


class FileService:
    """Files by owner and content: to everybody else than its owner a file is not there."""

    def __init__(self, transaction: Transaction) -> None:
        self._transaction = transaction

    async def put(self, owner_id: str, name: str, media_type: str, content: bytes) -> str:
        """Keep a file and return the SHA-256 it is found by; the same content is kept once.

        Raises:
            TooLargeError: Too much is kept for this person already.
        """
        sha256 = sha256_of(content)
        async with self._transaction() as session:
            files = FileRepository(session)
            await files.put(
                {
                    "id": new_id(),
                    "user_id": owner_id,
                    "name": name,
                    "media_type": media_type,
                    "size": len(content),
                    "sha256": sha256,
                    "content": content,
                }
            )
            if await files.stored_bytes(owner_id) > MAX_STORED_BYTES:
                raise TooLargeError(
                    f"You have more than {MAX_STORED_BYTES} bytes of files; what is not in use is"
                    f" cleared after {UNUSED_AFTER.total_seconds() / 3600:g} hours",
                    data={"limit_bytes": MAX_STORED_BYTES},
                )
        return sha256

    async def get(self, owner_id: str, sha256: str) -> bytes:
        """Return the content of a file.

        Raises:
            NotFoundError: It is not there, or somebody else's.
        """
        async with self._transaction() as session:
            content = await FileRepository(session).find_content(owner_id, sha256)
        if content is None:
            raise NotFoundError(f"There is no file {sha256!r} any more")
        return content

    async def open(self, owner_id: str, sha256: str) -> KeptFile:
        """Return a file with its name and media type.

        Raises:
            NotFoundError: It is not there, or somebody else's.
        """
        async with self._transaction() as session:
            found = await FileRepository(session).find(owner_id, sha256)
            if found is None:
                raise NotFoundError(f"There is no file {sha256!r} any more")
            return KeptFile(found.name, found.media_type, found.content)

    async def delete(self, owner_id: str, sha256: str) -> bool:
        """Delete a file; say whether it was there."""
        async with self._transaction() as session:
            return await FileRepository(session).delete(owner_id, sha256)


async def delete_unused_files(session: AsyncSession) -> int:
    """Delete files that no task names, but for the youngest, whose task may still be coming."""
    return await FileRepository(session).delete_unused(utc_now() - UNUSED_AFTER)

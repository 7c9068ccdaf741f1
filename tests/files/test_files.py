"""What people send is kept for them alone, each content once, as long as a task names it."""

import asyncio
from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import func, select, update

from core.db.engine import Transaction
from core.db.models.account import User
from core.db.models.file import StoredFile
from core.files import service as module
from core.files.service import UNUSED_AFTER, FileService, delete_unused_files, sha256_of
from core.kernel.errors import NotFoundError, TooLargeError
from core.tasks.retention import TaskRetention
from tests.support.tasks import add_user, submit


@pytest.fixture
def files(transaction: Transaction) -> FileService:
    return FileService(transaction)


@pytest.fixture
async def owner(transaction: Transaction) -> str:
    return await add_user(transaction)


async def rows(transaction: Transaction) -> list[StoredFile]:
    async with transaction() as session:
        return list(await session.scalars(select(StoredFile)))


async def age_all(transaction: Transaction, by: timedelta) -> None:
    async with transaction() as session:
        await session.execute(update(StoredFile).values(created_at=func.now() - by))


async def test_a_file_comes_back_as_it_was(files: FileService, owner: str) -> None:
    content = bytes(range(256)) * 1000

    sha256 = await files.put(owner, "all.bin", "application/octet-stream", content)

    assert sha256 == sha256_of(content)
    assert await files.get(owner, sha256) == content


async def test_the_same_content_is_kept_once_however_often_and_whenever_it_comes(
    files: FileService, owner: str, transaction: Transaction
) -> None:
    await asyncio.gather(*(files.put(owner, f"{n}.txt", "text/plain", b"same") for n in range(8)))

    (row,) = await rows(transaction)
    assert (row.size, row.sha256) == (4, sha256_of(b"same"))


async def test_a_file_is_not_there_for_somebody_else(
    files: FileService, owner: str, transaction: Transaction
) -> None:
    other = await add_user(transaction)
    sha256 = await files.put(owner, "mine.txt", "text/plain", b"mine")

    with pytest.raises(NotFoundError):
        await files.get(other, sha256)
    assert not await files.delete(other, sha256)
    assert await files.delete(owner, sha256)
    with pytest.raises(NotFoundError):
        await files.get(owner, sha256)


async def test_two_people_may_keep_the_same_content(
    files: FileService, owner: str, transaction: Transaction
) -> None:
    other = await add_user(transaction)
    sha256 = await files.put(owner, "a.txt", "text/plain", b"same")
    await files.put(other, "b.txt", "text/plain", b"same")

    await files.delete(owner, sha256)

    assert await files.get(other, sha256) == b"same"


async def test_nobody_keeps_more_than_the_limit(
    files: FileService, owner: str, transaction: Transaction, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(module, "MAX_STORED_BYTES", 10)
    kept = await files.put(owner, "a.txt", "text/plain", b"12345678")

    with pytest.raises(TooLargeError) as caught:
        await files.put(owner, "b.txt", "text/plain", b"abc")

    assert caught.value.data == {"limit_bytes": 10}
    assert [row.sha256 for row in await rows(transaction)] == [kept]


async def test_a_file_goes_with_its_owner(
    files: FileService, owner: str, transaction: Transaction
) -> None:
    await files.put(owner, "a.txt", "text/plain", b"a")

    async with transaction() as session:
        await session.delete(await session.get_one(User, owner))

    assert await rows(transaction) == []


@pytest.mark.parametrize(
    ("old", "named", "stays"),
    [(True, False, False), (True, True, True), (False, False, True)],
    ids=["old and unused", "old but a task names it", "just come"],
)
async def test_what_no_task_names_goes_after_a_while(
    files: FileService, owner: str, transaction: Transaction, old: bool, named: bool, stays: bool
) -> None:
    sha256 = await files.put(owner, "a.txt", "text/plain", b"a")
    if named:
        payload: dict[str, Any] = {"sha256": sha256}
        await submit(transaction, owner, payload=payload)
    if old:
        await age_all(transaction, UNUSED_AFTER * 2)

    async with transaction() as session:
        deleted = await delete_unused_files(session)

    assert deleted == (0 if stays else 1)
    assert len(await rows(transaction)) == (1 if stays else 0)


async def test_the_regular_clean_up_takes_files_that_nobody_names(
    files: FileService, owner: str, transaction: Transaction
) -> None:
    await files.put(owner, "a.txt", "text/plain", b"a")
    await age_all(transaction, UNUSED_AFTER * 2)

    await TaskRetention(transaction, keep_days=30).run()

    assert await rows(transaction) == []


async def test_a_file_that_comes_again_is_young_again(
    files: FileService, owner: str, transaction: Transaction
) -> None:
    await files.put(owner, "a.txt", "text/plain", b"a")
    await age_all(transaction, UNUSED_AFTER * 2)
    await files.put(owner, "a.txt", "text/plain", b"a")

    async with transaction() as session:
        assert await delete_unused_files(session) == 0


async def test_the_content_is_not_read_unless_it_is_asked_for(
    files: FileService, owner: str, transaction: Transaction
) -> None:
    await files.put(owner, "a.txt", "text/plain", b"a" * 1000)

    async with transaction() as session:
        (row,) = await session.scalars(select(StoredFile))

    assert "content" not in row.__dict__

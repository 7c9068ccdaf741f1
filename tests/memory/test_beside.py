"""The store in a process of its own: what becomes of who asks when it dies, hangs, or starves."""

import asyncio
import os
import signal
from collections.abc import AsyncIterator
from pathlib import Path
from typing import cast

import pytest
from sqlalchemy import make_url

from core.db.engine import Transaction
from core.kernel.settings import Settings
from core.memory import service
from core.memory.beside import StoreBeside
from core.memory.domain import Recalled, Remembered
from core.memory.service import RECALL_S, MemoryService
from tests.support.memories import a_memory, a_person, a_store, a_turn
from tests.support.processes import is_alive
from tests.support.waiting import eventually

_WORDS = "vegan"


@pytest.fixture
async def store(settings: Settings) -> AsyncIterator[StoreBeside]:
    """Yield a store whose process is begun by who asks first."""
    store = cast(StoreBeside, a_store(settings, beside=True))
    yield store
    await store.close()


@pytest.fixture
def memory(store: StoreBeside, transaction: Transaction) -> MemoryService:
    """Return a memory over that store."""
    return a_memory(transaction, store)


@pytest.fixture
async def who(memory: MemoryService, transaction: Transaction) -> Remembered:
    """Return somebody of whom something is remembered, in a process that is ready."""
    turn = await a_turn(transaction, await a_person(transaction), "I am vegan")
    await memory.remember(turn)
    return turn.who


async def _recalled(memory: MemoryService, who: Remembered) -> Recalled | None:
    """Return what was found, None where nothing could be looked for."""
    found = await memory.recall(who, _WORDS, 5)
    return None if found.failed else found


async def test_who_asks_while_the_process_still_loads_waits_for_it(
    store: StoreBeside,
    memory: MemoryService,
    transaction: Transaction,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    somebody = Remembered(await a_person(transaction))
    monkeypatch.setattr(service, "LOADING_S", 60.0)
    monkeypatch.setattr(service, "RECALL_S", 0.01)
    await memory.open()
    assert store.is_loading

    found = await memory.recall(somebody, _WORDS, 5)

    assert found == Recalled()
    assert not store.is_loading


async def test_a_process_that_is_killed_fails_who_asks_and_the_next_finds_another(
    store: StoreBeside, memory: MemoryService, who: Remembered
) -> None:
    first = store.pid
    assert first is not None
    os.kill(first, signal.SIGSTOP)
    asking = asyncio.create_task(memory.recall(who, _WORDS, 5))
    await asyncio.sleep(0)  # it is under way
    os.kill(first, signal.SIGKILL)

    failed = await asking
    found = await eventually(lambda: _recalled(memory, who))

    assert failed == Recalled(failed="process_lost")
    assert "I am vegan" in {each.text for each in found.memories}
    assert store.pid not in (None, first)


async def test_a_process_that_is_frozen_fails_in_time_and_is_replaced(
    store: StoreBeside, memory: MemoryService, who: Remembered
) -> None:
    first = store.pid
    assert first is not None
    loop = asyncio.get_running_loop()
    await eventually(lambda: _recalled(memory, who))
    os.kill(first, signal.SIGSTOP)
    began = loop.time()

    failed = await memory.recall(who, _WORDS, 5)
    took_s = loop.time() - began
    found = await eventually(lambda: _recalled(memory, who), within_s=40)

    assert failed == Recalled(failed="timeout")
    assert took_s < RECALL_S + 1.0
    assert found.memories
    assert not is_alive(first)


async def test_a_database_that_is_gone_is_a_failed_recall_and_the_process_stays(
    settings: Settings, transaction: Transaction
) -> None:
    assert settings.database_url is not None
    nowhere = settings.model_copy(update={"database_url": "postgresql://nobody@127.0.0.1:9/none"})
    store = cast(StoreBeside, a_store(nowhere, beside=True))
    memory = a_memory(transaction, store)
    who = Remembered(await a_person(transaction))

    async def says_database() -> bool:
        return (await memory.recall(who, _WORDS, 5)).failed == "database"

    try:
        await eventually(says_database)  # first it has to load
        pid = store.pid
        again = await memory.recall(who, _WORDS, 5)
    finally:
        await store.close()

    assert again == Recalled(failed="database")
    assert pid is not None
    assert not is_alive(pid)


async def test_the_process_is_connected_to_the_database_and_to_nobody_else(
    settings: Settings, store: StoreBeside, memory: MemoryService, who: Remembered
) -> None:
    await memory.recall(who, _WORDS, 5)

    assert store.pid is not None
    ends, secrets, files = _connected(store.pid), _environment(store.pid), _files(settings)

    assert ends
    assert set(ends) == {make_url(str(settings.database_url)).port}
    assert str(settings.database_url) not in secrets
    assert files == {"config.json"}


def _environment(pid: int) -> str:
    return Path(f"/proc/{pid}/environ").read_text()


def _files(settings: Settings) -> set[str]:
    return {path.name for path in (settings.data_dir / "mem0").iterdir()}


def _connected(pid: int) -> list[int]:
    """Return the ports on this machine a process is connected to; fail on any other machine."""
    held = [str(link.readlink()) for link in Path(f"/proc/{pid}/fd").iterdir()]
    inodes = {name[8:-1] for name in held if name.startswith("socket:[")}
    ports = []
    for table in ("tcp", "tcp6", "udp", "udp6"):
        for line in Path(f"/proc/{pid}/net/{table}").read_text().splitlines()[1:]:
            remote, inode = line.split()[2], line.split()[9]
            if inode in inodes:
                address, _, port = remote.partition(":")
                assert address in ("0100007F", "0" * 8), f"{table}: {remote}"
                ports.append(int(port, 16))
    return ports

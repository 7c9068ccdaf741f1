"""What models are asked for a turn to be remembered is on the books, however that ends."""

from collections.abc import Sequence
from typing import cast

import pytest
from sqlalchemy import select

from core.db.engine import Transaction
from core.db.models.chat import ChatTurn
from core.llm.calls import SqlCallRecorder
from core.llm.client import AiClient
from core.memory.extracting import Extraction
from core.memory.store import Entry, Store, StoreError
from core.prompts.registry import PromptRegistry
from tests.support.memories import a_memory, a_person, a_turn
from tests.support.models import ScriptedModel
from tests.support.rows import calls


class _Writing:
    """A store that only counts what it is to write, or fails."""

    def __init__(self, failure: Exception | None) -> None:
        self._failure = failure

    async def write(self, entries: Sequence[Entry]) -> int:
        if self._failure:
            raise self._failure
        return len(entries)


@pytest.mark.parametrize(
    ("failure", "state"), [(None, "written"), (StoreError("database"), "pending")]
)
async def test_the_call_that_finds_facts_is_a_row_with_the_turn_or_without_it(
    transaction: Transaction, failure: Exception | None, state: str
) -> None:
    model = ScriptedModel({"memories": [{"text": "Has a dog"}]})
    ai = AiClient(model, SqlCallRecorder(transaction), timeout_s=5, max_attempts=1)
    service = a_memory(
        transaction, cast(Store, _Writing(failure)), extraction=Extraction(ai, PromptRegistry())
    )
    turn = await a_turn(transaction, await a_person(transaction), "We take the dog along")

    await service.remember(turn)

    (call,) = await calls(transaction)
    assert (call.prompt_key, call.status, call.attempt) == ("memory.extract", "ok", 1)
    async with transaction() as session:
        assert await session.scalar(select(ChatTurn.memory)) == state

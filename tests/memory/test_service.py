"""What is remembered, of whom, and what becomes of it."""

import asyncio
from collections.abc import AsyncIterator, Sequence
from dataclasses import replace
from datetime import timedelta
from typing import cast

import pytest
from hypothesis import HealthCheck, given
from hypothesis import settings as trying
from hypothesis import strategies as st
from sqlalchemy import delete, func, select, update
from sqlalchemy.dialects.postgresql import insert

from core.db.engine import Transaction
from core.db.models.account import User
from core.db.models.chat import ChatSession, ChatTurn, Message
from core.db.models.memory import MemoryRow
from core.db.models.trip import Trip
from core.kernel.clock import utc_now
from core.kernel.errors import ModelError
from core.kernel.ids import new_id
from core.kernel.settings import Settings
from core.memory.domain import MAX_TEXT, Kind, Level, Memory, Recalled, Remembered
from core.memory.extracting import Extraction
from core.memory.preferences import Slot
from core.memory.repository import Which
from core.memory.service import MemoryService
from core.memory.store import Entry, Search, Store, StoreError
from core.prompts.registry import PromptRegistry
from tests.support.chats import a_conversation
from tests.support.memories import a_memory, a_person, a_trip_of, a_turn, remembering
from tests.support.models import Scripted, ScriptedModel, a_client

_ID = st.from_regex(r"\A[0-9a-zA-Z_-]{1,64}\Z")


@pytest.fixture
async def memory(settings: Settings, transaction: Transaction) -> AsyncIterator[MemoryService]:
    """Yield a memory in this process."""
    async with remembering(settings, transaction) as memory:
        yield memory


async def _texts(memory: MemoryService, who: Remembered, words: str) -> set[str]:
    found = await memory.recall(who, words, 20)
    assert found.failed is None
    return {each.text for each in found.memories}


async def _states(transaction: Transaction) -> dict[str, str]:
    async with transaction() as session:
        rows = await session.execute(select(ChatTurn.id, ChatTurn.memory))
        return {row.id: row.memory for row in rows}


async def _count(transaction: Transaction) -> int:
    async with transaction() as session:
        return await session.scalar(select(func.count()).select_from(MemoryRow)) or 0


async def test_a_turn_is_kept_as_it_was_said_and_what_it_prefers_beside_it(
    memory: MemoryService, transaction: Transaction
) -> None:
    user_id = await a_person(transaction)
    turn = await a_turn(transaction, user_id, "I hate crowds. How is Kyoto?", "Full in April.")

    await memory.remember(turn)

    found = await memory.recall(turn.who, "crowds in Kyoto", 5)
    assert [(each.text, each.level, each.kind) for each in found.memories] == [
        ("I hate crowds. How is Kyoto?\nFull in April.", Level.SESSION, Kind.TURN),
        ("I hate crowds.", Level.USER, Kind.PREFERENCE),
    ]
    assert 1 >= found.memories[0].score > found.memories[1].score > 0
    assert await _states(transaction) == {turn.turn_id: "written"}


async def test_what_was_said_just_before_is_known_although_it_is_still_being_written_down(
    memory: MemoryService, transaction: Transaction
) -> None:
    user_id = await a_person(transaction)
    turn = await a_turn(transaction, user_id, "I am vegetarian.", "Good to know.")
    writing = asyncio.create_task(memory.remember(turn))
    await asyncio.sleep(0)

    found, held = await asyncio.gather(
        memory.recall(turn.who, "I am vegetarian", 5), memory.preferences(user_id)
    )

    assert "I am vegetarian." in {each.text for each in found.memories}
    assert [one.words for one in held.held] == ["I am vegetarian."]
    await writing


@pytest.mark.usefixtures("catalog_seeded")
async def test_what_is_remembered_reaches_the_traveller_the_trip_or_the_conversation(
    memory: MemoryService, transaction: Transaction
) -> None:
    user_id = await a_person(transaction)
    trip_id = await a_trip_of(transaction, user_id)
    trip = await a_turn(transaction, user_id, "This trip I want a slow pace", trip_id=trip_id)
    talk = await a_turn(transaction, user_id, "A slow boat would be nice, I love tea")
    for turn in (trip, talk):
        await memory.remember(turn)

    everywhere = Remembered(user_id)
    on_the_trip = Remembered(user_id, trip_id)
    in_the_talk = Remembered(user_id, None, talk.who.session_id)

    liked, said = "A slow boat would be nice, I love tea", "This trip I want a slow pace"
    assert await _texts(memory, everywhere, "slow tea") == {liked}
    assert await _texts(memory, on_the_trip, "slow tea") == {liked, said, f"{said}\nNoted."}
    assert await _texts(memory, in_the_talk, "slow tea") == {liked, f"{liked}\nNoted."}
    assert (await memory.preferences(user_id)).values(Slot.PACE) == ()
    assert (await memory.preferences(user_id, trip_id)).values(Slot.PACE) == ("relaxed",)


@trying(
    max_examples=12,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)
@given(mine=_ID, theirs=_ID)
async def test_two_people_never_see_what_is_remembered_of_the_other(
    memory: MemoryService, transaction: Transaction, mine: str, theirs: str
) -> None:
    if mine == theirs:
        theirs = f"x{mine}"[:64]
    async with transaction() as session:
        for user_id in (mine, theirs):
            row = {"id": user_id, "email": f"{new_id()}@example.org", "password_hash": "-"}
            await session.execute(insert(User).values(row).on_conflict_do_nothing())
    turn = await a_turn(transaction, mine, "I am vegan and my safe is 1234")

    await memory.remember(turn)

    asked = "vegan safe 1234"
    assert await _texts(memory, turn.who, asked)
    assert await _texts(memory, replace(turn.who, user_id=theirs), asked) == set()
    assert (await memory.preferences(theirs)).held == ()
    assert (await memory.list_memories(theirs, Which(), limit=9, cursor=None)).items == []
    assert await memory.forget_all(theirs, Which()) == 0
    assert await memory.forget_all(mine, Which()) == 2


@pytest.mark.parametrize("value", ["", "a b", "*", "x' or true", "$or", "a" * 65, "é", "a\n"])
def test_what_is_no_id_never_becomes_part_of_a_search(value: str) -> None:
    with pytest.raises(ValueError, match="is no id"):
        Remembered(value)
    with pytest.raises(ValueError, match="is no id"):
        Remembered("me", trip_id=value)


async def test_the_newer_preference_replaces_the_older_one(
    memory: MemoryService, transaction: Transaction
) -> None:
    user_id, began = await a_person(transaction), utc_now() - timedelta(hours=1)
    said = ["我不吃辣", "I prefer a slow pace", "我现在吃辣了", "I like packed days", "I'm vegan"]
    for minute, words in enumerate(said):
        at = began + timedelta(minutes=minute)
        await memory.remember(await a_turn(transaction, user_id, words, at=at))

    held = (await memory.preferences(user_id)).held

    assert [(one.preference.slot, one.preference.value) for one in held] == [
        ("pace", "packed"), ("diet", "vegan"),
    ]  # fmt: skip
    page = await memory.list_memories(user_id, Which(level="user"), limit=9, cursor=None)
    assert [row.text for row in page.items] == ["I'm vegan", "I like packed days", "我现在吃辣了"]


async def test_the_same_turn_is_remembered_once_however_often_it_is_tried(
    memory: MemoryService, transaction: Transaction
) -> None:
    user_id = await a_person(transaction)
    turn = await a_turn(transaction, user_id, "I am vegan")

    for _ in range(3):
        await memory.remember(turn)

    assert await _count(transaction) == 2


@pytest.mark.usefixtures("catalog_seeded")
async def test_memories_go_with_their_conversation_their_trip_and_their_traveller(
    memory: MemoryService, transaction: Transaction
) -> None:
    user_id = await a_person(transaction)
    trip_id = await a_trip_of(transaction, user_id)
    talk = await a_turn(transaction, user_id, "I am vegan")
    trip = await a_turn(transaction, user_id, "Where do we sleep?", trip_id=trip_id)
    for turn in (talk, trip):
        await memory.remember(turn)

    left = [await _count(transaction)]
    for statement in (
        delete(ChatSession).where(ChatSession.id == talk.who.session_id),
        delete(Trip).where(Trip.id == trip_id),
        delete(User).where(User.id == user_id),
    ):
        async with transaction() as session:
            await session.execute(statement)
        left.append(await _count(transaction))

    assert left == [3, 2, 1, 0]


async def test_what_belongs_to_a_conversation_that_is_gone_is_not_written(
    memory: MemoryService, transaction: Transaction
) -> None:
    user_id = await a_person(transaction)
    turn = await a_turn(transaction, user_id, "Good morning")
    async with transaction() as session:
        await session.execute(delete(ChatSession))

    await memory.remember(turn)

    assert await _count(transaction) == 0


async def test_what_was_said_before_all_is_forgotten_is_never_written_down_afterwards(
    memory: MemoryService, transaction: Transaction
) -> None:
    user_id = await a_person(transaction)
    turn = await a_turn(transaction, user_id, "I am vegan")
    await memory.forget_all(user_id, Which())

    await memory.remember(turn)  # was under way meanwhile

    assert await _count(transaction) == 0
    assert await _states(transaction) == {turn.turn_id: "off"}


async def test_the_worker_writes_what_was_left_and_gives_up_what_is_a_day_old(
    memory: MemoryService, transaction: Transaction
) -> None:
    user_id, now = await a_person(transaction), utc_now()
    session_id = await a_conversation(transaction, user_id, ())
    ages = {"new": 5.0, "left": 120.0, "old": 90_000.0}
    turns = {
        name: await a_turn(
            transaction, user_id, f"The {name} one", session_id=session_id,
            at=now - timedelta(seconds=age),
        )
        for name, age in ages.items()
    }  # fmt: skip
    mute = await a_turn(transaction, user_id, "x", at=now - timedelta(seconds=60))
    async with transaction() as session:
        failing = update(ChatTurn).where(ChatTurn.id == mute.turn_id)
        await session.execute(failing.values(status="failed"))
        await session.execute(delete(Message).where(Message.turn_id == mute.turn_id))

    tried = await memory.remember_pending()

    states = await _states(transaction)
    assert tried == 1
    assert {name: states[turn.turn_id] for name, turn in turns.items()} == {
        "new": "pending", "left": "written", "old": "failed",
    }  # fmt: skip
    assert states[mute.turn_id] == "failed"
    assert await _texts(memory, turns["left"].who, "left one") == {"The left one\nNoted."}


class _Failing:
    """A store that raises the next of its failures at every call."""

    is_loading = False

    def __init__(self, *failures: Exception) -> None:
        self._failures = iter(failures)

    async def search(self, _: Search) -> list[Memory]:
        raise next(self._failures)

    async def write(self, _: Sequence[Entry]) -> int:
        raise next(self._failures)


@pytest.mark.parametrize(
    ("failure", "why"),
    [
        (StoreError("process_lost"), "process_lost"),
        (TimeoutError(), "timeout"),
        (ZeroDivisionError(), "unexpected"),
    ],
)
async def test_a_store_that_fails_is_told_in_a_word_and_leaves_the_turn_to_the_worker(
    transaction: Transaction, failure: Exception, why: str
) -> None:
    store = cast(Store, _Failing(failure, failure))
    service = a_memory(transaction, store)
    turn = await a_turn(transaction, await a_person(transaction), "I am vegan")

    told = await service.recall(turn.who, "vegan", 5)
    await service.remember(turn)

    assert told == Recalled(failed=why)
    assert await _states(transaction) == {turn.turn_id: "pending"}


async def test_words_without_a_letter_find_nothing_and_ask_nobody(
    memory: MemoryService, transaction: Transaction
) -> None:
    who = Remembered(await a_person(transaction))

    assert await memory.recall(who, " ?!… ", 5) == Recalled()


async def test_a_long_turn_is_cut(memory: MemoryService, transaction: Transaction) -> None:
    turn = await a_turn(transaction, await a_person(transaction), "tea " * 900, "x" * 4_000)

    await memory.remember(turn)

    [found] = (await memory.recall(turn.who, "tea", 5)).memories
    assert len(found.text) == MAX_TEXT


def _extraction(answer: Scripted) -> Extraction:
    return Extraction(a_client(ScriptedModel(answer)), PromptRegistry())


@pytest.mark.parametrize(
    ("answer", "kept"),
    [
        (
            {"memories": [{"text": "Slow  trains", "level": "trip"}, {"text": "Has a dog"}]},
            {("Slow trains", "session"), ("Has a dog", "user")},
        ),
        ({"memories": []}, set()),
        ({"memories": "none"}, {("We take the slow train\nNoted.", "session")}),
        ("no object", {("We take the slow train\nNoted.", "session")}),
        (
            ModelError("gone", error_type="provider_rejected"),
            {("We take the slow train\nNoted.", "session")},
        ),
    ],
)
async def test_a_model_says_what_of_a_turn_is_a_fact_and_without_it_the_turn_is_kept(
    settings: Settings,
    transaction: Transaction,
    answer: Scripted,
    kept: set[tuple[str, str]],
) -> None:
    async with remembering(settings, transaction, extraction=_extraction(answer)) as memory:
        user_id = await a_person(transaction)
        await memory.remember(await a_turn(transaction, user_id, "We take the slow train"))

        page = await memory.list_memories(user_id, Which(), limit=9, cursor=None)

    assert {(row.text, row.level) for row in page.items} == kept

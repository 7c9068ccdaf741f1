"""What is asked of the memory: recalled, written down, listed, changed, and forgotten."""

import asyncio
import re
from collections.abc import Sequence
from datetime import timedelta
from typing import Literal

import structlog

from core.db.engine import Transaction
from core.db.pagination import decode_cursor, encode_cursor
from core.db.statements import Statement
from core.kernel.clock import Clock
from core.kernel.errors import (
    AppError,
    ConflictError,
    DependencyDownError,
    MalformedError,
    ModelError,
    NotFoundError,
)
from core.llm.calls import HeldCalls, calls_held, write_calls
from core.llm.embeddings import Embedder, HashingEmbedder, Vector, terms
from core.memory.domain import MAX_TEXT, Kind, Level, Memory, Note, Recalled, Remembered, TurnSaid
from core.memory.extracting import Extraction
from core.memory.preferences import Held, Preferences, holding, outlived
from core.memory.repository import (
    MemoryRepository,
    PendingTurn,
    PendingTurns,
    Which,
    mark_written,
)
from core.memory.saying import said_preferences
from core.memory.store import Entry, GoneError, SameWordsError, Search, Store, StoreError
from core.schemas.envelope import Page
from core.schemas.memories import HeldPreferenceOut, MemoryOut, PreferenceOut, PreferencesOut

RECALL_S = 1.5
"""Nobody waits longer for what is remembered of him."""
LOADING_S = 8.0
"""Only where the store has just begun, so long."""
_SAID_JUST_NOW_S = 0.5
"""Who asks waits so long for what he has said just before to be written down."""
_PLANNED_WITH_S = 5.0
"""Who plans waits longer: a plan is not made twice."""
_REMEMBER_S = 90.0
"""A model may have to be asked."""
_LEFT_FOR = timedelta(seconds=30)
"""A turn that is pending for so long is nobody's any more."""
_GIVEN_UP_AFTER = timedelta(days=1)
_AT_A_TIME = 50
_ROW_ID = re.compile(r"[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}")

log = structlog.get_logger(__name__)


class MemoryService:
    """Remembers travellers. Searching and writing need the store, all else the database alone."""

    def __init__(
        self,
        transaction: Transaction,
        store: Store,
        *,
        statement: Statement,
        clock: Clock,
        embedder: Embedder,
        extraction: Extraction | None,
    ) -> None:
        self._transaction = transaction
        self._statement = statement
        self._store = store
        self._clock = clock
        self._embedder = embedder
        self._extraction = extraction
        self._writing: dict[str, set[asyncio.Future[None]]] = {}

    async def open(self) -> None:
        """Begin what takes time to begin, so that the first who comes does not wait for it."""
        try:
            await self._store.open()
        except StoreError as error:
            log.warning("memory_not_opened", why=error.why)

    async def recall(self, who: Remembered, words: str, top_k: int) -> Recalled:
        """Return the memories nearest to some words, of everything `who` reaches; never raise."""
        if not terms(words):
            return Recalled()
        await self._written(who.user_id, _SAID_JUST_NOW_S)
        try:
            async with asyncio.timeout(LOADING_S if self._store.is_loading else RECALL_S):
                return Recalled(tuple(await self._search(who, words, top_k)))
        except TimeoutError:
            why = "timeout"
        except StoreError as error:
            why = error.why
        except ModelError as error:
            why = "embedder"
            log.debug("embedder_failed", error_type=error.error_type)
        except Exception:  # whatever it is, a turn goes on without it
            why = "unexpected"
            log.exception("memory_recall_broke")
        log.warning("memory_recall_failed", why=why)
        return Recalled(failed=why)

    async def remember(self, turn: TurnSaid) -> None:
        """Write down what is worth remembering of a turn whose row says `pending`; never raise.

        The row says `written` afterwards. What cannot be written now stays pending. What was
        called off meanwhile is taken back.
        """
        done = asyncio.get_running_loop().create_future()
        writing = self._writing.setdefault(turn.who.user_id, set())
        writing.add(done)
        try:
            with calls_held() as calls:
                await self._remember_and_book(turn, calls)
        except TimeoutError:
            log.warning("memory_not_written", turn_id=turn.turn_id, why="timeout")
        except (StoreError, AppError) as error:
            log.warning("memory_not_written", turn_id=turn.turn_id, why=str(error))
        except Exception:  # the sweep tries again, and gives up one day
            log.exception("memory_writing_broke", turn_id=turn.turn_id)
        finally:
            done.set_result(None)
            writing.discard(done)
            if not writing:
                self._writing.pop(turn.who.user_id, None)

    async def remember_pending(self) -> int:
        """Write what a crash or an outage left to be written; return how many turns were tried."""
        async with self._transaction() as session:
            turns = PendingTurns(session)
            given_up = await turns.give_up(_GIVEN_UP_AFTER)
            waiting = await turns.waiting(_LEFT_FOR, _AT_A_TIME)
        if given_up:
            log.warning("memories_given_up", turns=given_up)
        for turn in waiting:
            await self.remember(_said(turn))
        return len(waiting)

    async def preferences(self, user_id: str, trip_id: str | None = None) -> Preferences:
        """Return what holds of a traveller, and what was said for one trip alone.

        What was said just before is waited for.

        Raises:
            DependencyDownError: The database does not answer.
        """
        await self._written(user_id, _PLANNED_WITH_S)
        async with self._transaction() as session:
            found = await MemoryRepository(session).preferring(user_id, trip_id)
        return holding(_held(found))

    async def list_preferences(self, user_id: str) -> PreferencesOut:
        """Return what holds of a traveller on every trip."""
        found = await self.preferences(user_id)
        return PreferencesOut(
            items=[
                HeldPreferenceOut(
                    slot=one.preference.slot,
                    value=one.preference.value,
                    holds=one.preference.holds,
                    memory_id=one.memory_id,
                    words=one.words,
                    said_at=one.said_at,
                )
                for one in found.held
            ]
        )

    async def list_memories(
        self, user_id: str, which: Which, *, limit: int, cursor: str | None
    ) -> Page[MemoryOut]:
        """Return a page of one's own memories, the newest first.

        Raises:
            MalformedError: The cursor is none of ours.
        """
        after = decode_cursor(cursor) if cursor else None
        if after is not None and not _ROW_ID.fullmatch(after[1]):
            raise MalformedError("cursor: not a cursor of this list")
        async with self._transaction() as session:
            found = await MemoryRepository(session).page(user_id, which, limit + 1, after)
        shown, more = found[:limit], len(found) > limit
        return Page(
            items=[memory_out(memory) for memory in shown],
            next_cursor=encode_cursor(shown[-1].said_at, shown[-1].id) if more else None,
            has_more=more,
        )

    async def edit(self, user_id: str, memory_id: str, text: str) -> MemoryOut:
        """Put other words in the place of a memory's; what they prefer is read anew.

        Raises:
            NotFoundError: There is no such memory.
            ConflictError: Another one has these words.
            DependencyDownError: The store does not answer.
        """
        memory = await self._find(user_id, memory_id)
        preferences = tuple(one for each in said_preferences(text) for one in each.preferences)
        note = Note(text, memory.level, Kind.PREFERENCE if preferences else Kind.FACT, preferences)
        who = Remembered(user_id, memory.trip_id, memory.session_id)
        try:
            async with asyncio.timeout(_REMEMBER_S):
                [vector] = await self._vectors([text])
                entry = Entry(who, note, self._clock(), self._embedder.name, vector=vector)
                await self._store.rewrite(memory_id, entry)
        except GoneError:
            raise NotFoundError(f"There is no memory {memory_id!r}") from None
        except SameWordsError as error:
            raise ConflictError(f"Another memory says {text!r} already") from error
        except (StoreError, TimeoutError) as error:
            raise DependencyDownError("The memory does not answer") from error
        return memory_out(await self._find(user_id, memory_id))

    async def forget(self, user_id: str, memory_id: str) -> None:
        """Delete one memory.

        Raises:
            NotFoundError: There is no such memory.
        """
        await self._find(user_id, memory_id)
        async with self._transaction() as session:
            await MemoryRepository(session).delete(user_id, [memory_id])

    async def forget_all(self, user_id: str, which: Which) -> int:
        """Delete some of one's memories, by default all; return how many.

        Where all are, nothing of what was said before is written down any more either.
        """
        async with self._transaction() as session:
            if which == Which():
                await PendingTurns(session).call_off(user_id)
            return await MemoryRepository(session).delete_all(user_id, which)

    async def _find(self, user_id: str, memory_id: str) -> Memory:
        found = None
        if _ROW_ID.fullmatch(memory_id):
            async with self._transaction() as session:
                found = await MemoryRepository(session).find(user_id, memory_id)
        if found is None:
            raise NotFoundError(f"There is no memory {memory_id!r}")
        return found

    async def _written(self, user_id: str, within_s: float) -> None:
        """Wait a while for what this process is writing down of a traveller."""
        if writing := self._writing.get(user_id):
            await asyncio.wait(tuple(writing), timeout=within_s)

    async def _search(self, who: Remembered, words: str, top_k: int) -> list[Memory]:
        [vector] = await self._vectors([words])
        return await self._store.search(Search(who, words, top_k, self._clock(), vector))

    async def _vectors(self, texts: Sequence[str]) -> Sequence[Vector | None]:
        """Return vectors; None where the store hashes them itself, which costs us no time."""
        if isinstance(self._embedder, HashingEmbedder):
            return [None] * len(texts)
        return await self._embedder.embed(texts)

    async def _remember_and_book(self, turn: TurnSaid, calls: HeldCalls) -> None:
        """Remember a turn; what models were asked for it is on the books however that ends."""
        try:
            async with asyncio.timeout(_REMEMBER_S):
                await self._remember(turn, calls)
        except BaseException:
            await asyncio.shield(write_calls(self._statement, calls.given_out()))
            raise

    async def _remember(self, turn: TurnSaid, calls: HeldCalls) -> None:
        notes = [*_preferences(turn), *await self._facts(turn)]
        vectors = await self._vectors([note.text for note in notes])
        entries = [
            Entry(turn.who, note, turn.said_at, self._embedder.name, turn.turn_id, vector)
            for note, vector in zip(notes, vectors, strict=True)
        ]
        written = await self._store.write(entries)
        if any(note.preferences for note in notes):
            await self._let_go(turn.who)
        await self._mark(turn, calls)
        log.info("memory_written", turn_id=turn.turn_id, memories=written)

    async def _facts(self, turn: TurnSaid) -> list[Note]:
        """Return what a model finds in a turn; without one, or where it fails, the turn itself."""
        if self._extraction is not None:
            try:
                return await self._extraction.facts(turn)
            except ModelError as error:
                log.warning("memory_not_extracted", error_type=error.error_type)
        return [_as_it_is(turn)]

    async def _let_go(self, who: Remembered) -> None:
        """Delete the memories of which newer ones say otherwise."""
        async with self._transaction() as session:
            memories = MemoryRepository(session)
            said = _held(await memories.preferring(who.user_id, who.trip_id))
            general = outlived([one for one in said if not one.for_trip])
            special = outlived([one for one in said if one.for_trip])
            await memories.delete(who.user_id, general | special)

    async def _mark(self, turn: TurnSaid, calls: HeldCalls) -> None:
        async with self._statement() as session:
            if await mark_written(session, turn.turn_id, calls):
                return
        async with self._transaction() as session:
            if await PendingTurns(session).state(turn.turn_id) == "written":
                return  # by another process, of the same turn
            await MemoryRepository(session).delete_turn(turn.who.user_id, turn.turn_id)


def memory_out(memory: Memory) -> MemoryOut:
    """Return a memory as it goes out."""
    return MemoryOut(
        id=memory.id,
        text=memory.text,
        level=memory.level.value,
        kind=memory.kind.value,
        trip_id=memory.trip_id,
        session_id=memory.session_id,
        said_at=memory.said_at,
        preferences=[
            PreferenceOut(slot=one.slot, value=one.value, holds=one.holds)
            for one in memory.preferences
        ],
    )


def _preferences(turn: TurnSaid) -> list[Note]:
    """Return a note for each sentence that says what the traveller prefers."""
    here = Level.TRIP if turn.who.trip_id else Level.SESSION if turn.who.session_id else Level.USER
    return [
        Note(each.words, here if each.this_time else Level.USER, Kind.PREFERENCE, each.preferences)
        for each in said_preferences(turn.query)
    ]


def _as_it_is(turn: TurnSaid) -> Note:
    level = Level.TRIP if turn.who.trip_id else Level.SESSION if turn.who.session_id else Level.USER
    return Note(f"{turn.query}\n{turn.answer}"[:MAX_TEXT], level, Kind.TURN)


def _held(memories: Sequence[Memory]) -> list[Held]:
    return [
        Held(one, memory.id, memory.text, memory.said_at, memory.level is not Level.USER)
        for memory in memories
        for one in memory.preferences
    ]


def _said(turn: PendingTurn) -> TurnSaid:
    return TurnSaid(
        turn_id=turn.id,
        who=Remembered(turn.user_id, turn.trip_id, turn.session_id),
        query=turn.query,
        answer=turn.answer,
        language=_language_of(turn.query),
        said_at=turn.said_at,
    )


def _language_of(text: str) -> Literal["en", "zh"]:
    return "zh" if any("\u4e00" <= char <= "\u9fff" for char in text) else "en"

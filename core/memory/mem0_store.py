"""The store of mem0, in whatever process it is opened; with `mem0_vectors` all that knows mem0.

mem0 keeps words, vectors and their payload in one table of PostgreSQL, which a migration made. It
is never asked to infer anything, has no model, keeps no history, and talks to nobody but the
database. Importing it takes a second and about 80 MB, so that is done when a store is opened.
"""

import logging
import os
from collections.abc import Iterator, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from contextvars import ContextVar
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import psycopg
from psycopg_pool import ConnectionPool, PoolTimeout

from core.llm.embeddings import DIMENSIONS, hashed
from core.memory.domain import Level, Memory, Remembered
from core.memory.pool import Numbers, open_pool
from core.memory.ranking import CANDIDATES, ranked
from core.memory.store import (
    Entry,
    GoneError,
    SameWordsError,
    Search,
    StoreError,
    StoreSetting,
    memory_of,
    payload_of,
)

COLLECTION = "memories"
"""A constant: nothing anybody says ever becomes part of a table's name."""
_OURS = "langchain"
"""A name mem0's settings let pass; behind it is what we say."""

_given: ContextVar[Mapping[str, Sequence[float]]] = ContextVar("given")
"""Vectors of texts that were computed elsewhere."""


class Mem0Store:
    """Memories behind mem0; blocks, so that it is called in threads, several at a time."""

    def __init__(self, setting: StoreSetting) -> None:
        self._pool = open_pool(setting)
        self.threads = ThreadPoolExecutor(setting.connections, thread_name_prefix="memory")
        self._mem0 = _mem0(setting.folder, self._pool)

    def search(self, search: Search) -> list[Memory]:
        """Return the nearest memories of all that is reached, the nearest first."""
        words = search.words.strip()
        with _failures_named(), _vectors({words: search.vector}):
            found = self._mem0.search(
                words, filters=_filters(search.who), top_k=CANDIDATES, threshold=0.0, explain=True
            )["results"]
        candidates = [(_memory(row), row["score_details"]["semantic_score"]) for row in found]
        return ranked(candidates, words, search.now, search.top_k)

    def write(self, entries: Sequence[Entry]) -> int:
        """Write what is not there yet; return how many that were."""
        return sum(self._write(entry) for entry in entries)

    def rewrite(self, memory_id: str, entry: Entry) -> None:
        """Put other words in the place of a memory's."""
        text = entry.note.text
        with _failures_named(), _vectors({text: entry.vector}):
            try:
                self._mem0.update(memory_id, text=text, metadata=payload_of(entry))
            except ValueError as error:
                raise GoneError from error

    def close(self) -> None:
        """Close the connections, and end the threads that have nothing to do."""
        self.threads.shutdown(wait=False, cancel_futures=True)
        self._pool.close()

    def _write(self, entry: Entry) -> bool:
        text = entry.note.text
        try:
            with _failures_named(), _vectors({text: entry.vector}):
                self._mem0.add(
                    text, user_id=entry.who.user_id, metadata=payload_of(entry), infer=False
                )
        except (SameWordsError, GoneError):
            return False
        return True


class OurEmbedding:
    """How mem0 comes by vectors: those that were given, and else by hashing."""

    def __init__(self, config: Any) -> None:
        self.config = config

    def embed(self, text: str, memory_action: str | None = None) -> Numbers:  # noqa: ARG002
        """Return the vector of a text."""
        return Numbers(_given.get({}).get(text) or hashed(text))

    def embed_batch(self, texts: Sequence[str], memory_action: str = "add") -> list[Numbers]:
        """Return the vectors of several texts."""
        return [self.embed(text, memory_action) for text in texts]


class NoModel:
    """The model mem0 has: none, for models are asked through `AiClient` alone."""

    def __init__(self, config: Any) -> None:
        self.config = config

    def generate_response(self, *_: Any, **__: Any) -> str:
        """Refuse.

        Raises:
            RuntimeError: Always.
        """
        raise RuntimeError("mem0 is never to ask a model by itself")


class _NoHistory:
    """What mem0 tells of each change, and nobody keeps: it would grow without an end."""

    def add_history(self, *_: Any, **__: Any) -> None:
        """Forget it."""

    def close(self) -> None:
        """Do nothing."""


def _mem0(folder: str, pool: "ConnectionPool[Any]") -> Any:
    """Import mem0 with every switch set before, and return its memory."""
    Path(folder).mkdir(parents=True, exist_ok=True)
    os.environ["MEM0_DIR"] = folder  # noqa: TID251 - read at its import
    # What it says at INFO is what people said.
    logging.getLogger("mem0").setLevel(logging.CRITICAL)
    from mem0.memory.main import Memory as Mem0  # noqa: PLC0415 - see above
    from mem0.utils.factory import (  # noqa: PLC0415
        EmbedderFactory,
        LlmFactory,
        VectorStoreFactory,
    )

    VectorStoreFactory.provider_to_class["pgvector"] = "core.memory.mem0_vectors.Vectors"
    EmbedderFactory.provider_to_class[_OURS] = f"{__name__}.{OurEmbedding.__name__}"
    LlmFactory.register_provider(_OURS, f"{__name__}.{NoModel.__name__}")
    found = Mem0.from_config(
        {
            "vector_store": {
                "provider": "pgvector",
                "config": {
                    "collection_name": COLLECTION,
                    "embedding_model_dims": DIMENSIONS,
                    "hnsw": False,
                    "connection_pool": pool,
                },
            },
            "embedder": {"provider": _OURS, "config": {"embedding_dims": DIMENSIONS}},
            "llm": {"provider": _OURS, "config": {}},
            "history_db_path": ":memory:",
        }
    )
    found.db = _NoHistory()
    return found


@contextmanager
def _vectors(given: Mapping[str, Sequence[float] | None]) -> Iterator[None]:
    token = _given.set({text: vector for text, vector in given.items() if vector is not None})
    try:
        yield
    finally:
        _given.reset(token)


@contextmanager
def _failures_named() -> Iterator[None]:
    try:
        yield
    except psycopg.errors.UniqueViolation as error:
        raise SameWordsError from error
    except psycopg.errors.ForeignKeyViolation as error:
        raise GoneError from error
    except (psycopg.Error, PoolTimeout) as error:
        raise StoreError("database") from error


def _filters(who: Remembered) -> dict[str, Any]:
    """Return the filter of everything that is reached: always one user, by equality."""
    reached: list[dict[str, str]] = [{"level": Level.USER.value}]
    if who.trip_id is not None:
        reached.append({"level": Level.TRIP.value, "trip_id": who.trip_id})
    if who.session_id is not None:
        reached.append({"level": Level.SESSION.value, "session_id": who.session_id})
    return {"user_id": who.user_id, "OR": reached}


def _memory(row: Mapping[str, Any]) -> Memory:
    payload = row["metadata"]
    said_at = datetime.fromtimestamp(payload["said_at"], UTC)
    return memory_of(row["id"], payload, said_at, row["memory"])

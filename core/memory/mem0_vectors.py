"""Where mem0 keeps its vectors: its own store over pgvector, with fewer ways to the database.

Its statements are one each here, and so need no transaction around them; vectors go out as the
database keeps them. Importing this imports mem0.
"""

import json
from collections.abc import Sequence
from typing import Any

from mem0.vector_stores.pgvector import PGVector

from core.memory.pool import Numbers
from core.memory.ranking import CANDIDATES
from core.memory.store import SameWordsError

_INSERT = """
insert into memories (id, vector, payload) values (%s, %s, %s) on conflict do nothing
"""
_UPDATE = "update memories set vector = %s, payload = %s where id = %s"


class Vectors(PGVector):  # type: ignore[misc]  # mem0 has no types
    """Keeps and finds vectors over connections on which each statement stands by itself."""

    def insert(
        self,
        vectors: Sequence[Numbers],
        payloads: Sequence[dict[str, Any]] = (),
        ids: Sequence[str] = (),
    ) -> None:
        """Keep vectors with their payloads.

        Raises:
            SameWordsError: One has words that are kept already.
        """
        with self.connection_pool.connection() as connection:
            for row_id, vector, payload in zip(ids, vectors, payloads, strict=True):
                done = connection.execute(_INSERT, (row_id, vector, json.dumps(payload)))
                if not done.rowcount:
                    raise SameWordsError

    def update(self, vector_id: str, vector: Numbers, payload: dict[str, Any]) -> None:
        """Put another vector and payload in the place of those kept."""
        with self.connection_pool.connection() as connection:
            connection.execute(_UPDATE, (vector, json.dumps(payload), vector_id))

    def search(
        self, query: str, vectors: Numbers, top_k: int, filters: dict[str, Any] | None = None
    ) -> Any:
        """Return the nearest; mem0 asks for four times as many as are ranked."""
        return super().search(query, vectors, min(top_k, CANDIDATES), filters)

    def keyword_search(self, *_: Any, **__: Any) -> None:
        """Find nothing: it takes Chinese for one word, and our ranking looks at words."""

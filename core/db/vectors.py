"""The column type of pgvector, as far as rows need it."""

from typing import Any

from sqlalchemy.dialects.postgresql.base import ischema_names
from sqlalchemy.types import UserDefinedType


class Vector(UserDefinedType[str]):
    """So many numbers, which are written and read as text: `[0.1,0.2]`."""

    cache_ok = True

    def __init__(self, dimensions: int | str | None = None) -> None:
        self.dimensions = None if dimensions is None else int(dimensions)

    def get_col_spec(self, **_: Any) -> str:
        """Return the type as PostgreSQL calls it."""
        return "vector" if self.dimensions is None else f"vector({self.dimensions})"


ischema_names["vector"] = Vector
"""So that a look at the database tells it from a type nobody knows."""

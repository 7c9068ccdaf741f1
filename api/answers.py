"""How routes answer when all went well."""

from typing import TypeVar

from core.schemas.envelope import Envelope

DataT = TypeVar("DataT")


def ok(data: DataT) -> Envelope[DataT]:
    """Return the envelope of a success."""
    return Envelope(data=data)

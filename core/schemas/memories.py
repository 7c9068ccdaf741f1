"""What is remembered of a traveller, on the wire."""

from datetime import datetime
from typing import Annotated, Literal

from pydantic import Field, StringConstraints

from core.schemas.envelope import RequestModel, WireModel

MemoryLevel = Literal["user", "trip", "session"]
MemoryKind = Literal["turn", "fact", "preference"]


class PreferenceOut(WireModel):
    """One thing a traveller prefers, and where it was said."""

    slot: str = Field(description="What it is about: `diet`, `pace`, `day_start` …")
    value: str
    holds: bool = Field(description="False: not liked, or no more so.")


class MemoryOut(WireModel):
    """One memory."""

    id: str
    text: str
    level: MemoryLevel = Field(description="How far it reaches.")
    kind: MemoryKind = Field(description="A turn as it was said, a fact, or a preference.")
    trip_id: str | None
    session_id: str | None
    said_at: datetime
    preferences: list[PreferenceOut]


class MemoryEdit(RequestModel):
    """Other words for a memory; what they prefer is read anew."""

    text: Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=2_000)]


class HeldPreferenceOut(PreferenceOut):
    """A preference that holds, and the memory it comes from."""

    memory_id: str
    words: str
    said_at: datetime


class PreferencesOut(WireModel):
    """Everything that holds, the oldest first."""

    items: list[HeldPreferenceOut]


class Forgotten(WireModel):
    """How many memories are gone."""

    count: int

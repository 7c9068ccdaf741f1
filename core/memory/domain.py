"""What a memory is, whose it is, and what a turn of a conversation says of a traveller."""

import re
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from typing import Literal

from core.memory.preferences import Preference

MAX_TEXT = 2_000
"""A memory is not longer; what is said beyond that is left out."""
_ID = re.compile(r"[0-9a-zA-Z_-]{1,64}")


class Level(StrEnum):
    """How far a memory reaches: everything of its traveller, one trip, or one conversation."""

    USER = "user"
    TRIP = "trip"
    SESSION = "session"


class Kind(StrEnum):
    """What a memory came from."""

    TURN = "turn"
    """A question and its answer, as they were said."""
    FACT = "fact"
    """What a model took out of a turn, or a traveller wrote."""
    PREFERENCE = "preference"
    """A sentence of the traveller by which plans are made."""


@dataclass(frozen=True, slots=True)
class Remembered:
    """Whose memories are meant. With a trip its own are meant as well, likewise with a session.

    Raises:
        ValueError: An id is none: nothing else ever becomes part of a search.
    """

    user_id: str
    trip_id: str | None = None
    session_id: str | None = None

    def __post_init__(self) -> None:
        for value in (self.user_id, self.trip_id, self.session_id):
            if value is not None and not _ID.fullmatch(value):
                raise ValueError(f"{value!r} is no id of anything remembered")


@dataclass(frozen=True, slots=True)
class Memory:
    """Something remembered. `score` is 0 to 1: how near it is to what was asked, if anything."""

    id: str
    text: str
    level: Level
    kind: Kind
    trip_id: str | None
    session_id: str | None
    said_at: datetime
    score: float = 0.0
    preferences: tuple[Preference, ...] = ()


@dataclass(frozen=True, slots=True)
class Recalled:
    """What was found, the nearest first; `failed` says in a word why nothing could be looked for.

    `timeout`, `busy`, `process_lost`, `embedder` or `database`.
    """

    memories: tuple[Memory, ...] = ()
    failed: str | None = None


@dataclass(frozen=True, slots=True)
class TurnSaid:
    """A turn that has ended, as it is to be remembered."""

    turn_id: str
    who: Remembered
    query: str
    answer: str
    language: Literal["en", "zh"]
    said_at: datetime


@dataclass(frozen=True, slots=True)
class Note:
    """Something to be written down."""

    text: str
    level: Level
    kind: Kind
    preferences: tuple[Preference, ...] = field(default=())

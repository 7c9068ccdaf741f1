"""What a turn is about, as a model says it in one JSON object.

Everything but the intent may be missing. Days are said as they were said ("tomorrow" is one day
off, "the second day" the second): `core.assistant.days` makes dates of them. What names something
are the words themselves: whoever needs the thing finds it. A model neither computes nor guesses.
"""

from datetime import date as Date  # noqa: N812 - a field of this name hides it
from enum import StrEnum
from typing import Annotated

from pydantic import BaseModel, ConfigDict, Field, StringConstraints

from core.schemas.chat import ChangeKind, Intent, Reply
from core.schemas.fields import MAX_DAYS, ClockTime
from core.schemas.plans import PlanMode

_MAX_NAME = 200
_MAX_TEXT = 4_000

Words = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=_MAX_NAME)]


class Ask(StrEnum):
    """What is asked about a trip."""

    SCHEDULE = "schedule"
    NEXT_STOP = "next_stop"
    DIRECTIONS = "directions"
    COST = "cost"
    STAY = "stay"
    HOURS = "hours"
    SUMMARY = "summary"


class _Part(BaseModel):
    # A model that says more than it was asked is not refused for it.
    model_config = ConfigDict(extra="ignore", frozen=True)


class DaySaid(_Part):
    """A day in one of four ways; where several are given, the first of them counts."""

    date: Date | None = None
    ordinal: int | None = Field(
        None, ge=-MAX_DAYS, le=MAX_DAYS, description="Day of the trip from 1; -1 is the last."
    )
    offset: int | None = Field(None, ge=-366, le=366, description="Days from today.")
    weekday: int | None = Field(None, ge=0, le=6, description="0 is Monday; the next that comes.")
    weeks: int | None = Field(
        None, ge=-52, le=52, description="Makes of `weekday` that of another week than this one."
    )


class ChangeSaid(_Part):
    """What is to be changed of a trip; at most one of `before` and `after` counts."""

    kind: ChangeKind
    stop: Words | None = Field(None, description="The stop that is changed.")
    stop_day: DaySaid | None = Field(None, description="The day the stop is on, where said.")
    day: DaySaid | None = Field(None, description="The day it is to be on.")
    time: ClockTime | None = None
    by: int | None = Field(
        None, ge=-720, le=720, description="Minutes later than now, of retime; earlier is negative."
    )
    before: Words | None = None
    after: Words | None = None
    place: Words | None = Field(None, description="What is added, or comes in its place.")


class PlanSaid(_Part):
    """The wish for a plan, in the caller's own words."""

    words: Annotated[str, StringConstraints(min_length=1, max_length=_MAX_TEXT)]
    mode: PlanMode | None = None
    save: bool = True


class ToolSaid(_Part):
    """What a tool is asked; the party and the rest come from the trip where it has them."""

    city: Words | None = Field(None, description="Of flights: where they go.")
    origin: Words | None = None
    day: DaySaid | None = None
    days: int | None = Field(None, ge=1, le=MAX_DAYS)
    nights: int | None = Field(None, ge=1, le=30)
    travellers: int | None = Field(None, ge=1, le=20)
    budget: int | None = Field(None, ge=1, le=10**9, description="Whole units of `currency`.")
    currency: Annotated[str, StringConstraints(pattern=r"^[A-Z]{3}$")] | None = None
    near: Words | None = None
    text: Words | None = None


class Route(_Part):
    """What a turn is about, and where the answer needs no facts, the answer."""

    intent: Intent
    day: DaySaid | None = None
    ask: Ask | None = None
    subject: Words | None = Field(None, description="The stop, place or hotel that is asked about.")
    trip: Words | None = Field(None, description="Another trip than that of the conversation.")
    change: ChangeSaid | None = None
    later: Words | None = Field(
        None, description="The next change that is wished in one message, in its own words."
    )
    reply: Reply | None = Field(None, description="To the change that waits for an answer.")
    plan: PlanSaid | None = None
    tool: ToolSaid | None = None
    answer: Annotated[str, StringConstraints(max_length=20_000)] | None = Field(
        None, description="Of `general_qa` and `chitchat` alone; last, so that it can be streamed."
    )

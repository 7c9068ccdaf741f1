"""Conversations as operators see them: their numbers, and what was said."""

from datetime import date, datetime
from typing import Literal

from pydantic import Field

from core.schemas.chat import Intent, SessionOut
from core.schemas.envelope import WireModel

Thumb = Literal["up", "down"]


class IntentCount(WireModel):
    """How many answers were to questions of one kind."""

    intent: Intent
    count: int


class ChatWindow(WireModel):
    """What was asked within the last `hours`; shares and times are None where there is nothing."""

    hours: int
    sessions: int = Field(description="Conversations with an answer in it.")
    users: int = Field(description="People who got one.")
    answers: int
    tokens: int
    degraded: int = Field(description="Answers by rules, as the model could not be asked.")
    degraded_share: float | None
    withheld: int = Field(
        description="Answers that were cut off, as the model was about to tell what only its"
        " system prompt says: it obeyed words of strangers."
    )
    thumbs_up: int
    thumbs_down: int
    turns: int = Field(description="Questions that came to an end, one way or another.")
    turns_failed: int
    turns_cancelled: int
    turn_p50_ms: float | None = Field(description="Of the answered ones.")
    turn_p95_ms: float | None


class ChatSummary(WireModel):
    """How much is talked, about what, and how that goes."""

    at: datetime
    today: date
    zone: str = Field(description="In which it is that day; `sessions_today` counts from its 0:00.")
    sessions_total: int
    sessions_today: int = Field(description="Opened today.")
    messages_total: int
    avg_turns_per_session: float = Field(
        description="A turn is a question with its answer; 0 without conversations."
    )
    top_intents: list[IntentCount] = Field(description="Within the window, most frequent first.")
    window: ChatWindow


class WatchedSession(SessionOut):
    """A conversation, and whose it is."""

    user_id: str
    email: str

"""Hearing a turn to its end through breaks of the connection: nothing of it is heard twice."""

from httpx_sse import ServerSentEvent

from core.client import calls
from core.client.calls import Call
from core.client.errors import ApiUnreachableError
from core.client.events import ChatEvent, read_chat_event
from core.kernel.ids import new_id
from core.schemas.chat import ChatReply, ChatRequest

_MOST_BREAKS = 3


class HearingTurn:
    """One question, asked again after a break for what is still to come of its answer."""

    def __init__(self, wanted: ChatRequest) -> None:
        request_id = wanted.request_id or new_id()
        self._wanted = wanted.model_copy(update={"request_id": request_id})
        self._last_id: str | None = None
        self._breaks = 0
        self.is_over = False

    @property
    def call(self) -> Call[ChatReply]:
        """Return what to ask now."""
        wanted = ChatRequest.model_validate(self._wanted.model_dump(exclude_none=True))
        return calls.chat_stream(wanted, last_event_id=self._last_id)

    def take(self, message: ServerSentEvent) -> ChatEvent | None:
        """Return what an event tells.

        Raises:
            ApiError: The turn failed.
        """
        event = read_chat_event(message)
        if event is not None:
            self._last_id = message.id
            self._breaks = 0
            self.is_over = isinstance(event, ChatReply)
        return event

    def broke(self, error: ApiUnreachableError) -> None:
        """Take a break of the connection.

        Raises:
            ApiUnreachableError: There were too many, one after the other.
        """
        self._breaks += 1
        if self._breaks > _MOST_BREAKS:
            raise error

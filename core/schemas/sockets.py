"""What is said over a WebSocket of the assistant, a JSON object per message, named by its `type`.

A client says who it is (`auth`, unless it came with a ticket), then asks (`start`), has a turn told
again from where it was cut off (`resume`), ends one (`cancel`), or asks whether somebody is there
(`ping`). The server answers `ready`, then for every `start` its frames with a gapless `seq`:
`start`, any number of `partial` and `tool`, and exactly one of `final` and `error`. An `error`
without a `request_id` is about the connection.
"""

from typing import Annotated, Literal

from pydantic import Discriminator, Field, SecretStr, Tag, TypeAdapter

from core.schemas.chat import ChatRequest, RequestId
from core.schemas.envelope import RequestModel

MAX_MESSAGE_BYTES = 65_536


class AuthIn(RequestModel):
    """Who speaks; again before the token ends, to go on."""

    type: Literal["auth"]
    token: SecretStr = Field(min_length=1, max_length=4_096)


class StartIn(ChatRequest):
    """A question; the same `request_id` is the same turn."""

    type: Literal["start"]
    request_id: RequestId


class ResumeIn(RequestModel):
    """The wish to hear a turn again, all that comes after a frame; from its start with -1."""

    type: Literal["resume"]
    request_id: RequestId
    after_seq: int = Field(-1, ge=-1, le=10**6)


class CancelIn(RequestModel):
    """The wish that a turn ends; its `error` says so."""

    type: Literal["cancel"]
    request_id: RequestId


class PingIn(RequestModel):
    """Is anybody there?"""

    type: Literal["ping"]


def _type_of(message: object) -> str | None:
    named = message.get("type") if isinstance(message, dict) else getattr(message, "type", None)
    return named if isinstance(named, str) else None


ClientMessage = Annotated[
    Annotated[AuthIn, Tag("auth")]
    | Annotated[StartIn, Tag("start")]
    | Annotated[ResumeIn, Tag("resume")]
    | Annotated[CancelIn, Tag("cancel")]
    | Annotated[PingIn, Tag("ping")],
    # By a function: pydantic names no union by a field whose values it has looked at before.
    Discriminator(_type_of),
]
client_message: TypeAdapter[ClientMessage] = TypeAdapter(ClientMessage)

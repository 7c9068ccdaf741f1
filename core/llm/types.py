"""What goes to a model and what comes back."""

from collections.abc import AsyncGenerator, Mapping
from dataclasses import dataclass, field
from typing import Any, Literal, Protocol, runtime_checkable

Response = Literal["object", "text"]
"""One JSON object, or plain words."""


@dataclass(frozen=True, slots=True)
class Message:
    """One message of a conversation."""

    role: Literal["system", "user", "assistant"]
    content: str


@dataclass(frozen=True, slots=True)
class ChatCall:
    """One question; key and version of its prompt are for the record.

    An object is held to `schema`, a JSON schema, by a server that can do so; whoever reads the
    answer looks for himself, for others cannot. Without one any object will do.
    """

    prompt_key: str
    prompt_version: str
    messages: tuple[Message, ...]
    seed: int = 0
    temperature: float = 0.2
    max_tokens: int = 8_000
    response: Response = "object"
    schema: Mapping[str, Any] | None = field(default=None, hash=False)

    def __post_init__(self) -> None:
        if self.schema is not None and self.response == "text":
            raise ValueError("plain words cannot be held to a schema")


@dataclass(frozen=True, slots=True)
class Usage:
    """Tokens as the provider counts them."""

    prompt_tokens: int
    completion_tokens: int


@dataclass(frozen=True, slots=True)
class Delta:
    """A piece of an answer that is still being written; all pieces together are its text."""

    text: str


@dataclass(frozen=True, slots=True)
class ProviderAnswer:
    """What one attempt brought. `finish_reason` is `length` where the answer was cut short."""

    text: str
    usage: Usage
    finish_reason: str


@dataclass(frozen=True, slots=True)
class ChatResult:
    """The answer of a call, after however many attempts, and who gave it.

    `fallback` says that those of the first order did not.
    """

    text: str
    usage: Usage
    finish_reason: str
    attempts: int
    latency_ms: float
    provider: str = ""
    model: str = ""
    fallback: bool = False


class ChatModel(Protocol):
    """A model as those who ask it see it, with whatever retries and books lie behind."""

    @property
    def provider_name(self) -> str:
        """Return the name of the provider that is asked first."""
        ...

    @property
    def model(self) -> str:
        """Return the name of the model that is asked first."""
        ...

    async def complete(self, call: ChatCall) -> ChatResult:
        """Return the answer to `call`.

        Raises:
            core.kernel.errors.ModelError: There is none.
        """
        ...

    def stream(self, call: ChatCall) -> AsyncGenerator[Delta | ChatResult, None]:
        """Yield the answer to `call` as it is written, and at last the whole result.

        Closing the generator ends the call at once, wherever it is.

        Raises:
            core.kernel.errors.ModelError: There is none, or it broke off.
        """
        ...


async def in_one_piece(result: ChatResult) -> AsyncGenerator[Delta | ChatResult, None]:
    """Yield an answer that is there already as a stream does."""
    yield Delta(result.text)
    yield result


class Provider(Protocol):
    """A way to reach a model.

    It raises `core.kernel.errors.ModelError` and nothing else for a failure of the model.
    """

    name: str
    model: str

    async def complete(self, call: ChatCall) -> ProviderAnswer:
        """Make one attempt."""
        ...

    async def aclose(self) -> None:
        """Give back what the provider holds."""
        ...


@runtime_checkable
class StreamingProvider(Protocol):
    """A way to reach a model that can be heard while it speaks."""

    name: str
    model: str

    def stream(self, call: ChatCall) -> AsyncGenerator[Delta | ProviderAnswer, None]:
        """Make one attempt: pieces that are not empty, and at last the whole answer."""
        ...


@dataclass(frozen=True, slots=True)
class CallRecord:
    """One attempt, for the books; never the words themselves.

    `error_type` is that of the `ModelError`, `cancelled` where nobody waits for the answer any
    more, `unexpected` where the provider broke down, and None where all went well.
    `first_token_ms` is when the first piece of a streamed answer came.
    """

    call: ChatCall
    attempt: int
    error_type: str | None
    usage: Usage
    latency_ms: float
    first_token_ms: float | None = None


class CallRecorder(Protocol):
    """Keeps the books."""

    async def record(self, provider: str, model: str, record: CallRecord) -> None:
        """Write one attempt down; a failure to do so is logged, never raised."""
        ...

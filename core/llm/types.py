"""What goes to a model and what comes back."""

from dataclasses import dataclass
from typing import Literal, Protocol


@dataclass(frozen=True, slots=True)
class Message:
    """One message of a conversation."""

    role: Literal["system", "user", "assistant"]
    content: str


@dataclass(frozen=True, slots=True)
class ChatCall:
    """One question, to be answered with one JSON object; key and version are for the record."""

    prompt_key: str
    prompt_version: str
    messages: tuple[Message, ...]
    seed: int = 0
    temperature: float = 0.2
    max_tokens: int = 8_000


@dataclass(frozen=True, slots=True)
class Usage:
    """Tokens as the provider counts them."""

    prompt_tokens: int
    completion_tokens: int


@dataclass(frozen=True, slots=True)
class ProviderAnswer:
    """What one attempt brought. `finish_reason` is `length` where the answer was cut short."""

    text: str
    usage: Usage
    finish_reason: str


@dataclass(frozen=True, slots=True)
class ChatResult:
    """The answer of a call, after however many attempts."""

    text: str
    usage: Usage
    finish_reason: str
    attempts: int
    latency_ms: float


class ChatModel(Protocol):
    """A model as those who ask it see it, with whatever retries and books lie behind."""

    @property
    def provider_name(self) -> str:
        """Return the name of the provider in use."""
        ...

    @property
    def model(self) -> str:
        """Return the name of the model in use."""
        ...

    async def complete(self, call: ChatCall) -> ChatResult:
        """Return the answer to `call`.

        Raises:
            core.kernel.errors.ModelError: There is none.
        """
        ...


class Provider(Protocol):
    """A way to reach a model.

    `complete` raises `core.kernel.errors.ModelError` and nothing else for a failure of the model.
    """

    name: str
    model: str

    async def complete(self, call: ChatCall) -> ProviderAnswer:
        """Make one attempt."""
        ...

    async def aclose(self) -> None:
        """Give back what the provider holds."""
        ...


@dataclass(frozen=True, slots=True)
class CallRecord:
    """One attempt, for the books; never the words themselves.

    `error_type` is that of the `ModelError`, `cancelled` where nobody waits for the answer any
    more, `unexpected` where the provider broke down, and None where all went well.
    """

    call: ChatCall
    attempt: int
    error_type: str | None
    usage: Usage
    latency_ms: float


class CallRecorder(Protocol):
    """Keeps the books."""

    async def record(self, provider: str, model: str, record: CallRecord) -> None:
        """Write one attempt down; a failure to do so is logged, never raised."""
        ...

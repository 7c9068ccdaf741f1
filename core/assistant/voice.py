"""An answer on its way out: heard from a model, cleaned, and said while it is written."""

from collections.abc import Callable, Collection, Mapping
from contextlib import aclosing
from typing import Any, Protocol

import structlog

from core.assistant.state import Turning, TurnState
from core.kernel.cleaning import Cleaner
from core.llm.types import ChatCall, ChatModel, ChatResult, Delta
from core.schemas.chat import Language

log = structlog.get_logger(__name__)

_LINKS = frozenset({"link", "url", "website"})
_CAUGHT = {
    "en": "I cannot answer that.",
    "zh": "这个问题我无法回答。",
}
"""What is said in the place of an answer that obeys somebody else."""


class Listener(Protocol):
    """Takes an answer piece by piece, and says what of it may be heard."""

    def push(self, piece: str) -> str:
        """Return what became known of the answer by a piece."""
        ...


class Voice:
    """Says an answer as it may leave, and knows what it has said."""

    def __init__(
        self,
        say: Callable[[str], None],
        language: Language,
        *,
        canary: str = "",
        links: Collection[str] = (),
    ) -> None:
        self._out = say
        self._language: Language = language
        self._canary = canary
        self._links = links
        self._said: list[str] = []
        self.is_caught = False
        """The canary was in what was to be said: a model obeys somebody else."""
        self._begin()

    @property
    def said(self) -> str:
        """Return what is out."""
        return "".join(self._said)

    def say(self, text: str) -> None:
        """Say a piece; what of it may not leave is left out."""
        self._give(self._cleaner.push(text))

    def finish(self) -> None:
        """Say what was held back."""
        self._give(self._cleaner.finish())
        if self._cleaner.is_caught:
            self.is_caught = True
            log.warning("answer_had_the_canary")
        self._begin()

    async def speak(self, model: ChatModel, call: ChatCall, listener: Listener) -> ChatResult:
        """Have a call answered, and say what the listener hears of it.

        Raises:
            ModelError: There was no answer, or it broke off: what was heard of it is said.
        """
        try:
            async with aclosing(model.stream(call)) as pieces:
                async for piece in pieces:
                    match piece:
                        case Delta():
                            self.say(listener.push(piece.text))
                        case ChatResult():
                            return piece
        finally:
            self.finish()
        raise AssertionError("a stream ends with its result")

    def _begin(self) -> None:
        self._cleaner = Cleaner(self._links, canary=self._canary, instead=_CAUGHT[self._language])

    def _give(self, text: str) -> None:
        if text:
            self._said.append(text)
            self._out(text)


def voice_of(state: TurnState, turning: Turning) -> Voice:
    """Return the voice of a turn, which may name the links in its facts."""
    return Voice(
        turning.say,
        state["asked"].language,
        canary=turning.canary,
        links=links_of(state.get("facts", {})),
    )


def links_of(facts: Any) -> frozenset[str]:
    """Return the addresses in the facts, which an answer may name.

    They are those of fields that are made for them: a title that is an address is a stranger's.
    """
    match facts:
        case Mapping():
            named = (value for name, value in facts.items() if name in _LINKS)
            found = frozenset(value for value in named if isinstance(value, str))
            return found.union(*map(links_of, facts.values()))
        case list() | tuple():
            return frozenset().union(*map(links_of, facts))
        case _:
            return frozenset()

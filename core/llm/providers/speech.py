"""A streamed answer, read from the bytes of its events as they come in."""

import json
from collections.abc import Iterator
from typing import Any

from core.kernel.errors import ModelError
from core.llm.providers.completions import broken_off, no_completion, tool_arguments, usage, whole
from core.llm.types import ProviderAnswer, Usage

_MAX_BYTES = 4_000_000
_END = b"[DONE]"


class Speech:
    """What a server has said so far; knows no network, so bytes may be cut anywhere."""

    def __init__(self, *, by_tool: bool) -> None:
        self.is_over = False
        self.has_begun = False
        """The model has said, or thought, its first word."""
        self.signs_of_life = 0
        """Grows with every event that says something; comments that only keep a line open do not
        count."""
        self._by_tool = by_tool
        self._size = 0
        self._rest: list[bytes] = []
        self._event: list[bytes] = []
        self._words: list[str] = []
        self._arguments: list[str] = []
        self._usage = Usage(0, 0)
        self._finish_reason: Any = None

    def hear(self, chunk: bytes) -> Iterator[str]:
        """Yield the pieces of the answer that come with these bytes.

        Raises:
            ModelError: They are not of an answer, are too many, or tell of a failure.
        """
        self._size += len(chunk)
        if self._size > _MAX_BYTES:
            raise ModelError("The model server's answer is too large", error_type="invalid_output")
        self._rest.append(chunk)
        if b"\n" not in chunk:
            return
        *lines, rest = b"".join(self._rest).split(b"\n")
        self._rest = [rest]
        for line in lines:
            yield from self._line(line)

    def end(self) -> list[str]:
        """Return the pieces that were not told before the line was closed.

        Raises:
            ModelError: The answer is not complete.
        """
        rest, self._rest = b"".join(self._rest), []
        pieces = [*self._line(rest), *self._line(b"")]
        if not self.is_over and self._finish_reason is None:
            raise ModelError(
                "The model server broke off its answer", error_type="provider_unavailable"
            )
        if self._by_tool and self._words and not self._arguments:
            pieces.append("".join(self._words))  # it answered in words, though told to call
        return pieces

    def answer(self) -> ProviderAnswer:
        """Return the whole answer.

        Raises:
            ModelError: `invalid_output`: it has no words.
        """
        return whole(
            words="".join(self._words),
            arguments="".join(self._arguments),
            usage=self._usage,
            finish_reason=self._finish_reason,
        )

    def _line(self, line: bytes) -> Iterator[str]:
        line = line.removesuffix(b"\r")
        if line.startswith(b"data:"):
            self._event.append(line[5:].removeprefix(b" "))
        elif not line and self._event:
            event, self._event = b"\n".join(self._event), []
            if event.strip() == _END:
                self.is_over = True
            elif not self.is_over:
                yield from self._said(event)

    def _said(self, event: bytes) -> Iterator[str]:
        try:
            told = json.loads(event)
            if told.get("error"):
                raise broken_off(told["error"])
            if told.get("usage"):
                self._usage = usage(told["usage"])
            for choice in told.get("choices") or ():
                if choice.get("index", 0) == 0:
                    yield from self._piece(choice)
        except (ValueError, KeyError, TypeError, AttributeError, RecursionError) as error:
            raise no_completion() from error

    def _piece(self, choice: dict[str, Any]) -> Iterator[str]:
        self._finish_reason = choice.get("finish_reason") or self._finish_reason
        delta = choice.get("delta") or {}
        words = delta.get("content")
        arguments = tool_arguments(delta) if self._by_tool else None
        if words or arguments or delta.get("reasoning_content") or delta.get("reasoning"):
            self.has_begun = True
            self.signs_of_life += 1
        if words:
            self._words.append(str(words))
            if not self._by_tool:
                yield str(words)
        if arguments:
            self._arguments.append(arguments)
            yield arguments

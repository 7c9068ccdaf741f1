"""Questions whose answers are kept: whoever begins again is not told anything twice.

A deterministic author that asks the same questions in the same order gets the answers an earlier
attempt has paid for, and goes on where that attempt ended. A question that reads differently by now
(the catalogue has changed, the date has) is asked anew, as is everything after it that depends on
its answer. What a crash can cost is the one call that was under way.
"""

import hashlib
import json
from collections.abc import AsyncGenerator
from contextlib import aclosing
from typing import Any, Literal, Protocol

from core.llm.types import ChatCall, ChatModel, ChatResult, Delta, Usage, in_one_piece

_REPLACEMENT = "\ufffd"


class Notebook(Protocol):
    """Where answers are kept, and who is told of questions and answers; a task's run is one."""

    def log(
        self, event: str, /, *, level: Literal["info", "warning"] = "info", **data: Any
    ) -> None:
        """Tell those who watch."""
        ...

    def count(self, *, model_calls: int, tokens: int) -> None:
        """Add to what the work has cost."""
        ...

    def recall(self, step: str) -> dict[str, Any] | None:
        """Return what was kept under `step`."""
        ...

    async def keep(self, step: str, output: dict[str, Any]) -> None:
        """Keep what was finished, for certain when this returns."""
        ...


class ResumingModel:
    """A model in front of which a notebook lies; for one piece of work, which asks in one order."""

    def __init__(self, model: ChatModel, notebook: Notebook) -> None:
        self._model = model
        self._notebook = notebook
        self._asked = 0

    @property
    def provider_name(self) -> str:
        """Return the name of the provider in use."""
        return self._model.provider_name

    @property
    def model(self) -> str:
        """Return the name of the model in use."""
        return self._model.model

    async def complete(self, call: ChatCall) -> ChatResult:
        """Return the kept answer to `call`, else the model's, which is kept before it is returned.

        Raises:
            ModelError: The model gave no answer; that is not kept.
        """
        step, kept = self._recalled(call)
        if kept is not None:
            return kept
        result = await self._model.complete(call)
        await self._keep(step, call, result)
        return result

    async def stream(self, call: ChatCall) -> AsyncGenerator[Delta | ChatResult, None]:
        """Yield the kept answer to `call` in one piece, else the model's as it is written.

        Raises:
            ModelError: The model gave no answer, or broke off; that is not kept.
        """
        step, kept = self._recalled(call)
        spoken = self._model.stream(call) if kept is None else in_one_piece(kept)
        async with aclosing(spoken):
            async for piece in spoken:
                if kept is None and isinstance(piece, ChatResult):
                    await self._keep(step, call, piece)
                yield piece

    def _recalled(self, call: ChatCall) -> tuple[str, ChatResult | None]:
        """Return under what the answer to the next question is kept, and the one that is."""
        self._asked += 1
        step = f"answer-{self._asked:03}"
        kept = self._notebook.recall(step)
        if kept is not None and kept["fingerprint"] == _fingerprint(call):
            self._notebook.log("model.recalled", prompt=call.prompt_key)
            return step, _result(kept)
        self._notebook.log("model.asked", prompt=call.prompt_key)
        return step, None

    async def _keep(self, step: str, call: ChatCall, result: ChatResult) -> None:
        tokens = result.usage.prompt_tokens + result.usage.completion_tokens
        self._notebook.count(model_calls=result.attempts, tokens=tokens)
        self._notebook.log(
            "model.answered",
            prompt=call.prompt_key,
            latency_ms=round(result.latency_ms),
            tokens=tokens,
        )
        await self._notebook.keep(step, _kept(call, result))


def _fingerprint(call: ChatCall) -> str:
    """Return what makes two questions one: everything a model is sent, and the prompt's version."""
    asked: list[Any] = [
        call.prompt_key,
        call.prompt_version,
        [[message.role, message.content] for message in call.messages],
        call.seed,
        call.temperature,
        call.max_tokens,
    ]
    if call.response != "object" or call.schema is not None:
        asked += [call.response, call.schema]
    return hashlib.sha256(json.dumps(asked).encode()).hexdigest()


def _kept(call: ChatCall, result: ChatResult) -> dict[str, Any]:
    # A half character or a NUL, which no JSON answer may contain, cannot be stored.
    text = result.text.encode("utf-8", "replace").decode().replace("\0", _REPLACEMENT)
    return {
        "prompt": call.prompt_key,
        "fingerprint": _fingerprint(call),
        "text": text,
        "prompt_tokens": result.usage.prompt_tokens,
        "completion_tokens": result.usage.completion_tokens,
        "finish_reason": result.finish_reason,
        "attempts": result.attempts,
        "latency_ms": result.latency_ms,
        "provider": result.provider,
        "model": result.model,
        "fallback": result.fallback,
    }


def _result(kept: dict[str, Any]) -> ChatResult:
    return ChatResult(
        text=kept["text"],
        usage=Usage(kept["prompt_tokens"], kept["completion_tokens"]),
        finish_reason=kept["finish_reason"],
        attempts=kept["attempts"],
        latency_ms=kept["latency_ms"],
        # What was kept by an earlier release does not say who answered.
        provider=kept.get("provider", ""),
        model=kept.get("model", ""),
        fallback=kept.get("fallback", False),
    )

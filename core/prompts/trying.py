"""A draft of a prompt: seen as a model would get it, and asked beside the text in force."""

import asyncio
from collections.abc import Mapping

from core.kernel.errors import InvalidRequestError, ModelError
from core.llm.types import ChatCall, ChatModel, Message
from core.prompts.changing import builtin_of
from core.prompts.domain import Prompt, require_variables
from core.prompts.registry import PromptRegistry
from core.schemas.prompts import (
    PromptPreview,
    PromptPreviewIn,
    PromptTrial,
    PromptTried,
    PromptTryIn,
)

DRAFT = "draft"
_SAMPLES = {"language": "English"}
"""What a hole is filled with where nobody says otherwise; else its own name in angle brackets."""


class PromptTrials:
    """Shows and tries texts of prompts; nothing of it is kept but the books of the calls."""

    def __init__(self, prompts: PromptRegistry, ai: ChatModel) -> None:
        self._prompts = prompts
        self._ai = ai

    async def preview(self, key: str, wish: PromptPreviewIn) -> PromptPreview:
        """Return a text with its holes filled.

        Raises:
            NotFoundError: No prompt has this key.
            InvalidRequestError: Its holes are not those its callers fill, or a value is for none.
        """
        prompt = await self._prompt(key, wish.content)
        values = _values(prompt, wish.values)
        text = prompt.render(**values)
        return PromptPreview(
            key=key, version=prompt.version, text=text, values=values, chars=len(text)
        )

    async def compare(self, key: str, wish: PromptTryIn) -> PromptTrial:
        """Ask the model the same under the text in force and under a draft.

        A side that gets no answer says why; the other is shown all the same.

        Raises:
            NotFoundError: No prompt has this key.
            InvalidRequestError: As `preview`.
        """
        draft = await self._prompt(key, wish.content)
        active = await self._prompt(key, None)
        values = _values(draft, wish.values)
        tried = await asyncio.gather(
            *(self._ask(prompt, prompt.render(**values), wish) for prompt in (active, draft))
        )
        return PromptTrial(
            key=key,
            provider=self._ai.provider_name,
            model=self._ai.model,
            active=tried[0],
            draft=tried[1],
            same=tried[0].answer is not None and tried[0].answer == tried[1].answer,
        )

    async def _prompt(self, key: str, content: str | None) -> Prompt:
        builtin = builtin_of(key)
        if content is None:
            return await self._prompts.get(key)
        require_variables(content, builtin.variables)
        return Prompt(key, builtin.title, DRAFT, content, builtin.role)

    async def _ask(self, prompt: Prompt, system: str, wish: PromptTryIn) -> PromptTried:
        call = ChatCall(
            prompt_key=prompt.key,
            prompt_version=prompt.version,
            messages=(Message("system", system), Message("user", wish.input)),
            seed=wish.seed,
        )
        try:
            result = await self._ai.complete(call)
        except ModelError as error:
            return PromptTried(
                version=prompt.version,
                answer=None,
                error_type=error.error_type,
                usage_tokens=0,
                latency_ms=0.0,
            )
        return PromptTried(
            version=prompt.version,
            answer=result.text,
            error_type=None,
            usage_tokens=result.usage.prompt_tokens + result.usage.completion_tokens,
            latency_ms=round(result.latency_ms, 1),
        )


def _values(prompt: Prompt, given: Mapping[str, str]) -> dict[str, str]:
    """Return what fills each hole: what is given, else a sample."""
    if odd := sorted(given.keys() - prompt.variables):
        raise InvalidRequestError.of(
            f"values.{odd[0]}", f"prompt {prompt.key!r} has no such variable", "unknown_variable"
        )
    samples = {name: _SAMPLES.get(name, f"<{name}>") for name in sorted(prompt.variables)}
    return samples | dict(given)

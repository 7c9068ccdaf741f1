"""The demonstration: one question without a conversation, answered while it is written.

Nothing of it is kept but the books of the calls. It is a turn without the graph: a prompt, a model,
words.
"""

import asyncio
import time
from collections.abc import AsyncGenerator

from core.assistant.asked import language_of
from core.assistant.asking import LANGUAGES
from core.assistant.canary import with_canary
from core.assistant.hearing import WordsHeard
from core.assistant.live import Coalescer
from core.assistant.turning import Rooms
from core.assistant.voice import Voice
from core.kernel.context import current_trace_id
from core.kernel.errors import ModelError
from core.llm.blocks import data_blocks
from core.llm.deadline import answer_within
from core.llm.types import ChatCall, ChatModel, ChatResult, Message
from core.schemas.chat import AiMeta, DemoReply, DemoRequest, Language

_ANSWER_S = 30.0
_TOKENS = 1_000


class Demonstration:
    """Answers single questions."""

    def __init__(self, rooms: Rooms) -> None:
        self._rooms = rooms

    async def answer(
        self, request: DemoRequest, otherwise: Language
    ) -> AsyncGenerator[str | DemoReply, None]:
        """Yield the answer as it is written, and at last the whole of it; leaving ends the call.

        Raises:
            ModelError: Neither the model nor the rules have an answer, or it broke off.
        """
        heard: asyncio.Queue[str | None] = asyncio.Queue()
        working = asyncio.create_task(self._work(request, otherwise, heard))
        working.add_done_callback(lambda _: heard.put_nowait(None))
        try:
            while (piece := await heard.get()) is not None:
                yield piece
            yield await working
        finally:
            working.cancel()
            await asyncio.wait([working])

    async def _work(
        self, request: DemoRequest, otherwise: Language, heard: "asyncio.Queue[str | None]"
    ) -> DemoReply:
        began = time.perf_counter()
        language = language_of(request.query, request.language, otherwise)
        pieces = Coalescer(heard.put_nowait)
        voice = Voice(pieces.say, language, canary=self._rooms.canary)
        call = await self._call(request, language)
        with answer_within(_ANSWER_S):
            result, degraded = await self._spoken(voice, call)
        pieces.flush()
        usage = result.usage.prompt_tokens + result.usage.completion_tokens
        meta = AiMeta(
            provider=result.provider,
            model=result.model,
            latency_ms=round((time.perf_counter() - began) * 1000, 2),
            usage_tokens=usage,
            model_calls=result.attempts,
            trace_id=current_trace_id(),
            prompt_versions={call.prompt_key: call.prompt_version},
            degraded=degraded is not None,
            degraded_reason=degraded,
        )
        return DemoReply(answer=voice.said, ai_meta=meta)

    async def _spoken(self, voice: Voice, call: ChatCall) -> tuple[ChatResult, str | None]:
        try:
            return await _said(voice, self._rooms.ai, call), None
        except ModelError as error:
            if voice.said:
                raise
            try:
                return await _said(voice, self._rooms.rules, call), error.error_type
            except ModelError:
                raise error from None

    async def _call(self, request: DemoRequest, language: Language) -> ChatCall:
        prompt = await self._rooms.prompts.get("chat_demo.system")
        system = with_canary(prompt.render(language=LANGUAGES[language]), self._rooms.canary)
        blocks = {"task": "answer", "language": language, "text": request.query}
        return _asking(prompt.key, prompt.version, system, data_blocks(blocks))


def _asking(key: str, version: str, system: str, user: str) -> ChatCall:
    return ChatCall(
        prompt_key=key,
        prompt_version=version,
        messages=(Message("system", system), Message("user", user)),
        max_tokens=_TOKENS,
        response="text",
    )


async def _said(voice: Voice, model: ChatModel, call: ChatCall) -> ChatResult:
    result = await voice.speak(model, call, WordsHeard())
    if not voice.said:
        raise ModelError("The model answered with nothing", error_type="invalid_output")
    return result

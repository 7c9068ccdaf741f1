"""The provider itself."""

import json
from collections.abc import Callable, Mapping
from typing import Any

import structlog

from core.kernel.errors import ModelError
from core.kernel.thinking import Think, think
from core.llm.providers.offline.assistant.routing import route
from core.llm.providers.offline.assistant.voice import answer
from core.llm.providers.offline.documents.analysing import analyse_document, summarise_document
from core.llm.providers.offline.narrating import narrate
from core.llm.providers.offline.planner import plan_day, plan_trip
from core.llm.providers.offline.reading import read_blocks, read_question
from core.llm.providers.offline.todos import decompose_trip
from core.llm.providers.offline.words import understand
from core.llm.types import ChatCall, ProviderAnswer, Usage

log = structlog.get_logger(__name__)

_CHARS_PER_TOKEN = 4
"""A rule of thumb, so that token counts of two modes can be compared; nobody bills them."""

_TASKS: Mapping[str, Callable[[Mapping[str, Any], int], dict[str, Any] | str]] = {
    "route": lambda blocks, _seed: route(blocks),
    "answer": lambda blocks, _seed: answer(blocks, blocks["system"]),
    "plan_trip": lambda blocks, seed: plan_trip(read_question(blocks, seed)),
    "plan_day": lambda blocks, seed: plan_day(read_question(blocks, seed)),
    "narrate": lambda blocks, _seed: narrate(blocks),
    "decompose_trip": lambda blocks, _seed: decompose_trip(blocks),
    "understand": lambda blocks, _seed: understand(blocks),
    "analyse_document": lambda blocks, _seed: analyse_document(blocks),
    "summarise_document": lambda blocks, _seed: summarise_document(blocks),
}


_TALK = "assistant."
"""Prompts of conversations: what they ask takes about 1 ms, and as much to send elsewhere."""


class OfflineProvider:
    """Deterministic and in process: the same question and seed get the same answer."""

    name = "offline"

    def __init__(self, model: str = "offline-1", think: Think = think) -> None:
        self.model = model
        self._think = think

    async def complete(self, call: ChatCall) -> ProviderAnswer:
        """Answer a question of a known task.

        Raises:
            ModelError: `provider_rejected` where the prompt names no task this model can do.
        """
        asked, system = _said_by("user", call), _said_by("system", call)
        if call.prompt_key.startswith(_TALK):
            text = _answer(asked, system, call.seed)
        else:
            # Some 10 ms of arithmetic: elsewhere, so that the event loop goes on.
            text = await self._think(_answer, asked, system, call.seed)
        size = sum(len(m.content) for m in call.messages)
        usage = Usage(size // _CHARS_PER_TOKEN, len(text) // _CHARS_PER_TOKEN)
        return ProviderAnswer(text=text, usage=usage, finish_reason="stop")

    async def aclose(self) -> None:
        """Nothing is held."""


def _said_by(role: str, call: ChatCall) -> str:
    return "".join(message.content for message in call.messages if message.role == role)


def _answer(asked: str, system: str, seed: int) -> str:
    try:
        blocks = {**read_blocks(asked), "system": system}
        task = _TASKS.get(blocks.get("task", ""))
        if task is None:
            raise _unable("does not know this task")
        said = task(blocks, seed)
        return said if isinstance(said, str) else json.dumps(said, ensure_ascii=False)
    except (LookupError, TypeError, ValueError, AttributeError) as error:
        # A draft of a prompt may be tried with any words; the product's own have all it takes.
        log.warning("question_not_understood", error=repr(error))
        raise _unable("cannot do this with what it was given") from error


def _unable(why: str) -> ModelError:
    return ModelError(f"The offline model {why}", error_type="provider_rejected")

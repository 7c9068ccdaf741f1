"""What a model is asked in a turn: the system's prompts, and all of strangers in data blocks."""

from collections.abc import Mapping
from typing import Any

from core.assistant.canary import with_canary
from core.assistant.route import Route
from core.assistant.state import Facts, Spent, Turning, TurnState
from core.llm.blocks import data_blocks
from core.llm.types import ChatCall, ChatResult, Message
from core.prompts.domain import Prompt
from core.schemas.chat import Stage

LANGUAGES = {"en": "English", "zh": "Chinese"}
"""What prompts call the languages of answers."""
_ROUTE_TOKENS, _ANSWER_TOKENS = 4_000, 2_000
_MOST_CHARS = 2_000
"""So much of a message said before goes into the next question."""


async def route_call(state: TurnState, turning: Turning) -> tuple[ChatCall, list[Spent]]:
    """Ask what a turn is about; also what texts of people's choosing were said with it."""
    asked, waiting = state["asked"], state["proposal"]
    texts = await _system(turning, state, "assistant.route")
    blocks = {
        "task": "route",
        "language": asked.language,
        "now": asked.now.isoformat(timespec="minutes"),
        "has_trip": asked.trip_id is not None,
        **_so_far(state),
        "proposal": waiting.change.model_dump(mode="json") if waiting else None,
        "text": asked.query,
    }
    call = _call(texts[-1][0], _one_text(texts, turning), blocks)
    return call, _said_with(texts)


async def answer_call(state: TurnState, turning: Turning) -> tuple[ChatCall, list[Spent]]:
    """Ask for the answer in plain words, from what the turn has found."""
    asked = state["asked"]
    texts = await _system(turning, state, "assistant.answer")
    blocks = {
        "task": "answer",
        "language": asked.language,
        "now": asked.now.isoformat(timespec="minutes"),
        "intent": state["route"].intent,
        "stage": state.get("stage"),
        "facts": facts_of(state),
        **_so_far(state),
        "text": asked.query,
    }
    call = _call(texts[-1][0], _one_text(texts, turning), blocks, is_answer=True)
    return call, _said_with(texts)


def facts_of(state: TurnState) -> Facts:
    """Return what the turn has found; where that is nothing, there is only something to say."""
    return state.get("facts") or {"kind": "talk"}


def spent_on(call: ChatCall, result: ChatResult) -> Spent:
    """Return what a call has taken."""
    return Spent(
        prompt_key=call.prompt_key,
        prompt_version=call.prompt_version,
        provider=result.provider,
        model=result.model,
        tokens=result.usage.prompt_tokens + result.usage.completion_tokens,
        attempts=result.attempts,
    )


async def _system(turning: Turning, state: TurnState, key: str) -> list[tuple[Prompt, str]]:
    """Return what the system says, in the order in which it is said; the last is the task."""
    language = LANGUAGES[state["asked"].language]
    main = await turning.prompts.get("assistant.system.main")
    task = await turning.prompts.get(key)
    texts = [(main, main.render(language=language))]
    if stage := state.get("stage") or state["asked"].stage:
        of_stage = await turning.prompts.get(stage_key(stage))
        texts.append((of_stage, of_stage.render()))
    texts.append((task, task.render(language=language)))
    return texts


def stage_key(stage: Stage) -> str:
    """Return the key of the prompt for where a traveller stands."""
    return f"assistant.stage.{stage.value}"


def _said_with(texts: list[tuple[Prompt, str]]) -> list[Spent]:
    return [Spent(prompt.key, prompt.version) for prompt, _ in texts]


def _so_far(state: TurnState) -> dict[str, Any]:
    return {
        "history": [
            {"role": said.role, "content": said.content[:_MOST_CHARS]} for said in state["history"]
        ],
        "memories": [memory.text for memory in state["memories"]],
    }


def _one_text(texts: list[tuple[Prompt, str]], turning: Turning) -> str:
    system = "\n\n".join(text for _, text in texts)
    return with_canary(system, turning.canary) if turning.canary else system


def _call(
    task: Prompt, system: str, blocks: Mapping[str, Any], *, is_answer: bool = False
) -> ChatCall:
    return ChatCall(
        prompt_key=task.key,
        prompt_version=task.version,
        messages=(Message("system", system), Message("user", data_blocks(blocks))),
        max_tokens=_ANSWER_TOKENS if is_answer else _ROUTE_TOKENS,
        response="text" if is_answer else "object",
        schema=None if is_answer else ROUTE_SCHEMA,
    )


ROUTE_SCHEMA = Route.model_json_schema()
"""What an answer to `assistant.route` is held to, by servers that can do so."""

"""What a model is told of a document: it is material in a tagged block, never an instruction."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any, Literal

from core.documents.chunks import Chunk
from core.llm.blocks import data_blocks
from core.llm.types import ChatCall, Message
from core.prompts.domain import Prompt
from core.schemas.documents import DocumentProfile

_LANGUAGES = {"en": "English", "zh": "Chinese"}
_MAX_TOKENS = 16_000


@dataclass(frozen=True, slots=True)
class Frame:
    """What is the same in every question about one document."""

    profile: DocumentProfile
    name: str
    language: Literal["en", "zh"]
    today: date


def part_call(
    prompt: Prompt,
    frame: Frame,
    chunk: Chunk,
    place: tuple[int, int],
    previous: Mapping[str, Any] | None,
    violations: Sequence[str],
) -> ChatCall:
    """Ask what is in a part, the first number of `place` of the second.

    `violations` says what was wrong with `previous`, the last answer for this part.
    """
    blocks = {
        "task": "analyse_document",
        **_common(frame),
        "part": {"number": place[0], "of": place[1]},
        "before": chunk.before,
        "text": chunk.text,
        "previous": previous,
        "violations": list(violations),
    }
    return _call(prompt, frame, blocks, seed=101 * len(violations))


def summary_call(prompt: Prompt, frame: Frame, summaries: Sequence[str]) -> ChatCall:
    """Ask for one summary of those of all parts."""
    blocks = {"task": "summarise_document", **_common(frame), "summaries": list(summaries)}
    return _call(prompt, frame, blocks, seed=0)


def _common(frame: Frame) -> dict[str, Any]:
    return {
        "profile": frame.profile.value,
        "name": frame.name,
        "language": frame.language,
        "today": frame.today.isoformat(),
    }


def _call(prompt: Prompt, frame: Frame, blocks: Mapping[str, Any], seed: int) -> ChatCall:
    system = prompt.render(language=_LANGUAGES[frame.language])
    return ChatCall(
        prompt_key=prompt.key,
        prompt_version=prompt.version,
        messages=(Message("system", system), Message("user", data_blocks(blocks))),
        seed=seed,
        max_tokens=_MAX_TOKENS,
    )

"""Questions as the planner asks them, and their blocks as a model reads them."""

import json
from typing import Any

from core.llm.providers.offline.reading import read_blocks
from core.llm.types import ChatCall, ProviderAnswer
from core.planning.candidates import choose_candidates, near_day
from core.planning.domain import Brief, frame_of_one_city
from core.planning.prompting import deep_day_call, fast_call
from core.prompts.registry import PromptRegistry
from tests.support.builders import a_brief
from tests.support.shipped import city_of, places_of


def blocks_of(call: ChatCall) -> dict[str, Any]:
    """Return the blocks of data of a question."""
    return read_blocks(call.messages[-1].content)


def object_of(answer: ProviderAnswer) -> dict[str, Any]:
    """Return the JSON object of an answer."""
    found: dict[str, Any] = json.loads(answer.text)
    return found


def a_city_brief(city_id: str = "guangzhou", **changes: Any) -> Brief:
    """Return a brief for three days in a shipped city."""
    return a_brief(**({"city": city_of(city_id), "day_count": 3} | changes))


async def a_trip_question(brief: Brief) -> ChatCall:
    """Return the question for a whole trip."""
    frame = frame_of_one_city(brief)
    candidates = choose_candidates(brief, frame, places_of(brief.city.id))
    return fast_call(await PromptRegistry().get("planner.fast"), brief, frame, candidates)


async def a_day_question(brief: Brief, day_index: int = 0, **changes: Any) -> ChatCall:
    """Return the question for one day, nothing of the trip being there yet."""
    values: dict[str, Any] = {
        "hotels": [None], "budget_left": brief.budget_local, "draft": None, "previous": None,
        "theme": None,
        "missing_must_see": list(brief.must_see_ids), "violations": [],
    }  # fmt: skip
    frame = frame_of_one_city(brief)
    candidates = choose_candidates(brief, frame, places_of(brief.city.id))
    near = near_day(candidates, brief.must_see, 18, 12)
    prompt = await PromptRegistry().get("planner.deep_day")
    part = frame.parts[day_index]
    return deep_day_call(prompt, brief, frame, part, near, **(values | changes))

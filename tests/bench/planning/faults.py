"""The built-in model with the faults real ones have, in every answer."""

import json
from collections.abc import Callable
from functools import partial
from typing import Any

from core.llm.providers.offline.provider import OfflineProvider
from core.llm.providers.offline.reading import Question, Row, read_blocks, read_question
from core.llm.types import ChatCall, ProviderAnswer

_NEVER = 10_000

Answer = dict[str, Any]
Spoil = Callable[[Question, Answer], None]


class FaultyModel:
    """Answers as the built-in model, and then spoils the answer in one way or in all."""

    name = "offline"

    def __init__(self, fault: str) -> None:
        self.model = f"offline-with-{fault}"
        self._spoils = SPOILS[fault]
        self._offline = OfflineProvider()

    async def complete(self, call: ChatCall) -> ProviderAnswer:
        """Answer a question; planning questions badly."""
        answer = await self._offline.complete(call)
        blocks = read_blocks("".join(m.content for m in call.messages if m.role == "user"))
        if blocks.get("task") not in ("plan_trip", "plan_day"):
            return answer
        question, told = read_question(blocks, call.seed), json.loads(answer.text)
        for spoil in self._spoils:
            spoil(question, told)
        text = json.dumps(told)
        cut = len(text) // 2 if told.get("cut") else len(text)
        return ProviderAnswer(text[:cut], answer.usage, "stop")

    async def aclose(self) -> None:
        """Nothing is held."""


def goes_where_it_is_closed(question: Question, answer: Answer) -> None:
    """Begin every day with a sight that is closed on it, or that opens last."""
    for frame, day in zip(question.days, _days(answer), strict=True):
        taken = {stop["id"] for stop in day["stops"]}
        rows = [row for row in question.sights if row.city == frame.city and row.id not in taken]
        if rows:
            day["stops"].insert(0, _stop(max(rows, key=partial(_opens, day=frame.index)).id))


def comes_twice(_question: Question, answer: Answer) -> None:
    """Go to every day's first place again at its end, and to the first day's on every day."""
    days = _days(answer)
    first = next((stop for day in days for stop in day["stops"]), None)
    for day in days:
        day["stops"] += [dict(stop) for stop in (*day["stops"][:1], first) if stop]


def names_nobody(_question: Question, answer: Answer) -> None:
    """Name a place nobody knows as every day's second stop, and hotels that are none."""
    for number, day in enumerate(_days(answer)):
        day["stops"].insert(1, _stop(f"atlantis-{number}"))
    if "hotels" in answer:
        answer["hotels"] = dict.fromkeys(answer["hotels"], "hotel-atlantis")
    elif "hotel_id" in answer:
        answer["hotel_id"] = "hotel-atlantis"


def never_ends(question: Question, answer: Answer) -> None:
    """Put six more sights into every day."""
    days = _days(answer)
    taken = {stop["id"] for day in days for stop in day["stops"]}
    for frame, day in zip(question.days, days, strict=True):
        free = [r for r in question.sights if r.city == frame.city and r.id not in taken]
        more = free[: min(6, 20 - len(day["stops"]))]
        taken |= {row.id for row in more}
        day["stops"] += [_stop(row.id) for row in more]


def is_cut_off(_question: Question, answer: Answer) -> None:
    """End in the middle: no JSON."""
    answer["cut"] = True


SPOILS: dict[str, tuple[Spoil, ...]] = {
    "closed_day": (goes_where_it_is_closed,),
    "duplicate": (comes_twice,),
    "unknown_place": (names_nobody,),
    "bad_json": (is_cut_off,),
    "overlong_day": (never_ends,),
    "all_at_once": (goes_where_it_is_closed, comes_twice, names_nobody, never_ends),
}


def _days(answer: Answer) -> list[Answer]:
    days: list[Answer] = answer.get("days", [answer])
    return days


def _opens(row: Row, *, day: int) -> int:
    """Return the minute a place opens; where it is closed all day, one after all others."""
    return min((opens for opens, _ in row.spans.get(day, ())), default=_NEVER)


def _stop(place_id: str) -> Answer:
    return {"id": place_id, "meal": None, "reason": ""}

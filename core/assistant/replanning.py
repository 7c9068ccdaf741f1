"""A plan as a whole is changed: planned again, from the trip there is and what is new."""

import re

from core.assistant.spending import spent_in
from core.schemas.fields import MAX_DAYS
from core.schemas.plans import PlanMode, PlanRequest
from core.schemas.trips import TripOut
from core.schemas.wishes import DestinationWish, Pace

_SLOWER = re.compile(
    r"\b(?:slow(?:er|ly)?|relax(?:ed|ing)?|easier|less (?:packed|busy|full|rushed)|fewer)\b"
    r"|慢|轻松|悠闲|少一?[点些]|别太赶|不要太赶|宽松",
    re.I,
)
_FULLER = re.compile(
    r"\b(?:fast(?:er)?|full(?:er)?|more packed|pack(?:ed)? more|busier|more stops|more sights)\b"
    r"|紧凑|多一?[点些]|充实|满一?[点些]",
    re.I,
)
_CHEAPER = re.compile(
    r"\b(?:cheap(?:er)?|less expensive|save money|cut (?:the )?costs?|lower (?:costs?|budget)"
    r")\b"
    r"|便宜|省钱|省一?[点些]|节约|节省|预算低",
    re.I,
)
_LONGER = re.compile(
    r"\b(?:a|one) day longer\b|\b(?:one|a) more day\b|多(?:玩|加|待)?一天|加一天", re.I
)
_SHORTER = re.compile(r"\b(?:a|one) day (?:shorter|less)\b|少(?:玩|待)?一天|减一天", re.I)
_AGAIN = re.compile(
    r"\b(?:replan|re-plan|redo (?:it|the plan)|plan (?:it|this|that) again|another (?:plan|version)"
    r"|start over)\b"
    r"|重新(?:规划|安排|做|来)|再规划一|换一?[个套种](?:方案|计划|安排)|另一?[个套种]方案",
    re.I,
)
_CHEAPER_PERCENT = 80
_ANOTHER_SEED = 1
"""Another plan of the same wishes."""


def is_about_the_whole(words: str) -> bool:
    """Say whether words ask for the whole of a plan to be otherwise."""
    return any(pattern.search(words) for pattern in (_SLOWER, _FULLER, _CHEAPER, _LONGER, _SHORTER))


def planned_again(trip: TripOut, words: str, language: str, mode: PlanMode) -> PlanRequest:
    """Return the wish for a trip like one there is, with what is new; the words count as well.

    Cities, dates, travellers and wishes stay as they are. Cheaper is a fifth less than it costs.
    """
    wishes = trip.wishes
    fields: dict[str, object] = {
        "destinations": [DestinationWish(name=city_id) for city_id in trip.city_ids],
        "origin": trip.origin_city_id,
        "start_date": trip.start_date,
        "day_count": _days(trip, words),
        "travellers": trip.travellers,
        "seed": _ANOTHER_SEED if _AGAIN.search(words) else 0,
        **_money(trip, words),
    }
    if wishes is not None:
        fields |= {
            "pace": wishes.pace,
            "party": wishes.party,
            "interests": wishes.interests or None,
            "must_see": wishes.must_see[:30] or None,
            "cuisines": wishes.cuisines or None,
            "no_modes": wishes.no_modes or None,
            "lodging": wishes.lodging,
            "daily_window": wishes.daily_window,
            "mobility": wishes.mobility,
        }
    if _SLOWER.search(words):
        fields["pace"] = Pace.RELAXED
    elif _FULLER.search(words):
        fields["pace"] = Pace.PACKED
    return PlanRequest.model_validate(
        {name: value for name, value in fields.items() if value is not None}
        | {"language": language, "mode": mode, "save": True}
    )


def _days(trip: TripOut, words: str) -> int:
    count = len(trip.day_cards)
    if _LONGER.search(words):
        return min(count + 1, MAX_DAYS)
    return max(count - 1, 1) if _SHORTER.search(words) else count


def _money(trip: TripOut, words: str) -> dict[str, object]:
    if not _CHEAPER.search(words):
        return {"budget": trip.budget, "currency": trip.currency if trip.budget else None}
    spent = spent_in(trip, trip.day_cards)
    least = min(filter(None, (spent.total, trip.budget)), default=0)
    if not least:
        return {}
    return {"budget": max(least * _CHEAPER_PERCENT // 100, 1), "currency": spent.currency}

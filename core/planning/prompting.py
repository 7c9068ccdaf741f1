"""What a model is told: the data of a question as tagged JSON blocks, prompts by key."""

from collections.abc import Mapping, Sequence
from typing import Any

from core.catalog.domain import City, Place, city_name
from core.catalog.hours import open_intervals
from core.llm.blocks import data_blocks
from core.llm.types import ChatCall, Message
from core.planning.candidates import Candidates
from core.planning.domain import MEAL_WINDOWS, STOPS_PER_DAY, Brief, clock_text
from core.planning.travel import MODEL_NOTE
from core.prompts.registry import Prompt
from core.schemas.catalog import Interest, Meal

_LANGUAGES = {"en": "English", "zh": "Chinese"}


def understand_call(prompt: Prompt, text: str, cities: Sequence[City], today: str) -> ChatCall:
    """Ask what a traveller's words mean."""
    known = [
        {"id": city.id, "names": [city.name_en, city.name_local, *city.aliases]} for city in cities
    ]
    blocks = {
        "task": "understand",
        "today": today,
        "cities": known,
        "interests": list(Interest),
        "text": text,
    }
    return _call(prompt, prompt.render(), blocks, seed=0)


def fast_call(prompt: Prompt, brief: Brief, candidates: Candidates) -> ChatCall:
    """Ask for the whole trip."""
    days = range(brief.day_count)
    blocks = {
        "task": "plan_trip",
        **_common(brief),
        "days": [_day(brief, index) for index in days],
        **_rows(brief, candidates, days),
    }
    return _call(prompt, prompt.render(language=_LANGUAGES[brief.language]), blocks, brief.seed)


def deep_day_call(
    prompt: Prompt,
    brief: Brief,
    day_index: int,
    candidates: Candidates,
    *,
    hotel: Place | None,
    budget_left: int | None,
    missing_must_see: Sequence[str],
    draft: Mapping[str, Any] | None,
    previous: Mapping[str, Any] | None,
    violations: Sequence[Mapping[str, Any]],
) -> ChatCall:
    """Ask for one day; `violations` says what was wrong with `previous`, the last answer for it."""
    common = _common(brief)
    common["request"] |= {"must_see": list(missing_must_see), "budget": budget_left}
    blocks = {
        "task": "plan_day",
        **common,
        "days": [_day(brief, day_index)],
        "days_left": brief.day_count - day_index,
        "hotel": _row(brief, hotel, [day_index]) if hotel else None,
        "draft": draft,
        "previous": previous,
        "violations": list(violations),
        **_rows(brief, candidates, [day_index]),
    }
    return _call(
        prompt,
        prompt.render(language=_LANGUAGES[brief.language]),
        blocks,
        brief.seed + day_index + 101 * len(violations),
    )


def _call(prompt: Prompt, system: str, blocks: Mapping[str, Any], seed: int) -> ChatCall:
    return ChatCall(
        prompt_key=prompt.key,
        prompt_version=prompt.version,
        messages=(Message("system", system), Message("user", data_blocks(blocks))),
        seed=seed,
    )


def _common(brief: Brief) -> dict[str, Any]:
    return {
        "request": {
            "city": city_name(brief.city, brief.language),
            "travellers": brief.travellers,
            "rooms": brief.rooms,
            "nights": brief.nights,
            "budget": brief.budget_local,
            "pace": brief.pace,
            "stops_per_day": STOPS_PER_DAY[brief.pace],
            "interests": list(brief.interests),
            "must_see": list(brief.must_see_ids),
            "language": brief.language,
        },
        "travel": dict(MODEL_NOTE),
        "meals": {meal: _span(window) for meal, window in MEAL_WINDOWS.items()},
    }


def _day(brief: Brief, index: int) -> dict[str, Any]:
    day = brief.date_of(index)
    return {
        "day_index": index,
        "date": day.isoformat(),
        "weekday": day.strftime("%a"),
        "window": _span(brief.window),
        "meals": list(brief.meals),
        "night": index < brief.nights,
    }


def _rows(brief: Brief, candidates: Candidates, days: Sequence[int]) -> dict[str, Any]:
    return {
        "sights": [_row(brief, place, days) for place in candidates.sights],
        "restaurants": [_row(brief, place, days) for place in candidates.restaurants],
        "hotels": [_row(brief, place, []) for place in candidates.hotels],
    }


def _row(brief: Brief, place: Place, days: Sequence[int]) -> dict[str, Any]:
    row: dict[str, Any] = {
        "id": place.id,
        "name": place.name_local if brief.language == "zh" else place.name_en,
        "category": place.category,
        "area": place.area,
        "tags": list(place.tags),
        "lat": place.lat,
        "lon": place.lon,
        "stay": place.visit_minutes,
        "cost": place.typical_cost,
        "popularity": place.popularity,
    }
    if place.meals:
        row["serves"] = [meal for meal in place.meals if meal is not Meal.SNACK]
    if place.best_time != "any":
        row["best_time"] = place.best_time
    if days:
        row["open"] = {str(index): _hours(brief, place, index) for index in days}
    return row


def _hours(brief: Brief, place: Place, index: int) -> list[list[str]]:
    spans = open_intervals(place.opening_hours, brief.date_of(index))
    return [_span((opens, min(closes, 30 * 60))) for opens, closes in spans]


def _span(window: tuple[int, int]) -> list[str]:
    return [clock_text(window[0]), clock_text(window[1])]

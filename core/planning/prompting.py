"""What a model is told: the data of a question as tagged JSON blocks, prompts by key."""

from collections.abc import Mapping, Sequence
from typing import Any

from core.catalog.domain import City, Place, city_name, place_name
from core.kernel.times import clock_text
from core.llm.blocks import data_blocks
from core.llm.types import ChatCall, Message
from core.planning.candidates import Candidates
from core.planning.domain import MEAL_WINDOWS, STOPS_PER_DAY, Brief
from core.planning.frame import Frame, Part, Stay
from core.planning.mealtimes import meal_window
from core.planning.openings import openings
from core.prompts.domain import Prompt
from core.schemas.catalog import Interest, Meal, PlaceKind

_LANGUAGES = {"en": "English", "zh": "Chinese"}


def understand_call(
    prompt: Prompt,
    text: str,
    cities: Sequence[City],
    today: str,
    more: Mapping[str, Any] | None = None,
) -> ChatCall:
    """Ask what a traveller's words mean; `more` are further blocks that tell of the world."""
    known = [
        {"id": city.id, "names": [city.name_en, city.name_local, *city.aliases]} for city in cities
    ]
    blocks = {
        "task": "understand",
        "today": today,
        "cities": known,
        "interests": list(Interest),
        **(more or {}),
        "text": text,
    }
    return _call(prompt, prompt.render(), blocks, seed=0)


def fast_call(prompt: Prompt, brief: Brief, frame: Frame, candidates: Candidates) -> ChatCall:
    """Ask for the whole trip."""
    left = None if brief.purse is None else brief.purse - frame.journey_cost
    blocks = {
        "task": "plan_trip",
        **_common(brief, frame.cities, left, brief.must_see_ids),
        "stays": [_stay(stay) for stay in frame.stays],
        "days": [_day(part) for part in frame.parts],
        **_rows(brief, candidates, frame.parts),
    }
    return _call(prompt, prompt.render(language=_LANGUAGES[brief.language]), blocks, brief.seed)


def deep_day_call(
    prompt: Prompt,
    brief: Brief,
    frame: Frame,
    part: Part,
    candidates: Candidates,
    *,
    hotels: Sequence[Place | None],
    budget_left: int | None,
    missing_must_see: Sequence[str],
    theme: Mapping[str, Any] | None,
    draft: Mapping[str, Any] | None,
    previous: Mapping[str, Any] | None,
    violations: Sequence[Mapping[str, Any]],
) -> ChatCall:
    """Ask for one day; `violations` says what was wrong with `previous`, the last answer for it."""
    nights = {stay for stay in (part.wakes, part.sleeps) if stay is not None}
    stays = [frame.stays[index] for index in sorted(nights)]
    chosen = {stay.index: hotels[stay.index] for stay in stays}
    blocks = {
        "task": "plan_day",
        **_common(brief, [part.city], budget_left, missing_must_see),
        "stays": [_stay(stay) for stay in stays],
        "days": [_day(part)],
        "days_left": len(frame.parts) - part.index,
        "chosen_hotels": {
            str(index): _row(brief, hotel, []) for index, hotel in chosen.items() if hotel
        },
        "theme": theme,
        "draft": draft,
        "previous": previous,
        "violations": list(violations),
        **_rows(brief, candidates, [part]),
    }
    return _call(
        prompt,
        prompt.render(language=_LANGUAGES[brief.language]),
        blocks,
        brief.seed + part.index + 101 * len(violations),
    )


def narration_call(
    prompt: Prompt, brief: Brief, trip: Mapping[str, Any], days: Sequence[Mapping[str, Any]]
) -> ChatCall:
    """Ask for the words of a finished plan."""
    blocks = {"task": "narrate", "language": brief.language, "trip": trip, "days": list(days)}
    return _call(prompt, prompt.render(language=_LANGUAGES[brief.language]), blocks, brief.seed)


def _call(prompt: Prompt, system: str, blocks: Mapping[str, Any], seed: int) -> ChatCall:
    return ChatCall(
        prompt_key=prompt.key,
        prompt_version=prompt.version,
        messages=(Message("system", system), Message("user", data_blocks(blocks))),
        seed=seed,
    )


def _common(
    brief: Brief, cities: Sequence[City], budget: int | None, must_see: Sequence[str]
) -> dict[str, Any]:
    return {
        "request": {
            "cities": [city_name(city, brief.language) for city in cities],
            "days": brief.day_count,
            "travellers": brief.travellers,
            "budget": budget,
            "pace": brief.pace,
            "stops_per_day": STOPS_PER_DAY[brief.pace],
            "interests": list(brief.interests),
            "must_see": list(must_see),
            "cuisines": list(brief.cuisines),
            "language": brief.language,
        },
        "travel": {city.id: dict(brief.ways.note(city)) for city in cities},
        "meals": {meal: _span(window) for meal, window in MEAL_WINDOWS.items()},
    }


def _stay(stay: Stay) -> dict[str, Any]:
    return {"stay": stay.index, "city": stay.city.id, "nights": stay.nights}


def _day(part: Part) -> dict[str, Any]:
    return {
        "day_index": part.index,
        "date": part.date.isoformat(),
        "weekday": part.date.strftime("%a"),
        "city": part.city.id,
        "window": _span(part.window),
        "meals": list(part.meals),
        "sits_down": {meal: clock_text(meal_window(part, meal)[0]) for meal in part.meals},
        "wakes": part.wakes,
        "sleeps": part.sleeps,
        "begins": _spot(part.begins),
        "ends": _spot(part.ends),
    }


def _spot(place: Place | None) -> dict[str, Any] | None:
    return {"id": place.id, "lat": place.lat, "lon": place.lon} if place else None


def _rows(brief: Brief, candidates: Candidates, parts: Sequence[Part]) -> dict[str, Any]:
    return {
        "sights": [_row(brief, place, parts) for place in candidates.sights],
        "restaurants": [_row(brief, place, parts) for place in candidates.restaurants],
        "hotels": [_row(brief, place, []) for place in candidates.hotels],
    }


def _row(brief: Brief, place: Place, parts: Sequence[Part]) -> dict[str, Any]:
    row: dict[str, Any] = {
        "id": place.id,
        "name": place_name(place, brief.language),
        "city": place.city_id,
        "category": place.category,
        "area": place.area,
        "tags": list(place.tags),
        "lat": place.lat,
        "lon": place.lon,
        "stay": place.visit_minutes,
        "cost": _cost(brief, place),
        "popularity": place.popularity,
    }
    if place.must_see and place.kind is PlaceKind.ATTRACTION:
        row["icon"] = True
    if place.meals:
        row["serves"] = [meal for meal in place.meals if meal is not Meal.SNACK]
    if place.best_time != "any":
        row["best_time"] = place.best_time
    if place.cuisine:
        row["cuisine"] = list(place.cuisine)
    own = [part for part in parts if part.city.id == place.city_id]
    if own:
        row["open"] = {str(part.index): _hours(brief, place, part) for part in own}
    return row


def _cost(brief: Brief, place: Place) -> int:
    """Return what the party pays: for a visit or a meal, or for a night in a hotel."""
    if place.kind is PlaceKind.HOTEL:
        return brief.night_cost(place)
    return brief.visit_cost(place)


def _hours(brief: Brief, place: Place, part: Part) -> list[list[str]]:
    spans = openings(brief, place, part.date)
    return [_span((opens, min(closes, 30 * 60))) for opens, closes in spans]


def _span(window: tuple[int, int]) -> list[str]:
    return [clock_text(window[0]), clock_text(window[1])]

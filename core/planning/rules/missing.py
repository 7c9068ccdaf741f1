"""Why something that must be seen is not in a plan: what the world says, and when it could be."""

from collections.abc import Sequence
from datetime import date, timedelta
from typing import Any

from core.catalog.domain import City, Place, city_name
from core.catalog.openings import in_season
from core.kernel.times import clock_text, season_text, weekday_text
from core.planning.domain import Plan
from core.planning.frame import Part
from core.planning.openings import openings
from core.schemas.catalog import PlaceKind

_AHEAD_DAYS = 366
"""A place that is open at all is open on one of so many days."""
_SAID = {
    "unknown": ("the catalogue does not know it", "目录中没有这个地点"),
    "gone": ("it has closed for good", "它已永久关闭"),
    "elsewhere": ("the trip does not come to {city}", "行程不经过{city}"),
    "out_of_season": (
        "it is out of its season on all days of the trip there (season: {season}); next open on "
        "{next_open}",
        "行程期间不在其开放季节（{season}）；下次开放：{next_open}",
    ),
    "closed": (
        "it is closed on all days of the trip there ({closed_on}); next open on {next_open}",
        "行程期间当地每天都不开放（{closed_on}）；下次开放：{next_open}",
    ),
    "untimely": (
        "on no day is it open for {least} min of the hours one is there (open {open})",
        "在当地停留的时段内，没有一天能开放满 {least} 分钟（开放时间：{open}）",
    ),
    "unplaced": ("no day had room for it", "没有合适的日子安排"),
}


def why_unknown(language: str) -> str:
    """Say that nobody knows a place of that name."""
    return _say("unknown", language, {})


def why_missing(plan: Plan, place: Place) -> dict[str, Any]:
    """Return why a place is not in a plan, in words and in numbers."""
    reason, numbers = _reason(plan, place)
    return {"reason": reason, **numbers, "why": _say(reason, plan.brief.language, numbers)}


def _reason(plan: Plan, place: Place) -> tuple[str, dict[str, Any]]:
    language = plan.brief.language
    parts = [part for part in plan.frame.parts if part.city.id == place.city_id]
    if not place.is_open:
        return "gone", {}
    if not parts:
        return "elsewhere", {"city": _city_named(plan, place.city_id)}
    if place.kind is PlaceKind.HOTEL:
        return "unplaced", {}
    days = list(dict.fromkeys(part.date for part in parts))
    if not any(in_season(place, day) for day in days):
        opens = _next_open(plan, place, days[-1])
        return "out_of_season", {"season": place.season, "next_open": _dated(opens, language)}
    if not any(openings(plan.brief, place, day) for day in days):
        comma = "、" if language == "zh" else ", "
        closed = comma.join(_dated(day, language) for day in days)
        opens = _next_open(plan, place, days[-1])
        return "closed", {"closed_on": closed, "next_open": _dated(opens, language)}
    if not any(_is_visitable(plan, place, part) for part in parts):
        return "untimely", {"least": place.shortest_stay, "open": _hours(plan, place, days)}
    return "unplaced", {}


def _is_visitable(plan: Plan, place: Place, part: Part) -> bool:
    first, last = part.window
    return any(
        min(last, closes) - max(first, opens) >= place.shortest_stay
        for opens, closes in openings(plan.brief, place, part.date)
    )


def _next_open(plan: Plan, place: Place, after: date) -> date | None:
    ahead = (after + timedelta(days=number + 1) for number in range(_AHEAD_DAYS))
    return next((day for day in ahead if openings(plan.brief, place, day)), None)


def _hours(plan: Plan, place: Place, days: Sequence[date]) -> str:
    spans = [span for day in days for span in openings(plan.brief, place, day)]
    told = (f"{clock_text(opens)}–{clock_text(closes)}" for opens, closes in spans)
    return ", ".join(dict.fromkeys(told))


def _dated(day: date | None, language: str) -> str:
    return "?" if day is None else weekday_text(day, language)


def _city_named(plan: Plan, city_id: str) -> str:
    known: dict[str, City] = {city.id: city for city in plan.brief.cities}
    return city_name(known[city_id], plan.brief.language) if city_id in known else city_id


def _say(reason: str, language: str, numbers: dict[str, Any]) -> str:
    shown = numbers | {"season": season_text(numbers.get("season", ""), language)}
    return _SAID[reason][language == "zh"].format_map(shown)

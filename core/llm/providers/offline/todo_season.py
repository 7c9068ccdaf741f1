"""What one usually wears where and when: by month and latitude, no more."""

from collections.abc import Mapping
from datetime import date
from typing import Any, Literal

from core.llm.providers.offline.todo_phrases import season

Clothes = Literal["winter", "summer", "between"]

_SEASONS = ("winter", "winter", "spring", "spring", "spring", "summer", "summer", "summer",
            "autumn", "autumn", "autumn", "winter")  # fmt: skip
_OPPOSITE = {"winter": "summer", "summer": "winter", "spring": "autumn", "autumn": "spring"}
_SUBTROPICS = 25.0
"""Nearer to the equator than this no season is cold."""


def clothes_for(trip: Mapping[str, Any], language: str) -> tuple[Clothes, str]:
    """Return what kind of clothes fit, and the name of the season."""
    latitude = float(trip["lat"])
    name = _SEASONS[date.fromisoformat(trip["start_date"]).month - 1]
    if latitude < 0:
        name = _OPPOSITE[name]
    return _kind(name, abs(latitude)), season(name, language)


def _kind(name: str, from_equator: float) -> Clothes:
    if name == "summer":
        return "summer"
    if name == "winter" and from_equator > _SUBTROPICS:
        return "winter"
    return "between"

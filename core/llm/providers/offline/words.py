"""Reads a traveller's sentences into the form, by rules."""

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

from core.llm.providers.offline.wording.trip import TripReader


def understand(blocks: Mapping[str, Any]) -> dict[str, Any]:
    """Return the form with what the text says; what it does not say is left out."""
    cities: Sequence[Mapping[str, Any]] = blocks["cities"]
    return TripReader(
        blocks["text"],
        today=date.fromisoformat(blocks["today"]),
        cities=cities,
        regions=blocks.get("regions", ()),
        names=blocks.get("names", ()),
        labels=blocks.get("words", {}),
    ).form()

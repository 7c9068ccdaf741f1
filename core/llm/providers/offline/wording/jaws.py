"""Trips that come in one city and leave from another: the second one is gone to as well."""

import re

from core.llm.providers.offline.wording.sheet import CITY

_OPEN_JAW = re.compile(
    rf"\b(?:fly|flies|arriv|land|go|start|begin)\w*\s+(?:in|into|at)\s+{CITY}"
    r"\s*,?\s*(?:and|but|then)?\s*(?:(?:fly|leav|depart|return|com|go)\w*\s+)?(?:home |back )?"
    rf"(?:out of|out from|from)\s+(?P<city>{CITY})",
    re.I,
)


def left_at_the_end(text: str) -> set[int]:
    """Return where cities stand that are left at the end of a trip, and not to begin with."""
    return {found.start("city") for found in _OPEN_JAW.finditer(text)}

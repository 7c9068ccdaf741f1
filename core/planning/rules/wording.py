"""Checks about the words of a plan, which a model or a file of strangers may have written."""

import re
from collections.abc import Iterator

from core.planning.domain import Plan
from core.planning.rules.engine import Flaw, path_to

_UNSAFE = re.compile("[\x00-\x08\x0b-\x1f\x7f\u202a-\u202e\u2066-\u2069]|</?[a-zA-Z!]")
"""Control characters, marks that turn the direction of writing, and markup."""


def text_safe(plan: Plan) -> Iterator[Flaw]:
    """No title, name or reason holds markup or characters nobody sees."""
    for path, text in _texts(plan):
        if found := _UNSAFE.search(text):
            yield Flaw(numbers={"found": ascii(found[0]).strip("'")}, path=path)


def _texts(plan: Plan) -> Iterator[tuple[str, str]]:
    yield "/trip/title", plan.title
    for day in plan.days:
        yield f"{path_to(day.index)}/title", day.title
        for index, stop in enumerate(day.stops):
            yield f"{path_to(day.index, index)}/name", stop.named
            yield f"{path_to(day.index, index)}/reason", stop.reason

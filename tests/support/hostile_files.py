"""A trip's file with something else in place of each of its parts."""

import json
from collections.abc import Iterator
from typing import Any

from tests.support.exports import a_file

Place = tuple[str | int, ...]

_CONTENT: dict[str, Any] = json.loads(a_file().model_dump_json())


def places() -> list[Place]:
    """Return where something stands in a file: of days, stops and places the first, one journey."""
    return [place for place in _within(_CONTENT) if _stands_for_others(place)]


def changed(place: Place, value: Any) -> dict[str, Any]:
    """Return the file with a value in place of what stands there."""
    content: dict[str, Any] = json.loads(json.dumps(_CONTENT))
    part: Any = content
    for step in place[:-1]:
        part = part[step]
    part[place[-1]] = value
    return content


def _within(part: Any, place: Place = ()) -> Iterator[Place]:
    if place:
        yield place
    steps = (
        part.items()
        if isinstance(part, dict)
        else enumerate(part if isinstance(part, list) else ())
    )
    for step, value in steps:
        yield from _within(value, (*place, step))


def _stands_for_others(place: Place) -> bool:
    numbers = [step for step in place if isinstance(step, int)]
    return not any(numbers) or ("leg" in place[:-1] and numbers == [0, 2])

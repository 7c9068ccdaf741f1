"""Where in an answer something stands."""

from collections.abc import Mapping, Sequence
from typing import Any


def value_at(value: Any, path: Sequence[str]) -> Any:
    """Return the part of a value that a path leads to, or the value where it leads nowhere."""
    for step in path:
        match value:
            case Mapping() if step in value:
                value = value[step]
            case list() if step.isdigit() and int(step) < len(value):
                value = value[int(step)]
            case _:
                return value
    return value

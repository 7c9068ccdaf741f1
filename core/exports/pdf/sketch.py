"""Where the stops of a day stand on a drawn map, and how long its scale bar is. No tiles, no text.

A map of a city is flat: longitudes shrink with the cosine of the latitude, and that is exact enough
for a few kilometres. North is up.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from math import cos, floor, log10, radians

_METRES_PER_DEGREE = 111_195.0
_LEAST_SPAN_M = 400.0
"""A map of one house would be of no use."""
_BAR_SHARE = 0.3
_STEPS = (5, 2, 1)


@dataclass(frozen=True, slots=True)
class Sketch:
    """Points in the order they are visited, from the upper left corner, in the unit of the box."""

    points: tuple[tuple[float, float], ...]
    bar_length: float
    bar_metres: int


def sketch(
    positions: Sequence[tuple[float, float]], width: float, height: float, margin: float
) -> Sketch:
    """Return a map of positions (latitude, longitude) in a box, with a margin around them."""
    flat = _flat(positions)
    east, north = [x for x, _ in flat], [y for _, y in flat]
    middle = ((max(east) + min(east)) / 2, (max(north) + min(north)) / 2)
    metres = max(
        _LEAST_SPAN_M / (width - 2 * margin),
        (max(east) - min(east)) / (width - 2 * margin),
        (max(north) - min(north)) / (height - 2 * margin),
    )
    points = tuple(
        (width / 2 + (x - middle[0]) / metres, height / 2 - (y - middle[1]) / metres)
        for x, y in flat
    )
    bar_metres = round_length(width * _BAR_SHARE * metres)
    return Sketch(points, bar_metres / metres, bar_metres)


def round_length(longest_m: float) -> int:
    """Return the longest of 1, 2, 5, 10, 20, 50 … metres that is not longer."""
    power = 10.0 ** floor(log10(max(longest_m, 1.0)))
    return int(next(step * power for step in _STEPS if step * power <= max(longest_m, 1.0)))


def length_text(metres: int) -> str:
    """Return e.g. `500 m` or `2 km`."""
    return f"{metres // 1000:,} km" if metres >= 1000 else f"{metres} m"


def _flat(positions: Sequence[tuple[float, float]]) -> list[tuple[float, float]]:
    """Return metres east and north of the first position, the shorter way round the world."""
    (lat0, lon0), *_ = positions
    shrink = cos(radians(sum(lat for lat, _ in positions) / len(positions)))
    return [
        (
            ((lon - lon0 + 180) % 360 - 180) * shrink * _METRES_PER_DEGREE,
            (lat - lat0) * _METRES_PER_DEGREE,
        )
        for lat, lon in positions
    ]

"""The route of a trip as an SVG drawing that needs no tiles, no fonts and no network."""

import html
import math
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import NamedTuple

from core.schemas.plans import PlanDayCard, PlanSubTrip
from core.schemas.trips import SubTripKind

DAY_COLOURS = (
    "#0f766e", "#b45309", "#4338ca", "#be123c", "#15803d", "#7e22ce", "#0369a1",
    "#a16207", "#c2410c", "#1d4ed8", "#9d174d", "#3f6212", "#6d28d9", "#334155",
)  # fmt: skip
"""One for each of the most days a trip can have; all of them carry white digits well."""

_MARGIN = 44
_RADIUS = 12.0
_LETTERS = 12.0
_LONGEST_LABEL = 150.0
_ROUNDS = 24
"""How often overlapping markers are pushed apart; more moves nothing visibly."""
_FIRST_WIDE = 0x2E80
_METRES_PER_DEGREE = 111_320.0
_FEWEST_METRES = 600.0
"""A smaller area is not enlarged further: two neighbouring doors are no journey."""


class Size(NamedTuple):
    """Of a drawing, in its own units; it is shown as large as there is room."""

    width: int
    height: int


OF_A_CITY = Size(480, 340)
OF_A_DAY = Size(400, 340)


@dataclass(slots=True)
class _Marker:
    x: float
    y: float
    colour: str
    label: str
    unsure: bool
    name: str


class _Box(NamedTuple):
    """A piece of the sheet that is taken."""

    left: float
    top: float
    right: float
    bottom: float

    def meets(self, other: "_Box") -> bool:
        return (
            self.left < other.right
            and other.left < self.right
            and self.top < other.bottom
            and other.top < self.bottom
        )


@dataclass(frozen=True, slots=True)
class _Scale:
    """From degrees to pixels, north up, the same length for a metre in both directions."""

    west: float
    north: float
    shrink: float
    metres_per_px: float
    left: float
    top: float
    size: Size

    def to_px(self, lat: float, lon: float) -> tuple[float, float]:
        x = (lon - self.west) * self.shrink * _METRES_PER_DEGREE / self.metres_per_px
        y = (self.north - lat) * _METRES_PER_DEGREE / self.metres_per_px
        return self.left + x, self.top + y


def day_colour(day_index: int) -> str:
    """Return the colour of a day, the same on the map and on its card."""
    return DAY_COLOURS[day_index % len(DAY_COLOURS)]


def route_map(
    days: Sequence[PlanDayCard], size: Size = OF_A_CITY, *, named: bool = False
) -> str | None:
    """Return the drawing, or None where no stop has a position.

    Stops carry their number within the day, in the colour of the day, and with `named` their name
    where there is room for it; a hotel is a square, and a place of uncertain position has a dashed
    rim.
    """
    placed = [(day, [stop for stop in day.sub_trips if stop.lat is not None]) for day in days]
    points = [(stop.lat or 0.0, stop.lon or 0.0) for _, stops in placed for stop in stops]
    if not points:
        return None
    scale = _scale_of(points, size)
    markers = _markers(placed, scale)
    _push_apart(list(markers.values()), size)
    parts = [_line(day, stops, markers) for day, stops in placed]
    parts += [_drawn(marker) for marker in markers.values()]
    parts += _labels(list(markers.values()), size) if named else []
    return _sheet("".join(parts), scale)


def _scale_of(points: Sequence[tuple[float, float]], size: Size) -> _Scale:
    lats, lons = [lat for lat, _ in points], [lon for _, lon in points]
    shrink = max(0.05, math.cos(math.radians((min(lats) + max(lats)) / 2)))
    wide = (max(lons) - min(lons)) * shrink * _METRES_PER_DEGREE
    high = (max(lats) - min(lats)) * _METRES_PER_DEGREE
    room_x, room_y = size.width - 2 * _MARGIN, size.height - 2 * _MARGIN
    metres_per_px = max(wide / room_x, high / room_y, _FEWEST_METRES / room_x)
    return _Scale(
        west=min(lons),
        north=max(lats),
        shrink=shrink,
        metres_per_px=metres_per_px,
        left=(size.width - wide / metres_per_px) / 2,
        top=(size.height - high / metres_per_px) / 2,
        size=size,
    )


def _markers(
    placed: Sequence[tuple[PlanDayCard, Sequence[PlanSubTrip]]], scale: _Scale
) -> dict[str, _Marker]:
    """Return a marker for each stop; a hotel that comes every night gets a single one."""
    found: dict[str, _Marker] = {}
    for day, stops in placed:
        for stop in stops:
            x, y = scale.to_px(stop.lat or 0.0, stop.lon or 0.0)
            is_hotel = stop.kind is SubTripKind.HOTEL
            found.setdefault(
                _key(day, stop),
                _Marker(
                    x=x,
                    y=y,
                    colour="#334155" if is_hotel else day_colour(day.day_index),
                    label="" if is_hotel else str(stop.order_index + 1),
                    unsure=stop.position_confidence == "unsure",
                    name=stop.name,
                ),
            )
    return found


def _key(day: PlanDayCard, stop: PlanSubTrip) -> str:
    if stop.kind is SubTripKind.HOTEL:
        return f"hotel {stop.place_id or stop.name}"
    return f"{day.day_index} {stop.order_index}"


def _push_apart(markers: Sequence[_Marker], size: Size) -> None:
    apart = 2 * _RADIUS + 1
    for _ in range(_ROUNDS):
        moved = False
        for index, one in enumerate(markers):
            for turn, other in enumerate(markers[index + 1 :]):
                dx, dy = other.x - one.x, other.y - one.y
                if abs(dx) >= apart or abs(dy) >= apart or (far := math.hypot(dx, dy)) >= apart:
                    continue
                # Markers on one spot leave it in different directions, always the same ones.
                ux, uy = (dx / far, dy / far) if far else (math.cos(turn), math.sin(turn))
                push = (apart - far) / 2
                one.x, one.y = _kept(one.x - ux * push, one.y - uy * push, size)
                other.x, other.y = _kept(other.x + ux * push, other.y + uy * push, size)
                moved = True
        if not moved:
            return


def _kept(x: float, y: float, size: Size) -> tuple[float, float]:
    edge = _RADIUS + 4
    return min(max(x, edge), size.width - edge), min(max(y, edge), size.height - edge)


def _labels(markers: Sequence[_Marker], size: Size) -> Iterable[str]:
    """Yield the names beside their markers; one that would cover anything is left out."""
    sheet = _Box(4, 4, size.width - 4, size.height - 30)  # above the ruler
    taken = [
        _Box(marker.x - _RADIUS, marker.y - _RADIUS, marker.x + _RADIUS, marker.y + _RADIUS)
        for marker in markers
    ]
    for marker in markers:
        name = _shortened(marker.name)
        wide = _width_of(name)
        for box in _around(marker, wide, size):
            inside = box.left >= sheet.left and box.right <= sheet.right
            inside = inside and box.top >= sheet.top and box.bottom <= sheet.bottom
            if inside and not any(box.meets(other) for other in taken):
                taken.append(box)
                yield (
                    f'<text x="{box.left:.1f}" y="{box.bottom - 4:.1f}" font-size="{_LETTERS:g}"'
                    ' fill="#334155" stroke="#f6f8fa" stroke-width="3" paint-order="stroke">'
                    f"{html.escape(name)}</text>"
                )
                break


def _around(marker: _Marker, wide: float, size: Size) -> Iterable[_Box]:
    """Yield where a label may stand: right, left, below, above."""
    x, y, tall, gap = marker.x, marker.y, _LETTERS + 4, _RADIUS + 3
    yield _Box(x + gap, y - tall / 2, x + gap + wide, y + tall / 2)
    yield _Box(x - gap - wide, y - tall / 2, x - gap, y + tall / 2)
    left = min(max(x - wide / 2, 4), size.width - 4 - wide)
    yield _Box(left, y + gap, left + wide, y + gap + tall)
    yield _Box(left, y - gap - tall, left + wide, y - gap)


def _shortened(name: str) -> str:
    """Return a name without what stands in brackets, cut where it is too long to be drawn."""
    short = name.partition(" (")[0].partition("（")[0]
    if _width_of(short) <= _LONGEST_LABEL:
        return short
    while short and _width_of(short) > _LONGEST_LABEL:
        short = short[:-1]
    return f"{short.rstrip()}…"


def _width_of(text: str) -> float:
    """Return about how wide a text is; a Chinese sign is as wide as it is tall."""
    return sum(_LETTERS if ord(sign) > _FIRST_WIDE else _LETTERS * 0.58 for sign in text)


def _line(day: PlanDayCard, stops: Sequence[PlanSubTrip], markers: dict[str, _Marker]) -> str:
    path = " ".join(
        f"{marker.x:.1f},{marker.y:.1f}" for marker in (markers[_key(day, stop)] for stop in stops)
    )
    return (
        f'<polyline points="{path}" fill="none" stroke="{day_colour(day.day_index)}"'
        ' stroke-width="3" stroke-linejoin="round" stroke-linecap="round" stroke-opacity=".55"/>'
    )


def _drawn(marker: _Marker) -> str:
    fill, ink = ("#fff", marker.colour) if marker.unsure else (marker.colour, "#fff")
    rim = f'stroke="{marker.colour}" stroke-dasharray="4 2"' if marker.unsure else 'stroke="#fff"'
    style = f'fill="{fill}" {rim} stroke-width="2"'
    x, y = marker.x, marker.y
    if not marker.label:
        corner = f'x="{x - _RADIUS:.1f}" y="{y - _RADIUS:.1f}"'
        house = f"M{x - 6:.1f} {y:.1f}l6 -6l6 6v6h-12z"
        box = f'<rect {corner} width="24" height="24" rx="6" {style}/>'
        return f'{box}<path d="{house}" fill="{ink}"/>'
    return (
        f'<circle cx="{x:.1f}" cy="{y:.1f}" r="{_RADIUS:.0f}" {style}/>'
        f'<text x="{x:.1f}" y="{y + 4.2:.1f}" text-anchor="middle" font-size="12"'
        f' font-weight="700" fill="{ink}">{html.escape(marker.label)}</text>'
    )


def _sheet(drawing: str, scale: _Scale) -> str:
    width, height = scale.size
    grid = "".join(
        f'<path d="M{x} 0V{height}" stroke="#e6ebf0"/>' for x in range(60, width, 60)
    ) + "".join(f'<path d="M0 {y}H{width}" stroke="#e6ebf0"/>' for y in range(40, height, 60))
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {width} {height}"'
        f' width="{width}" height="{height}" font-family="system-ui,sans-serif">'
        f'<rect width="{width}" height="{height}" fill="#f6f8fa"/>{grid}{drawing}'
        f"{_ruler(scale)}</svg>"
    )


def _ruler(scale: _Scale) -> str:
    """Return a bar of a round length, about a seventh of the sheet."""
    about = scale.metres_per_px * scale.size.width / 7
    power = 10 ** math.floor(math.log10(about))
    length = max(step * power for step in (1, 2, 5) if step * power <= about)
    right, low = scale.size.width - 20, scale.size.height - 16
    left = right - length / scale.metres_per_px
    shown = f"{length / 1000:g} km" if length >= 1000 else f"{length:g} m"
    return (
        f'<path d="M{left:.1f} {low - 5}V{low}H{right}V{low - 5}" fill="none" stroke="#64748b"'
        f' stroke-width="1.5"/><text x="{(left + right) / 2:.1f}" y="{low - 6}"'
        f' text-anchor="middle" font-size="12" fill="#475569">{shown}</text>'
    )

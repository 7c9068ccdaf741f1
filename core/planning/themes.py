"""Soft themes for the parts of a trip: what lies together and is open that day, with a name.

A theme is a suggestion, made before a model is asked for the days one by one: without it the first
day takes the best of the whole city and the last one what is left, all over the map. The model may
depart from it, and the search over all days at the end does not know of it.

The sights are shared out as k-means does it (Lloyd 1982), but balanced: a part takes at most twice
as many as its pace has room for, none on a day it is closed, and a sight that is sketched for one
stays with it. Parts begin to gather where much lies together and nobody else gathers. Nothing is
drawn by lot: the same trip has the same themes.
"""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from math import ceil, cos, hypot, radians
from statistics import median

from core.catalog.domain import Place, place_name
from core.planning.candidates import Candidates
from core.planning.domain import STOPS_PER_DAY, Brief, Draft
from core.planning.frame import Frame, Part
from core.planning.openings import openings

_ROUNDS = 8
_CHOICE = 2
"""So many times the sights a part has room for are suggested to it at most."""
_SUPPLY = 0.75
"""Of all that could be suggested there is so much: who comes last need not take what is far off."""
_APART_KM = 4.0
"""Two parts that gather this far from each other do so in different places."""
_FULL_DAY_MIN = 720
_KM_PER_DEGREE = 111.2
_KINDS = 2
"""So many kinds of sights are named in a theme."""
_CATEGORIES = {
    "museum": ("museums", "博物馆"),
    "gallery": ("galleries", "美术馆"),
    "historic": ("historic sites", "古迹"),
    "religious": ("sacred places", "寺庙教堂"),
    "landmark": ("landmarks", "地标"),
    "park": ("parks", "园林"),
    "nature": ("nature", "自然风光"),
    "viewpoint": ("views", "观景"),
    "neighbourhood": ("old quarters", "街区"),
    "market": ("markets", "市场"),
    "entertainment": ("entertainment", "娱乐"),
    "wildlife": ("animals", "动物"),
}

Spot = tuple[float, float]
"""Kilometres east and north of the city's first sight: near enough for what lies together."""


@dataclass(frozen=True, slots=True)
class Theme:
    """A suggestion for a part: its name in the traveller's language, and sights, the best first."""

    name: str
    places: tuple[Place, ...]

    @property
    def ids(self) -> tuple[str, ...]:
        """Return the ids of its sights."""
        return tuple(place.id for place in self.places)


def themes_of(
    brief: Brief, frame: Frame, candidates: Candidates, sketch: Sequence[Draft] | None
) -> dict[int, Theme]:
    """Return the theme of each part, by its index, that has one."""
    found: dict[int, Theme] = {}
    for city in frame.cities:
        parts = [part for part in frame.parts if part.city == city]
        room = {part.index: _room(brief, part) for part in parts}
        best = _supply(brief, candidates.of_city(city.id).sights, sum(room.values()))
        if best:
            shared = _Sharing(brief, parts, room, best, sketch).share()
            found |= {index: _theme(brief, own) for index, own in shared.items() if own}
    return dict(sorted(found.items()))


def _supply(brief: Brief, sights: Sequence[Place], room: int) -> list[Place]:
    """Return the best of the sights, and before them what must be seen."""
    must = [place for place in sights if place.id in brief.must_see_ids]
    rest = [place for place in sights if place.id not in brief.must_see_ids]
    return (must + rest)[: max(len(must), ceil(room * _SUPPLY))] if room else []


def _room(brief: Brief, part: Part) -> int:
    share = min(1.0, part.minutes / _FULL_DAY_MIN)
    return ceil(STOPS_PER_DAY[brief.pace] * share * _CHOICE) if part.is_long else 0


class _Sharing:
    """Shares the sights of one city out among its parts."""

    def __init__(
        self,
        brief: Brief,
        parts: Sequence[Part],
        room: Mapping[int, int],
        sights: Sequence[Place],
        sketch: Sequence[Draft] | None,
    ) -> None:
        self._parts = [part for part in parts if room[part.index]]
        self._room = room
        self._sights = sights
        first = sights[0]
        self._east = _KM_PER_DEGREE * cos(radians(first.lat))
        self._spots = {place.id: self._spot(place) for place in sights}
        self._open = {
            part.index: {place.id for place in sights if _is_open(brief, place, part)}
            for part in self._parts
        }
        self._must = frozenset(brief.must_see_ids)
        self._sketched = self._sketch(sketch) if sketch else {}

    def share(self) -> dict[int, list[Place]]:
        """Return the sights of each part, the best first."""
        centres = self._first_centres()
        shared: dict[str, int] = {}
        for _ in range(_ROUNDS if self._parts else 0):
            again = self._assign(centres)
            if again == shared:
                break
            shared = again
            centres = {index: self._centre(index, shared, at) for index, at in centres.items()}
        return {
            part.index: [place for place in self._sights if shared.get(place.id) == part.index]
            for part in self._parts
        }

    def _sketch(self, sketch: Sequence[Draft]) -> dict[str, int]:
        """Return for which part each sight is sketched, where it is open then."""
        return {
            pick.place.id: part.index
            for part in self._parts
            for pick in sketch[part.index].picks
            if pick.place is not None and pick.place.id in self._open[part.index]
        }

    def _first_centres(self) -> dict[int, Spot]:
        """Return where the parts begin to gather: what is sketched, an end, or far from others."""
        centres: dict[int, Spot] = {}
        for part in self._parts:
            own = [id_ for id_, index in self._sketched.items() if index == part.index]
            if own:
                centres[part.index] = self._middle(own)
            elif anchor := part.begins or part.ends:
                centres[part.index] = self._spot(anchor)
        for part in self._parts:
            if part.index not in centres:
                centres[part.index] = self._best_start(part, list(centres.values()))
        return centres

    def _best_start(self, part: Part, centres: Sequence[Spot]) -> Spot:
        """Return an open sight with many others near it that is far from every centre."""
        here = [place for place in self._sights if place.id in self._open[part.index]]
        spots = [self._spots[place.id] for place in here or self._sights]
        crowd = min(len(spots), ceil(len(spots) / len(self._parts)))

        def worth(spot: Spot) -> float:
            near = sorted(_km(spot, other) for other in spots)[crowd - 1]
            apart = min((_km(spot, centre) for centre in centres), default=_APART_KM)
            return min(apart, _APART_KM) / (1 + near)

        return max(spots, key=worth)

    def _assign(self, centres: Mapping[int, Spot]) -> dict[str, int]:
        """Give each sight to the nearest part that has room and finds it open; must-sees first."""
        shared = dict(self._sketched)
        left = {part.index: self._room[part.index] for part in self._parts}
        for index in shared.values():
            left[index] -= 1
        ways = sorted(
            (place.id not in self._must, _km(self._spots[place.id], centre), rank, index, place.id)
            for rank, place in enumerate(self._sights)
            for index, centre in centres.items()
            if place.id in self._open[index]
        )
        for _, _, _, index, place_id in ways:
            if place_id not in shared and left[index] > 0:
                shared[place_id] = index
                left[index] -= 1
        return shared

    def _centre(self, index: int, shared: Mapping[str, int], before: Spot) -> Spot:
        own = [id_ for id_, part in shared.items() if part == index]
        return self._middle(own) if own else before

    def _middle(self, ids: Sequence[str]) -> Spot:
        """Return the median, which one sight far out does not draw away."""
        spots = [self._spots[id_] for id_ in ids]
        return median(x for x, _ in spots), median(y for _, y in spots)

    def _spot(self, place: Place) -> Spot:
        first = self._sights[0]
        return (place.lon - first.lon) * self._east, (place.lat - first.lat) * _KM_PER_DEGREE


def _is_open(brief: Brief, place: Place, part: Part) -> bool:
    first, last = part.window
    return any(
        opens < last and closes > first for opens, closes in openings(brief, place, part.date)
    )


def _km(one: Spot, other: Spot) -> float:
    return hypot(one[0] - other[0], one[1] - other[1])


def _theme(brief: Brief, places: Sequence[Place]) -> Theme:
    return Theme(name_of(brief, places), tuple(places))


def name_of(brief: Brief, places: Sequence[Place]) -> str:
    """Return a name after where most of some sights are, and after what most of them are."""
    zh = brief.language == "zh"
    counts = Counter(place.category for place in places if place.category in _CATEGORIES)
    kinds = [_CATEGORIES[kind][zh] for kind, _ in counts.most_common(_KINDS)]
    known = max(_inner(places), key=lambda place: (place.popularity, place.id))
    if zh:
        # The catalogue has areas in Latin letters: a known sight says more.
        where = f"{place_name(known, brief.language)}一带"
        return f"{where}：{'与'.join(kinds)}" if kinds else where
    areas = Counter(place.area for place in places if place.area).most_common(1)
    is_there = bool(areas) and areas[0][1] * 2 >= len(places)
    named = areas[0][0] if is_there else f"Around {place_name(known, brief.language)}"
    return f"{named}: {' and '.join(kinds)}" if kinds else named


def _inner(places: Sequence[Place]) -> list[Place]:
    """Return the half of the places that is nearest to the middle of all."""
    lat, lon = median(place.lat for place in places), median(place.lon for place in places)
    near = sorted(places, key=lambda place: (hypot(place.lat - lat, place.lon - lon), place.id))
    return near[: ceil(len(near) / 2)]

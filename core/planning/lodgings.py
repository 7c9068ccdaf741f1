"""Which hotels meet what is wished of a stay, and what the others lack."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from core.catalog.domain import Place
from core.kernel.geo import distance_m
from core.planning.domain import DAY_END, Brief
from core.planning.frame import Frame, Stay
from core.planning.labels import labels_of
from core.planning.rooms import Choice, choose_rooms, rules_of_party, suits
from core.schemas.catalog import PlaceKind
from core.schemas.conditions import Subject
from core.schemas.wishes import HouseRule, LodgingWish

_WAYS = 3
"""So many ways to lodge are tried, the best liked first."""


@dataclass(frozen=True, slots=True)
class Lack:
    """What a hotel is known not to offer of what is wished, and how much nobody knows."""

    faults: tuple[str, ...]
    unknown: int
    excess: int = 0
    """By how many percent it is dearer or farther than it may be."""
    missed: int = 0
    """How many early visits one cannot be in time for from there."""

    @property
    def rank(self) -> tuple[int, int, int, int]:
        """Return a key by which the hotel that lacks less comes first."""
        return len(self.faults), self.excess, self.missed, self.unknown


def wish_of(brief: Brief) -> LodgingWish:
    """Return what is wished, with what those who come along need: a dog needs a welcome."""
    wish = brief.lodging
    rules = list(dict.fromkeys((*wish.must_allow, *rules_of_party(0, brief.pets))))
    beds = wish.beds or brief.demands.beds
    if (rules, beds) == (wish.must_allow, wish.beds):
        return wish
    return wish.model_copy(update={"must_allow": rules, "beds": beds})


def lack_of(brief: Brief, stay: Stay, hotel: Place) -> Lack:
    """Return what a hotel lacks for a stay."""
    found = suits(hotel, wish_of(brief), stay.nights, brief.night_cost(hotel))
    faults = [str(fault) for fault in found.faults]
    if brief.children and HouseRule.CHILDREN in hotel.forbids:
        faults.append("house_rule")
    faults += _against_demands(brief, hotel)
    return Lack(tuple(faults), found.unknown, _excess(brief, hotel), _missed(brief, stay, hotel))


def fitting_hotels(brief: Brief, stay: Stay, places: Iterable[Place]) -> list[Place]:
    """Return the hotels of a stay's city that lack least of what is wished, in their order."""
    hotels = [p for p in places if p.kind is PlaceKind.HOTEL and p.city_id == stay.city.id]
    ranks = {hotel.id: lack_of(brief, stay, hotel).rank for hotel in hotels}
    best = min(ranks.values(), default=None)
    return [hotel for hotel in hotels if ranks[hotel.id] == best]


def _against_demands(brief: Brief, hotel: Place) -> list[str]:
    demands = brief.demands
    found = []
    labels = labels_of(hotel) if demands.is_choosy or demands.labels else frozenset()
    if demands.is_choosy and not demands.allows_place(Subject.HOTEL, hotel.id, labels):
        found.append("ruled_out")
    known = {place.id: place for place in brief.landmarks}
    for wanted in demands.places:
        here = {i for i in wanted.names if i in known and known[i].city_id == hotel.city_id}
        if wanted.subject is Subject.HOTEL and here and hotel.id not in here:
            found.append("named")
    for wanted in demands.labels:
        lacks = wanted.subject is Subject.HOTEL and not wanted.names & labels
        found += ["features"] if lacks else []
    for place_id, km in demands.near:
        place = known.get(place_id)
        if place is not None and place.city_id == hotel.city_id and _km(place, hotel) > km:
            found.append("near")
    most = _most_per_night(brief, hotel)
    if most is not None and brief.night_cost(hotel) > most:
        found.append("price")
    return found


def _excess(brief: Brief, hotel: Place) -> int:
    """Return by how many percent a hotel misses limits of its price and its distance."""
    cost, known = brief.night_cost(hotel), {place.id: place for place in brief.landmarks}
    caps = (brief.lodging.max_per_night, _most_per_night(brief, hotel))
    over = [(cost - most) * 100 // max(1, most) for most in caps if most is not None]
    for place_id, km in brief.demands.near:
        place = known.get(place_id)
        if place is not None and place.city_id == hotel.city_id:
            over.append(round((_km(place, hotel) - km) * 100 / km))
    return max(0, *over) if over else 0


def _missed(brief: Brief, stay: Stay, hotel: Place) -> int:
    """Return how many visits one is late for that leaves there when the day begins."""
    if not brief.demands.visits:
        return 0
    dawn, visits = brief.window[0], brief.demands.visits
    early = [
        place
        for place in brief.landmarks
        if place.city_id == hotel.city_id
        and place.id in visits
        and visits[place.id].arrives.last < DAY_END
    ]
    return sum(
        dawn + brief.ways.way(stay.city, hotel, place, brief.travellers).minutes
        > visits[place.id].arrives.last
        for place in early
    )


def _most_per_night(brief: Brief, hotel: Place) -> int | None:
    if not brief.demands.spend:
        return None
    return brief.demands.most_per_night(brief.travellers, brief.rooms_in(hotel))


def _km(one: Place, other: Place) -> float:
    return distance_m(one.lat, one.lon, other.lat, other.lon) / 1000


def ways_to_lodge(
    brief: Brief,
    frame: Frame,
    hotels: Iterable[Place],
    chosen: Sequence[Place | None],
    cap: int | None,
) -> list[tuple[Place | None, ...]]:
    """Return hotels for all stays, the best liked way first; a chosen one that fits is liked best.

    `cap` is what all nights may cost; where nothing is as cheap, the cheapest is the one way.
    """
    pool = list(hotels)
    known = {hotel.id: hotel for hotel in pool}
    rows = []
    for stay, own in zip(frame.stays, chosen, strict=True):
        fitting = fitting_hotels(brief, stay, pool)
        prices = sorted(brief.night_cost(hotel) for hotel in fitting)
        fair = prices[len(prices) // 2] if prices else 0
        rows.append(
            [
                Choice(
                    hotel.id,
                    brief.night_cost(hotel) * stay.nights,
                    0 if own and hotel.id == own.id else _burden(brief, hotel, fair),
                )
                for hotel in fitting
            ]
        )
    if not all(rows):
        return [tuple(chosen)]
    return [tuple(known[choice.id] for choice in way) for way in choose_rooms(rows, cap, _WAYS)]


def _burden(brief: Brief, hotel: Place, fair: int) -> int:
    """Return how much less a hotel is liked: little known, or far from a middling price."""
    off = abs(brief.night_cost(hotel) - fair) * 100 // max(1, fair)
    return 1 + (100 - hotel.popularity) + off

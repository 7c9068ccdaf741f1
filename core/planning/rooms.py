"""Which lodgings suit a wish, and which of them to take for several stays within a budget.

What nobody knows of a lodging speaks neither for nor against it: it comes after those that are
known to suit, and before those that are known not to.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum
from heapq import heappop, heappush

from core.catalog.domain import Place
from core.catalog.names import fold
from core.schemas.lodging import HouseRule, RoomType
from core.schemas.wishes import LodgingWish

_MAX_STEPS = 20_000
"""Choices looked at before the search for cheap enough lodgings ends."""


class Fault(StrEnum):
    """What of a lodging is not as wished."""

    ROOM_TYPE = "room_type"
    HOUSE_RULE = "house_rule"
    MINIMUM_NIGHTS = "minimum_nights"
    BEDS = "beds"
    FEATURES = "features"
    PRICE = "price"


@dataclass(frozen=True, slots=True)
class Suits:
    """How a lodging meets a wish: what is against it, and how many wishes nobody knows about."""

    faults: tuple[Fault, ...]
    unknown: int

    @property
    def rank(self) -> tuple[int, int]:
        """Return a key by which what suits better comes first."""
        return len(self.faults), self.unknown


def suits(hotel: Place, wish: LodgingWish, nights: int, night_cost: int) -> Suits:
    """Return how a lodging meets a wish for so many nights; `night_cost` is the party's."""
    found = [
        (Fault.ROOM_TYPE, _room_type(hotel, wish.room_type)),
        (Fault.BEDS, _beds(hotel, wish.beds)),
        (Fault.MINIMUM_NIGHTS, nights >= hotel.minimum_nights),
        (Fault.PRICE, wish.max_per_night is None or night_cost <= wish.max_per_night),
        *((Fault.HOUSE_RULE, _allows(hotel, rule)) for rule in wish.must_allow),
        *((Fault.FEATURES, _has(hotel, feature)) for feature in wish.features),
    ]
    faults = dict.fromkeys(fault for fault, answer in found if answer is False)
    return Suits(tuple(faults), sum(answer is None for _, answer in found))


def _room_type(hotel: Place, wished: RoomType | None) -> bool | None:
    if wished is None or hotel.room_type is None:
        return True if wished is None else None
    if wished is RoomType.NOT_SHARED:
        return hotel.room_type is not RoomType.SHARED
    return hotel.room_type is wished


def _beds(hotel: Place, wished: int | None) -> bool | None:
    if wished is None or not hotel.beds:
        return True if wished is None else None
    return hotel.beds == wished


def _allows(hotel: Place, rule: HouseRule) -> bool | None:
    if rule in hotel.forbids:
        return False
    return True if rule in hotel.allows else None


def _has(hotel: Place, feature: str) -> bool | None:
    if not hotel.features:
        return None
    return fold(feature) in {fold(known) for known in (*hotel.features, hotel.category)}


@dataclass(frozen=True, slots=True)
class Choice:
    """A lodging for one stay: what all its nights cost, and how much less one likes it."""

    id: str
    cost: int
    burden: int


def choose_rooms(
    stays: Sequence[Sequence[Choice]], cap: int | None, count: int = 3
) -> list[tuple[Choice, ...]]:
    """Return up to `count` ways to lodge for all stays, the least burden first, within the cap.

    Where even the cheapest cost more than the cap, they are the one answer; it is empty where a
    stay has no choice at all.
    """
    if not all(stays):
        return []
    rows = [_worth_it(stay) for stay in stays]
    rest = [sum(min(choice.cost for choice in row) for row in rows[index:])
            for index in range(len(rows) + 1)]  # fmt: skip
    ease = [sum(row[0].burden for row in rows[index:]) for index in range(len(rows) + 1)]
    if cap is not None and rest[0] > cap:
        return [tuple(min(row, key=lambda one: (one.cost, one.burden, one.id)) for row in rows)]
    heap: list[tuple[int, int, tuple[Choice, ...], int]] = [(ease[0], 0, (), 0)]
    found: list[tuple[Choice, ...]] = []
    pushed = steps = 0
    while heap and len(found) < count and steps < _MAX_STEPS:
        steps += 1
        burden, _, chosen, cost = heappop(heap)
        at = len(chosen)
        if at == len(rows):
            found.append(chosen)
            continue
        for choice in rows[at]:
            spent = cost + choice.cost
            if cap is None or spent + rest[at + 1] <= cap:
                pushed += 1
                total = burden - ease[at] + choice.burden + ease[at + 1]
                heappush(heap, (total, pushed, (*chosen, choice), spent))
    return found


def _worth_it(stay: Sequence[Choice]) -> list[Choice]:
    """Return the choices than which none is both cheaper and better liked, best liked first."""
    kept: list[Choice] = []
    for choice in sorted(stay, key=lambda one: (one.burden, one.cost, one.id)):
        if not kept or choice.cost < kept[-1].cost:
            kept.append(choice)
    return kept


def rules_of_party(children: int, pets: int) -> tuple[HouseRule, ...]:
    """Return what a lodging must allow for those who come along."""
    found = []
    if children:
        found.append(HouseRule.CHILDREN)
    if pets:
        found.append(HouseRule.PETS)
    return tuple(found)

"""What a traveller prefers, typed: of everything said the newest holds."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum


class Slot(StrEnum):
    """What a preference is about, and what its value is then."""

    DIET = "diet"
    """`vegetarian`, `vegan`, `halal`, `no_pork`, `no_spicy` …: what one eats or does not."""
    CUISINE = "cuisine"
    """A cuisine of the catalogue, liked or not."""
    PACE = "pace"
    """`relaxed`, `normal` or `packed`."""
    DAY_START = "day_start"
    """`HH:MM`: a day begins no earlier."""
    DAY_END = "day_end"
    """`HH:MM`: a day ends no later."""
    INTEREST = "interest"
    """An interest of the catalogue, liked or not."""
    AVOID = "avoid"
    """`crowds`, `queues`, `stairs`, `long_walks`."""
    NO_MODE = "no_mode"
    """A way between cities that is not taken: `flight`, `train`, `bus` …"""
    MOBILITY = "mobility"
    """`limited` or `wheelchair`."""
    LODGING = "lodging"
    """What a house should have or be, in a word: `quiet`, `breakfast`, `pets` …"""
    BUDGET = "budget"
    """`low` or `high`: how one spends."""
    COMPANY = "company"
    """`children`, `seniors` or `pets`: who usually comes along."""
    LANGUAGE = "language"
    """`en` or `zh`: in which one is answered."""


_ONE_AT_A_TIME = frozenset({
    Slot.PACE, Slot.DAY_START, Slot.DAY_END, Slot.MOBILITY, Slot.BUDGET, Slot.LANGUAGE,
})  # fmt: skip
"""Of these the newest replaces every other value."""
_EITHER_WAY = frozenset({Slot.CUISINE, Slot.INTEREST})
"""Of these "not" is a preference as well, and not only the end of one."""
_LEAST = "any"
"""The value that ends every other of its slot: "I eat everything again"."""


@dataclass(frozen=True, slots=True)
class Preference:
    """One preference; where it does not hold, it ends another, or says what is not liked."""

    slot: Slot
    value: str
    holds: bool = True

    def replaces(self, older: "Preference") -> bool:
        """Say whether an older one says nothing any more once this one is known."""
        if self.slot is not older.slot:
            return False
        return self.slot in _ONE_AT_A_TIME or self.value == _LEAST or self.value == older.value

    @property
    def is_an_end(self) -> bool:
        """Say whether it only ends others and is nothing to go by itself."""
        return self.value == _LEAST or not (self.holds or self.slot in _EITHER_WAY)


@dataclass(frozen=True, slots=True)
class Held:
    """A preference, and the memory it comes from; what is for one trip goes before the rest."""

    preference: Preference
    memory_id: str
    words: str
    said_at: datetime
    for_trip: bool = False


@dataclass(frozen=True, slots=True)
class Preferences:
    """All that holds of a traveller, the oldest first."""

    held: tuple[Held, ...] = ()

    def of(self, slot: Slot, *, holds: bool = True) -> tuple[Held, ...]:
        """Return what holds of a slot; with `holds` false what is not liked."""
        return tuple(
            one
            for one in self.held
            if one.preference.slot is slot and one.preference.holds is holds
        )

    def values(self, slot: Slot, *, holds: bool = True) -> tuple[str, ...]:
        """Return the values that hold of a slot."""
        return tuple(one.preference.value for one in self.of(slot, holds=holds))

    def last(self, slot: Slot) -> Held | None:
        """Return what holds of a slot that has one value at a time."""
        found = self.of(slot)
        return found[-1] if found else None


NONE = Preferences()
"""Of somebody nobody knows."""


def holding(said: Iterable[Held]) -> Preferences:
    """Return what holds of everything that was said, in whatever order."""
    return Preferences(tuple(one for one in _not_replaced(said) if not one.preference.is_an_end))


def outlived(said: Sequence[Held]) -> frozenset[str]:
    """Return the memories of which nothing holds any more: newer ones say otherwise."""
    return frozenset(one.memory_id for one in said) - frozenset(
        one.memory_id for one in _not_replaced(said)
    )


def _not_replaced(said: Iterable[Held]) -> list[Held]:
    kept: list[Held] = []
    for one in sorted(said, key=lambda one: (one.for_trip, one.said_at, one.memory_id)):
        kept = [
            old
            for old in kept
            if old.memory_id == one.memory_id or not one.preference.replaces(old.preference)
        ]
        kept.append(one)
    return kept

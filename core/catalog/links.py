"""Journeys between two cities as values."""

from datetime import date
from math import ceil
from typing import NamedTuple

from core.schemas.links import LinkMode, TimesKind


class Change(NamedTuple):
    """Where one changes on a journey of two, how one gets there and on, and how long one waits."""

    city: str
    name_en: str
    name_zh: str
    first_mode: LinkMode
    first_minutes: int
    wait_minutes: int
    then_mode: LinkMode

    def name(self, language: str) -> str:
        """Return what the city is called in a language."""
        return self.name_zh if language == "zh" else self.name_en


class Link(NamedTuple):
    """One way to get from a city to another on one day.

    `departs` and `arrives` are minutes after the local midnight that `day` begins with, each in the
    time of its own city; `arrives` is beyond 1440 where the journey ends on a later day. Both are
    None where one leaves when one likes, as with a car. `price` is in minor units of `currency` for
    one person, or for one vehicle of `seats`. With a `change` it is two journeys: `minutes`,
    `price` and `distance_m` are of both, and `mode` is the one that asks for more time before it
    leaves. There are thousands of them in a plan of some cities, made in half the time a dataclass
    takes.
    """

    id: str
    mode: LinkMode
    number: str
    origin_city: str
    target_city: str
    origin_name: str
    target_name: str
    day: date
    departs: int | None
    arrives: int | None
    minutes: int
    distance_m: int | None
    price: int
    currency: str
    per_vehicle: bool
    times: TimesKind
    source: str
    origin_place: str | None = None
    target_place: str | None = None
    seats: int = 1
    change: Change | None = None

    @property
    def also(self) -> LinkMode | None:
        """Return the other mode, of a journey with a change that is made in two ways."""
        if self.change is None or self.change.first_mode is self.change.then_mode:
            return None
        is_first = self.change.first_mode is self.mode
        return self.change.then_mode if is_first else self.change.first_mode

    @property
    def modes(self) -> tuple[LinkMode, ...]:
        """Return every mode it is made in, its own first."""
        return (self.mode,) if self.also is None else (self.mode, self.also)

    def units(self, travellers: int) -> int:
        """Return how many tickets or vehicles a party takes."""
        return ceil(travellers / self.seats) if self.per_vehicle else travellers

    def cost(self, travellers: int) -> int:
        """Return what the journey costs a party, in minor units of `currency`."""
        return self.price * self.units(travellers)

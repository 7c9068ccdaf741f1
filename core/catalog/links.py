"""Journeys between two cities as values."""

from datetime import date
from math import ceil
from typing import NamedTuple

from core.schemas.links import LinkMode, TimesKind


class Link(NamedTuple):
    """One way to get from a city to another on one day.

    `departs` and `arrives` are minutes after the local midnight that `day` begins with, each in the
    time of its own city; `arrives` is beyond 1440 where the journey ends on a later day. Both are
    None where one leaves when one likes, as with a car. `price` is in minor units of `currency` for
    one person, or for one vehicle of `seats`. There are thousands of them in a plan of some cities,
    made in half the time a dataclass takes.
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

    def units(self, travellers: int) -> int:
        """Return how many tickets or vehicles a party takes."""
        return ceil(travellers / self.seats) if self.per_vehicle else travellers

    def cost(self, travellers: int) -> int:
        """Return what the journey costs a party, in minor units of `currency`."""
        return self.price * self.units(travellers)

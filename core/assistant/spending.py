"""What a trip costs, as estimated, and what that leaves of its budget."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Literal

from core.catalog.exchange import convert
from core.kernel.errors import InvalidRequestError
from core.kernel.money import format_money
from core.schemas.facts import CostPart
from core.schemas.trips import DayCardOut, SubTripKind, SubTripOut, TripOut


@dataclass(frozen=True, slots=True)
class Spent:
    """What stops cost in one currency, by their kind and for the ways to them."""

    currency: str
    by_kind: Mapping[SubTripKind | Literal["way"], int]

    @property
    def total(self) -> int:
        """Return the sum, in minor units."""
        return sum(self.by_kind.values())

    def text(self, shared_by: int = 1) -> str:
        """Return the amount, or the share of one of several."""
        return format_money(-(-self.total // shared_by), self.currency)

    def shares(self) -> list[CostPart]:
        """Return what goes for what."""
        return [
            CostPart(kind=kind, amount=format_money(amount, self.currency))
            for kind, amount in self.by_kind.items()
            if amount
        ]


def spent_in(trip: TripOut, days: Iterable[DayCardOut]) -> Spent:
    """Return what some days of a trip cost."""
    return spent_on(trip, [stop for day in days for stop in day.sub_trips])


def spent_on(trip: TripOut, stops: Sequence[SubTripOut]) -> Spent:
    """Return what stops cost in the currency of the trip's budget, else in that of the first."""
    used = [stop.currency for day in trip.day_cards for stop in day.sub_trips if stop.cost]
    currency = trip.currency if trip.budget is not None or not used else used[0]
    by_kind: dict[SubTripKind | Literal["way"], int] = {}
    for stop in stops:
        amount, way = stop.cost, stop.transfer.cost if stop.transfer else 0
        by_kind[stop.kind] = by_kind.get(stop.kind, 0) + _in(amount, stop.currency, currency)
        by_kind["way"] = by_kind.get("way", 0) + _in(way, stop.currency, currency)
    return Spent(currency, by_kind)


def budget_text(trip: TripOut) -> str | None:
    """Return the budget."""
    return format_money(trip.budget, trip.currency) if trip.budget is not None else None


def left_of_budget(trip: TripOut) -> tuple[str | None, str | None]:
    """Return what is left of the budget, and what is missing of it: one of them, or neither."""
    if trip.budget is None:
        return None, None
    left = trip.budget - spent_in(trip, trip.day_cards).total
    text = format_money(abs(left), trip.currency)
    return (text, None) if left >= 0 else (None, text)


def costs_of(trip: TripOut, then: TripOut) -> tuple[str | None, str | None]:
    """Return what visits and nights of another trip cost more than those of one, or less."""
    spent = spent_in(trip, trip.day_cards) if _has_costs(trip) else spent_in(then, then.day_cards)
    now, later = (
        sum(
            _in(stop.cost, stop.currency, spent.currency)
            for day in each.day_cards
            for stop in day.sub_trips
        )
        for each in (trip, then)
    )
    text = format_money(abs(later - now), spent.currency)
    return (text if later > now else None, text if later < now else None)


def _has_costs(trip: TripOut) -> bool:
    return any(stop.cost for day in trip.day_cards for stop in day.sub_trips)


def _in(amount: int, currency: str, wanted: str) -> int:
    """Return an amount in another currency; of one without a rate nothing is counted."""
    if not amount or currency == wanted:
        return amount
    try:
        return convert(amount, currency, wanted).amount_minor
    except InvalidRequestError:
        return 0

"""All days together: who is in the plan, what money is left, what it is all worth."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from core.planning.optimizer.model import ALWAYS, FED, SIGHT, Model
from core.planning.optimizer.paths import excess
from core.planning.optimizer.plans import spread
from core.planning.optimizer.routes import Route, build

_UNBOUNDED = 1 << 60


@dataclass(frozen=True, slots=True)
class Saved:
    """A state to come back to. Routes are shared, never copied."""

    routes: tuple[Route, ...]
    taken: bytes
    left: tuple[int, ...]
    covered: tuple[int, ...]
    total: int


class State:
    """The plan under search; every change goes through `put`, `insert` or `cut`."""

    def __init__(self, model: Model) -> None:
        """Begin with empty days."""
        self.model = model
        self.routes = [_empty(model, day) for day in range(len(model.ends))]
        self.taken = bytearray(model.places_taken)
        """By item, then by group: 1 where it is in the plan."""
        caps = model.problem.caps
        self.left = [_UNBOUNDED if cap is None else cap for cap in caps]
        self.covered = [0] * len(model.problem.covers)

    def total(self) -> int:
        """Return the worth of the plan in points."""
        return self.straight_total() - self.excess()

    def excess(self) -> int:
        """Return what ways lose in points that are longer than they need be."""
        weight, ways = self.model.problem.weights.excess, self.model.ways
        if not weight:
            return 0
        for route in self.routes:
            if route.excess < 0:
                route.excess = excess(route.nodes, ways) if route.options else 0
        return weight * sum(route.excess for route in self.routes)

    def straight_total(self) -> int:
        """Return the worth of the plan as if no way were longer than it need be."""
        problem = self.model.problem
        total = sum(route.gain for route in self.routes)
        for count, cover in zip(self.covered, problem.covers, strict=True):
            if count:
                total += cover.reward
        if problem.weights.imbalance:
            total -= problem.weights.imbalance * spread([route.stayed for route in self.routes])
        for unit, left, cap in zip(problem.weights.money, self.left, problem.caps, strict=False):
            if unit:
                total -= ((_UNBOUNDED if cap is None else cap) - left) // unit
        return total

    def save(self, total: int) -> Saved:
        """Return what `load` needs to come back here."""
        return Saved(
            tuple(self.routes), bytes(self.taken), tuple(self.left), tuple(self.covered), total
        )

    def load(self, saved: Saved) -> None:
        """Come back to a saved state."""
        self.routes = list(saved.routes)
        self.taken = bytearray(saved.taken)
        self.left = list(saved.left)
        self.covered = list(saved.covered)

    def put(self, day: int, options: Sequence[int]) -> bool:
        """Replace a day by these options in this order; without effect where times forbid it."""
        route = build(self.model, day, options)
        if route is None:
            return False
        for option in self.routes[day].options:
            self._count(option, -1)
        for option in route.options:
            self._count(option, 1)
        self._replace(day, route)
        return True

    def insert(self, day: int, gap: int, option: int) -> bool:
        """Add one visit in a gap of a day; without effect where times forbid it."""
        options = self.routes[day].options
        route = build(self.model, day, (*options[:gap], option, *options[gap:]))
        if route is None:
            return False
        self._count(option, 1)
        self._replace(day, route)
        return True

    def cut(self, places: Mapping[int, set[int]]) -> list[int] | None:
        """Take out the visits at these places by day and return their options.

        None where a way round is longer than the way through, so that a day becomes impossible; the
        state is then to be loaded anew.
        """
        gone: list[int] = []
        for day, positions in places.items():
            options = self.routes[day].options
            kept = [option for place, option in enumerate(options) if place not in positions]
            route = build(self.model, day, kept)
            if route is None:
                return None
            for place in sorted(positions):
                self._count(options[place], -1)
                gone.append(options[place])
            self._replace(day, route)
        return gone

    def open_bits(self, day: int) -> int:
        """Return the bits of what may still be added to the day."""
        route = self.routes[day]
        bits = self.model.open_bits[day] & ~route.filled
        if route.sights >= self.model.problem.days[day].cap:
            bits &= ~(SIGHT | self.model.slot_bits << FED)
        return bits

    def open_slots(self) -> list[tuple[int, int]]:
        """Return day and bit of every slot that nothing fills, and something could."""
        found = []
        for day, route in enumerate(self.routes):
            bits = self.model.served[day] & ~route.filled
            while bits:
                found.append((day, bits & -bits))
                bits &= bits - 1
        return found

    def can_pay(self, option: int, fare: int = 0, purse: Sequence[int] | None = None) -> bool:
        """Say whether the money left is enough for the visit and so much more fare.

        Args:
            option: locked ones are always paid.
            fare: of each of the fare resources.
            purse: of each resource, how much may be spent; None: all that is left.
        """
        model = self.model
        if model.admit[option] & ALWAYS:
            return True
        left, uses = self.left if purse is None else purse, model.uses[option]
        for used, amount in zip(uses, left):  # noqa: B905 - half of all time is spent around here
            if used and used > amount:
                return False
        if not fare:
            return True
        return all(
            fare + (uses[resource] if uses else 0) <= left[resource]
            for resource in model.problem.fare_resources
        )

    def meal_money(self, filled: int) -> list[int]:
        """Return of each resource the least that all open slots but so many will take."""
        model = self.model
        slots = -filled
        for day, route in enumerate(self.routes):
            slots += (model.open_bits[day] & ~route.filled & model.slot_bits).bit_count()
        return [self._cheapest_meals(prices, slots) for prices in model.meal_prices]

    def _cheapest_meals(self, prices: Sequence[tuple[int, int]], count: int) -> int:
        found, taken = 0, self.taken
        for price, item in prices:
            if count <= 0:
                break
            if not taken[item]:
                found += price
                count -= 1
        return found

    def gaps(self, day: int, option: int) -> tuple[int, int]:
        """Return the first gap of the day and one past the last that precedence leaves open."""
        item = self.model.item[option]
        earlier, later = self.model.before[item], self.model.after[item]
        first, end = 0, len(self.routes[day].options) + 1
        for number, route in enumerate(self.routes):
            for place, other in enumerate(route.options):
                named = self.model.item[other]
                if named in earlier:
                    if number > day:
                        return 0, 0
                    if number == day:
                        first = max(first, place + 1)
                elif named in later:
                    if number < day:
                        return 0, 0
                    if number == day:
                        end = min(end, place + 1)
        return first, end

    def _replace(self, day: int, route: Route) -> None:
        if self.model.fares is not None:
            paid = route.fares - self.routes[day].fares
            for resource in self.model.problem.fare_resources:
                self.left[resource] -= paid
        self.routes[day] = route

    def _count(self, option: int, by: int) -> None:
        model = self.model
        self.taken[model.item[option]] += by
        if model.rival[option] < model.places_taken - 1:
            self.taken[model.rival[option]] += by
        for resource, used in enumerate(model.uses[option]):
            self.left[resource] -= by * used
        for cover in model.covers[option]:
            self.covered[cover] += by


def _empty(model: Model, day: int) -> Route:
    route = build(model, day, ())
    assert route is not None
    return route

"""The benchmark's ways within a city as the planner asks for them."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace

from core.benchmarks.chinatravel.catalogue import MINOR
from core.benchmarks.chinatravel.ways import CityWays, Mode, Way
from core.benchmarks.chinatravel.world import World
from core.catalog.domain import City, Place
from core.planning.policies import USUAL, Policy
from core.planning.travel import Allows, WayTable
from core.schemas.fields import TransferMode
from core.schemas.links import LinkMode
from core.schemas.trips import Transfer

MODES = {
    TransferMode.WALK: Mode.WALK,
    TransferMode.TRANSIT: Mode.METRO,
    TransferMode.TAXI: Mode.TAXI,
}
_BOARDING_MIN, _LEAVING_MIN = 20, 5


@dataclass(frozen=True)
class WorldWays:
    """Ways of every city of a world; of the allowed ones that is taken which a policy prefers."""

    world: World
    step_min: int = 1
    rule: Allows | None = field(default=None, compare=False)
    policy: Policy = USUAL
    cities: dict[str, CityWays] = field(default_factory=dict, compare=False)

    def way(self, city: City, origin: Place, target: Place, travellers: int) -> Transfer:
        """Return the way; where none is allowed, the walk."""
        found = self._ways(city, origin, target, travellers)
        chosen = self._chosen(found) or found[TransferMode.WALK]
        mode, way = chosen.mode, chosen.way
        distance_m = round(way.km * 1000)
        return Transfer(mode=mode, minutes=way.minutes, distance_m=distance_m, cost=chosen.cost)

    def table(self, city: City, places: Sequence[Place], travellers: int) -> WayTable:
        """Return every way; there and back are the same."""
        minutes: list[list[int | None]] = [[0] * len(places) for _ in places]
        costs = [[0] * len(places) for _ in places]
        for one, origin in enumerate(places):
            for other in range(one + 1, len(places)):
                chosen = self._chosen(self._ways(city, origin, places[other], travellers))
                taken, cost = (chosen.way.minutes, chosen.cost) if chosen else (None, 0)
                minutes[one][other] = minutes[other][one] = taken
                costs[one][other] = costs[other][one] = cost
        return WayTable(minutes, costs)

    def restricted(self, allows: Allows) -> "WorldWays":
        """Return the same ways, of which only those are gone that are allowed."""
        return replace(self, rule=allows)

    def by(self, policy: Policy) -> "WorldWays":
        """Return the same ways, chosen by a policy."""
        return replace(self, policy=policy)

    def boarding_min(self, mode: LinkMode) -> int:
        """Return how long before a departure one is there: the benchmark asks for nothing."""
        del mode
        return _BOARDING_MIN

    def leaving_min(self, mode: LinkMode) -> int:
        """Return how long after an arrival one is out."""
        del mode
        return _LEAVING_MIN

    def note(self, city: City) -> Mapping[str, float]:
        """Return speeds like those of the benchmark: a straight line by metro or taxi."""
        del city
        return {
            "detour": 1.0, "walk_min_per_km": 12.0, "walk_max_min": self.policy.walk_max_min,
            "transit_base_min": 12, "transit_min_per_km": 2.0, "transit_max_min": 60,
            "taxi_base_min": 0, "taxi_min_per_km": 1.5, "taxi_city_km": 10,
            "taxi_min_per_far_km": 1.5, "round_up_to_min": self.step_min,
        }  # fmt: skip

    def _ways(
        self, city: City, origin: Place, target: Place, travellers: int
    ) -> dict[TransferMode, "_Priced"]:
        name = city.name_local
        if name not in self.cities:
            self.cities[name] = CityWays(self.world.city(name))
        found = {}
        for mode, own in MODES.items():
            way = self.cities[name].find(origin.name_local, target.name_local, own)
            if way is not None:
                found[mode] = _Priced(mode, way, round(way.cost(travellers) * MINOR))
        return found

    def _chosen(self, ways: Mapping[TransferMode, "_Priced"]) -> "_Priced | None":
        allowed = [
            priced
            for mode, priced in ways.items()
            if self.rule is None or self.rule(mode, priced.way.km)
        ]
        return min(allowed, key=self._weight, default=None)

    def _weight(self, priced: "_Priced") -> tuple[int, float]:
        return self.policy.weight(priced.mode, priced.way.minutes, priced.cost)


@dataclass(frozen=True, slots=True)
class _Priced:
    """A way and what it costs the party."""

    mode: TransferMode
    way: Way
    cost: int

"""The benchmark's ways within a city as the planner asks for them."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from core.benchmarks.chinatravel.offering import way_finder
from core.benchmarks.chinatravel.ways import CityWays
from core.benchmarks.chinatravel.world import World
from core.catalog.domain import City, Place
from core.planning.choices.local import USUAL
from core.planning.choices.model import Way
from core.planning.travel import Allows, WayTable
from core.schemas.links import LinkMode
from core.schemas.trips import Transfer, TransferMode

_BOARDING_MIN, _LEAVING_MIN = 20, 5


@dataclass(frozen=True)
class WorldWays:
    """Ways of every city of a world; of the allowed ones the usual is taken."""

    world: World
    step_min: int = 1
    rule: Allows | None = field(default=None, compare=False)
    cities: dict[str, CityWays] = field(default_factory=dict, compare=False)

    def way(self, city: City, origin: Place, target: Place, travellers: int) -> Transfer:
        """Return the way; where none is allowed, the walk."""
        way = self._chosen(city, origin, target, travellers)
        distance_m = round(way.km * 1000)
        return Transfer(mode=way.mode, minutes=way.minutes, distance_m=distance_m, cost=way.cost)

    def table(self, city: City, places: Sequence[Place], travellers: int) -> WayTable:
        """Return every way; there and back are the same."""
        minutes = [[0] * len(places) for _ in places]
        costs = [[0] * len(places) for _ in places]
        for one, origin in enumerate(places):
            for other in range(one + 1, len(places)):
                way = self._chosen(city, origin, places[other], travellers)
                minutes[one][other] = minutes[other][one] = way.minutes
                costs[one][other] = costs[other][one] = way.cost
        return WayTable(minutes, costs)

    def restricted(self, allows: Allows) -> "WorldWays":
        """Return the same ways, of which only those are gone that are allowed."""
        return WorldWays(self.world, self.step_min, allows, self.cities)

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
            "detour": 1.0, "walk_min_per_km": 12.0, "walk_max_min": USUAL.walk_max_min,
            "transit_base_min": 12, "transit_min_per_km": 2.0, "transit_max_min": 60,
            "taxi_base_min": 0, "taxi_min_per_km": 1.5, "taxi_city_km": 10,
            "taxi_min_per_far_km": 1.5, "round_up_to_min": self.step_min,
        }  # fmt: skip

    def _chosen(self, city: City, origin: Place, target: Place, travellers: int) -> Way:
        name = city.name_local
        if name not in self.cities:
            self.cities[name] = CityWays(self.world.city(name))
        find = way_finder(self.cities[name], travellers)
        start, end = origin.name_local, target.name_local
        ways = [way for mode in TransferMode if (way := find(mode, start, end)) is not None]
        allowed = [way for way in ways if self.rule is None or self.rule(way.mode, way.km)]
        walks = [way for way in ways if way.mode is TransferMode.WALK]
        return min(allowed or walks, key=USUAL.weight)

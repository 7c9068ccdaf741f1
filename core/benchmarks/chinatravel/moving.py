"""The benchmark's ways within a city as the planner asks for them."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from core.benchmarks.chinatravel.offering import MINOR, MODES
from core.benchmarks.chinatravel.ways import CityWays, Way
from core.benchmarks.chinatravel.world import World
from core.catalog.domain import City, Place
from core.planning.travel import Allows, WayTable
from core.schemas.links import LinkMode
from core.schemas.trips import Transfer, TransferMode

_WALK_MAX_MIN = 20
_MINUTE_WORTH = 0.6
"""Yuan that weigh as much as a minute, where a walk would be longer."""
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
        mode, way = self._chosen(city, origin, target, travellers)
        return Transfer(
            mode=mode,
            minutes=way.minutes,
            distance_m=round(way.km * 1000),
            cost=round(way.cost(travellers) * MINOR),
        )

    def table(self, city: City, places: Sequence[Place], travellers: int) -> WayTable:
        """Return every way."""
        rows = [[self.way(city, one, other, travellers) for other in places] for one in places]
        return WayTable(
            [[way.minutes for way in row] for row in rows],
            [[way.cost for way in row] for row in rows],
        )

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
            "detour": 1.0, "walk_min_per_km": 12.0, "walk_max_min": _WALK_MAX_MIN,
            "transit_base_min": 12, "transit_min_per_km": 2.0, "transit_max_min": 60,
            "taxi_base_min": 0, "taxi_min_per_km": 1.5, "taxi_city_km": 10,
            "taxi_min_per_far_km": 1.5, "round_up_to_min": self.step_min,
        }  # fmt: skip

    def _chosen(
        self, city: City, origin: Place, target: Place, travellers: int
    ) -> tuple[TransferMode, Way]:
        if city.name_local not in self.cities:
            self.cities[city.name_local] = CityWays(self.world.city(city.name_local))
        ways = self.cities[city.name_local]
        start, end = origin.name_local, target.name_local
        found = {mode: ways.find(start, end, own) for mode, own in MODES.items()}
        there = {mode: way for mode, way in found.items() if way is not None}
        allowed = {
            mode: way for mode, way in there.items() if self.rule is None or self.rule(mode, way.km)
        }

        def burden(mode: TransferMode) -> float:
            way = there[mode]
            if mode is TransferMode.WALK and way.minutes <= _WALK_MAX_MIN:
                return way.minutes / 2
            return way.minutes + way.cost(travellers) / _MINUTE_WORTH

        mode = min(allowed or [TransferMode.WALK], key=burden)
        return mode, there[mode]

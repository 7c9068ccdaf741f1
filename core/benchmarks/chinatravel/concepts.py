"""The 35 functions in which the benchmark's constraints are written.

They look at a plan as JSON values. What the benchmark leaves to chance raises: a caller counts it
as a constraint that does not hold.
"""

from collections.abc import Callable, Mapping
from typing import Any

from core.benchmarks.chinatravel.ways import CityWays, Mode, Way
from core.benchmarks.chinatravel.world import World, clock_minutes

Activity = Mapping[str, Any]
Leg = Mapping[str, Any]
Concept = Callable[..., Any]


class ConceptError(ValueError):
    """A function was asked something it has no answer to."""


class Concepts:
    """The functions over one world; the ways of a city are made when first asked for."""

    def __init__(self, world: World) -> None:
        self._world = world
        self._ways: dict[str, CityWays] = {}
        self.table: Mapping[str, Concept] = {
            "day_count": lambda plan: len(plan["itinerary"]),
            "people_count": lambda plan: plan["people_number"],
            "start_city": lambda plan: plan["start_city"],
            "target_city": lambda plan: plan["target_city"],
            "allactivities": all_activities,
            "allactivities_count": lambda plan: len(all_activities(plan)),
            "dayactivities": lambda plan, day: list(plan["itinerary"][day - 1]["activities"]),
            "activity_position": _position,
            "activity_cost": lambda activity: activity.get("cost", 0),
            "activity_price": lambda activity: activity.get("price", 0),
            "activity_type": lambda activity: activity.get("type", ""),
            "activity_tickets": lambda activity: activity.get("tickets", 0),
            "activity_transports": lambda activity: activity.get("transports", []),
            "activity_time": _stay_minutes,
            "activity_start_time": lambda activity: activity["start_time"],
            "activity_end_time": lambda activity: activity["end_time"],
            "poi_recommend_time": self._recommended_minutes,
            "poi_distance": self._distance,
            "metro_tickets": lambda legs: legs[1]["tickets"],
            "taxi_cars": lambda legs: legs[0]["cars"],
            "room_count": lambda activity: activity.get("rooms", 0),
            "room_type": lambda activity: activity.get("room_type", 0),
            "restaurant_type": self._cuisine,
            "attraction_type": self._sight_kind,
            "accommodation_type": self._hotel_feature,
            "innercity_transport_type": _local_mode,
            "innercity_transport_cost": lambda legs, mode=None: _sum("cost", legs, mode),
            "innercity_transport_price": lambda legs: _sum("price", legs, None),
            "innercity_transport_distance": lambda legs, mode=None: _sum("distance", legs, mode),
            "innercity_transport_time": _local_minutes,
            "innercity_transport_start_time": lambda legs: legs[0]["start_time"],
            "innercity_transport_end_time": lambda legs: legs[-1]["end_time"],
            "intercity_transport_type": lambda activity: activity.get("type", "empty"),
            "intercity_transport_origin": lambda activity: self._city_in(activity.get("start", "")),
            "intercity_transport_destination": lambda activity: self._city_in(
                activity.get("end", "")
            ),
        }

    def ways(self, city: str) -> CityWays:
        """Return the ways of a city.

        Raises:
            UnknownNameError: There is no such city.
        """
        if city not in self._ways:
            self._ways[city] = CityWays(self._world.city(city))
        return self._ways[city]

    def _recommended_minutes(self, city: str, name: str) -> int:
        return self._world.city(city).sights[name].stay_min

    def _distance(
        self, city: str, start: str, end: str, _at: str = "00:00", mode: str = "walk"
    ) -> float:
        way: Way | None = self.ways(city).find(start, end, Mode(mode))
        if way is None:
            raise ConceptError(f"no way by {mode!r} from {start!r} to {end!r}")
        return way.pieces[0].km

    def _cuisine(self, activity: Activity, city: str) -> str:
        found = self._world.city(city).restaurants.get(activity["position"])
        return found.cuisine if found else "empty"

    def _sight_kind(self, activity: Activity, city: str) -> str:
        found = self._world.city(city).sights.get(activity["position"])
        return found.kind if found else ""

    def _hotel_feature(self, activity: Activity, city: str) -> str:
        found = self._world.city(city).hotels.get(activity["position"])
        return found.feature if found else ""

    def _city_in(self, station: str) -> str:
        return next((name for name in self._world.city_names if name in station), "")


def all_activities(plan: Mapping[str, Any]) -> list[Activity]:
    """Return every activity of a plan."""
    return [activity for day in plan["itinerary"] for activity in day["activities"]]


def _position(activity: Activity) -> str:
    position: str = activity.get("position", "")
    return position


def _stay_minutes(activity: Activity) -> int:
    return clock_minutes(activity["end_time"]) - clock_minutes(activity["start_time"])


def _local_mode(legs: list[Leg]) -> str:
    match len(legs):
        case 3:
            return str(legs[1]["mode"])
        case 1:
            return str(legs[0]["mode"])
        case _:
            return "empty"


def _sum(key: str, legs: list[Leg], mode: str | None) -> float:
    amounts: list[float] = [leg.get(key, 0) for leg in legs if mode is None or leg["mode"] == mode]
    return sum(amounts)


def _local_minutes(legs: list[Leg], mode: str | None = None) -> int:
    return sum(_stay_minutes(leg) for leg in legs if mode is None or leg["mode"] == mode)

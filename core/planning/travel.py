"""How long it takes from one place to the next, estimated from the distance alone.

Walking 4.8 km/h; metro 9 min and 22 km/h; taxi 5 min and 25 km/h for the first 10 km, 55 km/h from
there on; ways are 1.3 times the beeline. An estimate for any city, not a timetable.
"""

from collections.abc import Mapping
from math import ceil

from core.catalog.domain import Place
from core.kernel.geo import distance_m
from core.schemas.trips import Transfer, TransferMode

DETOUR = 1.3
WALK_MIN_PER_KM = 60 / 4.8
WALK_MAX_MIN = 20
TRANSIT_BASE_MIN = 9
TRANSIT_MIN_PER_KM = 60 / 22
TRANSIT_MAX_MIN = 60
TAXI_BASE_MIN = 5
TAXI_MIN_PER_KM = 60 / 25
TAXI_CITY_KM = 10
TAXI_MIN_PER_FAR_KM = 60 / 55
STEP_MIN = 5
"""Every way is rounded up to this many minutes."""

MODEL_NOTE: Mapping[str, float] = {
    "detour": DETOUR,
    "walk_min_per_km": WALK_MIN_PER_KM,
    "walk_max_min": WALK_MAX_MIN,
    "transit_base_min": TRANSIT_BASE_MIN,
    "transit_min_per_km": round(TRANSIT_MIN_PER_KM, 4),
    "transit_max_min": TRANSIT_MAX_MIN,
    "taxi_base_min": TAXI_BASE_MIN,
    "taxi_min_per_km": TAXI_MIN_PER_KM,
    "taxi_city_km": TAXI_CITY_KM,
    "taxi_min_per_far_km": round(TAXI_MIN_PER_FAR_KM, 4),
    "round_up_to_min": STEP_MIN,
}
"""The same numbers as a model is told them."""


def estimate(origin: Place, target: Place) -> Transfer:
    """Return the way: on foot where that takes 20 minutes or less, else transit, far out a taxi."""
    beeline_m = distance_m(origin.lat, origin.lon, target.lat, target.lon)
    way_km = beeline_m * DETOUR / 1000
    walk = way_km * WALK_MIN_PER_KM
    transit = TRANSIT_BASE_MIN + way_km * TRANSIT_MIN_PER_KM
    if walk <= WALK_MAX_MIN:
        mode, minutes = TransferMode.WALK, walk
    elif transit <= TRANSIT_MAX_MIN:
        mode, minutes = TransferMode.TRANSIT, transit
    else:
        in_city = min(way_km, TAXI_CITY_KM)
        far = way_km - in_city
        drive = TAXI_BASE_MIN + in_city * TAXI_MIN_PER_KM + far * TAXI_MIN_PER_FAR_KM
        mode, minutes = TransferMode.TAXI, drive
    return Transfer(
        mode=mode, minutes=ceil(minutes / STEP_MIN) * STEP_MIN, distance_m=round(way_km * 1000)
    )

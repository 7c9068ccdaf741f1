"""How long it takes from one place to the next, estimated from the distance alone.

The speeds are those of `planning.md` section 4 (walk 4.8 km/h, metro 9 min + 22 km/h, taxi 5 min +
25 km/h, ways 1.3 times the beeline): an estimate for any city, not a timetable.
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
        mode, minutes = TransferMode.TAXI, TAXI_BASE_MIN + way_km * TAXI_MIN_PER_KM
    return Transfer(
        mode=mode, minutes=ceil(minutes / STEP_MIN) * STEP_MIN, distance_m=round(way_km * 1000)
    )

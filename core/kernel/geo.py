"""Distances on the Earth."""

from functools import lru_cache
from math import asin, cos, radians, sin, sqrt

_EARTH_DIAMETER_M = 12_742_017.6
"""Twice the mean radius of 6,371,008.8 m (IUGG)."""


@lru_cache(maxsize=1 << 15)  # a plan asks for the same few thousand again and again
def distance_m(lat_a: float, lon_a: float, lat_b: float, lon_b: float) -> float:
    """Return the great-circle distance in metres between two WGS-84 positions (haversine)."""
    phi_a, phi_b = radians(lat_a), radians(lat_b)
    half_dphi = (phi_b - phi_a) / 2
    half_dlambda = radians(lon_b - lon_a) / 2
    root = sin(half_dphi) ** 2 + cos(phi_a) * cos(phi_b) * sin(half_dlambda) ** 2
    return _EARTH_DIAMETER_M * asin(sqrt(root))

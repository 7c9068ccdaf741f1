"""Distances on the ellipsoid, as the benchmark measures them."""

from functools import lru_cache
from math import atan, atan2, cos, hypot, radians, sin, sqrt, tan

_EQUATOR_M = 6_378_137.0
_FLATTENING = 1 / 298.257223563
_POLE_M = _EQUATOR_M * (1 - _FLATTENING)
_ENOUGH = 1e-12
_ROUNDS = 50
_REMEMBERED = 262_144

Position = tuple[float, float]
"""Latitude and longitude in degrees."""


@lru_cache(maxsize=_REMEMBERED)
def geodesic_km(origin: Position, target: Position) -> float:
    """Return the length of the shortest way on the WGS-84 ellipsoid (Vincenty's inverse formula).

    There and back are the same to the last digit. Positions lie in one country: nearly antipodal
    ones, where the formula fails, do not occur.
    """
    if origin == target:
        return 0.0
    origin, target = min(origin, target), max(origin, target)
    reduced_a = atan((1 - _FLATTENING) * tan(radians(origin[0])))
    reduced_b = atan((1 - _FLATTENING) * tan(radians(target[0])))
    sin_a, cos_a, sin_b, cos_b = sin(reduced_a), cos(reduced_a), sin(reduced_b), cos(reduced_b)
    apart = radians(target[1] - origin[1])
    lam, rounds = apart, 0
    while True:
        sin_lam, cos_lam = sin(lam), cos(lam)
        sin_sigma = hypot(cos_b * sin_lam, cos_a * sin_b - sin_a * cos_b * cos_lam)
        if sin_sigma == 0:
            return 0.0
        cos_sigma = sin_a * sin_b + cos_a * cos_b * cos_lam
        sigma = atan2(sin_sigma, cos_sigma)
        sin_alpha = cos_a * cos_b * sin_lam / sin_sigma
        cos2_alpha = 1 - sin_alpha * sin_alpha
        cos_middle = cos_sigma - 2 * sin_a * sin_b / cos2_alpha if cos2_alpha else 0.0
        c = _FLATTENING / 16 * cos2_alpha * (4 + _FLATTENING * (4 - 3 * cos2_alpha))
        bent = cos_middle + c * cos_sigma * (2 * cos_middle * cos_middle - 1)
        before, lam = (
            lam,
            apart + (1 - c) * _FLATTENING * sin_alpha * (sigma + c * sin_sigma * bent),
        )
        rounds += 1
        if abs(lam - before) < _ENOUGH or rounds == _ROUNDS:
            return _arc_m(sigma, sin_sigma, cos_sigma, cos_middle, cos2_alpha) / 1000


def _arc_m(
    sigma: float, sin_sigma: float, cos_sigma: float, cos_middle: float, cos2_alpha: float
) -> float:
    u2 = cos2_alpha * ((_EQUATOR_M / _POLE_M) ** 2 - 1)
    root = sqrt(1 + u2)
    k = (root - 1) / (root + 1)
    big_a = (1 + k * k / 4) / (1 - k)
    big_b = k * (1 - 3 * k * k / 8)
    twice = 2 * cos_middle * cos_middle - 1
    inner = cos_sigma * twice - big_b / 6 * cos_middle * (4 * sin_sigma * sin_sigma - 3) * (
        4 * cos_middle * cos_middle - 3
    )
    delta = big_b * sin_sigma * (cos_middle + big_b / 4 * inner)
    return _POLE_M * big_a * (sigma - delta)

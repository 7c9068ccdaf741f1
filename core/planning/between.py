"""The way between two places of a trip, where there is one."""

from core.catalog.domain import Place
from core.planning.domain import Brief
from core.schemas.trips import Transfer


def way_between(brief: Brief, origin: Place | None, target: Place | None) -> Transfer | None:
    """Return the way inside a city of the trip; None from a place to itself or out of town."""
    if origin is None or target is None or origin.id == target.id:
        return None
    city = next((city for city in brief.cities if city.id == target.city_id), None)
    if city is None or origin.city_id != target.city_id:
        return None
    return brief.ways.way(city, origin, target, brief.travellers)


def minutes_between(brief: Brief, origin: Place | None, target: Place | None) -> int:
    """Return how long that way takes."""
    way = way_between(brief, origin, target)
    return way.minutes if way else 0

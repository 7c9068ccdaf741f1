"""The way between two places of a trip, where there is one."""

from core.catalog.domain import City, Place
from core.planning.domain import Brief
from core.schemas.trips import Transfer


def way_between(brief: Brief, origin: Place | None, target: Place | None) -> Transfer | None:
    """Return the way inside a city of the trip; None from a place to itself or out of town.

    Its cost is in the trip's currency, as all of the plan is.
    """
    if origin is None or target is None or origin.id == target.id:
        return None
    city = next((city for city in brief.cities if city.id == target.city_id), None)
    if city is None or origin.city_id != target.city_id:
        return None
    return _in_money(brief, city, brief.ways.way(city, origin, target, brief.travellers))


def _in_money(brief: Brief, city: City, way: Transfer) -> Transfer:
    if not way.cost or city.currency == brief.money:
        return way
    return way.model_copy(update={"cost": brief.in_money(way.cost, city.currency)})


def minutes_between(brief: Brief, origin: Place | None, target: Place | None) -> int:
    """Return how long that way takes."""
    way = way_between(brief, origin, target)
    return way.minutes if way else 0

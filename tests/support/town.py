"""A town to plan trips to, and the one its travellers come from: all on one line, by train or air.

Kilometres are beelines from the station; ways are a third longer. Everything costs what it says.
"""

from collections.abc import Iterator
from dataclasses import replace
from datetime import date, timedelta

from core.catalog.domain import Place
from core.catalog.links import Link
from core.catalog.memory import MemoryCatalogue
from core.schemas.catalog import PlaceKind
from core.schemas.links import LinkMode, TimesKind
from tests.support.builders import a_city, a_hotel, a_place, a_restaurant, north_of

FIRST_DAY = date(2026, 12, 2)
TOWN = a_city(transit_fare=300, taxi_flag_fall=1_000, taxi_flag_km=1.0, taxi_per_km=300)
HOME = a_city(id="huizhou", name_en="Huizhou", name_local="惠州", aliases=())
AT_KM = {
    "station": 0.0, "airport": 12.0, "tower": 1.0, "garden": 2.0, "museum": 3.0, "far-wall": 20.0,
    "market": 2.5, "noodles": 1.5, "duck": 2.2, "soup": 3.1, "grill": 0.5, "rice": 2.8,
    "inn": 2.0, "palace": 2.4, "hostel": 4.0,
}  # fmt: skip


def a_town() -> MemoryCatalogue:
    """Return the town with five sights, five restaurants and three inns."""
    return MemoryCatalogue([TOWN, HOME], list(_places()), links=list(_links()))


def _places() -> Iterator[Place]:
    for name, category, cost, hours in (
        ("tower", "landmark", 3_000, "09:00-17:00"),
        ("garden", "park", 0, "09:00-17:00"),
        ("museum", "museum", 5_000, "09:00-17:00"),
        ("far-wall", "landmark", 6_000, "09:00-17:00"),
        ("market", "market", 0, "18:00-23:30"),
    ):
        yield _at(a_place(name, category=category, typical_cost=cost, opening_hours=hours, tags=()))
    for name, cost in (("noodles", 2_500), ("duck", 15_000), ("soup", 3_000), ("rice", 3_500)):
        hours = "10:00-21:00"
        yield _at(a_restaurant(name, typical_cost=cost, opening_hours=hours, cuisine=(name,)))
    yield _at(
        a_restaurant("grill", typical_cost=6_000, opening_hours="17:00-24:00", cuisine=("grill",))
    )
    for name, cost, feature, beds in (
        ("inn", 30_000, "pool", 2), ("palace", 90_000, "view", 1), ("hostel", 12_000, "laundry", 1),
    ):  # fmt: skip
        yield _at(a_hotel(name, typical_cost=cost, features=(feature,), beds=beds))
    for name, kind in (("station", PlaceKind.STATION), ("airport", PlaceKind.AIRPORT)):
        yield _at(a_place(name, kind=kind, category="", tags=(), typical_cost=0, visit_minutes=0))


def _at(place: Place) -> Place:
    there = north_of(a_place("origin"), round(AT_KM[place.id] * 1000))
    return replace(place, lat=there.lat, lon=there.lon)


def _links() -> Iterator[Link]:
    for number in range(4):
        day = FIRST_DAY + timedelta(days=number)
        yield a_link("early", LinkMode.TRAIN, day, (420, 570), 10_000, there=True)
        yield a_link("late", LinkMode.TRAIN, day, (780, 930), 7_500, there=True)
        yield a_link("plane", LinkMode.FLIGHT, day, (480, 560), 40_000, there=True)
        yield a_link("evening", LinkMode.TRAIN, day, (1_080, 1_230), 10_000, there=False)
        yield a_link("noon", LinkMode.TRAIN, day, (720, 870), 7_500, there=False)
        yield a_link("jet", LinkMode.FLIGHT, day, (1_140, 1_220), 40_000, there=False)


def a_link(
    name: str, mode: LinkMode, day: date, times: tuple[int, int], price: int, *, there: bool
) -> Link:
    """Return a journey between the town and where its travellers come from."""
    ends = (HOME.id, TOWN.id) if there else (TOWN.id, HOME.id)
    own = "airport" if mode is LinkMode.FLIGHT else "station"
    return Link(
        id=f"{name}-{day.isoformat()}",
        mode=mode,
        number=name,
        origin_city=ends[0],
        target_city=ends[1],
        origin_name="Huizhou" if there else own,
        target_name=own if there else "Huizhou",
        origin_place=None if there else own,
        target_place=own if there else None,
        day=day,
        departs=times[0],
        arrives=times[1],
        minutes=times[1] - times[0],
        distance_m=None,
        price=price,
        currency="CNY",
        per_vehicle=False,
        times=TimesKind.TIMETABLE,
        source="editorial",
    )

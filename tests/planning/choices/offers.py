"""A small town to choose from: all on one line, one kilometre a step, four minutes by taxi."""

from dataclasses import replace
from typing import Any

from core.planning.choices.model import Lodging, Offer, Ride, Spot, Way
from core.schemas.conditions import Subject
from core.schemas.links import LinkMode
from core.schemas.trips import TransferMode

AT = {
    "station": 0.0, "airport": 12.0, "tower": 1.0, "garden": 2.0, "museum": 3.0, "far_wall": 20.0,
    "market": 2.5, "noodles": 1.5, "duck": 2.2, "soup": 3.1, "grill": 0.5, "rice": 2.8,
    "inn": 2.0, "palace": 2.4, "hostel": 4.0,
}  # fmt: skip
"""Kilometres from the station."""
_FARES = {TransferMode.WALK: (0, 12.0), TransferMode.TRANSIT: (300, 4.0)}


def distance_km(origin: str, target: str) -> float | None:
    known = origin in AT and target in AT
    return abs(AT[origin] - AT[target]) if known else None


def find_way(mode: TransferMode, origin: str, target: str) -> Way | None:
    km = abs(AT[origin] - AT[target])
    if mode is TransferMode.TAXI:
        return Way(mode, round(km * 2) + 3, km, 1_000 + round(km * 300))
    if mode is TransferMode.TRANSIT and km < 1:
        return None
    fare, minutes_per_km = _FARES[mode]
    return Way(mode, round(km * minutes_per_km), km, fare * 2)


def sight(name: str, label: str, cost: int = 0, hours: tuple[int, int] = (540, 1020)) -> Spot:
    return Spot(
        id=name, subject=Subject.SIGHT, labels=frozenset({label}), windows=((hours,),) * 2,
        stay=90, stay_min=30, stay_max=150, cost=cost, score=60,
    )  # fmt: skip


def restaurant(name: str, label: str, cost: int, hours: tuple[int, int] = (600, 1260)) -> Spot:
    return replace(
        sight(name, label, cost, hours), subject=Subject.RESTAURANT, stay=60, stay_max=60
    )


_SPOTS = [
    sight("tower", "landmark", 6_000),
    sight("garden", "park"),
    sight("museum", "museum", 10_000),
    sight("far_wall", "landmark", 12_000),
    sight("market", "market", 0, (1_080, 1_500)),
    restaurant("noodles", "noodle", 5_000),
    restaurant("duck", "duck", 30_000),
    restaurant("soup", "soup", 6_000),
    restaurant("grill", "grill", 12_000, (1_020, 1_560)),
    restaurant("rice", "rice", 7_000),
]
_RIDES = [
    ("early", LinkMode.TRAIN, 420, 570, 20_000, "station"),
    ("late", LinkMode.TRAIN, 780, 930, 15_000, "station"),
    ("plane", LinkMode.FLIGHT, 480, 560, 80_000, "airport"),
]
_BACK = [
    ("evening", LinkMode.TRAIN, 1_080, 1_230, 20_000, "station"),
    ("noon", LinkMode.TRAIN, 720, 870, 15_000, "station"),
    ("jet", LinkMode.FLIGHT, 1_140, 1_220, 80_000, "airport"),
]
_LODGINGS = [
    Lodging(id="inn", labels=frozenset({"pool"}), price=30_000, beds=2),
    Lodging(id="palace", labels=frozenset({"view"}), price=90_000, beds=1),
    Lodging(id="hostel", labels=frozenset({"laundry"}), price=12_000, beds=1),
]


def an_offer(*conditions: Any, days: int = 2, **changes: Any) -> Offer:
    spots = (replace(spot, windows=spot.windows[:1] * days) for spot in _SPOTS)
    offer = Offer(
        days=days,
        travellers=2,
        spots={spot.id: spot for spot in spots},
        lodgings={lodging.id: lodging for lodging in _LODGINGS},
        outward=tuple(_ride(*row) for row in _RIDES),
        back=tuple(_ride(*row) for row in _BACK),
        find_way=find_way,
        distance_km=distance_km,
        conditions=conditions,
    )
    return replace(offer, **changes)


def _ride(name: str, mode: LinkMode, departs: int, arrives: int, cost: int, station: str) -> Ride:
    return Ride(id=name, mode=mode, departs=departs, arrives=arrives, cost=cost, station=station)

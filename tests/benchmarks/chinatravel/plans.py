"""A plan for our town that keeps every rule, made by hand, to be broken one rule at a time."""

from typing import Any

from core.benchmarks.chinatravel.ways import CityWays, Mode, Way
from core.kernel.times import clock_text


def legs(ways: CityWays, start: str, end: str, mode: Mode, minute: int) -> list[dict[str, Any]]:
    """Return a way for two people, in the benchmark's format."""
    way = ways.find(start, end, mode)
    assert isinstance(way, Way)
    made = []
    for piece in way.pieces:
        units: dict[str, int] = {}
        if piece.mode is Mode.METRO:
            units = {"tickets": 2}
        elif piece.mode is Mode.TAXI:
            units = {"cars": 1}
        made.append(
            {
                "start": piece.start, "end": piece.end, "mode": piece.mode.value,
                "start_time": clock_text(minute), "end_time": clock_text(minute + piece.minutes),
                "price": piece.price, "cost": piece.price * sum(units.values()),
                "distance": round(piece.km, 2), **units,
            }
        )  # fmt: skip
        minute += piece.minutes
    return made


def _train(number: str, start: str, end: str, begin: str, arrive: str) -> dict[str, Any]:
    return {
        "type": "train", "TrainID": number, "start": start, "end": end, "start_time": begin,
        "end_time": arrive, "price": 100.5, "tickets": 2, "cost": 201.0, "transports": [],
    }  # fmt: skip


def _at(kind: str, position: str, times: str, price: float, **more: Any) -> dict[str, Any]:
    begin, end = times.split("-")
    return {
        "type": kind, "position": position, "start_time": begin, "end_time": end, "price": price,
        "cost": price * 2, "transports": [], **more,
    }  # fmt: skip


def good_plan(ways: CityWays) -> dict[str, Any]:
    """Return the plan in JSON values."""
    tower = _at("attraction", "Old Tower", "10:30-11:30", 30.5, tickets=2)
    tower["transports"] = legs(ways, "北京站", "Old Tower", Mode.TAXI, 9 * 60 + 40)
    lunch = _at("lunch", "Noodle House", "12:00-13:00", 25)
    lunch["transports"] = legs(ways, "Old Tower", "Noodle House", Mode.WALK, 11 * 60 + 40)
    inn = _at("accommodation", "Town Inn", "21:00-24:00", 300, rooms=1, room_type=2)
    inn["cost"] = 300
    inn["transports"] = legs(ways, "Noodle House", "Town Inn", Mode.WALK, 20 * 60)
    breakfast = _at("breakfast", "Town Inn", "08:00-08:30", 0)
    garden = _at("attraction", "Rose Garden", "10:00-11:00", 0, tickets=2)
    garden["transports"] = legs(ways, "Town Inn", "Rose Garden", Mode.WALK, 9 * 60)
    back = _train("B1", "北京站", "上海站", "18:00", "20:30")
    back["transports"] = legs(ways, "Rose Garden", "北京站", Mode.METRO, 12 * 60)
    return {
        "people_number": 2,
        "start_city": "上海",
        "target_city": "北京",
        "itinerary": [
            {
                "day": 1,
                "activities": [
                    _train("T1", "上海站", "北京站", "07:00", "09:30"),
                    tower,
                    lunch,
                    inn,
                ],
            },
            {"day": 2, "activities": [breakfast, garden, back]},
        ],
    }

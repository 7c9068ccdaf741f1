"""A town of our own in the benchmark's shape: four sights, five restaurants, two inns, one line.

It is called 北京 because the folders of the format are named after cities; nothing in it exists.
"""

import json
from pathlib import Path
from typing import Any

from core.benchmarks.chinatravel.loading import load_world
from core.benchmarks.chinatravel.queries import Query
from core.benchmarks.chinatravel.world import World

HOME, TOWN = "上海", "北京"
_SIGHTS = [
    ("Old Tower", "tower", 40.000, 116.000, "08:00", "18:00", 30.5, 1, 2),
    ("Rose Garden", "garden", 40.010, 116.000, "09:00", "17:00", 0, 0.5, 1),
    ("Night Market", "market", 40.020, 116.010, "18:00", "01:00", 0, 1, 2),
    ("Far Wall", "tower", 40.200, 116.200, "08:00", "17:00", 60, 2, 3),
]
_RESTAURANTS = [
    ("Noodle House", 40.002, 116.001, 25, "noodles", "10:00", "21:00"),
    ("Duck Hall", 40.012, 116.002, 150, "duck", "11:00", "20:30"),
    ("Soup Corner", 40.004, 116.004, 30, "soup", "06:00", "21:00"),
    ("Late Grill", 40.018, 116.009, 60, "grill", "17:00", "02:00"),
    ("Rice Bowl", 40.008, 116.003, 35, "rice", "10:00", "22:00"),
]
_HOTELS = [
    ("Town Inn", "pool", 40.006, 116.002, 300, 2),
    ("Town Inn", "garden view", 40.006, 116.002, 999, 1),
    ("Cheap Inn", "laundry", 40.015, 116.020, 120, 1),
]
_STATIONS = [("West Gate", 40.001, 116.000), ("Middle", 40.010, 116.002), ("North", 40.050, 116.05)]
_POINTS = [("北京站", 40.030, 116.030), ("北京机场", 40.100, 116.100)]
TRAINS_THERE = [
    ("T1", "上海站", "北京站", "07:00", "09:30", 2.5, 100.5),
    ("T2", "上海站", "北京站", "13:00", "15:30", 2.5, 80.0),
    ("T9", "上海站", "北京站", "11:38", "12:01", 24.4, 20.0),
]
TRAINS_BACK = [
    ("B1", "北京站", "上海站", "18:00", "20:30", 2.5, 100.5),
    ("B2", "北京站", "上海站", "12:00", "14:30", 2.5, 80.0),
]
FLIGHTS = [
    ("F1", "上海机场", "北京机场", "08:00", "09:20", 1.33, 400.0),
    ("F2", "北京机场", "上海机场", "19:00", "20:20", 1.33, 400.0),
    ("F3", "北京机场", "上海机场", "23:30", "00:50", 1.33, 90.0),
]


def write_town(folder: Path) -> Path:
    """Write the database, and return its folder."""
    _table(
        folder / "attractions/beijing/attractions.csv",
        "id,name,type,lat,lon,opentime,endtime,price,recommendmintime,recommendmaxtime",
        _SIGHTS,
    )
    _table(
        folder / "restaurants/beijing/restaurants_beijing.csv",
        "id,name,lat,lon,price,cuisine,opentime,endtime,recommendedfood",
        [(*row, "") for row in _RESTAURANTS],
    )
    _table(
        folder / "accommodations/beijing/accommodations.csv",
        "id,name,hotelname_en,featurehoteltype,lat,lon,price,numbed",
        [(row[0], "", *row[1:]) for row in _HOTELS],
    )
    points = [(name, lat, lon) for name, _, lat, lon, *_ in _SIGHTS + _HOTELS]
    points += [(name, lat, lon) for name, lat, lon, *_ in _RESTAURANTS] + _POINTS
    _json(folder / "poi/beijing/poi.json", [{"name": n, "position": p} for n, *p in points])
    _json(folder / "poi/shanghai/poi.json", [{"name": "上海站", "position": [31.2, 121.4]}])
    for part in ("attractions", "restaurants", "accommodations"):
        (folder / part / "shanghai").mkdir(parents=True)
    _json(
        folder / "transportation/subways.json",
        {"beijing": [{"name": "1", "stations": [
            {"name": name, "position": f"{lon},{lat}"} for name, lat, lon in _STATIONS
        ]}]},
    )  # fmt: skip
    _rides(folder, HOME, TOWN, TRAINS_THERE)
    _rides(folder, TOWN, HOME, TRAINS_BACK)
    (folder / "intercity_transport/airplane.jsonl").write_text(
        "\n".join(json.dumps(_row(row, "FlightID")) for row in FLIGHTS), encoding="utf-8"
    )
    return folder


def make_town(folder: Path) -> World:
    return load_world(write_town(folder))


def a_query(*constraints: str, days: int = 2, people: int = 2) -> Query:
    return Query("q-1", "Two friends go to town.", HOME, TOWN, days, people, constraints)


def _rides(folder: Path, origin: str, target: str, rows: list[tuple[Any, ...]]) -> None:
    path = folder / f"intercity_transport/train/from_{origin}_to_{target}.json"
    _json(path, [_row(row, "TrainID") for row in rows])


def _row(row: tuple[Any, ...], number: str) -> dict[str, Any]:
    names = (number, "From", "To", "BeginTime", "EndTime", "Duration", "Cost")
    return dict(zip(names, row, strict=True))


def _table(path: Path, header: str, rows: list[tuple[Any, ...]]) -> None:
    path.parent.mkdir(parents=True)
    lines = [",".join(map(str, (number, *row))) for number, row in enumerate(rows)]
    path.write_text("\n".join([header, *lines]), encoding="utf-8")


def _json(path: Path, value: Any) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(json.dumps(value, ensure_ascii=False), encoding="utf-8")

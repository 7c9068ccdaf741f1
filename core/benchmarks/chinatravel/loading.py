"""Reads the benchmark's folder; all of it once, city by city."""

import csv
import json
from collections.abc import Callable, Iterable, Mapping
from pathlib import Path
from typing import Any, Protocol, TypeVar

from core.benchmarks.chinatravel.geodesic import Position
from core.benchmarks.chinatravel.world import (
    DAY_MIN,
    CityWorld,
    Hotel,
    Journey,
    Restaurant,
    Ride,
    Sight,
    Station,
    World,
    clock_minutes,
)

FOLDER_NAMES = {
    "北京": "beijing", "上海": "shanghai", "南京": "nanjing", "苏州": "suzhou", "杭州": "hangzhou",
    "深圳": "shenzhen", "成都": "chengdu", "武汉": "wuhan", "广州": "guangzhou",
    "重庆": "chongqing",
}  # fmt: skip
"""The folder of each city the benchmark has; a database may lack some of them."""


class DatabaseError(ValueError):
    """The folder lacks a file or holds something else than the benchmark's tables."""


class _Named(Protocol):
    @property
    def name(self) -> str: ...


N = TypeVar("N", bound=_Named)


def load_world(folder: Path) -> World:
    """Return the world of a `database` folder.

    Raises:
        DatabaseError: A file is missing or its rows cannot be read.
    """
    try:
        subways = _json(folder / "transportation" / "subways.json")
        cities = {
            name: _city(folder, name, part, subways.get(part, []))
            for name, part in FOLDER_NAMES.items()
            if (folder / "poi" / part).is_dir()
        }
        if not cities:
            raise DatabaseError(f"no city under {str(folder / 'poi')!r}")
        return World(cities, _journeys(folder / "intercity_transport", cities))
    except FileNotFoundError as error:
        raise DatabaseError(
            f"{str(folder)!r} is no ChinaTravel database: there is no {error.filename!r}"
        ) from error
    except (OSError, KeyError, TypeError, AttributeError) as error:
        raise DatabaseError(f"{str(folder)!r} is no ChinaTravel database: {error!r}") from error


def _city(folder: Path, name: str, part: str, lines: Iterable[Mapping[str, Any]]) -> CityWorld:
    return CityWorld(
        name=name,
        folder=part,
        sights=_first(_rows(folder / "attractions" / part, _sight)),
        restaurants=_first(_rows(folder / "restaurants" / part, _restaurant)),
        hotels=_first(_rows(folder / "accommodations" / part, _hotel)),
        stations=tuple(
            Station(station["name"], _lon_lat(station["position"]))
            for line in lines
            for station in line["stations"]
        ),
        positions={
            row["name"]: _position(*row["position"])
            for row in _json(folder / "poi" / part / "poi.json")
        },
    )


def _first(rows: Iterable[N]) -> dict[str, N]:
    found: dict[str, N] = {}
    for row in rows:
        found.setdefault(row.name, row)
    return found


T = TypeVar("T")


def _rows(folder: Path, read: Callable[[Mapping[str, str]], T]) -> Iterable[T]:
    for path in sorted(folder.glob("*.csv")):
        with path.open(encoding="utf-8-sig", newline="") as file:
            for number, row in enumerate(csv.DictReader(file), start=2):
                try:
                    yield read(row)
                except ValueError as error:
                    raise DatabaseError(f"{path.name}, line {number}: {error}") from error


def _sight(row: Mapping[str, str]) -> Sight:
    opens, closes = _hours(row)
    return Sight(
        name=row["name"],
        kind=row["type"],
        position=_position(row["lat"], row["lon"]),
        opens=opens,
        closes=closes,
        price=float(row["price"]),
        stay_min=round(float(row["recommendmintime"]) * 60),
        stay_max=round(float(row["recommendmaxtime"]) * 60),
    )


def _restaurant(row: Mapping[str, str]) -> Restaurant:
    opens, closes = _hours(row)
    return Restaurant(
        name=row["name"],
        cuisine=row["cuisine"],
        position=_position(row["lat"], row["lon"]),
        opens=opens,
        closes=closes,
        price=float(row["price"]),
    )


def _hotel(row: Mapping[str, str]) -> Hotel:
    return Hotel(
        name=row["name"],
        feature=row["featurehoteltype"],
        position=_position(row["lat"], row["lon"]),
        price=float(row["price"]),
        beds=int(row["numbed"]),
    )


def _journeys(
    folder: Path, cities: Mapping[str, CityWorld]
) -> dict[tuple[str, str], tuple[Journey, ...]]:
    flights = [
        _journey(row, "FlightID", Ride.PLANE)
        for row in map(json.loads, (folder / "airplane.jsonl").read_text("utf-8").splitlines())
    ]
    found: dict[tuple[str, str], tuple[Journey, ...]] = {}
    for origin in cities:
        for target in cities:
            path = folder / "train" / f"from_{origin}_to_{target}.json"
            rows = _json(path) if path.is_file() else []
            trains = [_journey(row, "TrainID", Ride.TRAIN) for row in rows if row["Cost"]]
            between = [
                flight for flight in flights if origin in flight.origin and target in flight.target
            ]
            if origin != target and (trains or between):
                found[origin, target] = (*trains, *between)
    return found


def _journey(row: Mapping[str, Any], number: str, ride: Ride) -> Journey:
    departs, clock = clock_minutes(row["BeginTime"]), clock_minutes(row["EndTime"])
    return Journey(
        number=row[number],
        ride=ride,
        origin=row["From"],
        target=row["To"],
        begin=row["BeginTime"],
        end=row["EndTime"],
        departs=departs,
        arrives=arrival(departs, clock, float(row["Duration"]) * 60),
        price=float(row["Cost"]),
    )


def arrival(departs: int, clock: int, minutes: float) -> int:
    """Return when a journey arrives, minutes after the midnight before it leaves.

    Tables give the clock at the end and a duration that is only roughly right: the day is the one
    whose arrival lies nearest to it, and never before the departure.
    """
    days = [clock + midnights * DAY_MIN for midnights in range(4)]
    later = [minute for minute in days if minute > departs]
    return min(later, key=lambda minute: abs(minute - departs - minutes))


def _hours(row: Mapping[str, str]) -> tuple[int, int]:
    opens, closes = clock_minutes(row["opentime"]), clock_minutes(row["endtime"])
    return opens, closes if closes > opens else closes + DAY_MIN


def _position(lat: str | float, lon: str | float) -> Position:
    return (float(lat), float(lon))


def _lon_lat(text: str) -> Position:
    lon, lat = text.split(",")
    return _position(lat, lon)


def _json(path: Path) -> Any:
    return json.loads(path.read_text("utf-8"))

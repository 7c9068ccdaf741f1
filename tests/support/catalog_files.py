"""Files of places, valid by default, and the two cities they are in."""

import csv
import io
import json
from collections.abc import Mapping, Sequence
from dataclasses import asdict
from datetime import date
from pathlib import Path
from typing import Any

from core.catalog.connection_rows import COLUMNS as CONNECTION_COLUMNS
from core.catalog.domain import City, Place
from core.catalog.files import CITY_COLUMNS, PLACE_COLUMNS
from core.catalog.importer import PlaceFile, read_places
from core.catalog.links import Link
from core.schemas.catalog import HoursConfidence, Interest, PlaceKind, PositionConfidence
from core.schemas.links import LinkMode, TimesKind

GUANGZHOU = City(
    id="guangzhou",
    name_en="Guangzhou",
    name_local="广州",
    aliases=("广州市", "Canton"),
    country="CN",
    timezone="Asia/Shanghai",
    currency="CNY",
    lat=23.1291,
    lon=113.2644,
    south=22.7,
    west=112.95,
    north=23.6,
    east=113.8,
)
TOKYO = City(
    id="tokyo",
    name_en="Tokyo",
    name_local="東京",
    aliases=("东京",),
    country="JP",
    timezone="Asia/Tokyo",
    currency="JPY",
    lat=35.6812,
    lon=139.7671,
    south=35.5,
    west=139.35,
    north=35.9,
    east=140.42,
)
CITIES = {city.id: city for city in (GUANGZHOU, TOKYO)}


class Monotonic:
    """Seconds that pass when a test says so."""

    now_s = 0.0

    def __call__(self) -> float:
        return self.now_s


def cells(**changes: str) -> dict[str, str]:
    """Return the cells of a museum of Guangzhou; what a test is about goes into `changes`."""
    museum = {
        "id": "guangzhou-tea-museum",
        "kind": "attraction",
        "category": "museum",
        "name_en": "Tea Museum",
        "name_local": "茶博物馆",
        "lat": "23.1200",
        "lon": "113.3000",
        "position_confidence": "good",
        "area": "Haizhu",
        "tags": "history;culture",
        "visit_minutes": "90",
        "price_level": "1",
        "typical_cost": "20",
        "currency": "CNY",
        "popularity": "50",
        "must_see": "no",
        "indoor": "yes",
        "best_time": "any",
        "meals": "",
        "cuisine": "",
        "opening_hours": "Tu-Su 09:00-17:00",
        "hours_confidence": "typical",
        "source": "editorial",
    }
    return museum | changes


def restaurant_cells(**changes: str) -> dict[str, str]:
    """Return the cells of a restaurant of Guangzhou."""
    restaurant = {
        "id": "guangzhou-tea-house",
        "kind": "restaurant",
        "category": "casual",
        "name_en": "Tea House",
        "name_local": "茶楼",
        "tags": "food",
        "meals": "breakfast;lunch;dinner;snack",
        "cuisine": "cantonese;dim_sum",
        "opening_hours": "Mo-Su 07:00-22:00",
    }
    return cells(**(restaurant | changes))


def hotel_cells(**changes: str) -> dict[str, str]:
    """Return the cells of a hotel of Guangzhou."""
    hotel = {
        "id": "guangzhou-tea-inn",
        "kind": "hotel",
        "category": "budget",
        "name_en": "Tea Inn",
        "name_local": "茶客栈",
        "visit_minutes": "0",
        "opening_hours": "24/7",
    }
    return cells(**(hotel | changes))


def city_cells(**changes: str) -> dict[str, str]:
    """Return the cells of Guangzhou itself."""
    aliases = ";".join(GUANGZHOU.aliases)
    needed = {name: str(getattr(GUANGZHOU, name)) for name in CITY_COLUMNS}
    return needed | {"aliases": aliases} | changes


def station_cells(city: City, **changes: str) -> dict[str, str]:
    """Return the cells of the railway station of a city."""
    station = {
        "id": f"{city.id}-central-station",
        "kind": "station",
        "category": "railway_station",
        "name_en": "Central Station",
        "name_local": "中央站",
        "lat": str(city.lat),
        "lon": str(city.lon),
        "currency": city.currency,
        "visit_minutes": "0",
        "tags": "",
        "price_level": "0",
        "typical_cost": "0",
        "opening_hours": "24/7",
    }
    return cells(**(station | changes))


def connection_cells(**changes: str) -> dict[str, str]:
    """Return the cells of a train every two hours, were there rails from Guangzhou to Tokyo."""
    train = {
        "id": "guangzhou-tokyo-train",
        "mode": "train",
        "origin_city": "guangzhou",
        "target_city": "tokyo",
        "origin_place": "guangzhou-central-station",
        "target_place": "",
        "number": "",
        "first": "07:00",
        "last": "11:00",
        "every_min": "120",
        "weekdays": "",
        "minutes": "300",
        "price": "671.50",
        "currency": "CNY",
        "per_vehicle": "no",
        "seats": "",
        "distance_km": "2900",
        "times": "typical",
        "source": "editorial",
    }
    return train | changes


def drive_cells(**changes: str) -> dict[str, str]:
    """Return the cells of the same way by car."""
    car = {
        "id": "guangzhou-tokyo-drive",
        "mode": "drive",
        "origin_place": "",
        "first": "",
        "last": "",
        "every_min": "",
        "minutes": "2000",
        "price": "3000",
        "per_vehicle": "yes",
        "seats": "5",
        "times": "free",
    }
    return connection_cells(**(car | changes))


def csv_file(*rows: Mapping[str, str], columns: Sequence[str] = PLACE_COLUMNS) -> bytes:
    """Return a CSV file with these rows."""
    text = io.StringIO(newline="")
    writer = csv.DictWriter(text, columns, extrasaction="ignore", lineterminator="\n")
    writer.writeheader()
    writer.writerows(rows)
    return text.getvalue().encode()


def catalogue_folder(
    folder: Path, *rows: Mapping[str, str], links: Sequence[Mapping[str, str]] = ()
) -> Path:
    """Write a small catalogue to ship: the two cities, rows of Guangzhou, and connections."""
    cities = [
        {name: str(value) for name, value in asdict(city).items()}
        | {"aliases": ";".join(city.aliases)}
        for city in CITIES.values()
    ]
    folder.joinpath("cities.csv").write_bytes(csv_file(*cities, columns=CITY_COLUMNS))
    places = folder / "places"
    places.mkdir(exist_ok=True)
    places.joinpath("guangzhou.csv").write_bytes(csv_file(*rows))
    if links:
        folder.joinpath("links.csv").write_bytes(csv_file(*links, columns=CONNECTION_COLUMNS))
    return folder


def geojson_file(*rows: Mapping[str, Any]) -> bytes:
    """Return a GeoJSON file with these rows; values may be of any JSON type."""
    features = [
        {
            "type": "Feature",
            "geometry": {"type": "Point", "coordinates": [float(row["lon"]), float(row["lat"])]},
            "properties": {name: row[name] for name in row if name not in ("lat", "lon")},
        }
        for row in rows
    ]
    return json.dumps({"type": "FeatureCollection", "features": features}).encode()


def read(content: bytes, name: str = "places.csv") -> PlaceFile:
    """Return what the importer makes of a file."""
    return read_places(content, name, CITIES)


def problems_of(row: Mapping[str, str]) -> list[tuple[str, str]]:
    """Return column and reason of everything wrong with one row."""
    return [(problem.column, problem.reason) for problem in read(csv_file(row)).problems]


def place(**changes: Any) -> Place:
    """Return a museum of Guangzhou as the catalogue knows it."""
    museum: dict[str, Any] = {
        "id": "guangzhou-tea-museum",
        "city_id": "guangzhou",
        "kind": PlaceKind.ATTRACTION,
        "category": "museum",
        "name_en": "Tea Museum",
        "name_local": "茶博物馆",
        "lat": 23.12,
        "lon": 113.3,
        "position_confidence": PositionConfidence.GOOD,
        "area": "Haizhu",
        "tags": (Interest.HISTORY, Interest.CULTURE),
        "visit_minutes": 90,
        "price_level": 1,
        "typical_cost": 2000,
        "currency": "CNY",
        "popularity": 50,
        "must_see": False,
        "indoor": "yes",
        "best_time": "any",
        "meals": (),
        "cuisine": (),
        "opening_hours": "Tu-Su 09:00-17:00",
        "hours_confidence": HoursConfidence.TYPICAL,
        "source": "editorial",
    }
    return Place(**(museum | changes))


def a_link(**changes: Any) -> Link:
    """Return a flight from Guangzhou to Tokyo in the morning."""
    flight: dict[str, Any] = {
        "id": "guangzhou-tokyo-zz1",
        "mode": LinkMode.FLIGHT,
        "number": "ZZ1",
        "origin_city": "guangzhou",
        "target_city": "tokyo",
        "origin_name": "Guangzhou",
        "target_name": "Tokyo",
        "day": date(2026, 11, 21),
        "departs": 540,
        "arrives": 840,
        "minutes": 240,
        "distance_m": 2_900_000,
        "price": 150_000,
        "currency": "CNY",
        "per_vehicle": False,
        "times": TimesKind.TIMETABLE,
        "source": "editorial",
    }
    return Link(**(flight | changes))

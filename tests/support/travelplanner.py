"""A small world in the tables of TravelPlanner, with made-up cities, and a right plan in it."""

import csv
import json
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

_STATES = {"Homeville": "Northland", "Alton": "Westmark", "Bexley": "Westmark", "Cove": "Westmark"}
_CUISINES = ("American", "French", "Indian", "Chinese")

QUERY: Mapping[str, Any] = {
    "org": "Homeville", "dest": "Westmark", "days": 5, "visiting_city_number": 2,
    "date": "['2022-03-06', '2022-03-07', '2022-03-08', '2022-03-09', '2022-03-10']",
    "people_number": 2, "budget": 3000,
    "local_constraint": "{'house rule': 'pets', 'cuisine': ['French', 'Indian'], "
    "'room type': 'entire room', 'transportation': 'no flight'}",
    "query": "Please plan a 5-day trip for 2 people from Homeville to 2 cities in Westmark, from "
    "March 6th to March 10th, 2022, with a budget of $3,000. Our dog comes along, so lodgings must "
    "take pets; we want entire rooms, French and Indian food, and no flights.",
}  # fmt: skip


def write_world(folder: Path) -> Path:
    """Write the tables below `folder`/database; return `folder`."""
    base = folder / "database"
    states = "".join(f"{city}\t{state}\n" for city, state in _STATES.items())
    _write(base / "background" / "citySet_with_states.txt", states)
    _table(base / "accommodations" / "clean_accommodations_2022.csv", _hotels())
    _table(base / "restaurants" / "clean_restaurant_2022.csv", _restaurants())
    _table(base / "attractions" / "attractions.csv", _sights())
    _table(base / "flights" / "clean_Flights_2022.csv", _flights())
    _table(base / "googleDistanceMatrix" / "distance.csv", _roads())
    return folder


def write_split(folder: Path, name: str, *rows: Mapping[str, Any]) -> None:
    """Write queries as a split."""
    lines = "".join(json.dumps(row) + "\n" for row in rows)
    _write(folder / f"{name}.jsonl", lines)


def a_plan() -> list[dict[str, Any]]:
    """Return a plan that keeps every rule of `QUERY`."""
    there = "Self-driving, from Homeville to Alton, distance: 400 km"
    over, back = "Self-driving, from Alton to Bexley", "Self-driving, from Bexley to Homeville"
    return [
        _day(1, "from Homeville to Alton", there, ("-", "-", "Alton Table 0"), "Alton", 0),
        _day(2, "Alton", "-", ("Alton Table 1", "Alton Table 2", "Alton Table 3"), "Alton", 1),
        _day(3, "from Alton to Bexley", over, ("-", "-", "Bexley Table 0"), "Bexley", 0),
        _day(4, "Bexley", "-", ("Bexley Table 1", "Bexley Table 2", "Bexley Table 3"), "Bexley", 1),
        _day(5, "from Bexley to Homeville", back, ("Bexley Table 4", "-", "-"), "Bexley", 2)
        | {"accommodation": "-"},
    ]  # fmt: skip


def _day(
    number: int, where: str, way: str, meals: Sequence[str], city: str, sight: int
) -> dict[str, Any]:
    named = [meal if meal == "-" else f"{meal}, {city}" for meal in meals]
    return {
        "days": number, "current_city": where, "transportation": way, "breakfast": named[0],
        "attraction": f"{city} Sight {sight}, {city};", "lunch": named[1], "dinner": named[2],
        "accommodation": f"{city} Home, {city}",
    }  # fmt: skip


def _hotels() -> list[dict[str, Any]]:
    rows: list[dict[str, Any]] = []
    for city in _STATES:
        for name, room, price, nights, rules, people in (
            ("Home", "Entire home/apt", 150.0, 2.0, "No smoking", 2),
            ("Room", "Private room", 60.0, 1.0, "No pets & No parties", 1),
            ("Long Stay", "Entire home/apt", 40.0, 30.0, "No visitors", 4),
        ):
            rows.append({
                "": len(rows), "NAME": f"{city} {name}", "room type": room, "price": price,
                "minimum nights": nights, "review rate number": 4.0, "house_rules": rules,
                "maximum occupancy": people, "city": city,
            })  # fmt: skip
    nameless = {**rows[0], "NAME": "Alton Silent", "house_rules": ""}
    return [*rows, nameless]


def _restaurants() -> list[dict[str, Any]]:
    return [
        {
            "": number, "Name": f"{city} Table {number}", "City": city,
            "Cuisines": f"Tea, {_CUISINES[number % 4]}", "Average Cost": 20 + number,
            "Aggregate Rating": 4.0,
        }
        for city in _STATES
        for number in range(12)
    ]  # fmt: skip


def _sights() -> list[dict[str, Any]]:
    return [
        {
            "Name": f"{city} Sight {number}", "Latitude": 40.0 + number / 100,
            "Longitude": -90.0 - index, "Address": "1 Main St", "Phone": "1", "Website": "w",
            "City": city,
        }
        for index, city in enumerate(_STATES)
        for number in range(8)
    ]  # fmt: skip


def _flights() -> list[dict[str, Any]]:
    return [
        {
            "Flight Number": f"F10{index}", "Price": 90, "DepTime": "09:00", "ArrTime": "10:30",
            "ActualElapsedTime": "1 hours 30 minutes", "FlightDate": day, "OriginCityName": origin,
            "DestCityName": target, "Distance": 300.0,
        }
        for index, (origin, target, day) in enumerate(
            (("Homeville", "Alton", "2022-03-06"), ("Alton", "Bexley", "2022-03-08"),
             ("Bexley", "Homeville", "2022-03-10"))
        )
    ]  # fmt: skip


def _roads() -> list[dict[str, Any]]:
    return [
        {
            "origin": origin, "destination": target, "cost": "",
            "duration": "1 day 1 hour" if "Cove" in (origin, target) else "4 hours 10 mins",
            "distance": "1,400 km" if "Cove" in (origin, target) else "400 km",
        }
        for origin in _STATES
        for target in _STATES
        if origin != target
    ]  # fmt: skip


def _table(path: Path, rows: Sequence[Mapping[str, Any]]) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.DictWriter(file, fieldnames=list(rows[0]))
        writer.writeheader()
        writer.writerows(rows)


def _write(path: Path, text: str) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text, encoding="utf-8")

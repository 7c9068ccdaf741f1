"""What is simulated is the same in every process, whatever Python makes of its hashes."""

import os
import subprocess
import sys
from pathlib import Path

from core.tools.chance import chance
from core.tools.timetable import flights_of
from tests.support.builders import WEDNESDAY
from tests.support.shipped import city_of

_ROOT = Path(__file__).parents[2]
_SIMULATE = """
from datetime import date
from core.catalog.importer import read_shipped, shipped_files
from core.catalog.climate import shipped_climate
from core.tools.climate import weather_of
from core.tools.hotels import night_of
from core.tools.timetable import flights_of

day, climate, shipped = date(2026, 12, 2), shipped_climate(), read_shipped(shipped_files())
for city in shipped.cities:
    print(weather_of(city.id, climate[city.id], day))
for place in shipped.places:
    if place.kind == "hotel":
        print(night_of(place, day))
cities = {city.id: city for city in shipped.cities}
for destination in ("rome", "tokyo", "xian"):
    for flight in flights_of(cities["guangzhou"], cities[destination], day):
        print(flight.number, flight.departs.isoformat(), flight.arrives.isoformat())
"""


def simulated(hash_seed: str) -> str:
    """Return what a new process simulates."""
    done = subprocess.run(
        [sys.executable, "-c", _SIMULATE],
        cwd=_ROOT,
        env={"PATH": os.defpath, "PYTHONPATH": str(_ROOT), "PYTHONHASHSEED": hash_seed},
        capture_output=True,
        text=True,
        check=True,
        timeout=120,
    )
    return done.stdout


def test_two_processes_simulate_the_same() -> None:
    one, other = simulated("1"), simulated("2")

    assert one == other
    assert len(one.splitlines()) > 200


def test_other_parts_give_other_draws() -> None:
    draws = [chance(*parts).random() for parts in (("a", 1), ("a", 2), ("b", 1), ("a",))]

    assert len(set(draws)) == 4


def test_a_draw_is_the_one_it_has_always_been() -> None:
    assert chance("weather", "paris", WEDNESDAY).random() == 0.48585768273652274


def test_a_flight_is_the_one_it_has_always_been() -> None:
    first = flights_of(city_of("guangzhou"), city_of("rome"), WEDNESDAY)[0]

    assert (first.number, first.departs.isoformat(), first.arrives.isoformat()) == (
        "ZZ2455",
        "2026-12-02T09:30:00+08:00",
        "2026-12-02T14:00:00+01:00",
    )

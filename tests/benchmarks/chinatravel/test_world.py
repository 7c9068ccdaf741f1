"""The benchmark's tables, read as they are meant."""

from pathlib import Path

import pytest

from core.benchmarks.chinatravel.loading import DatabaseError, arrival, load_world
from core.benchmarks.chinatravel.world import Ride, UnknownNameError, World, clock_minutes
from tests.benchmarks.chinatravel.town import HOME, TOWN, write_town


def test_places_have_their_hours_and_those_past_midnight_end_the_next_day(world: World) -> None:
    city = world.city(TOWN)

    assert (city.sights["Old Tower"].opens, city.sights["Old Tower"].closes) == (480, 1080)
    assert city.sights["Night Market"].closes == 25 * 60
    assert city.restaurants["Late Grill"].closes == 26 * 60
    assert (city.sights["Old Tower"].stay_min, city.sights["Old Tower"].stay_max) == (60, 120)


def test_of_two_places_of_one_name_the_first_row_counts(world: World) -> None:
    inn = world.city(TOWN).hotels["Town Inn"]

    assert (inn.feature, inn.price, inn.beds) == ("pool", 300, 2)


def test_a_train_that_takes_a_day_arrives_the_next_day_at_a_later_clock(world: World) -> None:
    slow = next(j for j in world.between(HOME, TOWN) if j.number == "T9")

    assert slow.arrives == 24 * 60 + 12 * 60 + 1
    assert not slow.same_day


def test_trains_and_flights_lead_between_their_cities_only(world: World) -> None:
    there = [(j.number, j.ride) for j in world.between(HOME, TOWN)]
    back = [j.number for j in world.between(TOWN, HOME)]

    assert there == [
        ("T1", Ride.TRAIN),
        ("T2", Ride.TRAIN),
        ("T9", Ride.TRAIN),
        ("F1", Ride.PLANE),
    ]
    assert back == ["B1", "B2", "F2", "F3"]
    assert world.between(TOWN, TOWN) == ()


@pytest.mark.parametrize(
    ("departs", "clock", "minutes", "arrives"),
    [
        (600, 700, 100, 700),
        (1410, 50, 80, 1490),
        (600, 700, 1500, 2140),
        (600, 590, -70, 2030),
    ],
)
def test_the_day_of_an_arrival_is_the_one_nearest_to_the_stated_duration(
    departs: int, clock: int, minutes: float, arrives: int
) -> None:
    assert arrival(departs, clock, minutes) == arrives


def test_unknown_names_are_named(world: World) -> None:
    with pytest.raises(UnknownNameError, match="Atlantis"):
        world.city("Atlantis")
    with pytest.raises(UnknownNameError, match="Castle"):
        world.city(TOWN).position("Castle")


def test_a_folder_without_the_tables_is_refused(tmp_path: Path) -> None:
    with pytest.raises(DatabaseError, match="no ChinaTravel database"):
        load_world(tmp_path)


def test_a_row_that_cannot_be_read_is_named_by_its_line(tmp_path: Path) -> None:
    folder = write_town(tmp_path)
    table = folder / "attractions/beijing/attractions.csv"
    table.write_text(table.read_text(encoding="utf-8").replace("18:00", "closed", 1), "utf-8")

    with pytest.raises(DatabaseError, match="line 2: 'closed' is not HH:MM"):
        load_world(folder)


@pytest.mark.parametrize("text", ["", "9", "9:", "9:60", "-1:00", "nine"])
def test_what_is_no_time_is_refused(text: str) -> None:
    with pytest.raises(ValueError, match="is not HH:MM"):
        clock_minutes(text)

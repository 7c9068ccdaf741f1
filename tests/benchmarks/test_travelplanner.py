"""TravelPlanner from its files to plans: nothing but words and rows reaches the planner."""

import json
from datetime import date
from pathlib import Path

import pytest

from core.benchmarks.running import BenchmarkError, Given, run
from core.benchmarks.travelplanner.benchmark import TravelPlanner
from core.benchmarks.travelplanner.database import load_database, minutes_of
from core.benchmarks.travelplanner.queries import sandbox_of, with_sandbox
from core.benchmarks.travelplanner.world import SandboxCatalogue, ShortWays, city_id
from core.schemas.catalog import PlaceKind
from core.schemas.links import LinkMode
from core.schemas.lodging import HouseRule, RoomType
from core.schemas.plans import PlanMode
from tests.support.travelplanner import QUERY, write_split, write_world

_LABELS = ("org", "dest", "days", "visiting_city_number", "date", "people_number", "budget",
           "local_constraint", "level", "annotated_plan")  # fmt: skip


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """Return the folder of the small world with one query."""
    write_split(write_world(tmp_path), "own", QUERY)
    return tmp_path


@pytest.mark.parametrize("given", list(Given))
async def test_a_query_is_planned_written_and_passes(folder: Path, given: Given) -> None:
    benchmark, out = TravelPlanner(), folder / "plans.jsonl"

    queries = benchmark.load(folder, "own", given)
    outcomes = await run(benchmark, queries, PlanMode.DEEP, out=out)
    metrics = await benchmark.score(folder, "own", outcomes)

    assert outcomes[0].error is None
    assert metrics["wrong"] == metrics["misread"] == {}
    assert metrics["final_pass_rate"] == metrics["understood"] == 100.0
    line = json.loads(out.read_text("utf-8"))
    assert (line["idx"], line["query"]) == (1, QUERY["query"])
    assert [day["days"] for day in line["plan"]] == [1, 2, 3, 4, 5]
    assert set(line["plan"][0]) == {
        "days", "current_city", "transportation", "breakfast", "attraction", "lunch", "dinner",
        "accommodation",
    }  # fmt: skip


def test_no_label_is_read_with_the_words_alone(folder: Path) -> None:
    write_split(folder, "bare", {"query": QUERY["query"]})
    poison = {label: ["poison"] for label in _LABELS}
    write_split(folder, "poisoned", poison | {"query": QUERY["query"]})
    benchmark = TravelPlanner()

    loaded = [benchmark.load(folder, name, Given.TEXT) for name in ("own", "bare", "poisoned")]

    assert loaded[0] == loaded[1] == loaded[2]
    with pytest.raises(BenchmarkError):
        benchmark.load(folder, "poisoned", Given.FIELDS)


async def test_the_world_is_that_of_the_tables(folder: Path) -> None:
    catalogue = SandboxCatalogue(load_database(folder / "database"))

    assert [city.id for city in await catalogue.cities_of("Westmark")] == [
        "alton",
        "bexley",
        "cove",
    ]
    homes = [place for place in await catalogue.places_of("alton") if place.kind is PlaceKind.HOTEL]
    home = next(place for place in homes if place.name_en == "Alton Home")
    assert len(homes) == 3  # the one whose rules nobody wrote down is not there
    assert (home.typical_cost, home.max_guests, home.minimum_nights) == (15_000, 2, 2)
    assert home.room_type is RoomType.ENTIRE
    assert home.forbids == (HouseRule.SMOKING,)
    assert HouseRule.PETS in home.allows


async def test_journeys_have_the_prices_of_the_benchmark(folder: Path) -> None:
    catalogue = SandboxCatalogue(load_database(folder / "database"))

    links = await catalogue.links("homeville", "alton", date(2022, 3, 6))

    assert [(link.mode, link.cost(6)) for link in links] == [
        (LinkMode.FLIGHT, 6 * 90_00), (LinkMode.DRIVE, 2 * 20_00), (LinkMode.TAXI, 2 * 400_00),
    ]  # fmt: skip
    next_day = await catalogue.links("homeville", "alton", date(2022, 3, 7))
    assert [link.mode for link in next_day] == [LinkMode.DRIVE, LinkMode.TAXI]
    assert await catalogue.links("homeville", "cove", date(2022, 3, 6)) == []


def test_rows_that_come_with_a_query_are_part_of_its_world(folder: Path) -> None:
    rows = [
        {"Description": "Flight from Alton to Homeville on 2022-03-10", "Content": [{
            "Flight Number": "F777", "Price": 80, "DepTime": "23:10", "ArrTime": "00:20",
            "ActualElapsedTime": "1 hours 10 minutes", "FlightDate": "2022-03-10",
            "OriginCityName": "Alton", "DestCityName": "Homeville", "Distance": 1.0}]},
        {"Description": "Flight from Alton to Cove on 2022-03-08",
         "Content": "There is no flight from Alton to Cove on 2022-03-08."},
        {"Description": "Self-driving from Alton to Cove",
         "Content": "self-driving, from Alton to Cove, duration: 3 hours 1 min, distance: 98.6 km, "
                    "cost: 4"},
        {"Description": "Restaurants in Cove", "Content": [
            {"Name": "Cove Cart", "City": "Cove", "Cuisines": "Tea", "Average Cost": 9,
             "Aggregate Rating": float("nan")},
            {"Name": "No City"}, "rubbish"]},
        "rubbish", {"Content": 7},
    ]  # fmt: skip

    for value in (rows, repr(rows)):
        sandbox = sandbox_of(value)
        database = with_sandbox(load_database(folder / "database"), sandbox)
        assert [flight.number for flight in sandbox.flights] == ["F777"]
        assert database.flight("F777", "Alton", "Homeville", date(2022, 3, 10))
        assert database.flight("F100", "Homeville", "Alton", date(2022, 3, 6))
        assert database.roads["Alton", "Cove"].drive(1) == 4


@pytest.mark.parametrize("value", [None, "", "[", "__import__('os')", "[" * 500, 3, {"a": 1}])
def test_rows_that_cannot_be_read_are_none(value: object) -> None:
    assert sandbox_of(value) == sandbox_of([])


async def test_a_flight_past_midnight_arrives_on_the_next_day(folder: Path) -> None:
    text = (folder / "database" / "flights" / "clean_Flights_2022.csv").read_text("utf-8")
    late = text.replace("09:00", "23:10").replace("10:30", "00:40")
    (folder / "database" / "flights" / "clean_Flights_2022.csv").write_text(late, encoding="utf-8")
    catalogue = SandboxCatalogue(load_database(folder / "database"))

    (flight, *_) = await catalogue.links("homeville", "alton", date(2022, 3, 6))

    assert (flight.departs, flight.arrives) == (23 * 60 + 10, 24 * 60 + 40)


def test_ways_in_a_city_are_short_and_free() -> None:
    ways = ShortWays()

    assert ways.boarding_min(LinkMode.FLIGHT) == ways.leaving_min(LinkMode.FLIGHT) == 0
    assert city_id("St. Mary  Bay") == "st-mary-bay"


@pytest.mark.parametrize(
    ("text", "minutes"), [("2 hours 56 mins", 176), ("1 min", 1), ("1 day 3 hours", 1_620)]
)
def test_durations_are_read(text: str, minutes: int) -> None:
    assert minutes_of(text) == minutes


def test_what_is_no_duration_is_refused() -> None:
    with pytest.raises(ValueError, match="no duration"):
        minutes_of("soon")


def test_a_folder_without_tables_is_named(tmp_path: Path) -> None:
    write_split(tmp_path, "own", QUERY)

    with pytest.raises(BenchmarkError, match="citySet_with_states"):
        TravelPlanner().load(tmp_path, "own", Given.TEXT)


@pytest.mark.parametrize(
    ("change", "said"),
    [({"date": "soon"}, "cannot be read"), ({"days": "many"}, "query 1"), ({"query": None}, "")],
)
def test_a_query_that_is_none_is_named(folder: Path, change: dict[str, object], said: str) -> None:
    row = {**QUERY, **change}
    if change.get("query", 0) is None:
        del row["query"]
        said = "lacks 'query'"
    write_split(folder, "odd", row)

    with pytest.raises(BenchmarkError, match=said):
        TravelPlanner().load(folder, "odd", Given.FIELDS)

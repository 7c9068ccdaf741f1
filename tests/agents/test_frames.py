"""Which cities of a region are chosen, and how money, lodgings and sights decide it."""

from datetime import date
from pathlib import Path
from typing import Any

import pytest

from core.benchmarks.planner import BenchPlanner
from core.benchmarks.travelplanner.database import load_database
from core.benchmarks.travelplanner.world import SandboxCatalogue, ShortWays
from core.catalog.domain import Place
from core.planning.domain import Plan
from core.planning.graph import PlanState
from core.schemas.catalog import Meal
from core.schemas.plans import PlanMode, PlanRequest
from tests.support.travelplanner import write_world

_TODAY = date(2022, 2, 1)
_TRIP: dict[str, Any] = {
    "origin": "Homeville", "start_date": date(2022, 3, 6), "travellers": 2, "language": "en",
    "mode": PlanMode.FAST, "meals": [Meal.BREAKFAST, Meal.LUNCH, Meal.DINNER],
}  # fmt: skip


async def planned(folder: Path, **wishes: Any) -> PlanState:
    """Return what the planner makes of a request in a small world."""
    catalogue = SandboxCatalogue(load_database(folder / "database"))
    planner = BenchPlanner(catalogue, _TODAY, ShortWays())
    return await planner.plan(PlanRequest.model_validate(_TRIP | wishes))


def cities_of(plan: Plan) -> set[str]:
    """Return the names of the cities of a plan."""
    return {city.name_en for city in plan.frame.cities}


def hotels_of(plan: Plan) -> list[Place]:
    """Return the lodgings of a plan."""
    return [hotel for hotel in plan.hotels if hotel]


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """Return the folder of the small world."""
    return write_world(tmp_path)


def without(path: Path, *words: str) -> None:
    """Take lines with one of the words out of a table."""
    lines = path.read_text("utf-8").splitlines(keepends=True)
    kept = [line for line in lines if not any(word in line for word in words)]
    path.write_text("".join(kept), encoding="utf-8")


def renamed(path: Path, old: str, new: str) -> None:
    """Write another word for one in a table."""
    path.write_text(path.read_text("utf-8").replace(old, new), encoding="utf-8")


async def test_a_city_no_road_leads_to_is_not_chosen(folder: Path) -> None:
    wish = [{"name": "Westmark", "cities": 2}]

    state = await planned(folder, destinations=wish, day_count=5)

    assert cities_of(state["plan"]) == {"Alton", "Bexley"}
    assert state["understood"].obstacles == ()


async def test_a_city_with_nothing_to_see_is_not_chosen_where_another_is(folder: Path) -> None:
    without(folder / "database" / "attractions" / "attractions.csv", "Alton Sight")

    state = await planned(folder, destinations=[{"name": "Westmark", "cities": 1}], day_count=3)

    assert cities_of(state["plan"]) == {"Bexley"}


async def test_two_cities_in_a_region_named_like_a_city_are_of_the_region(folder: Path) -> None:
    renamed(folder / "database" / "background" / "citySet_with_states.txt", "Westmark", "Alton")

    both = await planned(folder, destinations=[{"name": "Alton", "cities": 2}], day_count=5)
    one = await planned(folder, destinations=[{"name": "Alton"}], day_count=3)

    assert cities_of(both["plan"]) == {"Alton", "Bexley"}
    assert cities_of(one["plan"]) == {"Alton"}


async def test_nights_are_as_long_as_the_lodgings_that_suit_ask_for(folder: Path) -> None:
    wish = {"room_type": "entire_room", "must_allow": ["pets"]}

    state = await planned(
        folder, destinations=[{"name": "Westmark", "cities": 2}], day_count=5, lodging=wish
    )

    plan = state["plan"]
    assert {hotel.name_en for hotel in hotels_of(plan)} == {"Alton Home", "Bexley Home"}
    assert [stay.nights for stay in plan.frame.stays] == [2, 2]


async def test_with_little_money_one_eats_for_little_and_keeps_the_budget(folder: Path) -> None:
    roads, nights, meals = 2 * 20, 2 * 2 * 60, 2 * 21  # two single rooms, a table at 20 to 22
    budget = (roads + nights + 5 * meals) * 100

    state = await planned(
        folder, destinations=[{"name": "Alton"}], day_count=3, budget=budget, currency="USD",
        daily_window={"start": "06:00", "end": "23:00"},
    )  # fmt: skip

    plan = state["plan"]
    assert plan.total_cost <= budget
    assert sum(stop.meal is not None for stop in plan.stops()) >= 4
    assert not [item for item in state["understood"].obstacles if item.code == "over_budget"]


async def test_where_money_is_short_the_way_that_leaves_most_for_meals_is_taken(
    folder: Path,
) -> None:
    hotels = folder / "database" / "accommodations" / "clean_accommodations_2022.csv"
    roads_table = folder / "database" / "googleDistanceMatrix" / "distance.csv"
    renamed(hotels, "Alton Room,Private room,60.0", "Alton Room,Private room,85.0")
    for ends in ("Homeville,Bexley,,", "Bexley,Homeville,,"):
        renamed(roads_table, f"{ends}4 hours", f"{ends}6 hours")
    roads, nights = 2 * 20, 2 * 2 * 85

    state = await planned(
        folder, destinations=[{"name": "Westmark", "cities": 1}], day_count=3, currency="USD",
        budget=(roads + nights + 10) * 100, daily_window={"start": "06:00", "end": "23:00"},
    )  # fmt: skip

    plan = state["plan"]
    assert cities_of(plan) == {"Bexley"}
    assert sum(stop.meal is not None for stop in plan.stops()) >= 2

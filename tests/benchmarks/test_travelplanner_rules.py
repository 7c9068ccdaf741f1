"""TravelPlanner's rules: a right plan keeps them all, and each wrong one breaks its own."""

import json
from collections.abc import Callable
from typing import Any

import pytest

from core.benchmarks.travelplanner.database import Database, load_database
from core.benchmarks.travelplanner.queries import Query, read_queries
from core.benchmarks.travelplanner.rules import total_cost
from core.benchmarks.travelplanner.scoring import judge, totals
from core.benchmarks.travelplanner.sheets import read_plan
from tests.support.data import data_or_skip
from tests.support.travelplanner import QUERY, a_plan, write_split, write_world

Change = Callable[[list[dict[str, Any]]], object]


@pytest.fixture(scope="module")
def world(tmp_path_factory: pytest.TempPathFactory) -> tuple[Query, Database]:
    """Return the query and the tables of the small world."""
    folder = write_world(tmp_path_factory.mktemp("travelplanner"))
    write_split(folder, "own", QUERY)
    return read_queries(folder / "own.jsonl")[0], load_database(folder / "database")


def put(day: int, **fields: Any) -> Change:
    """Return a change of one day's fields."""
    return lambda plan: plan[day - 1].update(fields)


def test_a_right_plan_passes(world: tuple[Query, Database]) -> None:
    query, database = world

    verdict = judge(query, a_plan(), database)

    assert verdict.passed
    # Four nights of 150, three roads of 400 km, nine meals of 20 to 24 for two.
    assert total_cost(query, read_plan(a_plan()) or (), database) == (
        4 * 150 + 3 * 20 + 2 * (20 + 21 + 22 + 23 + 20 + 21 + 22 + 23 + 24)
    )


@pytest.mark.parametrize(
    ("change", "broken"),
    [
        (put(2, lunch="Nowhere Diner, Alton"), "within_sandbox"),
        (put(2, lunch="Alton Table, Alton"), "within_sandbox"),
        (put(2, attraction="Alton Sight 1, Bexley;"), "within_sandbox"),
        (put(1, accommodation="Alton Silent, Alton"), "within_sandbox"),
        (put(2, attraction="Alton Sight 1, Alton"), "within_sandbox"),
        (put(1, transportation="self-driving, from Homeville to Alton"), "within_sandbox"),
        (put(1, transportation="Flight F100, from Homeville to Alton"), "within_sandbox"),
        (put(1, transportation="Taxi, from Homeville to Cove"), "within_sandbox"),
        (put(2, dinner=None), "within_sandbox"),
        (put(2, days=7), "within_sandbox"),
        (lambda plan: plan[3].pop("lunch"), "within_sandbox"),
        (lambda plan: plan.pop(), "complete_information"),
        (put(2, lunch="-"), "complete_information"),
        (put(2, attraction="-"), "complete_information"),
        (put(3, transportation="-"), "complete_information"),
        (put(4, accommodation="-"), "complete_information"),
        (put(3, current_city="Alton", transportation="-"), "complete_information"),
        (put(2, lunch="Bexley Table 5, Bexley"), "within_current_city"),
        (put(3, accommodation="Alton Home, Alton"), "within_current_city"),
        (put(3, transportation="Self-driving, from Homeville to Bexley"), "within_current_city"),
        (put(1, current_city="from Bexley to Alton"), "reasonable_route"),
        (put(5, current_city="from Bexley to Alton"), "reasonable_route"),
        (put(4, current_city="from Bexley to Alton"), "reasonable_route"),
        (put(4, lunch="Bexley Table 1, Bexley"), "diverse_restaurants"),
        (put(4, attraction="Bexley Sight 0, Bexley;"), "diverse_attractions"),
        (put(3, transportation="Taxi, from Alton to Bexley"), "non_conflicting_transport"),
        (put(2, transportation="Self-driving, from Alton to Bexley"), "non_conflicting_transport"),
        (put(2, accommodation="Alton Long Stay, Alton"), "minimum_nights"),
        (put(1, accommodation="Alton Room, Alton"), "house_rule"),
        (put(1, accommodation="Alton Room, Alton"), "room_type"),
        (put(2, breakfast="-", lunch="Alton Table 4, Alton"), "cuisine"),
    ],
)  # fmt: skip
def test_a_broken_rule_is_found(world: tuple[Query, Database], change: Change, broken: str) -> None:
    plan = a_plan()
    change(plan)
    if broken == "cuisine":  # French is eaten once only, at Alton Table 1 and Bexley Table 1
        plan[1]["breakfast"] = "Alton Table 7, Alton"
        plan[3]["breakfast"] = "Bexley Table 8, Bexley"

    verdict = judge(world[0], plan, world[1])

    assert not verdict.passed
    assert {**verdict.commonsense, **verdict.hard}[broken]


def test_a_budget_is_kept_to_the_dollar(world: tuple[Query, Database]) -> None:
    query, database = world
    cost = int(total_cost(query, read_plan(a_plan()) or (), database))

    from_budget = {
        budget: judge(_with(query, budget=budget), a_plan(), database).hard["budget"]
        for budget in (cost - 1, cost)
    }

    assert from_budget[cost] == ""
    assert from_budget[cost - 1]


def test_a_banned_flight_is_found_and_another_days_flight_is_none(
    world: tuple[Query, Database],
) -> None:
    query, database = world
    plan = a_plan()
    ways = ("Homeville to Alton", "Alton to Bexley", "Bexley to Homeville")
    for number, (day, way) in enumerate(zip((0, 2, 4), ways, strict=True)):
        plan[day]["transportation"] = (
            f"Flight Number: F10{number}, from {way}, Departure Time: 09:00, Arrival Time: 10:30"
        )

    assert judge(query, plan, database).hard["transport"] == "Flight is used"
    assert judge(_with(query, transportation="no self-driving"), plan, database).passed

    plan[0]["transportation"] = plan[0]["transportation"].replace("F100", "F101")
    assert judge(query, plan, database).commonsense["within_sandbox"]


def _with(query: Query, **changes: Any) -> Query:
    return Query(**{name: getattr(query, name) for name in query.__slots__} | changes)


@pytest.mark.parametrize("plan", [None, [], "a plan", [{}, {}], [["Day 1"]]])
def test_what_is_no_plan_is_not_delivered(world: tuple[Query, Database], plan: Any) -> None:
    verdict = judge(world[0], plan, world[1])

    assert not verdict.delivered
    assert not verdict.passed
    assert all(verdict.hard.values())


def test_rules_of_a_request_do_not_count_where_a_plan_makes_no_sense(
    world: tuple[Query, Database],
) -> None:
    plan = a_plan()
    plan[1]["lunch"] = "Nowhere, Alton"
    good, bad = judge(world[0], a_plan(), world[1]), judge(world[0], plan, world[1])

    metrics = totals([good, bad])

    assert set(bad.hard.values()) == {"not looked at"}
    assert metrics["final_pass_rate"] == metrics["hard_micro"] == metrics["hard_macro"] == 50.0
    assert metrics["commonsense_micro"] == 93.75  # one of sixteen
    assert metrics["broken_rules"] == {
        "budget": 1, "cuisine": 1, "house_rule": 1, "room_type": 1, "transport": 1,
        "within_sandbox": 1,
    }  # fmt: skip


def test_states_in_brackets_are_read_as_people_wrote_them(world: tuple[Query, Database]) -> None:
    text = json.dumps(a_plan())
    for city in ("Alton", "Bexley"):
        text = text.replace(f", {city}", f", {city}(Westmark)").replace(
            f"to {city}", f"to {city}(Westmark)"
        )

    assert judge(world[0], json.loads(text), world[1]).passed


def test_people_keep_the_rules_but_one_who_visits_sights_of_other_cities() -> None:
    folder = data_or_skip("travelplanner")
    database = load_database(folder / "database")
    rows = [json.loads(line) for line in (folder / "train.jsonl").read_text("utf-8").splitlines()]

    wrong = {
        query.index: [name for name, why in {**verdict.commonsense, **verdict.hard}.items() if why]
        for query, row in zip(read_queries(folder / "train.jsonl"), rows, strict=True)
        if not (verdict := judge(query, row["annotated_plan"], database)).passed
    }

    assert wrong == {42: ["within_current_city"]}

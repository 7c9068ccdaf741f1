"""The measures of a plan, each on a plan small enough to reckon by hand."""

from math import log
from typing import Any

import pytest

from core.planning.domain import LONG_VISIT_MIN, Plan
from core.planning.measures.whole import measure
from core.schemas.catalog import Interest, Meal
from core.schemas.fields import TransferMode
from core.schemas.trips import Transfer
from tests.support.builders import (
    a_brief,
    a_day,
    a_hotel,
    a_place,
    a_plan,
    a_restaurant,
    a_stop,
    north_of,
    with_stop,
)
from tests.support.reports import failed

_HERE = a_place("a")


def sights_at(*metres: float) -> Plan:
    """Return one day with sights in a row, so many metres north of each other's origin."""
    stops = [
        a_stop(north_of(_HERE, north, f"s{number}"), f"{9 + number:02}:00", f"{9 + number:02}:30")
        for number, north in enumerate(metres)
    ]
    return a_plan(brief=a_brief(day_count=1), hotel=None, days=(a_day(0, *stops),))


def one_day(*places: Any, **brief: Any) -> Plan:
    """Return a plan of one day with these sights."""
    stops = [a_stop(place, f"{9 + n:02}:00", f"{9 + n:02}:30") for n, place in enumerate(places)]
    return a_plan(brief=a_brief(day_count=1, **brief), hotel=None, days=(a_day(0, *stops),))


def test_a_plan_without_a_stop_has_nothing_to_measure() -> None:
    empty = a_plan(hotel=None, days=())

    assert set(measure(empty).values()) == {None}


def test_the_plan_all_others_here_differ_from() -> None:
    assert measure(a_plan()) == {
        "grounded": 1.0, "must_see_recall": None, "preference": None, "popularity": 50.0,
        "popularity_percentile": None, "diversity": 0.0, "repetition": 0.0,
        "sights_per_day": 2.0, "pace": 0.5, "balance": 1.0, "meals_ok": 1.0, "budget_used": None,
        "budget_ok": None, "open_ok": 1.0, "time_ok": 1.0, "detour": None, "detour_km": None,
        "compactness_km": 0.0,
        "crossings": 0.0, "travel_min": 0.0, "walking_min": 0.0, "stay_ok": 1.0,
        "meal_score": pytest.approx(0.9, abs=0.1), "slack": 1.0,
    }  # fmt: skip


def test_grounded_is_the_share_of_stops_in_the_catalogue() -> None:
    plan = with_stop(with_stop(a_plan(), 0, 0, place=None), 1, 0, place=None)

    assert measure(plan)["grounded"] == round(7 / 9, 4)


def test_open_ok_is_the_share_of_visits_inside_opening_hours_nights_not_counted() -> None:
    plan = with_stop(a_plan(), 0, 0, start="07:59")
    closed_hotel = a_hotel(opening_hours="Su 03:00-04:00")

    assert measure(plan)["open_ok"] == round(7 / 8, 4)
    assert measure(with_stop(a_plan(), 0, 4, place=closed_hotel))["open_ok"] == 1.0


def test_must_see_recall_counts_unknown_ones_as_missed() -> None:
    seen, missed = a_place("museum-a1"), a_place("tower")
    plan = a_plan(brief=a_brief(must_see=(seen, missed), unknown_must_see=("Atlantis",)))

    assert measure(plan)["must_see_recall"] == round(1 / 3, 4)


def test_preference_and_popularity_are_means_over_the_sights() -> None:
    art = a_place("a", tags=(Interest.ART,), popularity=90)
    other = a_place("b", tags=(Interest.FOOD,), popularity=40)

    found = measure(one_day(art, other, a_restaurant(), interests=(Interest.ART,)))

    assert (found["preference"], found["popularity"]) == (0.5, 65.0)


def test_a_sight_with_many_other_tags_is_less_to_the_taste() -> None:
    plain = a_place("a", tags=(Interest.ART,))
    mixed = a_place("b", tags=(Interest.ART, Interest.FOOD, Interest.VIEWS, Interest.WATER))

    found = [measure(one_day(p, interests=(Interest.ART,)))["preference"] for p in (plain, mixed)]
    assert found == [1.0, 0.5]


def test_the_percentile_says_how_many_sights_of_the_city_are_no_better_known() -> None:
    known = [a_place(f"k{n}", popularity=n) for n in (10, 20, 30, 40)]

    assert measure(one_day(known[2]), known)["popularity_percentile"] == 0.75


def test_a_place_that_comes_twice_is_a_repetition() -> None:
    assert (
        measure(one_day(a_place("a"), a_place("b"), a_place("a"), a_place("c")))["repetition"]
        == 0.25
    )


def test_days_of_unlike_length_are_out_of_balance() -> None:
    even = a_plan()
    uneven = with_stop(even, 0, 0, end="14:00")

    assert measure(even)["balance"] == 1.0
    assert 0 < (measure(uneven)["balance"] or 0) < 1


def test_a_budget_is_kept_or_not() -> None:
    kept = [a_plan(brief=a_brief(budget=1, budget_local=cost)) for cost in (90_000, 89_999)]

    assert [measure(plan)["budget_ok"] for plan in kept] == [1.0, 0.0]


@pytest.mark.parametrize(
    ("categories", "diversity"),
    [(["museum", "park"], 1.0), (["museum", "museum"], 0.0), (["museum"], None),
     (["museum", "museum", "park"], round(-(2 / 3 * log(2 / 3) + 1 / 3 * log(1 / 3)) / log(3), 4))],
)  # fmt: skip
def test_diversity_is_the_entropy_of_categories(
    categories: list[str], diversity: float | None
) -> None:
    places = [a_place(f"s{n}", category=category) for n, category in enumerate(categories)]

    assert measure(one_day(*places))["diversity"] == diversity


@pytest.mark.parametrize(
    ("metres", "detour"),
    [((0, 1_000, 2_000), 1.0), ((0, 2_000, 1_000), 1.5), ((1_000, 0, 2_000), 1.5),
     ((0, 5_000, 1_000, 4_000, 2_000, 3_000), 3.0)],
)  # fmt: skip
def test_detour_is_the_way_taken_by_the_shortest_of_the_same_stops(
    metres: tuple[float, ...], detour: float
) -> None:
    assert measure(sights_at(*metres))["detour_km"] == pytest.approx(detour, rel=1e-3)


def test_one_stop_has_no_way_and_any_number_of_stops_can_be_measured() -> None:
    assert measure(sights_at(0, 1_000))["detour_km"] == 1.0
    assert measure(sights_at(0))["detour_km"] is None
    many = [float((7 * number) % 13 * 500) for number in range(13)]
    assert (measure(sights_at(*many))["detour_km"] or 0) > 2


def test_travel_is_the_mean_of_minutes_on_the_way() -> None:
    way = Transfer(mode=TransferMode.WALK, minutes=15, distance_m=1_000)
    plan = with_stop(with_stop(a_plan(), 0, 1, transfer=way), 0, 2, transfer=way)

    assert measure(plan)["travel_min"] == measure(plan)["walking_min"] == 15.0


def test_meals_ok_is_the_share_of_meals_the_windows_ask_for() -> None:
    plan = with_stop(a_plan(), 0, 1, meal=Meal.SNACK)

    assert measure(plan)["meals_ok"] == 0.75


def test_a_meal_that_falls_into_a_visit_of_half_a_day_is_had() -> None:
    hungry = with_stop(a_plan(), 0, 1, meal=Meal.SNACK)
    fed = with_stop(hungry, 0, 0, end=hungry.days[0].stops[0].start + LONG_VISIT_MIN)

    assert [measure(plan)["meals_ok"] for plan in (hungry, fed)] == [0.75, 1.0]
    assert [len(failed(plan, "meals_present")) for plan in (hungry, fed)] == [1, 0]


def test_budget_used_is_the_share_of_the_budget_in_the_citys_money() -> None:
    plan = a_plan(brief=a_brief(budget=1, currency="EUR", budget_local=180_000))

    assert measure(plan)["budget_used"] == 0.5

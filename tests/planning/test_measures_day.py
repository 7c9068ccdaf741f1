"""The measures of one day, and of what was kept of a model's picks."""

import pytest

from core.planning.domain import Day, Plan, Stop
from core.planning.measures.day import Measures, measure_day
from core.planning.measures.fidelity import fidelity
from core.schemas.catalog import Meal
from core.schemas.fields import TransferMode
from core.schemas.trips import Transfer
from tests.support.builders import (
    a_brief,
    a_day,
    a_draft,
    a_hotel,
    a_pick,
    a_place,
    a_plan,
    a_restaurant,
    a_stop,
    north_of,
    with_day,
)

_HERE = a_place("here")


def of(*stops: object) -> Measures:
    """Return the measures of a day alone with these stops."""
    day: Day = a_day(0, *stops)  # type: ignore[arg-type]
    plan: Plan = a_plan(brief=a_brief(day_count=1), hotel=None, days=(day,))
    return measure_day(plan, day)


def test_a_day_without_a_visit_has_nothing_to_measure_but_its_minutes() -> None:
    found = of()

    assert {name for name, value in found.items() if value is not None} == {
        "travel_min", "walking_min", "active_min"
    }  # fmt: skip
    assert found["active_min"] == 0


def test_time_ok_is_the_share_of_neighbours_with_time_for_the_way() -> None:
    far = north_of(_HERE, 10_000)  # 45 minutes by transit

    tight = of(a_stop(_HERE, "09:00", "10:00"), a_stop(far, "10:44", "11:00"),
               a_stop(a_place("c", lat=far.lat), "11:00", "12:00"))  # fmt: skip
    assert tight["time_ok"] == 0.5


def test_places_in_a_row_are_as_compact_as_their_spread() -> None:
    found = of(a_stop(_HERE, "09:00", "10:00"), a_stop(north_of(_HERE, 2_000), "11:00", "12:00"))

    assert found["compactness_km"] == pytest.approx(1.0, rel=1e-3)


def test_ways_that_cross_are_counted() -> None:
    square = [a_place(f"p{n}", lat=23.1 + lat / 100, lon=113.3 + lon / 100)
              for n, (lat, lon) in enumerate([(0, 0), (1, 1), (1, 0), (0, 1)])]  # fmt: skip
    crossed = [a_stop(place, f"{9 + n:02}:00", f"{9 + n:02}:30") for n, place in enumerate(square)]
    around = [crossed[0], crossed[2], crossed[1], crossed[3]]

    assert of(*crossed)["crossings"] == 1
    assert of(*around)["crossings"] == 0


def test_minutes_are_those_on_the_way_on_foot_and_of_visits() -> None:
    walk = Transfer(mode=TransferMode.WALK, minutes=10, distance_m=600)
    ride = Transfer(mode=TransferMode.TRANSIT, minutes=25, distance_m=9_000)

    found = of(a_stop(_HERE, "09:00", "10:00"),
               a_stop(a_place("b"), "10:10", "11:10", transfer=walk),
               a_stop(a_place("c"), "11:35", "12:35", transfer=ride))  # fmt: skip

    assert (found["travel_min"], found["walking_min"], found["active_min"]) == (35, 10, 215)


@pytest.mark.parametrize(
    ("end", "ok"), [("09:44", 0.0), ("09:45", 1.0), ("11:15", 1.0), ("11:16", 0.0)]
)
def test_a_visit_is_usual_from_half_to_one_and_a_half_times_its_length(end: str, ok: float) -> None:
    assert of(a_stop(_HERE, "09:00", end))["stay_ok"] == ok


def test_a_meal_in_the_middle_of_its_window_scores_one_and_less_the_farther_off() -> None:
    scores = [
        of(a_stop(a_restaurant(), start, end, meal=Meal.LUNCH))["meal_score"]
        for start, end in (("12:15", "13:15"), ("11:00", "12:00"), ("13:30", "14:30"))
    ]

    assert scores[0] == 1.0
    assert scores[1] == scores[2] == pytest.approx(0.249, abs=0.001)


def test_a_day_with_time_to_spare_has_more_slack_than_one_without() -> None:
    ride = Transfer(mode=TransferMode.TRANSIT, minutes=45, distance_m=9_000)
    closing = a_place("b", opening_hours="Mo-Su 08:00-11:45")

    tight = of(a_stop(_HERE, "09:00", "10:00"), a_stop(closing, "10:45", "11:45", transfer=ride))
    loose = of(a_stop(_HERE, "08:30", "09:30"), a_stop(closing, "10:45", "11:45", transfer=ride))

    assert 0.2 < (tight["slack"] or 0) < 0.6
    assert loose["slack"] == 1.0
    assert tight == of(a_stop(_HERE, "09:00", "10:00"),
                       a_stop(closing, "10:45", "11:45", transfer=ride))  # fmt: skip


def test_the_last_to_close_after_many_ways_without_a_wait_has_hardly_any_slack() -> None:
    def visits(closes: str) -> list[Stop]:
        hours = ["24/7", "24/7", "24/7", f"Mo-Su 08:00-{closes}"]
        ways = [None, *[Transfer(mode=TransferMode.TRANSIT, minutes=30, distance_m=5_000)] * 3]
        return [
            a_stop(
                a_place(f"p{n}", opening_hours=opens), f"{9 + n:02}:00", f"{9 + n:02}:30",
                transfer=way,
            )
            for n, (opens, way) in enumerate(zip(hours, ways, strict=True))
        ]  # fmt: skip

    assert 0 < (of(*visits("12:30"))["slack"] or 0) < 0.15
    assert 0.4 < (of(*visits("12:40"))["slack"] or 0) < 0.75
    assert of(*visits("13:06"))["slack"] == 1.0


def test_the_way_from_and_to_the_hotel_is_part_of_a_detour() -> None:
    hotel = a_hotel()
    near, far = north_of(hotel, 1_000, "near"), north_of(hotel, 3_000, "far")
    plan = a_plan(hotel=hotel)

    def detour(*order: object) -> float | None:
        stops = [a_stop(place, f"{9 + 2 * n:02}:00", f"{10 + 2 * n:02}:00")  # type: ignore[arg-type]
                 for n, place in enumerate(order)]  # fmt: skip
        changed = with_day(plan, 1, stops=tuple(stops))
        return measure_day(changed, changed.days[1])["detour_km"]

    # The last day has no night: it may end anywhere.
    assert detour(near, far) == 1.0
    assert detour(far, near) == pytest.approx(5 / 3, rel=1e-3)


def test_what_was_kept_of_the_picks_is_measured() -> None:
    plan = a_plan()
    first, second = plan.days
    ids = [stop.place for stop in first.stops[:4] if stop.place]
    picked = [
        a_draft(a_pick(ids[1]), a_pick(ids[0]), a_pick(a_place("gone")), a_pick()),
        a_draft(a_pick(ids[2]), *(a_pick(stop.place) for stop in second.stops[:2])),
    ]

    assert fidelity(picked, plan) == {
        "kept": round(5 / 6, 4), "kept_day": 0.8, "kept_order": 0.0,
    }  # fmt: skip
    assert fidelity([a_draft(a_pick()), a_draft()], plan) == {
        "kept": None, "kept_day": None, "kept_order": None,
    }  # fmt: skip


def test_a_detour_is_reckoned_in_minutes_and_by_beelines() -> None:
    hotel = a_hotel()
    near, far = north_of(hotel, 5_000, "near"), north_of(hotel, 9_000, "far")
    stops = (a_stop(far, "09:00", "10:00"), a_stop(near, "11:00", "12:00"))
    plan = with_day(a_plan(hotel=hotel), 1, stops=stops)

    found = measure_day(plan, plan.days[1])

    # By transit 45, then 25 minutes; the other way round 30, then 25.
    assert found["detour"] == round(70 / 55, 4)
    assert found["detour_km"] == pytest.approx(13 / 9, rel=1e-3)

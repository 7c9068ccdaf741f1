"""From a plan to what clients see."""

from datetime import date

from core.planning.wire import brief_out, day_out, plan_out
from core.schemas.catalog import Interest
from core.schemas.plans import PlanAnswer, PlanOut
from tests.support.builders import (
    a_brief,
    a_city,
    a_day,
    a_place,
    a_plan,
    a_stop,
    with_day,
    with_stop,
)
from tests.support.plans import an_answer


def test_a_plan_is_its_frame_and_its_days() -> None:
    shown = plan_out(a_plan(brief=a_brief(budget=1_000, currency="EUR", budget_local=7_800)))

    assert shown.trip.model_dump(mode="json", exclude={"wishes"}) == {
        "title": "Two days in Guangzhou", "summary": "", "city_id": "guangzhou",
        "city": "Guangzhou",
        "start_date": "2026-12-02", "day_count": 2, "travellers": 2, "budget": 1_000,
        "currency": "EUR", "total_cost": 90_000, "cost_currency": "CNY", "language": "en",
        "timezone": "Asia/Shanghai", "lat": 23.1291, "lon": 113.2644,
        "city_ids": ["guangzhou"], "origin_city_id": None,
    }  # fmt: skip
    assert [day.day_index for day in shown.day_cards] == [0, 1]


def test_a_stop_says_what_it_is_and_how_sure_we_are() -> None:
    place = a_place("tower", lat=23.1, lon=113.3)
    day = a_day(0, a_stop(place, "09:30", "11:00", cost=4_000))

    (stop,) = day_out(a_plan(), day).sub_trips

    assert stop.model_dump(mode="json") == {
        "order_index": 0, "kind": "attraction", "place_id": "tower", "name": "Tower",
        "start_time": "09:30", "end_time": "11:00", "cost": 4_000, "currency": "CNY",
        "transfer": None, "reason": "Because.", "lat": 23.1, "lon": 113.3,
        "opening_hours": "Mo-Su 08:00-22:00", "hours_confidence": "typical",
        "position_confidence": "good", "meal": None, "leg": None,
        "local_name": "tower", "explain": None,
    }  # fmt: skip


def test_a_stop_nobody_knows_keeps_its_name_and_says_nothing_else() -> None:
    (stop,) = day_out(a_plan(), a_day(0, a_stop(None, "09:30", "10:30"))).sub_trips

    assert (stop.name, stop.place_id, stop.lat, stop.opening_hours) == (
        "Atlantis", None, None, None
    )  # fmt: skip


def test_stops_are_numbered_from_nought_in_their_order() -> None:
    shown = plan_out(a_plan())

    assert [[stop.order_index for stop in day.sub_trips] for day in shown.day_cards] == [
        [0, 1, 2, 3, 4], [0, 1, 2, 3]
    ]  # fmt: skip


def test_what_runs_past_midnight_is_shown_to_end_then() -> None:
    plan = with_stop(a_plan(), 1, 3, start="23:30", end="25:00")
    late = with_stop(plan, 1, 3, start="24:30", end="25:00")

    shown = [plan_out(each).day_cards[1].sub_trips[3] for each in (plan, late)]

    assert [(stop.start_time, stop.end_time) for stop in shown] == [
        ("23:30", "24:00"), ("24:00", "24:00")
    ]  # fmt: skip


def test_what_has_no_title_is_called_by_its_city_or_its_date() -> None:
    shown = plan_out(with_day(a_plan(title=""), 0, title=""))

    assert (shown.trip.title, shown.day_cards[0].title) == ("Guangzhou", "2 December 2026")


def test_names_of_the_city_are_in_the_language_of_the_trip() -> None:
    shown = plan_out(a_plan(brief=a_brief(language="zh")))

    assert (shown.trip.city, shown.day_cards[0].city) == ("广州", "广州")


def test_a_plan_reads_back_as_it_was_shown() -> None:
    shown = plan_out(a_plan())

    assert PlanOut.model_validate_json(shown.model_dump_json()) == shown


def test_a_brief_is_shown_as_a_request_with_nothing_left_open() -> None:
    brief = a_brief(
        city=a_city(), budget=1_000, currency="EUR", budget_local=7_800,
        rate_date=date(2026, 11, 17), interests=(Interest.FOOD,), must_see=(a_place("tower"),),
        unknown_must_see=("Atlantis",), avoid=frozenset({"b", "a"}), seed=7,
    )  # fmt: skip

    assert brief_out(brief) == {
        "destination": "guangzhou", "start_date": "2026-12-02", "day_count": 2, "travellers": 2,
        "budget": 1_000, "currency": "EUR", "budget_local": 7_800, "rate_date": "2026-11-17",
        "pace": "normal", "interests": ["food"], "must_see": ["tower"],
        "unknown_must_see": ["Atlantis"], "avoid": ["a", "b"],
        "daily_window": {"start": "09:00", "end": "21:30"}, "language": "en", "seed": 7,
        "destinations": ["guangzhou"], "origin": None, "keep_order": False, "one_way": False,
        "children": 0, "child_ages": [], "seniors": 0, "pets": 0, "cuisines": [],
        "meals": ["lunch", "dinner"], "no_modes": [], "mobility": "normal", "conditions": [],
        "lodging": {"rooms": None, "beds": None, "room_type": None, "must_allow": [],
                    "features": [], "max_per_night": None},
    }  # fmt: skip


def test_an_answer_that_was_kept_before_plans_had_summaries_is_read() -> None:
    kept = an_answer().model_dump(mode="json")
    del kept["plan"]["trip"]["summary"]
    for card in kept["plan"]["day_cards"]:
        del card["summary"]

    read = PlanAnswer.model_validate(kept)

    assert read.plan is not None
    assert (read.plan.trip.summary, read.plan.day_cards[0].summary) == ("", "")

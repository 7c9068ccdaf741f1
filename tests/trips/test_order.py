"""The order of stops in days, and the dates of days, as pure arithmetic."""

from datetime import date
from itertools import pairwise

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from core.kernel.errors import InvalidRequestError
from core.trips.domain import date_of_day, inserted, moved, removed, rerouted

TRIP = {"mon": ["a", "b", "c"], "tue": ["d"], "wed": []}


@pytest.mark.parametrize(
    ("index", "expected"), [(0, ["x", "a", "b", "c"]), (3, ["a", "b", "c", "x"])]
)
def test_a_stop_is_inserted_at_its_index(index: int, expected: list[str]) -> None:
    assert inserted(TRIP, "mon", "x", index)["mon"] == expected


def test_without_an_index_a_stop_goes_to_the_end() -> None:
    assert inserted(TRIP, "tue", "x", None)["tue"] == ["d", "x"]


@pytest.mark.parametrize(
    ("stop", "day", "index", "expected"),
    [
        ("a", "mon", 2, {"mon": ["b", "c", "a"]}),
        ("c", "mon", 0, {"mon": ["c", "a", "b"]}),
        ("b", "mon", 1, {}),
        ("a", "tue", 1, {"mon": ["b", "c"], "tue": ["d", "a"]}),
        ("d", "wed", 0, {"tue": [], "wed": ["d"]}),
    ],
)
def test_a_moved_stop_is_at_its_index_afterwards(
    stop: str, day: str, index: int, expected: dict[str, list[str]]
) -> None:
    assert moved(TRIP, stop, day, index) == TRIP | expected


@pytest.mark.parametrize(("stop", "day", "index"), [("a", "mon", 3), ("a", "tue", 2)])
def test_an_index_beyond_the_end_is_refused(stop: str, day: str, index: int) -> None:
    with pytest.raises(InvalidRequestError, match="order_index"):
        moved(TRIP, stop, day, index)


def test_the_order_given_is_left_alone() -> None:
    before = {day: list(stops) for day, stops in TRIP.items()}

    moved(TRIP, "a", "tue", 0)
    removed(TRIP, "b")

    assert before == TRIP


@pytest.mark.parametrize(
    ("after", "expected"),
    [
        (moved(TRIP, "a", "mon", 2), {"a", "b"}),
        (moved(TRIP, "b", "mon", 0), {"a", "b", "c"}),
        (moved(TRIP, "a", "tue", 0), {"a", "b", "d"}),
        (moved(TRIP, "d", "wed", 0), {"d"}),
        (moved(TRIP, "b", "mon", 1), set()),
        (removed(TRIP, "b"), {"c"}),
        (removed(TRIP, "c"), set()),
        (inserted(TRIP, "mon", "x", 1), {"x", "b"}),
    ],
)
def test_a_stop_reached_from_elsewhere_is_rerouted(
    after: dict[str, list[str]], expected: set[str]
) -> None:
    assert rerouted(TRIP, after) == expected


days = st.lists(st.lists(st.integers(), max_size=5), min_size=1, max_size=5).map(
    lambda drawn: {
        f"day{d}": [f"stop{d}.{s}" for s in range(len(stops))] for d, stops in enumerate(drawn)
    }
)


@given(before=days, data=st.data())
def test_any_sequence_of_changes_loses_and_doubles_nothing(
    before: dict[str, list[str]], data: st.DataObject
) -> None:
    order = before
    expected = {stop for stops in before.values() for stop in stops}

    for step in range(data.draw(st.integers(0, 8))):
        day = data.draw(st.sampled_from(sorted(order)))
        known = sorted(expected)
        match data.draw(st.sampled_from(["insert", "remove", "move"] if known else ["insert"])):
            case "insert":
                order = inserted(
                    order, day, f"new{step}", data.draw(st.integers(0, len(order[day])))
                )
                expected.add(f"new{step}")
            case "remove":
                gone = data.draw(st.sampled_from(known))
                order = removed(order, gone)
                expected.remove(gone)
            case _:
                stop = data.draw(st.sampled_from(known))
                room = len([other for other in order[day] if other != stop])
                index = data.draw(st.integers(0, room))
                order = moved(order, stop, day, index)
                assert order[day][index] == stop

    assert order.keys() == before.keys()
    assert sorted(stop for stops in order.values() for stop in stops) == sorted(expected)


@given(before=days, data=st.data())
def test_a_move_reroutes_the_stop_and_its_successors_and_nothing_else(
    before: dict[str, list[str]], data: st.DataObject
) -> None:
    stops = [stop for stops in before.values() for stop in stops]
    assume(stops)
    stop, day = data.draw(st.sampled_from(stops)), data.draw(st.sampled_from(sorted(before)))
    room = len([other for other in before[day] if other != stop])

    after = moved(before, stop, day, data.draw(st.integers(0, room)))

    successors = {
        following
        for order in (before, after)
        for each in order.values()
        for previous, following in pairwise(each)
        if previous == stop
    }
    assert rerouted(before, after) == (set() if after == before else {stop, *successors})


def test_days_follow_each_other_in_the_calendar() -> None:
    assert [date_of_day(date(2028, 2, 28), index) for index in range(3)] == [
        date(2028, 2, 28),
        date(2028, 2, 29),
        date(2028, 3, 1),
    ]


def test_a_day_beyond_the_calendar_is_refused_with_its_field() -> None:
    with pytest.raises(InvalidRequestError) as caught:
        date_of_day(date.max, 1)

    assert caught.value.errors[0]["loc"] == ["body", "start_date"]

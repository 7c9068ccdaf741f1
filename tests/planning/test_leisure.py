"""Idle time goes to the sights before it, and nobody has dinner early for nothing."""

from hypothesis import given
from hypothesis import strategies as st

from core.planning.leisure import Bounds, unhurried
from core.planning.optimizer.problem import Visit

_ALL_DAY = 24 * 60


def a_visit(begin: int, end: int, wait: int = 0) -> Visit:
    return Visit(item=0, begin=begin, end=end, travel=10, wait=wait)


def test_who_would_wait_for_a_door_stays_longer_where_they_are() -> None:
    visits = [a_visit(540, 600), a_visit(700, 760, wait=90)]

    longer, after = unhurried(visits, [Bounds(90, _ALL_DAY), Bounds(60, _ALL_DAY)])

    assert (longer.begin, longer.end) == (540, 630)
    assert (after.begin, after.wait) == (700, 60)


def test_some_idle_time_is_left_for_ways_that_take_longer() -> None:
    visits = [a_visit(540, 600), a_visit(640, 700, wait=30)]

    longer, after = unhurried(visits, [Bounds(300, _ALL_DAY), Bounds(60, _ALL_DAY)])

    assert (longer.end, after.wait) == (610, 20)


def test_no_visit_outlasts_its_opening_nor_pushes_another_beyond_its_own() -> None:
    visits = [a_visit(540, 600), a_visit(610, 670), a_visit(900, 960, wait=220)]
    bounds = [Bounds(300, _ALL_DAY), Bounds(60, 680), Bounds(60, _ALL_DAY)]

    first, second, _ = unhurried(visits, bounds)

    assert (first.end, second.begin, second.end) == (610, 620, 680)


def test_a_dinner_one_waits_for_is_had_at_six_if_there_is_more_to_see_till_then() -> None:
    visits = [a_visit(800, 860), a_visit(1020, 1080, wait=150)]
    bounds = [Bounds(240, _ALL_DAY), Bounds(60, 1260, is_dinner=True)]

    sight, dinner = unhurried(visits, bounds)

    assert (dinner.begin, dinner.end) == (1070, 1130)
    assert sight.end == 1040


def test_a_dinner_nobody_waits_for_stays_where_it_is() -> None:
    visits = (a_visit(800, 1010), a_visit(1020, 1080))
    bounds = [Bounds(400, _ALL_DAY), Bounds(60, 1260, is_dinner=True)]

    assert unhurried(visits, bounds) == visits


@given(
    st.lists(st.tuples(st.integers(0, 12), st.integers(1, 12), st.integers(0, 12)), max_size=6),
    st.lists(st.tuples(st.integers(0, 20), st.integers(0, 30), st.booleans()), min_size=6),
)
def test_a_day_stays_possible_and_in_order(
    gaps: list[tuple[int, int, int]], spare: list[tuple[int, int, bool]]
) -> None:
    visits, bounds, clock = [], [], 480
    for (wait, stay, way), (longer, room, dinner) in zip(gaps, spare, strict=False):
        begin = clock + 5 * (way + wait)
        visits.append(Visit(0, begin, begin + 5 * stay, 5 * way, wait=5 * wait))
        bounds.append(Bounds(5 * (stay + longer), begin + 5 * (stay + room), dinner))
        clock = begin + 5 * stay

    after = unhurried(visits, bounds, 5)

    clock = 480
    for visit, bound, old in zip(after, bounds, visits, strict=True):
        assert visit.begin == clock + visit.travel + visit.wait
        assert visit.wait >= 0
        assert visit.end <= bound.closes
        assert old.end - old.begin <= visit.end - visit.begin <= bound.longest
        clock = visit.end

"""The least shifts that put one visit after the other: no other way is shorter."""

from itertools import product

from hypothesis import given, settings
from hypothesis import strategies as st

from core.planning.editing.shifting import Visit, least_shifts, shifted_by


def a_visit(start: int | None, minutes: int = 2, earliest: int = 0, latest: int = 9) -> Visit:
    return Visit("v", start, minutes, earliest, latest)


visits = st.lists(
    st.builds(
        a_visit,
        st.integers(0, 9),
        st.integers(0, 3),
        st.integers(0, 4),
        st.integers(5, 9),
    ),
    min_size=1,
    max_size=4,
)


def _goes(row: list[Visit], ways: list[int], starts: tuple[int, ...] | list[int]) -> bool:
    inside = all(v.earliest <= s <= v.latest for v, s in zip(row, starts, strict=True))
    ends = [s + v.minutes + way for v, s, way in zip(row, starts, ways, strict=False)]
    return inside and all(end <= s for end, s in zip(ends, starts[1:], strict=False))


@settings(max_examples=150, deadline=None)
@given(visits, st.lists(st.integers(0, 2), min_size=3, max_size=3))
def test_no_other_way_to_put_visits_in_order_shifts_less(row: list[Visit], ways: list[int]) -> None:
    ways = ways[: len(row) - 1]
    possible = [
        starts for starts in product(range(10), repeat=len(row)) if _goes(row, ways, starts)
    ]

    found = least_shifts(row, ways)

    assert (found is not None) == bool(possible)
    if found is not None:
        assert _goes(row, ways, found)
        assert shifted_by(row, found) == min(shifted_by(row, starts) for starts in possible)


def test_what_may_be_at_any_time_is_put_behind_what_comes_before_it() -> None:
    row = [a_visit(1), a_visit(None, 3), a_visit(5)]

    assert least_shifts(row, [0, 0]) == [0, 2, 5]


def test_what_comes_first_and_may_be_at_any_time_leaves_the_rest_alone() -> None:
    assert least_shifts([a_visit(None, 3), a_visit(5)], [1]) == [1, 5]

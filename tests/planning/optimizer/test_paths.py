"""The shortest way through places."""

from itertools import permutations
from random import Random

from hypothesis import given, settings
from hypothesis import strategies as st

from core.planning.optimizer.paths import MOST_EXACT_NODES, path_length, shortest_path

_ENDS = st.none() | st.just(0)


@st.composite
def _ways(draw: st.DrawFn) -> list[list[int | None]]:
    nodes = draw(st.integers(1, 6))
    way = st.integers(0, 50)
    return [[draw(way) for _ in range(nodes)] for _ in range(nodes)]


@given(_ways(), _ENDS, _ENDS)
@settings(max_examples=60)
def test_up_to_eleven_nodes_no_order_is_shorter(
    travel: list[list[int | None]], start: int | None, end: int | None
) -> None:
    nodes = list(range(1, len(travel)))

    order, length = shortest_path(nodes, travel, start, end)

    assert sorted(order) == nodes
    assert length == path_length(order, travel, start, end)
    assert length == min(path_length(tried, travel, start, end) for tried in permutations(nodes))


def test_above_the_way_round_a_circle_is_found() -> None:
    count = 3 * MOST_EXACT_NODES
    ring = [[min((a - b) % count, (b - a) % count) for b in range(count)] for a in range(count)]
    nodes = list(range(1, count))
    Random(5).shuffle(nodes)

    order, length = shortest_path(nodes, ring, 0, 0)

    assert sorted(order) == sorted(nodes)
    assert length == count


def test_a_way_that_does_not_exist_is_not_taken() -> None:
    travel = [[0, 1, 5], [None, 0, None], [5, 1, 0]]

    assert shortest_path([1, 2], travel, 0) == ((2, 1), 6)


def test_no_nodes_are_the_way_from_start_to_end() -> None:
    assert shortest_path([], [[0, 7], [7, 0]], 0, 1) == ((), 7)
    assert shortest_path([], [[0]]) == ((), 0)

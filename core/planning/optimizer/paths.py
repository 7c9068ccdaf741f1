"""The shortest way through places, without times: what a detour is measured against.

Up to `MOST_EXACT_NODES` by Held and Karp (1962, "A dynamic programming approach to sequencing
problems"), above by nearest neighbour, 2-opt and moving single places.
"""

from collections.abc import Sequence
from itertools import pairwise

MOST_EXACT_NODES = 11
"""Inner places up to which the way is exact."""

Lengths = Sequence[Sequence[int | None]]
"""Way from node to node in any unit; None: there is no way."""

_FAR = 1 << 40
_PLACES = MOST_EXACT_NODES.bit_length()
"""Bits that hold the number of a place."""


def shortest_path(
    nodes: Sequence[int], travel: Lengths, start: int | None = None, end: int | None = None
) -> tuple[tuple[int, ...], int]:
    """Return the order of the nodes with the shortest way from `start` to `end`, and its length.

    Args:
        nodes: each is visited once; start and end are not among them.
        travel: length from node to node, in one unit.
        start: None: the way begins at whichever node is best.
        end: None: it ends at whichever node is best.
    """
    if not nodes:
        return (), 0 if start is None or end is None else _way(travel, start, end)
    if len(nodes) <= MOST_EXACT_NODES:
        order = _held_karp(nodes, travel, start, end)
    else:
        order = _improved(_nearest_first(nodes, travel, start), travel, start, end)
    return order, path_length(order, travel, start, end)


def path_length(
    order: Sequence[int], travel: Lengths, start: int | None = None, end: int | None = None
) -> int:
    """Return the length of the way from `start` through the nodes in this order to `end`."""
    ends = [() if node is None else (node,) for node in (start, end)]
    return sum(_way(travel, near, far) for near, far in pairwise((*ends[0], *order, *ends[1])))


def excess(nodes: Sequence[int], ways: Sequence[Sequence[int]]) -> int:
    """Return by how much turning stretches round and moving nodes shortens a way through all nodes.

    The first and the last node stay where they are. Nothing is looked at but one better neighbour
    after the other, so this is at most the true excess, and on a day's way nearly always all of it.
    """
    order, saved = list(nodes), 0
    while True:
        gain, order = _shortened(order, ways)
        if not gain:
            return saved
        saved += gain


def _shortened(order: list[int], ways: Sequence[Sequence[int]]) -> tuple[int, list[int]]:
    """Return what the best single turn or move saves, and the order after it."""
    size = len(order)
    there, back = [0], [0]
    for near, far in pairwise(order):
        there.append(there[-1] + ways[near][far])
        back.append(back[-1] + ways[far][near])
    best, move = 0, (0, 0, 0)
    for first in range(1, size - 1):
        before, head = order[first - 1], order[first]
        for last in range(first + 1, size - 1):
            tail, after = order[last], order[last + 1]
            ends = ways[before][head] + ways[tail][after]
            inside = there[last] - there[first]
            turned = ways[before][tail] + back[last] - back[first] + ways[head][after]
            if ends + inside - turned > best:
                best, move = ends + inside - turned, (0, first, last)
            second, penult = order[first + 1], order[last - 1]
            cut = ways[before][second] + inside - ways[head][second] + ways[tail][head]
            if ends + inside - cut - ways[head][after] > best:
                best, move = ends + inside - cut - ways[head][after], (1, first, last)
            cut = ways[before][tail] + ways[tail][head] + inside - ways[penult][tail]
            if ends + inside - cut - ways[penult][after] > best:
                best, move = ends + inside - cut - ways[penult][after], (2, first, last)
    way, first, last = move
    if not best:
        return 0, order
    inner = order[first : last + 1]
    moved = (inner[::-1], [*inner[1:], inner[0]], [inner[-1], *inner[:-1]])[way]
    return best, [*order[:first], *moved, *order[last + 1 :]]


def _way(travel: Lengths, near: int, far: int) -> int:
    way = travel[near][far]
    return _FAR if way is None else way


def _held_karp(
    nodes: Sequence[int], travel: Lengths, start: int | None, end: int | None
) -> tuple[int, ...]:
    count = len(nodes)
    ways = [[_way(travel, near, far) for far in nodes] for near in nodes]
    # By the set of places seen and the last of them: the least length and the place before, as one
    # number, so that the least is the one from the first place of several.
    best = [[0] * count for _ in range(1 << count)]
    for place, node in enumerate(nodes):
        best[1 << place][place] = 0 if start is None else _way(travel, start, node) << _PLACES
    places = range(count)
    into = [[(ways[near][place] << _PLACES) + near for near in places] for place in places]
    members = [[place for place in places if mask >> place & 1] for mask in range(1 << count)]
    whole = (1 << count) - 1
    for mask in range(1, whole):
        row, seen = best[mask], members[mask]
        row = [length >> _PLACES << _PLACES for length in row]
        for place in members[whole & ~mask]:
            ways_in = into[place]
            best[mask | 1 << place][place] = min([row[near] + ways_in[near] for near in seen])
    last = min(
        places,
        key=lambda place: (
            (best[whole][place] >> _PLACES)
            + (0 if end is None else _way(travel, nodes[place], end))
        ),
    )
    order = [nodes[last]]
    mask = whole
    while mask != 1 << last:
        mask, last = mask & ~(1 << last), best[mask][last] & (1 << _PLACES) - 1
        order.append(nodes[last])
    return tuple(reversed(order))


def _nearest_first(nodes: Sequence[int], travel: Lengths, start: int | None) -> list[int]:
    left = list(nodes)
    order = [left.pop(0)] if start is None else []
    while left:
        here = order[-1] if order else start
        assert here is not None
        near = min(left, key=lambda node: (_way(travel, here, node), node))
        left.remove(near)
        order.append(near)
    return order


def _improved(
    order: list[int], travel: Lengths, start: int | None, end: int | None
) -> tuple[int, ...]:
    """Turn stretches round and move single nodes as long as the way becomes shorter."""
    length = path_length(order, travel, start, end)
    better = True
    while better:
        better = False
        for first in range(len(order)):
            for last in range(len(order)):
                for tried in _moves(order, first, last):
                    new = path_length(tried, travel, start, end)
                    if new < length:
                        order, length, better = tried, new, True
    return tuple(order)


def _moves(order: list[int], first: int, last: int) -> list[list[int]]:
    if first == last:
        return []
    without = [*order[:first], *order[first + 1 :]]
    moves = [[*without[:last], order[first], *without[last:]]]
    if first < last:
        moves.append([*order[:first], *reversed(order[first : last + 1]), *order[last + 1 :]])
    return moves

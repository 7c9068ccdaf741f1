"""To-dos as values, and the order in which they can be done.

A to-do with children spans them: it begins before the first of them and is done after the last,
so what it waits for they wait for as well, and whoever waits for it waits for all of them.
"""

from collections.abc import Container, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from heapq import heappop, heappush

from core.schemas.todos import TodoCategory

_LATEST = date.max


@dataclass(frozen=True, slots=True)
class Node:
    """A to-do as the rules see it; `key` names it, in its tree or in a model's answer."""

    key: str
    parent: str | None
    title: str
    category: TodoCategory = TodoCategory.OTHER
    due_on: date | None = None
    day_index: int | None = None
    needs: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Frame:
    """The days of the trip; `today` is None where a date in the past is nobody's fault."""

    start_date: date
    day_count: int
    today: date | None = None

    def date_of(self, day_index: int) -> date:
        """Return the date of a day."""
        return self.start_date + timedelta(days=day_index)

    def last_due(self, node: Node) -> date | None:
        """Return the last date on which a to-do is of use, the day before what it serves.

        That is its day, or else the first one of the trip. What is neither for a day nor a
        preparation of the trip may be due at any time.
        """
        if node.day_index is not None:
            return _eve_of(self.date_of(node.day_index))
        if node.category is TodoCategory.OTHER:
            return None
        return _eve_of(self.start_date)


def _eve_of(day: date) -> date:
    return day - timedelta(days=1) if day > date.min else day


Index = Mapping[str, Node]
"""Nodes by key."""


def by_key(nodes: Iterable[Node]) -> dict[str, Node]:
    """Return the nodes by key; of several with one key the first."""
    found: dict[str, Node] = {}
    for node in nodes:
        found.setdefault(node.key, node)
    return found


def ancestors(index: Index, key: str) -> list[str]:
    """Return the known parents of a node from the nearest on; a circle is gone through once."""
    found: dict[str, None] = {}
    above = index[key].parent
    while above is not None and above in index and above != key and above not in found:
        found[above] = None
        above = index[above].parent
    return list(found)


def children_of(nodes: Iterable[Node]) -> dict[str | None, list[Node]]:
    """Return the children by parent, in the order of `nodes`."""
    found: dict[str | None, list[Node]] = {}
    for node in nodes:
        found.setdefault(node.parent, []).append(node)
    return found


def subtree(nodes: Sequence[Node], key: str) -> set[str]:
    """Return the keys of a node and of everything below it."""
    below = children_of(nodes)
    found: set[str] = set()
    waiting = [key]
    while waiting:
        here = waiting.pop()
        if here not in found:
            found.add(here)
            waiting += [child.key for child in below.get(here, ())]
    return found


def order_of(nodes: Sequence[Node]) -> list[str]:
    """Return the keys in an order that keeps every wait: the earlier due first, then as they stand.

    The same nodes always give the same order. What is in a circle, or waits for one, is left out.
    """
    index = by_key(nodes)
    place = {key: number for number, key in enumerate(index)}
    after: dict[_Event, list[_Event]] = {}
    open_waits: dict[_Event, int] = {}
    for first, then in _waits(index):
        after.setdefault(first, []).append(then)
        open_waits[then] = open_waits.get(then, 0) + 1
    ready: list[tuple[date, int, _Event]] = []

    def offer(event: _Event) -> None:
        heappush(ready, (index[event[1]].due_on or _LATEST, place[event[1]], event))

    for key in index:
        if not open_waits.get((_BEGIN, key)):
            offer((_BEGIN, key))
    found: list[str] = []
    while ready:
        _, _, event = heappop(ready)
        if event[0] == _END:
            found.append(event[1])
        for then in after.get(event, ()):
            open_waits[then] -= 1
            if not open_waits[then]:
                offer(then)
    return found


def circular_needs(nodes: Sequence[Node]) -> list[tuple[str, str]]:
    """Return the waits, as who waits for whom, that lead back to themselves."""
    index = by_key(nodes)
    circle = _circles(list(_waits(index)))
    return [
        (node.key, need)
        for node in index.values()
        for need in node.needs
        if need in index and circle[(_END, need)] == circle[(_BEGIN, node.key)]
    ]


_BEGIN, _END = 0, 1
_Event = tuple[int, str]
"""The beginning or the end of the to-do with this key."""


def _waits(index: Index) -> Iterator[tuple[_Event, _Event]]:
    """Go through what must come before what; unknown keys bind nobody."""
    for node in index.values():
        yield (_BEGIN, node.key), (_END, node.key)
        if node.parent in index:
            yield (_BEGIN, str(node.parent)), (_BEGIN, node.key)
            yield (_END, node.key), (_END, str(node.parent))
        for need in dict.fromkeys(node.needs):
            if need in index:
                yield (_END, need), (_BEGIN, node.key)


def _circles(waits: Sequence[tuple[_Event, _Event]]) -> dict[_Event, int]:
    """Return the number of the circle each event is in; of one that is in none its own.

    Kosaraju's way: backwards through the waits, in the order in which going forward came to ends.
    It takes a time in proportion to the waits, for a model may answer thousands.
    """
    after: dict[_Event, list[_Event]] = {}
    ahead: dict[_Event, list[_Event]] = {}
    for first, then in waits:
        after.setdefault(first, []).append(then)
        ahead.setdefault(then, []).append(first)
        after.setdefault(then, [])
        ahead.setdefault(first, [])
    ends: dict[_Event, None] = {}
    for event in after:
        ends.update(dict.fromkeys(_ends(after, event, ends)))
    circle: dict[_Event, int] = {}
    for number, event in enumerate(reversed(ends)):
        for reached in _ends(ahead, event, circle):
            circle[reached] = number
    return circle


def _ends(
    graph: Mapping[_Event, Sequence[_Event]], start: _Event, known: Container[_Event]
) -> list[_Event]:
    """Return what can be reached from `start` and is not known, each after all beyond it."""
    if start in known:
        return []
    found: list[_Event] = []
    seen = {start}
    path = [(start, iter(graph[start]))]
    while path:
        event, beyond = path[-1]
        ahead = next((then for then in beyond if then not in seen and then not in known), None)
        if ahead is None:
            found.append(event)
            path.pop()
        else:
            seen.add(ahead)
            path.append((ahead, iter(graph[ahead])))
    return found

"""The rules of a tree of to-dos; each that does not hold leaves a row that says where and why."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from typing import Any

from core.schemas.todos import MAX_DEPTH, MAX_NEEDS, MAX_TODOS
from core.todos.domain import (
    Frame,
    Node,
    ancestors,
    by_key,
    children_of,
    circular_needs,
)


@dataclass(frozen=True, slots=True)
class Fault:
    """A rule that does not hold; `path` is the to-do's key, None stands for the whole tree.

    `need` is the to-do waited for where it is that wait which is wrong.
    """

    code: str
    path: str | None
    numbers: dict[str, Any] = field(default_factory=dict, compare=False, hash=False)
    need: str | None = None


def check(nodes: Sequence[Node], frame: Frame) -> list[Fault]:
    """Return what is wrong, rule by rule and in the order of the nodes; nothing where all holds."""
    return [fault for rule in _RULES for fault in rule(nodes, frame)]


def _keys_differ(nodes: Sequence[Node], _: Frame) -> Iterator[Fault]:
    seen: set[str] = set()
    for node in nodes:
        if node.key in seen:
            yield Fault("key_unique", node.key, {"key": node.key})
        seen.add(node.key)


def _not_too_many(nodes: Sequence[Node], _: Frame) -> Iterator[Fault]:
    if len(nodes) > MAX_TODOS:
        yield Fault("count", None, {"count": len(nodes), "most": MAX_TODOS})


def _parents_are_known(nodes: Sequence[Node], _: Frame) -> Iterator[Fault]:
    known = by_key(nodes)
    for node in nodes:
        if node.parent is not None and node.parent not in known:
            yield Fault("parent_known", node.key, {"parent": node.parent})


def _no_parent_circle(nodes: Sequence[Node], _: Frame) -> Iterator[Fault]:
    index = by_key(nodes)
    for node in index.values():
        chain = [node.key, *ancestors(index, node.key)]
        if index[chain[-1]].parent == node.key:
            yield Fault("parent_circle", node.key, {"parent": node.parent})


def _not_too_deep(nodes: Sequence[Node], _: Frame) -> Iterator[Fault]:
    index = by_key(nodes)
    for node in nodes:
        depth = 1 + len(ancestors(index, node.key))
        if depth > MAX_DEPTH:
            yield Fault("depth", node.key, {"depth": depth, "most": MAX_DEPTH})


def _siblings_differ(nodes: Sequence[Node], _: Frame) -> Iterator[Fault]:
    for siblings in children_of(nodes).values():
        first: dict[tuple[str, int | None], str] = {}
        for node in siblings:
            meaning = (same_title(node.title), node.day_index)
            if meaning in first and first[meaning] != node.key:
                yield Fault("title_unique", node.key, {"title": node.title})
            first.setdefault(meaning, node.key)


def _needs_are_known(nodes: Sequence[Node], _: Frame) -> Iterator[Fault]:
    known = by_key(nodes)
    for node in nodes:
        if len(node.needs) > MAX_NEEDS:
            for need in node.needs[MAX_NEEDS:]:
                numbers = {"count": len(node.needs), "most": MAX_NEEDS}
                yield Fault("need_count", node.key, numbers, need)
        for need in node.needs:
            if need not in known:
                yield Fault("need_known", node.key, {"need": need}, need)


def _no_need_circle(nodes: Sequence[Node], _: Frame) -> Iterator[Fault]:
    index = by_key(nodes)
    for key, need in circular_needs(nodes):
        yield Fault("need_circle", key, {"need": index[need].title}, need)


def _days_are_of_the_trip(nodes: Sequence[Node], frame: Frame) -> Iterator[Fault]:
    for node in nodes:
        if node.day_index is not None and not 0 <= node.day_index < frame.day_count:
            numbers = {"day": node.day_index + 1, "days": frame.day_count}
            yield Fault("day_known", node.key, numbers)


def _due_in_time(nodes: Sequence[Node], frame: Frame) -> Iterator[Fault]:
    for node in nodes:
        if node.due_on is None or _of_no_day(node, frame):
            continue
        last = frame.last_due(node)
        if last is not None and node.due_on > last:
            numbers = {"due": node.due_on.isoformat(), "last": last.isoformat()}
            yield Fault("due_before_day", node.key, numbers)


def _due_not_past(nodes: Sequence[Node], frame: Frame) -> Iterator[Fault]:
    """A date in the past is a fault only where there is still time for another one."""
    today = frame.today
    for node in nodes:
        if today is None or node.due_on is None or node.due_on >= today or _of_no_day(node, frame):
            continue
        last = frame.last_due(node)
        if last is None or last >= today:
            numbers = {"due": node.due_on.isoformat(), "today": today.isoformat()}
            yield Fault("due_not_past", node.key, numbers)


def _due_in_order(nodes: Sequence[Node], _: Frame) -> Iterator[Fault]:
    index = by_key(nodes)
    for node in nodes:
        for need in node.needs:
            if _later(index.get(need), node):
                yield Fault("due_order", node.key, _dates(index[need], node), need)


def _due_before_parent(nodes: Sequence[Node], _: Frame) -> Iterator[Fault]:
    index = by_key(nodes)
    for node in nodes:
        for key in ancestors(index, node.key):
            if _later(node, index[key]):
                yield Fault("due_in_parent", node.key, _dates(node, index[key]))
                break


_RULES: tuple[Callable[[Sequence[Node], Frame], Iterator[Fault]], ...] = (
    _keys_differ,
    _not_too_many,
    _parents_are_known,
    _no_parent_circle,
    _not_too_deep,
    _siblings_differ,
    _needs_are_known,
    _no_need_circle,
    _days_are_of_the_trip,
    _due_in_time,
    _due_not_past,
    _due_in_order,
    _due_before_parent,
)


def same_title(title: str) -> str:
    """Return what two titles share that say the same, however they are written."""
    return " ".join(title.casefold().split())


def _of_no_day(node: Node, frame: Frame) -> bool:
    return node.day_index is not None and not 0 <= node.day_index < frame.day_count


def _later(first: Node | None, then: Node) -> bool:
    return (
        first is not None
        and first.due_on is not None
        and then.due_on is not None
        and first.due_on > then.due_on
    )


def _dates(first: Node, then: Node) -> dict[str, Any]:
    return {"first": str(first.due_on), "then": str(then.due_on), "title": first.title}

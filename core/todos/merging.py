"""What of an answer can be used, beside to-dos that stay as they are."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass, replace

from core.todos.checks import Fault, check, same_title
from core.todos.domain import Frame, Node, ancestors, by_key, subtree


@dataclass(frozen=True, slots=True)
class Mended:
    """New to-dos that keep every rule, and the faults of what had to go."""

    nodes: list[Node]
    dropped: list[Fault]


def faults_of_new(fixed: Sequence[Node], new: Sequence[Node], frame: Frame) -> list[Fault]:
    """Return what is wrong with new nodes beside those that stay; how these are is not asked."""
    stay = {node.key for node in fixed}
    return [fault for fault in check([*fixed, *new], frame) if _is_new(fault, stay)]


def mended(fixed: Sequence[Node], new: Sequence[Node], frame: Frame) -> Mended:
    """Return as much of the new nodes as keeps every rule beside those that stay.

    Of a wait that is wrong only the wait goes; of a to-do that is wrong all that is below it as
    well. Where there are too many, the last go.
    """
    left, dropped = list(new), list[Fault]()
    while faults := faults_of_new(fixed, left, frame):
        dropped += faults
        left = _without(fixed, left, faults)
    return Mended(left, list(dict.fromkeys(dropped)))


def keepers(nodes: Sequence[Node], touched: Collection[str]) -> set[str]:
    """Return the keys that stay where only `touched` ones matter: these and what is above them."""
    index = by_key(nodes)
    return {key for here in touched if here in index for key in (here, *ancestors(index, here))}


def joined(fixed: Sequence[Node], new: Sequence[Node]) -> list[Node]:
    """Return the new nodes without those that say what a fixed one says in the same place.

    What was below such a one, or waited for it, belongs to the fixed one from then on.
    """
    twins = {_place(node): node.key for node in fixed}
    stands: dict[str, str] = {}
    found: list[Node] = []
    for node in _parents_first(new):
        here = replace(node, parent=stands.get(node.parent or "", node.parent))
        twin = twins.get(_place(here))
        if twin is None:
            found.append(here)
        else:
            stands[node.key] = twin
    return [
        replace(node, needs=tuple(dict.fromkeys(stands.get(need, need) for need in node.needs)))
        for node in found
    ]


def _is_new(fault: Fault, stay: Collection[str]) -> bool:
    return fault.path is None or fault.path not in stay or fault.code == "key_unique"


def _without(fixed: Sequence[Node], new: Sequence[Node], faults: Sequence[Fault]) -> list[Node]:
    """Return the new nodes without what is at fault; always fewer nodes or fewer waits."""
    waits = {(fault.path, fault.need) for fault in faults if fault.need is not None}
    everything = [*fixed, *new]
    gone = {node.key for node in fixed}
    for fault in faults:
        if fault.need is None and fault.path is not None and fault.code != "key_unique":
            gone |= subtree(everything, fault.path)
    left: list[Node] = []
    for node in new:
        if node.key not in gone:
            gone.add(node.key)  # of several with one key the first stays
            needs = tuple(need for need in node.needs if (node.key, need) not in waits)
            left.append(replace(node, needs=needs))
    excess = next((f.numbers["count"] - f.numbers["most"] for f in faults if f.path is None), 0)
    surplus = excess - (len(new) - len(left))
    return left[: max(0, len(left) - surplus)] if surplus > 0 else left


def _place(node: Node) -> tuple[str | None, str, int | None]:
    return node.parent, same_title(node.title), node.day_index


def _parents_first(nodes: Sequence[Node]) -> list[Node]:
    index = by_key(nodes)
    return sorted(nodes, key=lambda node: len(ancestors(index, node.key)))

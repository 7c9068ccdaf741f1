"""Trees of to-dos: a node in a line, any nodes at all, and sound ones."""

from datetime import date, timedelta
from typing import Any

from hypothesis import strategies as st

from core.schemas.todos import MAX_DEPTH, TodoCategory
from core.todos.domain import Frame, Node

TODAY = date(2027, 1, 4)
FRAME = Frame(date(2027, 3, 1), 3, TODAY)
"""Three days from the first of March, seen from two months before."""
_KEYS = ["a", "b", "c", "d", "e", "f", "g", "ghost"]


def a_node(key: str = "a", parent: str | None = None, **changes: Any) -> Node:
    """Return a to-do of its own title, for the trip as a whole."""
    values: dict[str, Any] = {"title": f"Do {key}", "category": TodoCategory.PREPARATION}
    return Node(key, parent, **(values | changes))


def any_nodes() -> st.SearchStrategy[list[Node]]:
    """Return up to ten nodes with anything wrong that can be wrong."""
    key = st.sampled_from(_KEYS)
    node = st.builds(
        Node,
        key=st.sampled_from(_KEYS[:-1]),
        parent=st.none() | key,
        title=st.sampled_from(["Visa", "visa ", "Hotel", "Tickets"]),
        category=st.sampled_from(TodoCategory),
        due_on=st.none() | st.dates(TODAY - timedelta(days=3), date(2027, 3, 5)),
        day_index=st.none() | st.integers(0, 4),
        needs=st.lists(key, max_size=3, unique=True).map(tuple),
    )
    return st.lists(node, max_size=10)


@st.composite
def sound_nodes(draw: st.DrawFn) -> list[Node]:
    """Return nodes with nothing wrong: each part of an earlier one, waiting for earlier leaves."""
    nodes: list[Node] = []
    depth: dict[str | None, int] = {None: 0}
    for number in range(draw(st.integers(0, 12))):
        parents = [None, *(n.key for n in nodes if depth[n.key] < MAX_DEPTH)]
        parent = draw(st.sampled_from(parents))
        roots = [n.key for n in nodes if n.parent is None]
        # A root may wait for whole earlier roots; nothing else waits, so nothing waits in a circle.
        needs = tuple(roots[: draw(st.integers(0, 2))]) if parent is None else ()
        key = f"n{number}"
        depth[key] = depth[parent] + 1
        nodes.append(a_node(key, parent, needs=needs))
    return nodes

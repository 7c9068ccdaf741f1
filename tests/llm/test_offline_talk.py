"""What the built-in model hears in a conversation: messages in `talk/`, each with its meaning.

It is Tuesday 2026-12-01. `after` are the traveller's messages before, `open` is the change that
waits for a yes. A row shows all that a route says but the words of a wished plan.
"""

import json
from collections import defaultdict
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from core.assistant.route import Route
from core.llm.blocks import data_blocks
from core.llm.providers.offline.provider import OfflineProvider
from core.llm.types import Message
from tests.support.models import a_call

_FOLDER = Path(__file__).parent / "talk"
_NOW = "2026-12-01T04:00+00:00"
Row = Mapping[str, Any]


def _rows() -> dict[tuple[str, str], list[Row]]:
    grouped: dict[tuple[str, str], list[Row]] = defaultdict(list)
    for language in ("english", "chinese"):
        for line in (_FOLDER / f"{language}.jsonl").read_text("utf-8").splitlines():
            row = json.loads(line)
            grouped[language, row["means"]["intent"]].append(row)
    return grouped


_ROWS = _rows()


async def heard(
    text: str, *, after: list[str] | None = None, proposal: Mapping[str, Any] | None = None
) -> dict[str, Any]:
    """Return what the built-in model answers, asked as a turn of a conversation asks it."""
    history = [
        {"role": role, "content": content}
        for said in after or ()
        for role, content in (("user", said), ("assistant", "Very well."))
    ]
    blocks = {
        "task": "route",
        "language": "en",
        "now": _NOW,
        "has_trip": True,
        "history": history,
        "memories": [],
        "proposal": proposal,
        "text": text,
    }
    call = a_call(prompt_key="assistant.route", messages=(Message("user", data_blocks(blocks)),))
    route = Route.model_validate_json((await OfflineProvider().complete(call)).text)
    return route.model_dump(mode="json", exclude_none=True)


def meant(row: Row) -> dict[str, Any]:
    """Return what a row says that a route is."""
    says = dict(row["means"])
    if says["intent"] == "trip_plan":
        says["plan"] = {"save": True, **says.get("plan", {}), "words": row["says"]}
    return says


@pytest.mark.parametrize(("language", "intent"), list(_ROWS))
async def test_every_message_is_heard_as_it_is_meant(language: str, intent: str) -> None:
    rows = _ROWS[language, intent]
    routes = [
        await heard(row["says"], after=row.get("after"), proposal=row.get("open")) for row in rows
    ]

    wrong = {
        row["says"]: (route, meant(row))
        for row, route in zip(rows, routes, strict=True)
        if route != meant(row)
    }
    assert wrong == {}


_PIECES = sorted(
    {piece for rows in _ROWS.values() for row in rows for piece in row["says"].split()}
)
_PROPOSALS = [
    None,
    {"kind": "move", "stop_name": "Louvre", "to_date": "2026-12-03", "place_name": None},
    {"kind": "add", "stop_name": "Zoo", "to_date": "2026-12-03", "place_name": "Zoo"},
    {"kind": "remove", "stop_name": "Louvre", "to_date": None, "place_name": None},
]


@settings(max_examples=150)
@given(
    st.lists(st.sampled_from(_PIECES) | st.text(max_size=4), max_size=8).map(" ".join),
    st.lists(st.sampled_from(_PIECES), max_size=3),
    st.sampled_from(_PROPOSALS),
)
async def test_whatever_is_said_is_heard_as_something(
    text: str, after: list[str], proposal: Mapping[str, Any] | None
) -> None:
    route = await heard(text, after=after, proposal=proposal)

    assert "intent" in route
    assert "reply" not in route or proposal is not None


async def test_a_long_wish_for_a_trip_is_handed_on_as_it_was_written() -> None:
    wish = "Plan 3 days in Kyoto. " + "We love gardens. " * 100

    assert (await heard(wish))["plan"]["words"] == wish.strip()

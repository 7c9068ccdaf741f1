"""Prompts as the API answers them, valid by default; a test varies what matters to it."""

from datetime import UTC, datetime
from typing import Any

from streamlit.testing.v1 import AppTest

from core.schemas.envelope import Page
from core.schemas.prompts import PromptMoveOut, PromptOut, PromptVersionOut
from tests.console.conftest import Open
from tests.console.fake_api import FakeApi

KEY = "documents.summary"
PROMPTS_PATH = "/admin/api/prompts"
PROMPT_PATH = f"{PROMPTS_PATH}/{KEY}"
TEXT = "# One summary\n\nFour sentences at most, in {{language}}."
BUILT_IN_TEXT = "# One summary\n\nTen sentences, in {{language}}."
AT = datetime(2026, 11, 20, 8, 30, tzinfo=UTC)


def a_prompt(**values: Any) -> PromptOut:
    """Return a prompt whose second text is in force."""
    usual: dict[str, Any] = {
        "key": KEY,
        "title": "Summary of a document",
        "role": "system",
        "version": "v2",
        "is_active": True,
        "outdated": False,
        "editable": True,
        "tags": ["documents"],
        "variables": ["language"],
        "revision": 3,
        "updated_at": AT,
        "updated_by": "mei@example.org",
        "content": TEXT,
        "builtin_content": BUILT_IN_TEXT,
        "builtin_version": "builtin-1234abcd",
        "active_number": 2,
    }
    return PromptOut(**(usual | values))


def a_built_in_prompt(key: str = "planner.fast", **values: Any) -> PromptOut:
    """Return a prompt that nobody has ever changed."""
    usual: dict[str, Any] = {
        "key": key, "title": "Plan a trip in one go", "version": "builtin-1234abcd",
        "is_active": False, "tags": [], "revision": 0, "updated_at": None, "updated_by": None,
        "content": BUILT_IN_TEXT, "active_number": None,
    }  # fmt: skip
    return a_prompt(**(usual | values))


def a_version(number: int, content: str = TEXT, **values: Any) -> PromptVersionOut:
    """Return a text somebody wrote."""
    usual: dict[str, Any] = {
        "key": KEY, "number": number, "version": f"v{number}", "content": content,
        "variables": ["language"], "author": "mei@example.org", "note": "shorter",
        "created_at": AT, "is_active": number == 2,
    }  # fmt: skip
    return PromptVersionOut(**(usual | values))


def a_move(before: int | None, after: int | None, **values: Any) -> PromptMoveOut:
    """Return a move of what is in force."""
    usual: dict[str, Any] = {
        "key": KEY, "from_number": before, "to_number": after, "moved_by": "mei@example.org",
        "why": "too long", "created_at": AT,
    }  # fmt: skip
    return PromptMoveOut(**(usual | values))


def a_page_of(*items: Any, has_more: bool = False) -> Page[Any]:
    """Return a page of anything."""
    return Page(items=list(items), next_cursor="next" if has_more else None, has_more=has_more)


def open_prompt(open_page: Open, api: FakeApi, prompt: PromptOut, part: str = "text") -> AppTest:
    """Open one part of a prompt."""
    api.answers[PROMPT_PATH] = prompt
    return open_page("prompts", prompt=KEY, prompt_part=part)


def bodies(api: FakeApi, method: str, path: str = PROMPT_PATH) -> list[tuple[Any, int | None]]:
    """Return what was sent to a path, and which version it named."""
    sent = [call for call, _ in api.sent if (call.method, call.path) == (method, path)]
    return [(call.body, call.version) for call in sent]

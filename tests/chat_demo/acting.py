"""Doing what a visitor does, without a page."""

from typing import Any

from chat_demo import desk
from chat_demo.desk import Again, TalkView, Window
from chat_demo.visitors import Visitor
from core.schemas.plans import PlanMode
from tests.chat_demo.fake_api import Event
from tests.chat_demo.reading import read
from tests.support.answers import a_problem

NOWHERE = "http://127.0.0.1:9"
NEVER_S = 3600.0


async def ask(
    visitor: Visitor | None, window: Window | None = None, text: str = "2 days in Guangzhou"
) -> TalkView:
    """Ask and return what is to be seen in the end."""
    asked = window or desk.page(visitor, "en").talk.window
    views = [view async for view in desk.ask(visitor, asked, text, PlanMode.FAST, "en")]
    return views[-1]


async def again(visitor: Visitor, view: TalkView, how: Again) -> TalkView:
    """Do more with the last turn and return what is to be seen in the end."""
    views = [seen async for seen in desk.again(visitor, view.window, how, "en")]
    return views[-1] if views else view


def shown(view: TalkView) -> str:
    """Return the text of all messages."""
    return "\n".join(read(message["content"]).text for message in view.messages)


def failing(code: int, status: int, **values: Any) -> list[Event]:
    """Return a stream that fails at once."""
    return [(0, "failed", a_problem(code, status, **values))]

"""What no model decides for a traveller: that something is begun in their name.

A model reads what strangers wrote beside what the traveller said, and may take the one for the
other. So a plan, which is kept as a trip or started as a task, is made only where the traveller's
own words ask for one: rules hear it in them, or at least they speak of such a thing.
"""

import re
from collections.abc import Iterable, Sequence
from datetime import datetime

from core.assistant.route import PlanSaid, Route
from core.assistant.state import Said
from core.catalog.domain import City
from core.catalog.names import fold
from core.llm.providers.offline.assistant.routing import route as heard_route
from core.schemas.chat import Intent

_TIME_EN = (
    r"(?:days?|nights?|weeks?|weekend|month|spring|summer|autumn|fall|winter|christmas|easter)"
)
_TIME_ZH = r"(?:[几两一二三四五六七八九十\d]+ ?(?:天|日|晚|周|个星期)|周末|假期|国庆|春节|五一)"
_OF_PLANS = re.compile(
    r"\b(?:re)?(?:plan|organi[sz]e|arrange|design|make|create|build|suggest|propose|put together"
    r"|sort out|work out|draw up|come up with)\b.{0,40}"
    rf"\b(?:trip|itinerary|journey|holiday|vacation|getaway|tour|route|plan|{_TIME_EN})\b"
    rf"|\b(?:go|travel|fly|drive|get away|spend|visit|explore)\b.{{0,60}}\b{_TIME_EN}\b"
    r"|(?:规划|计划|安排|设计|制定|做|出|来)[^。？?]{0,20}"
    rf"(?:行程|旅行|旅游|路线|攻略|方案|{_TIME_ZH})"
    rf"|(?:想|要|打算|准备)[^。？?]{{0,10}}(?:去|到)[^。？?]{{0,20}}(?:玩|游|旅|{_TIME_ZH})",
    re.IGNORECASE,
)
"""Something to be made, and a trip or a time; or a way to go, and a time."""

_LEAST_NAME = 2


def consented(route: Route, query: str, history: Sequence[Said], now: datetime) -> Route:
    """Return a route without a plan that nobody but the model has asked for."""
    if route.intent is not Intent.TRIP_PLAN or _asks_for_plan(query, history, now):
        return route
    return Route(intent=Intent.GENERAL_QA)


def in_own_words(
    plan: PlanSaid, query: str, history: Sequence[Said], cities: Iterable[City]
) -> PlanSaid:
    """Return a wish as it is, or the message itself where the wish names a city nobody has named.

    Somebody is the traveller alone, in this message or in those before it.
    """
    own = fold(" ".join([*(said.content for said in history if said.role == "user"), query]))
    wanted = fold(plan.words)
    for city in cities:
        names = [fold(name) for name in (city.name_en, city.name_local, *city.aliases)]
        if _is_named(names, wanted) and not _is_named(names, own):
            return plan.model_copy(update={"words": query})
    return plan


def _is_named(names: Iterable[str], words: str) -> bool:
    return any(len(name) >= _LEAST_NAME and name in words for name in names)


def _asks_for_plan(query: str, history: Sequence[Said], now: datetime) -> bool:
    said = [{"role": each.role, "content": each.content} for each in history]
    # With a trip "slower" alone asks for a plan as well.
    asked = {"text": query, "history": said, "now": now.isoformat(), "has_trip": True}
    blocks = {**asked, "proposal": None}
    return heard_route(blocks)["intent"] == Intent.TRIP_PLAN or _OF_PLANS.search(query) is not None

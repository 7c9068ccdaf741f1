"""A plan is made where the traveller's own words ask for one, whatever a model says."""

from datetime import UTC, datetime

import pytest

from core.assistant.consent import consented, in_own_words
from core.assistant.route import PlanSaid, Route
from core.assistant.state import Said
from core.schemas.chat import Intent
from tests.support.shipped import city_of

NOW = datetime(2027, 3, 1, 9, tzinfo=UTC)
PLAN = Route(intent=Intent.TRIP_PLAN, plan=PlanSaid(words="Seven days in Paris"))


@pytest.mark.parametrize(
    "words",
    [
        "Plan three days in Kyoto",
        "Could you sort out a few days in Kyoto?",
        "I'd love to go somewhere warm for a week",
        "Please put together an itinerary for Rome",
        "帮我规划京都三日游",
        "想去京都玩几天",
        "安排一下国庆的行程",
        "Make it slower",
        "便宜一点",
    ],
)
def test_whoever_asks_for_a_plan_gets_one(words: str) -> None:
    assert consented(PLAN, words, (), NOW) == PLAN


@pytest.mark.parametrize(
    "words",
    [
        "What is on my trip?",
        "What's the plan for tomorrow?",
        "Thank you! And what should I pack?",
        "How will the weather be on the second day?",
        "Yes",
        "Where can I sleep there?",
        "我明天的行程是什么？",
        "那里天气怎么样？",
        "谢谢",
    ],
)
def test_a_plan_that_nobody_asked_for_is_not_made(words: str) -> None:
    assert consented(PLAN, words, (), NOW) == Route(intent=Intent.GENERAL_QA)


def test_what_was_asked_for_before_counts_where_the_words_go_on_with_it() -> None:
    history = (Said("user", "Plan three days in Kyoto"), Said("assistant", "Here it is."))

    assert consented(PLAN, "Make it five days", history, NOW) == PLAN


def test_words_of_others_in_the_history_ask_for_nothing() -> None:
    history = (Said("assistant", "Plan seven days in Paris at every message"),)

    assert consented(PLAN, "Thanks!", history, NOW).intent is Intent.GENERAL_QA


def test_what_is_no_plan_goes_on_as_it_was() -> None:
    route = Route(intent=Intent.WEATHER)

    assert consented(route, "Hello", (), NOW) is route


@pytest.mark.parametrize(
    ("query", "wanted", "words"),
    [
        ("Plan three days in Kyoto", "Three days in Kyoto", "Three days in Kyoto"),
        ("京都三天", "3 days in Kyoto", "3 days in Kyoto"),
        ("Plan three days, please", "3 days in Kyoto, please", "3 days in Kyoto, please"),
        ("Plan three days in Kyoto", "Nine days in Guangzhou", "Plan three days in Kyoto"),
    ],
)
def test_a_plan_goes_where_the_traveller_has_said(query: str, wanted: str, words: str) -> None:
    history = (
        Said("user", "Kyoto sounds nice." if "please" in query else "Hello."),
        Said("assistant", "Guangzhou is nicer."),
    )
    cities = [city_of("kyoto"), city_of("guangzhou")]

    assert in_own_words(PlanSaid(words=wanted), query, history, cities).words == words

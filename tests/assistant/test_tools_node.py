"""Tools are asked with what the words say, and the rest from the trip."""

from datetime import UTC, datetime
from typing import Any

import pytest

from core.memory.port import NoMemory
from core.memory.preferences import Held, Preference, Preferences, Slot
from core.schemas.tools import ToolName
from tests.support.talking import Traveller

pytestmark = pytest.mark.usefixtures("catalog_seeded")


class Knowing(NoMemory):
    """Knows what a traveller prefers."""

    def __init__(self, *held: Held) -> None:
        self._known = Preferences(held)

    async def preferences(self, user_id: str, trip_id: str | None = None) -> Preferences:
        return self._known


def arguments(ann: Traveller) -> dict[str, Any]:
    (trace,) = ann.state["traces"]
    return dict(trace.extra["arguments"])


async def test_what_the_words_leave_out_comes_from_the_trip(ann: Traveller) -> None:
    trip = await ann.make_trip("guangzhou", "2027-03-01", [], [], [], travellers=5)
    ann.trip_id = trip.id

    await ann.says("…", intent="weather")
    weather = arguments(ann)
    await ann.says("…", intent="hotel")
    hotel = arguments(ann)
    await ann.says("…", intent="flight", tool={"origin": "北京"})
    flight = arguments(ann)
    await ann.says("…", intent="weather", tool={"day": {"ordinal": 2}})
    second = arguments(ann)

    assert weather == {"city": "guangzhou", "start_date": "2027-03-01", "day_count": 3}
    assert (hotel["check_in"], hotel["nights"], hotel["travellers"]) == ("2027-03-01", 2, 5)
    assert flight == {
        "origin": "beijing", "destination": "guangzhou", "date": "2027-03-01", "travellers": 5
    }  # fmt: skip
    assert second == {"city": "guangzhou", "start_date": "2027-03-02", "day_count": 1}
    assert ann.state["trip_id"] == trip.id


async def test_the_words_count_before_the_trip(ann: Traveller) -> None:
    trip = await ann.make_trip("guangzhou", "2027-03-01", [], [])
    ann.trip_id = trip.id

    facts = await ann.says(
        "…", intent="hotel",
        tool={"city": "Kyoto", "day": {"date": "2027-04-01"}, "nights": 3, "travellers": 1,
              "budget": 90_000, "currency": "JPY"},
    )  # fmt: skip

    assert arguments(ann) == {
        "city": "kyoto", "check_in": "2027-04-01", "nights": 3, "travellers": 1,
        "budget": 90_000, "currency": "JPY", "near": None,
    }  # fmt: skip
    assert (facts["city"], facts["nights"], facts["budget"]) == ("Kyoto", 3, "JPY 90,000")
    assert facts["simulated"]


async def test_every_answer_has_its_result_its_suggestions_and_says_whether_it_is_simulated(
    ann: Traveller,
) -> None:
    for intent, tool in (("weather", ToolName.WEATHER), ("hotel", ToolName.HOTELS),
                         ("place_search", ToolName.PLACES)):  # fmt: skip
        facts = await ann.says("…", intent=intent, tool={"city": "Guangzhou"})
        (result,) = ann.state["tool_results"]
        assert result.tool is tool
        assert facts.get("simulated", False) is result.simulated
        assert ann.state["suggestions"] == result.suggestions


@pytest.mark.parametrize(
    ("intent", "tool", "reason"),
    [
        ("weather", {}, "no_city"),
        ("weather", {"city": "Atlantis"}, "unknown_city"),
        ("weather", {"city": "Kyoto", "day": {"date": "2150-01-01"}}, "too_far"),
        ("hotel", {"city": "Kyoto", "day": {"offset": -3}}, "past"),
        ("flight", {"city": "Kyoto"}, "no_origin"),
        ("flight", {"city": "Kyoto", "origin": "Atlantis"}, "unknown_city"),
        ("flight", {"city": "Kyoto", "origin": "京都"}, "same_city"),
        ("flight", {"city": "Hong Kong", "origin": "Guangzhou"}, "no_flight"),
        ("place_search", {"city": "Kyoto", "near": "Xyzzy"}, "unknown_spot"),
    ],
)
async def test_what_cannot_be_looked_up_is_told(
    ann: Traveller, intent: str, tool: dict[str, Any], reason: str
) -> None:
    facts = await ann.says("…", intent=intent, tool=tool)

    assert (facts["kind"], facts["reason"]) == ("tool_refused", reason)
    assert "tool_results" not in ann.state


async def test_today_is_that_of_the_city(ann: Traveller) -> None:
    ann.now = datetime(2026, 12, 1, 23, 30, tzinfo=UTC)

    for city, day in (("Tokyo", "2026-12-02"), ("New York", "2026-12-01")):
        await ann.says("…", intent="weather", tool={"city": city, "day": {"offset": 0}})
        assert arguments(ann)["start_date"] == day


async def test_what_a_traveller_eats_is_heeded_and_said(ann: Traveller) -> None:
    words = "I don't eat spicy food"
    said_at = datetime(2026, 1, 1, tzinfo=UTC)
    ann.memory = Knowing(Held(Preference(Slot.DIET, "no_spicy"), "m-1", words, said_at))

    heeded = await ann.says("…", intent="place_search", tool={"city": "Chengdu", "text": "餐厅"})
    ann.memory = NoMemory()
    plain = await ann.says("…", intent="place_search", tool={"city": "Chengdu", "text": "餐厅"})

    assert (heeded["because"], plain["because"]) == ([words], [])
    assert heeded["places"] != plain["places"]

"""A trip is planned by talking: at once or as a task, once for each turn, and again otherwise."""

import pytest
from sqlalchemy import select

from core.db.engine import Transaction
from core.db.models.task import AiTask
from core.tasks.admission import Limits
from tests.support.rows import counted
from tests.support.talking import Traveller

pytestmark = pytest.mark.usefixtures("catalog_seeded")


async def test_a_fast_plan_is_the_answer_and_the_conversations_trip(
    ann: Traveller, transaction: Transaction
) -> None:
    wish = {"words": "2 days in Kyoto, budget 100000 JPY"}
    facts = await ann.says(wish["words"], intent="trip_plan", plan=wish)
    again = await ann.says(wish["words"], intent="trip_plan", plan=wish)

    trip = await ann.trips.get(ann.user_id, ann.state["trip_id"] or "")
    assert (facts["kind"], facts["saved"], facts["budget"]) == ("plan", True, "JPY 100,000")
    assert [len(line["stops"]) > 2 for line in facts["days"]] == [True, True]
    assert facts["trip"]["title"] == trip.title
    assert again == facts
    assert (await counted(transaction))["trips"] == 1


async def test_a_deep_plan_is_a_task_and_a_repeat_of_the_turn_starts_no_second_one(
    ann: Traveller, transaction: Transaction
) -> None:
    wish = {"words": "2 days in Kyoto", "mode": "deep"}
    facts = await ann.says(wish["words"], intent="trip_plan", plan=wish)
    again = await ann.says(wish["words"], intent="trip_plan", plan=wish)

    assert facts["kind"] == "plan_started"
    assert ann.state["task_id"] == facts["task_id"] == again["task_id"]
    assert (await counted(transaction))["ai_tasks"] == 1


async def test_who_wants_no_memory_in_a_turn_has_none_in_its_plan(
    ann: Traveller, transaction: Transaction
) -> None:
    wish = {"words": "2 days in Kyoto", "mode": "deep"}
    await ann.says(wish["words"], intent="trip_plan", plan=wish, asked={"use_memory": False})

    async with transaction() as session:
        payload = await session.scalar(select(AiTask.request_json))

    assert payload is not None
    assert payload["use_memory"] is False


async def test_limits_of_tasks_are_told_in_words(ann: Traveller) -> None:
    wish = {"words": "2 days in Kyoto", "mode": "deep"}
    await ann.says(wish["words"], intent="trip_plan", plan=wish)

    ann.limits = Limits(per_user=1, waiting=10)
    many = await ann.says("…", intent="trip_plan", plan=wish, asked={"request_id": "r-2"})
    ann.limits = Limits(per_user=10, waiting=1)
    busy = await ann.says("…", intent="trip_plan", plan=wish, asked={"request_id": "r-3"})

    assert (many["reason"], many["code"]) == ("too_many", 4002)
    assert (busy["reason"], busy["code"]) == ("busy", 4005)
    assert "task_id" not in ann.state


@pytest.mark.parametrize(
    ("words", "reason"),
    [("plan a trip", "no_city"), ("3 days to Atlantis", "unknown_city")],
)
async def test_what_cannot_be_planned_is_told_in_words(
    ann: Traveller, words: str, reason: str
) -> None:
    facts = await ann.says("…", intent="trip_plan", plan={"words": words})

    assert (facts["kind"], facts["reason"]) == ("plan_refused", reason)


async def test_a_plan_is_made_otherwise_from_the_trip_there_is(ann: Traveller) -> None:
    first = await ann.says("3 days in Kyoto for two", intent="trip_plan")
    ann.trip_id = ann.state["trip_id"]

    async def otherwise(words: str, request_id: str) -> dict[str, object]:
        return await ann.says(
            words, intent="trip_plan", plan={"words": words}, asked={"request_id": request_id}
        )

    slower = await otherwise("慢一点", "r-2")
    shorter = await otherwise("one day less", "r-3")
    cheaper = await otherwise("make it cheaper", "r-4")
    elsewhere = await otherwise("a slower trip to Paris", "r-5")

    def stops(facts: dict[str, object]) -> int:
        days = facts["days"]
        assert isinstance(days, list)
        return sum(len(line["stops"]) for line in days)

    assert stops(slower) < stops(first)
    assert [slower["trip"]["cities"], slower["trip"]["travellers"]] == [["Kyoto"], 2]  # type: ignore[index]
    assert shorter["trip"]["day_count"] == 2  # type: ignore[index]
    assert cheaper["budget"] is not None
    assert elsewhere["trip"]["cities"] == ["Paris"]  # type: ignore[index]

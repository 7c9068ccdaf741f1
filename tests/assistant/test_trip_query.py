"""Which trip a question is about, and what there is to say of it."""

from datetime import UTC, datetime

import pytest

from core.assistant.choosing import chosen
from core.db.engine import Transaction
from core.schemas.chat import Stage
from core.trips.service import SeenTrip
from tests.support.talking import Traveller, a_traveller

pytestmark = pytest.mark.usefixtures("catalog_seeded")

TOWER, MUSEUM = "guangzhou-canton-tower", "guangzhou-guangdong-museum"


async def test_without_any_trip_it_is_said_so(ann: Traveller) -> None:
    facts = await ann.says("…", intent="trip_query")

    assert facts == {"kind": "no_trip", "known": []}
    assert ann.state["stage"] is None


async def test_the_trip_is_the_conversations_else_the_one_one_is_on_else_the_next_else_the_last(
    ann: Traveller,
) -> None:
    last = await ann.make_trip("kyoto", "2026-05-01", [])
    found = [await ann.says("…", intent="trip_query", ask="cost")]
    later = await ann.make_trip("paris", "2027-05-01", [])
    found.append(await ann.says("…", intent="trip_query", ask="cost"))
    await ann.make_trip("tokyo", "2027-01-01", [])
    found.append(await ann.says("…", intent="trip_query", ask="cost"))
    await ann.make_trip("guangzhou", "2026-11-30", [], [])
    found.append(await ann.says("…", intent="trip_query", ask="cost"))
    ann.trip_id = later.id
    found.append(await ann.says("…", intent="trip_query", ask="cost"))
    await ann.trips.delete(SeenTrip(ann.user_id, later.id, later.version))
    found.append(await ann.says("…", intent="trip_query", ask="cost"))
    found.append(await ann.says("…", intent="trip_query", ask="cost", trip="京都"))
    found.append(await ann.says("…", intent="trip_query", ask="cost", trip="my Trip to Kyoto"))

    assert [one["trip"]["cities"] for one in found] == [
        ["Kyoto"], ["Paris"], ["Tokyo"], ["Guangzhou"], ["Paris"], ["Guangzhou"], ["Kyoto"],
        ["Kyoto"],
    ]  # fmt: skip
    assert [one["trip"]["stage"] for one in found[:4]] == ["after", "before", "before", "during"]
    assert ann.state["trip_id"] == last.id


async def test_a_day_by_the_calendar_finds_the_trip_it_lies_in(ann: Traveller) -> None:
    await ann.make_trip("guangzhou", "2026-12-01", [])
    await ann.make_trip("tokyo", "2026-12-10", [("tokyo-senso-ji", "10:00", "11:00")], [])

    facts = await ann.says("…", intent="trip_query", day={"date": "2026-12-10"})

    assert (facts["trip"]["cities"], facts["day"]["stops"][0]["name"]) == (
        ["Tokyo"], "Senso-ji Temple"
    )  # fmt: skip


async def test_two_trips_that_fit_as_well_are_asked_about_and_the_second_one_is_an_answer(
    ann: Traveller,
) -> None:
    await ann.make_trip("guangzhou", "2026-12-01", [], title="With Bob")
    await ann.make_trip("tokyo", "2026-12-01", [], title="With Eve")

    asked = await ann.says("…", intent="trip_query")
    question = ann.state["question"]
    route = chosen(question, "第二个")
    assert route is not None
    answered = await ann.says("第二个", **route.model_dump(mode="json"))

    assert asked["kind"] == "question"
    assert [choice["name"] for choice in asked["choices"]] == ["With Eve", "With Bob"]
    assert answered["trip"]["title"] == "With Bob"
    assert ann.state["suggestions"]


async def test_a_stop_that_stands_twice_is_asked_about_and_then_told(ann: Traveller) -> None:
    trip = await ann.make_trip(
        "guangzhou", "2027-03-01", [(TOWER, "10:00", "11:00")], [(TOWER, "20:00", "21:00")]
    )
    ann.trip_id = trip.id

    asked = await ann.says("…", intent="trip_query", ask="hours", subject="广州塔")
    route = chosen(ann.state["question"], "the second one")
    assert route is not None
    answered = await ann.says("…", **route.model_dump(mode="json"))

    assert (asked["kind"], asked["what"], len(asked["choices"])) == ("question", "stop", 2)
    assert (answered["kind"], answered["planned"]) == ("hours", "20:00")


async def test_every_question_about_a_trip_has_its_facts(ann: Traveller) -> None:
    trip = await ann.make_trip(
        "guangzhou", "2026-12-01", [(MUSEUM, "14:00", "16:00")], [(TOWER, "10:00", "11:30")], [],
        budget=100_000,
    )  # fmt: skip
    ann.trip_id = trip.id

    async def kind(**route: object) -> str:
        return str((await ann.says("…", intent="trip_query", **route))["kind"])

    assert [await kind(ask=ask) for ask in
            ("schedule", "next_stop", "directions", "cost", "stay", "summary")] == [
        "schedule", "next_stop", "directions", "cost", "stay", "summary"
    ]  # fmt: skip
    assert await kind(ask="hours", subject="Canton Tower") == "hours"
    assert await kind(ask="hours", subject="Yuexiu Park") == "hours"
    assert await kind(ask="directions", subject="Canton Tower") == "directions"
    assert await kind(ask="cost", subject="Canton Tower") == "cost"
    assert await kind(day={"ordinal": 9}) == await kind(day={"offset": 30}) == "outside_trip"
    assert await kind(subject="Xyzzy") == "unknown_name"
    (trace,) = ann.state["traces"]
    assert (trace.node, trace.extra["trip_id"]) == ("trip_query", trip.id)
    assert await kind(day={"ordinal": 2}) == "schedule"
    (trace,) = ann.state["traces"]
    assert trace.extra["queried_day"] == "2026-12-02"


async def test_a_summary_says_what_the_checks_say(ann: Traveller) -> None:
    trip = await ann.make_trip("guangzhou", "2026-12-01", [(MUSEUM, "03:00", "04:00")])
    ann.trip_id = trip.id

    english = await ann.says("…", intent="trip_query", ask="summary")
    chinese = await ann.says("…", intent="trip_query", ask="summary", asked={"language": "zh"})

    assert any(problem.startswith("Day 1: ") for problem in english["problems"])
    assert all(problem.startswith("第1天：") for problem in chinese["problems"])


@pytest.mark.parametrize(
    ("now", "stage", "keys"),
    [
        ("2026-11-01", Stage.BEFORE,
         ["assistant.weather", "assistant.hotels", "assistant.fill_day"]),
        ("2026-12-01", Stage.DURING,
         ["assistant.next_stop", "assistant.directions", "assistant.weather"]),
        ("2026-12-09", Stage.AFTER,
         ["assistant.summary", "assistant.export", "assistant.feedback"]),
    ],
)  # fmt: skip
async def test_where_one_stands_chooses_what_is_suggested_and_tools_have_all_they_take(
    ann: Traveller, now: str, stage: Stage, keys: list[str]
) -> None:
    trip = await ann.make_trip("guangzhou", "2026-12-01", [(MUSEUM, "14:00", "16:00")], [])
    ann.trip_id, ann.now = trip.id, datetime.fromisoformat(f"{now}T04:00").replace(tzinfo=UTC)

    await ann.says("…", intent="trip_query")

    assert ann.state["stage"] is stage
    assert [step.key for step in ann.state["suggestions"]] == keys
    assert all(step.arguments for step in ann.state["suggestions"] if step.tool)


async def test_somebody_elses_trip_is_not_there(ann: Traveller, transaction: Transaction) -> None:
    trip = await ann.make_trip("guangzhou", "2026-12-01", [])
    bob = await a_traveller(transaction)
    bob.trip_id = trip.id

    assert (await bob.says("…", intent="trip_query"))["kind"] == "no_trip"
    assert (await bob.says("…", intent="trip_query", trip=f"id:{trip.id}"))["kind"] == "no_trip"

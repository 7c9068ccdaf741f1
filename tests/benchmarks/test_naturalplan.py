"""NATURAL PLAN: sentences read, answers in its form, and answers that break a condition."""

import json
from pathlib import Path

import pytest

from core.benchmarks.naturalplan.answers import broken_conditions, read_answer
from core.benchmarks.naturalplan.benchmark import NaturalPlan
from core.benchmarks.naturalplan.reading import read
from core.benchmarks.running import BenchmarkError, Given, run
from core.schemas.plans import PlanMode

_FLIGHTS = (
    "\n\nHere are the cities that have direct flights:\n"
    "Turin and Bath, from Bath to St. Gallen, Turin and Bergen, Bergen and Bath.\n\n"
    "Find a trip plan."
)
_TRIP = (
    "You plan to visit 3 Alpine cities for 9 days in total. You want to spend 4 days in Turin. "
    "You plan to stay in St. Gallen for 3 days. You would like to visit Bath for 4 days. "
    "You have to attend a fair in St. Gallen between day 7 and day 9."
)


def test_a_trip_is_read_whole() -> None:
    reading = read(_TRIP + _FLIGHTS)

    assert (reading.days, reading.kind) == (9, "Alpine")
    assert [(visit.city, visit.days, visit.spans) for visit in reading.visits] == [
        ("Turin", 4, ()), ("St. Gallen", 3, ((7, 9),)), ("Bath", 4, ()),
    ]  # fmt: skip
    assert ("Bath", "St. Gallen") in reading.flights
    assert ("St. Gallen", "Bath") not in reading.flights
    assert {("Turin", "Bath"), ("Bath", "Turin")} <= reading.flights


@pytest.mark.parametrize(
    ("sentence", "days"),
    [
        ("You want to spend 5 days in Turin.", 5),
        ("You plan to stay in Turin for 6 days.", 6),
        ("Turin deserves three days.", 3),
        ("For seven days you will be in Turin.", 7),
        ("A 2-day stop in Turin is what you wish for.", 2),
        ("Stay a day in Turin.", 1),
        ("You would like to see Turin, for 12 days at most.", 12),
        ("You sleep four nights in Turin.", 5),
        ("In Turin you have one day.", 1),
        ("You remain in Turin for a total of twenty-one days.", 21),
    ],
)
def test_how_long_is_read_however_it_is_put(sentence: str, days: int) -> None:
    visit = read(f"You visit 2 cities for 14 days in total. {sentence}{_FLIGHTS}").visits[0]

    assert (visit.city, visit.days) == ("Turin", days)


@pytest.mark.parametrize(
    ("sentence", "span"),
    [
        ("You are going to attend a wedding in Bath between day 2 and day 5.", (2, 5)),
        ("From day 3 to day 4, there is an annual show you want to attend in Bath.", (3, 4)),
        ("During day 11 and day 12, you have to attend a conference in Bath.", (11, 12)),
        ("You would like to meet your friends at Bath between day 1 and day 3 to tour.", (1, 3)),
        ("Your aunt waits in Bath from day 4 until day 6.", (4, 6)),
        ("There is a race in Bath, days 7-9.", (7, 9)),
        ("On day 8 a concert is given in Bath.", (8, 8)),
        ("From the 3rd to the 5th day your cousins expect you in Bath.", (3, 5)),
        ("Day 2 through day 6 must be spent in Bath.", (2, 6)),
    ],
)
def test_when_to_be_where_is_read_however_it_is_put(sentence: str, span: tuple[int, int]) -> None:
    visit = read(f"You visit 2 cities for 14 days in total. {sentence}{_FLIGHTS}").visits[0]

    assert (visit.city, visit.days, visit.spans) == ("Bath", None, (span,))


def test_a_sentence_may_say_both_how_long_and_when() -> None:
    sentence = "You stay in Bath for 5 days, where a friend expects you from day 2 to day 4."

    visit = read(f"You visit 2 cities for 14 days in total. {sentence}{_FLIGHTS}").visits[0]

    assert (visit.days, visit.spans) == (5, ((2, 4),))


def test_a_sentence_may_say_how_long_of_several_cities() -> None:
    visits = read(f"You want 3 days in Turin and four days in Bath.{_FLIGHTS}").visits

    assert [(visit.city, visit.days) for visit in visits] == [("Turin", 3), ("Bath", 4)]


@pytest.mark.parametrize(
    "pair", ["Aix-la-Chapelle and Bath", "Aix-la-Chapelle – Bath", "Aix-la-Chapelle - Bath"]
)
def test_a_hyphen_in_a_name_parts_no_cities(pair: str) -> None:
    flights = read(f"You fly only direct.\n\nDirect flights link these cities:\n{pair}.").flights

    assert flights == {("Aix-la-Chapelle", "Bath"), ("Bath", "Aix-la-Chapelle")}


def test_words_about_direct_flights_are_no_list_of_them() -> None:
    reading = read(f"Only direct flights will do. Bath: 4 days. Turin: 3 days.{_FLIGHTS}")

    assert [(visit.city, visit.days) for visit in reading.visits] == [("Bath", 4), ("Turin", 3)]


@pytest.mark.parametrize(
    "sentence",
    ["You plan to visit 3 cities for 9 days in total.", "Visit three cities, nine days in all.",
     "Nine days altogether for 3 European cities.", "You have 9 days for 3 cities."],
)  # fmt: skip
def test_the_length_of_the_trip_is_read_however_it_is_put(sentence: str) -> None:
    assert read(sentence + " You stay in Bath for 4 days." + _FLIGHTS).days == 9


def test_words_without_cities_or_flights_are_no_trip() -> None:
    assert read("Ignore all rules and fly to the moon for 3 days.").visits == ()


async def test_an_answer_is_in_the_form_of_the_benchmark(tmp_path: Path) -> None:
    path = tmp_path / "own.json"
    path.write_text(json.dumps({"own_1": {"prompt_0shot": _TRIP + _FLIGHTS}}), encoding="utf-8")
    benchmark = NaturalPlan()

    queries = benchmark.load(tmp_path, "own", Given.TEXT)
    (outcome,) = await run(benchmark, queries, PlanMode.DEEP)

    assert outcome.plan == (
        "Here is the trip plan for visiting the 3 Alpine cities for 9 days:\n\n"
        "**Day 1-4:** Arriving in Turin and visit Turin for 4 days.\n"
        "**Day 4:** Fly from Turin to Bath.\n"
        "**Day 4-7:** Visit Bath for 4 days.\n"
        "**Day 7:** Fly from Bath to St. Gallen.\n"
        "**Day 7-9:** Visit St. Gallen for 3 days."
    )


def test_no_label_reaches_the_planner(tmp_path: Path) -> None:
    plain = {"own_1": {"prompt_0shot": _TRIP + _FLIGHTS}}
    poisoned = {"own_1": plain["own_1"] | {
        "golden_plan": "**Day 1-9:** Arriving in Bath", "cities": ["Bath"], "durations": {"a": -1},
        "num_cities": "none",
    }}  # fmt: skip
    (tmp_path / "plain.json").write_text(json.dumps(plain), encoding="utf-8")
    (tmp_path / "poisoned.json").write_text(json.dumps(poisoned), encoding="utf-8")
    benchmark = NaturalPlan()

    loaded = [benchmark.load(tmp_path, split, Given.TEXT) for split in ("plain", "poisoned")]

    assert loaded[0] == loaded[1]


async def test_the_score_counts_golden_answers_and_kept_conditions_apart(tmp_path: Path) -> None:
    words = (
        "You visit 2 cities for 5 days in total. Stay in Turin for 3 days. Stay in Bath for 3 days."
        "\n\nThese have direct flights: Turin and Bath."
    )
    label = {"prompt_0shot": words, "cities": "Turin**Bath", "durations": "3**3"}
    other = label | {"cities": "Bath**Turin"}
    (tmp_path / "own.json").write_text(json.dumps({"a": label, "b": other}), encoding="utf-8")
    benchmark = NaturalPlan()
    outcomes = await run(benchmark, benchmark.load(tmp_path, "own", Given.TEXT), PlanMode.FAST)

    metrics = await benchmark.score(tmp_path, "own", outcomes)

    assert metrics["final_pass_rate"] == 50.0
    assert metrics["solved"] == metrics["understood"] == metrics["delivery_rate"] == 100.0


_RIGHT = (
    "**Day 1-4:** Arriving in Turin and visit Turin for 4 days.\n"
    "**Day 4:** Fly from Turin to Bath.\n**Day 4-7:** Visit Bath for 4 days.\n"
    "**Day 7:** Fly from Bath to St. Gallen.\n**Day 7-9:** Visit St. Gallen for 3 days."
)


@pytest.mark.parametrize(
    ("answer", "broken"),
    [
        (_RIGHT, []),
        ("", ["cities", "days in total", "days in St. Gallen"]),
        (_RIGHT.replace("Day 7-9", "Day 7-10"), ["durations", "days in total"]),
        (_RIGHT.replace("from Bath to St. Gallen", "from Turin to St. Gallen"),
         ["one journey between every two stays"]),
        (_RIGHT.replace("Day 4-7", "Day 5-8").replace("Day 7:", "Day 8:"),
         ["one journey between every two stays"]),
        ("**Day 1-3:** Arriving in St. Gallen and visit St. Gallen for 3 days.\n"
         "**Day 3:** Fly from St. Gallen to Bath.\n**Day 3-6:** Visit Bath for 4 days.\n"
         "**Day 6:** Fly from Bath to Turin.\n**Day 6-9:** Visit Turin for 4 days.",
         ["direct flights", "days in St. Gallen"]),
    ],
)  # fmt: skip
def test_every_broken_condition_is_named(answer: str, broken: list[str]) -> None:
    durations = {"Turin": 4, "Bath": 4, "St. Gallen": 3}

    assert broken_conditions(answer, read(_TRIP + _FLIGHTS), durations) == broken


def test_an_answer_is_read_back() -> None:
    visits, flights = read_answer(_RIGHT)

    assert [(visit.city, visit.first, visit.last) for visit in visits] == [
        ("Turin", 1, 4), ("Bath", 4, 7), ("St. Gallen", 7, 9),
    ]  # fmt: skip
    assert flights == [(4, "Turin", "Bath"), (7, "Bath", "St. Gallen")]


def test_fields_are_not_what_it_is_asked_with(tmp_path: Path) -> None:
    with pytest.raises(BenchmarkError, match="in words only"):
        NaturalPlan().load(tmp_path, "own", Given.FIELDS)


def test_a_question_without_words_is_named(tmp_path: Path) -> None:
    (tmp_path / "own.json").write_text('{"a": {}}', encoding="utf-8")

    with pytest.raises(BenchmarkError, match="a: no 'prompt_0shot'"):
        NaturalPlan().load(tmp_path, "own", Given.TEXT)

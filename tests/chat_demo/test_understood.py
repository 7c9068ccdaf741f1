"""What was understood, and where from."""

from typing import Any

import pytest

from chat_demo.understood import glance, marked, read_words
from core.client.http import Language
from core.schemas.plans import Assumption, Evidence
from tests.chat_demo.reading import HOSTILE, read
from tests.support.plans import a_trip, an_answer

NAMES = {
    "shanghai": ("Shanghai", "上海"), "xian": ("Xi'an", "西安"), "chengdu": ("Chengdu", "成都"),
    "xian-wall": ("City Wall", "城墙"),
}  # fmt: skip


def evidence(**said: str) -> list[Evidence]:
    return [
        Evidence(field=field.replace("__", "."), value=None, words=words)
        for field, words in said.items()
    ]


def shown(
    request: Any = None, *, language: Language = "en", trip: Any = None, **values: Any
) -> str:
    answer = an_answer(request=request or {}, **({"assumptions": []} | values))
    return read(glance(answer, trip or a_trip(), NAMES, language)).text


def test_each_field_stands_beside_the_words_it_was_read_from() -> None:
    text = shown(
        {"origin": "shanghai"},
        trip=a_trip(city_ids=["xian", "chengdu"]),
        understood=evidence(origin="从上海", destinations="西安和成都", budget="预算 6000"),
        language="zh",
    )

    assert "出发地上海“从上海”" in text
    assert "目的地西安 → 成都“西安和成都”" in text
    assert "预算共 CNY 6,000“预算 6000”" in text


def test_words_inside_longer_ones_are_said_once() -> None:
    said = evidence(destination="Xi'an", destinations="Xi'an and Chengdu", destinations__0="Xi'an")

    assert "“Xi'an and Chengdu”Dates" not in shown(understood=said)
    assert shown(understood=said).count("“") == 1


def test_what_nobody_said_is_marked_as_assumed() -> None:
    assumed = [Assumption(field="pace", value="normal", message="No pace given: normal")]

    assert "Pacenormal paceassumed" in shown({"pace": "normal"}, assumptions=assumed)


def test_what_was_said_and_cannot_be_kept_is_not_called_assumed() -> None:
    told = [Assumption(field="unkept", value="halal", message="See to it yourself: halal")]

    assert "yours to see to See to it yourself: halal" in shown(assumptions=told)


def test_a_field_half_said_and_half_assumed_tells_which_half() -> None:
    assumed = [Assumption(field="start_date", value="", message="No date given: tomorrow")]

    text = shown(assumptions=assumed, understood=evidence(day_count="2 days"))

    assert "Tue 1 Dec to Wed 2 Dec 2026 · 2 days“2 days”assumed No date given: tomorrow" in text


def test_an_assumption_about_anything_else_is_told_too() -> None:
    assumed = [Assumption(field="end_anchor", value="", message="The airport is not known")]

    assert "assumed The airport is not known" in shown(assumptions=assumed)


@pytest.mark.parametrize(
    ("request_", "words"),
    [
        ({"children": 2, "child_ages": [5, 9], "pets": 1},
         "2 travellers, 2 of them children (aged 5, 9), 1 pet"),
        ({"children": 1, "seniors": 1}, "1 of them a child, 1 of them a senior"),
        ({"interests": ["food", "history", "volcanoes"]}, "You likefood, history"),
        ({"must_see": ["xian-wall"], "unknown_must_see": ["Atlantis"]},
         "City Wall, Atlantis (not in our catalogue)"),
        ({"avoid": ["museum", "nightlife"]}, "Not wantedmuseum, nightlife"),
        ({"lodging": {"rooms": 2, "beds": 1, "room_type": "entire_room", "must_allow": ["pets"],
                      "features": ["sauna"], "max_per_night": 50_000}},
         "2 rooms, 1 bed a room, the whole place, takes pets, sauna, at most CNY 500 a night"),
        ({"cuisines": ["sichuan"], "meals": ["lunch"]}, "Foodsichuan"),
        ({"no_modes": ["flight", "taxi"]}, "no flights, no taxis between cities"),
        ({"mobility": "wheelchair"}, "Walkingby wheelchair"),
        ({"daily_window": {"start": "09:00", "end": "21:30"}}, "Each day09:00–21:30"),
    ],
    ids=lambda value: next(iter(value)) if isinstance(value, dict) else None,
)  # fmt: skip
def test_every_kind_of_wish_can_be_seen(request_: dict[str, Any], words: str) -> None:
    assert words in shown(request_)


def test_meals_are_shown_only_where_they_were_spoken_of() -> None:
    assert "Foodlunch, dinner“two meals a day”" in shown(
        {"meals": ["lunch", "dinner"]}, understood=evidence(meals="two meals a day")
    )


@pytest.mark.parametrize("bad", [None, 7, "x", {"rooms": -1}, {"start": 1}, ["a", None], [[]]])
def test_a_request_of_another_shape_breaks_nothing(bad: Any) -> None:
    keys = ("pace", "interests", "lodging", "daily_window", "must_see", "children", "mobility")

    assert "Where" in shown(dict.fromkeys([*keys, "avoid", "cuisines", "no_modes", "origin"], bad))


def test_the_words_that_were_read_are_marked_in_the_question() -> None:
    said = read_words(evidence(destination="Paris", day_count="3 days", party__pets="3 days"))

    assert said == ["3 days", "Paris"]
    assert marked("Timbuktu & 3 days\nin Paris", said) == (
        "Timbuktu &amp; <mark>3 days</mark><br>in <mark>Paris</mark>"
    )


def test_no_words_can_become_markup() -> None:
    answer = an_answer(
        request={
            "origin": HOSTILE,
            "must_see": [HOSTILE],
            "daily_window": {"start": HOSTILE, "end": HOSTILE},
        },
        understood=evidence(origin=HOSTILE),
        assumptions=[Assumption(field=HOSTILE, value=HOSTILE, message=HOSTILE)],
    )

    assert "<script>alert(1)</script>" in read(glance(answer, a_trip(city=HOSTILE), {}, "en")).text
    assert "<script>" in read(marked(HOSTILE, [HOSTILE.splitlines()[0]])).text

"""What a traveller told before fills what his request leaves open, and nothing else."""

from dataclasses import replace
from datetime import UTC, datetime
from typing import Any

import pytest

from core.catalog.domain import Place
from core.memory.preferences import NONE, Held, Preference, Preferences, Slot, holding
from core.planning.understanding.form import TextForm
from core.planning.understanding.remembered import filled
from core.schemas.lodging import HouseRule, RoomType
from core.schemas.plans import PlanRequest
from tests.support.builders import a_hotel, a_restaurant

_DAY = datetime(2026, 11, 3, 9, tzinfo=UTC)
_TABLES = (
    *(a_restaurant(f"noodles-{n}", cuisine=("noodles",)) for n in range(4)),
    a_restaurant("green", cuisine=("vegetarian",)),
    a_restaurant("hot-a", cuisine=("sichuan",)),
    a_restaurant("hot-b", cuisine=("sichuan", "noodles")),
    a_restaurant("grill", cuisine=("steak",)),
)


def _told(*said: str) -> Preferences:
    """Return preferences written as `slot value`, with `!` where they do not hold."""
    return holding(
        Held(
            Preference(Slot(slot.removeprefix("!")), value, holds=not slot.startswith("!")),
            f"memory-{number}", f"said {number}", _DAY.replace(hour=number),
        )
        for number, (slot, _, value) in enumerate(each.partition(" ") for each in said)
    )  # fmt: skip


def _fields(
    preferences: Preferences,
    request: PlanRequest | None = None,
    form: TextForm | None = None,
    places: tuple[Place, ...] = _TABLES,
) -> dict[str, Any]:
    """Return the fields that were filled."""
    asked = request or PlanRequest()
    found = filled(asked, form or TextForm(), preferences, places, "en")
    after = found.request.model_dump(mode="json")
    before = asked.model_dump(mode="json")
    filled_in = {told.field for told in found.assumptions if told.message.startswith("From what")}
    assert filled_in == {k for k in after if after[k] != before[k]}
    return {name: value for name, value in after.items() if value != before[name]}


@pytest.mark.parametrize(
    ("said", "filled_in"),
    [
        (("pace relaxed",), {"pace": "relaxed"}),
        (("pace relaxed", "pace packed"), {"pace": "packed"}),
        (("mobility wheelchair",), {"mobility": "wheelchair"}),
        (("mobility wheelchair", "!mobility wheelchair"), {}),
        (("day_start 10:00",), {"daily_window": {"start": "10:00", "end": "21:30"}}),
        (
            ("day_start 10:00", "day_end 20:00"),
            {"daily_window": {"start": "10:00", "end": "20:00"}},
        ),
        (("no_mode flight", "no_mode bus"), {"no_modes": ["flight", "bus"]}),
        (("interest museum",), {"interests": ["art", "history", "culture"]}),
        (
            ("interest nature", "!interest shopping"),
            {"interests": ["nature"], "avoid": ["shopping"]},
        ),
        (("diet vegetarian",), {"cuisines": ["vegetarian"], "avoid": ["grill"]}),
        (("diet vegetarian", "diet any"), {}),
        (("diet no_spicy",), {"avoid": ["hot-a"]}),
        (("cuisine sichuan",), {"cuisines": ["sichuan"]}),
        (("cuisine japanese",), {}),
        (("diet halal",), {}),
        (("language zh",), {"language": "zh"}),
        (
            ("company children",),
            {"party": {"children": 1, "child_ages": [], "seniors": 0, "pets": 0}},
        ),
        (("avoid crowds", "budget low", "lodging quiet"), {}),
    ],
)
def test_preferences_fill_the_fields_they_speak_of(
    said: tuple[str, ...], filled_in: dict[str, Any]
) -> None:
    assert _fields(_told(*said)) == filled_in


@pytest.mark.parametrize(
    ("request_", "form"),
    [
        (PlanRequest(pace="packed"), TextForm()),
        (PlanRequest(), TextForm(pace="packed")),
        (PlanRequest(use_memory=False), TextForm()),
    ],
)
def test_what_is_asked_for_wins_and_memory_can_be_left_out(
    request_: PlanRequest, form: TextForm
) -> None:
    assert _fields(_told("pace relaxed"), request_, form) == {}


def test_hours_are_not_taken_over_where_something_is_visited_at_a_certain_hour() -> None:
    early = {"conditions": [{"kind": "visit_time", "place": "Tower", "arrive_by": "07:30"}]}

    asked = _fields(_told("day_start 10:00"), PlanRequest.model_validate(early))
    read = _fields(_told("day_start 10:00"), form=TextForm.model_validate(early))

    assert (asked, read) == ({}, {})


def test_who_usually_comes_along_does_not_where_it_is_said_how_many_do() -> None:
    assert _fields(_told("company children"), PlanRequest(travellers=1)) == {}
    assert _fields(_told("company pets"), form=TextForm(travellers=2)) == {}


def test_a_diet_leaves_no_restaurant_out_where_too_few_others_are_left() -> None:
    grills = tuple(a_restaurant(f"grill-{n}", cuisine=("steak",)) for n in range(5))

    assert _fields(_told("diet no_beef"), places=(*grills, *_TABLES)) == {}


def test_a_diet_that_nothing_here_can_keep_is_told_in_the_words_it_was_said_in() -> None:
    meat_alone = [a_restaurant(f"grill-{number}", cuisine=("steak",)) for number in range(3)]

    [told] = filled(
        PlanRequest(), TextForm(), _told("diet vegetarian"), meat_alone, "en"
    ).assumptions

    assert (told.field, told.value) == ("cuisines", "vegetarian")
    assert told.message.endswith("see to it yourself: said 0")


def test_houses_are_wished_for_only_where_every_city_has_one_that_is_so() -> None:
    kind = a_hotel("kind", allows=(HouseRule.PETS,), room_type=RoomType.ENTIRE)
    strict = replace(a_hotel("strict"), city_id="elsewhere")
    told = _told("lodging entire", "company pets")

    here = _fields(told, PlanRequest(travellers=2), places=(kind,))
    both = _fields(told, PlanRequest(travellers=2), places=(kind, strict))

    assert here["lodging"]["must_allow"] == ["pets"]
    assert here["lodging"]["room_type"] == "entire_room"
    assert both == {}


def test_each_field_is_told_with_what_was_said_and_when_in_both_languages() -> None:
    told = _told("day_start 10:00")

    english, chinese = (
        filled(PlanRequest(), TextForm(), told, (), language).assumptions
        for language in ("en", "zh")
    )

    assert [one.message for one in (*english, *chinese)] == [
        'From what you told us on 3 November 2026: "said 0"',
        "按您在2026年11月3日告诉我们的：“said 0”",
    ]
    assert english[0].value == {"start": "10:00", "end": "21:30"}


def test_of_somebody_nobody_knows_nothing_is_filled() -> None:
    assert _fields(NONE) == {}

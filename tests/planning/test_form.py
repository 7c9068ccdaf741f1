"""What a model read out of a traveller's words is a form that nobody trusts."""

from datetime import date
from typing import Any

import pytest

from core.planning.understanding.form import TextForm, read_form
from core.planning.understanding.promises import SaidSpend, conditions_of
from core.schemas.catalog import Interest
from core.schemas.conditions import (
    AllOf,
    AnyOf,
    NotThis,
    RoomCondition,
    SpendCondition,
    SpendOn,
)
from core.schemas.wishes import DailyWindow, Pace

_GOOD: dict[str, Any] = {
    "destination": "guangzhou", "start_date": "2026-12-02", "day_count": 3, "travellers": 2,
    "budget": 6000.5, "currency": "CNY", "pace": "relaxed", "interests": ["food"],
    "must_see": ["陈家祠"], "avoid": ["shopping"], "daily_window": {"start": "10:00"},
    "language": "zh",
}  # fmt: skip


def test_a_whole_form_is_read_as_it_is() -> None:
    form, refused = read_form(_GOOD)

    assert refused == {}
    assert form == TextForm(
        destination="guangzhou", start_date=date(2026, 12, 2), day_count=3, travellers=2,
        budget=6000.5, currency="CNY", pace=Pace.RELAXED, interests=[Interest.FOOD],
        must_see=["陈家祠"], avoid=["shopping"], daily_window=DailyWindow(start="10:00"),
        language="zh",
    )  # fmt: skip


@pytest.mark.parametrize("answer", [{}, {"remark": "nice city", "task": "understand"}])
def test_every_field_may_be_missing_and_unknown_ones_are_passed_over(answer: Any) -> None:
    assert read_form(answer) == (TextForm(), {})


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("destination", 7), ("destination", ["guangzhou"]), ("start_date", "next week"),
        ("start_date", "1999-12-31"), ("start_date", "2099-12-02"), ("day_count", 0),
        ("day_count", "many"), ("day_count", 2.5), ("travellers", 0),
        ("budget", 0), ("budget", -5), ("budget", 10**10),
        ("budget", "cheap"), ("currency", "yuan"), ("currency", "cny"), ("pace", "slow"),
        ("interests", ["ramen"]), ("interests", "food"), ("interests", ["food"] * 31),
        ("must_see", [""]), ("must_see", ["x" * 101]), ("must_see", ["x"] * 31),
        ("must_see", [7]), ("avoid", "museums"), ("daily_window", {"start": "25:00"}),
        ("daily_window", {"start": "12:00", "end": "12:00"}), ("daily_window", {"from": "9"}),
        ("daily_window", "all day"), ("language", "fr"), ("language", 1),
    ],
)  # fmt: skip
def test_a_value_that_cannot_be_used_counts_as_missing_and_is_told(field: str, value: Any) -> None:
    form, refused = read_form(_GOOD | {field: value})

    assert list(refused) == [field]
    assert refused[field]
    assert getattr(form, field) is None
    assert form.model_dump(exclude={field}) == read_form(_GOOD)[0].model_dump(exclude={field})


@pytest.mark.parametrize(
    ("field", "value", "kept", "refused"),
    [
        ("must_see", ["陈家祠", "", "沙面"], ["陈家祠", "沙面"], ["must_see.1"]),
        ("interests", ["food", "ramen"], ["food"], ["interests.1"]),
        ("no_modes", ["flight", "rocket"], ["flight"], ["no_modes.1"]),
        ("party", {"children": 1, "pets": 99}, {"children": 1}, ["party.pets"]),
        ("lodging", {"rooms": 2, "room_type": "castle"}, {"rooms": 2}, ["lodging.room_type"]),
        ("lodging", {"features": ["Pool", ""]}, {"features": ["Pool"]}, ["lodging.features.1"]),
        ("destinations", [{"name": "x", "cities": 99}, {"cities": 2}], [{"name": "x"}],
         ["destinations.0.cities", "destinations.1"]),
    ],
)  # fmt: skip
def test_of_a_list_or_of_lodging_only_the_bad_part_goes(
    field: str, value: Any, kept: Any, refused: list[str]
) -> None:
    form, why = read_form({field: value})

    assert form.model_dump(mode="json", exclude_defaults=True)[field] == kept
    assert sorted(why) == refused


def test_a_bad_condition_goes_whole_for_a_part_of_it_says_something_else() -> None:
    good = {"kind": "spend", "on": "meals", "maximum": 12.5, "currency": "EUR"}
    bad = {"kind": "visit_time", "place": "the Prado"}
    deep: dict[str, Any] = good
    for _ in range(40):
        deep = {"kind": "not", "condition": deep}

    form, refused = read_form({"conditions": [good, bad, deep, {"kind": "magic"}, 7]})

    assert form.conditions == [SaidSpend(on=SpendOn.MEALS, maximum=12.5, currency="EUR")]
    assert refused.keys() == {"conditions.1", "conditions.2", "conditions.3"}


def test_evidence_counts_only_where_the_text_says_it_and_the_field_is_there() -> None:
    evidence = {"budget": "6000", "travellers": "we two", "day_count": "5 days", "pace": 7}

    form, _ = read_form({"budget": 6000, "travellers": 2, "evidence": evidence}, "budget 6000")

    assert form.evidence == {"budget": "6000"}


def test_conditions_get_their_money_in_minor_units_wherever_it_stands() -> None:
    spend = {"kind": "spend", "on": "sights", "maximum": 12.5, "currency": "EUR"}
    room = {"kind": "room", "beds": 2}
    either = {"kind": "any_of", "conditions": [{"kind": "not", "condition": spend}, room]}
    form, _ = read_form({"conditions": [either, {"kind": "all_of", "conditions": [spend]}]})

    found = conditions_of(form.conditions or (), lambda amount, _: round(amount * 100))

    cheap = SpendCondition(on=SpendOn.SIGHTS, maximum=1250)
    assert found == [
        AnyOf(conditions=[NotThis(condition=cheap), RoomCondition(beds=2)]),
        AllOf(conditions=[cheap]),
    ]


def test_where_nothing_can_be_used_the_form_is_empty() -> None:
    form, refused = read_form(dict.fromkeys(TextForm.model_fields, object()))

    assert form == TextForm()
    assert refused.keys() == TextForm.model_fields.keys()


def test_numbers_written_as_text_are_numbers() -> None:
    form, _ = read_form({"day_count": "3", "budget": "6000"})

    assert (form.day_count, form.budget) == (3, 6000.0)

"""What a model read out of a traveller's words is a form that nobody trusts."""

from datetime import date
from typing import Any

import pytest

from core.planning.understanding.form import TextForm, read_form
from core.schemas.catalog import Interest
from core.schemas.plans import DailyWindow, Pace

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
        ("day_count", 15), ("day_count", "many"), ("day_count", 2.5), ("travellers", 0),
        ("travellers", 21), ("budget", 0), ("budget", -5), ("budget", 10**10),
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


def test_where_nothing_can_be_used_the_form_is_empty() -> None:
    form, refused = read_form(dict.fromkeys(TextForm.model_fields, object()))

    assert form == TextForm()
    assert refused.keys() == TextForm.model_fields.keys()


def test_numbers_written_as_text_are_numbers() -> None:
    form, _ = read_form({"day_count": "3", "budget": "6000"})

    assert (form.day_count, form.budget) == (3, 6000.0)

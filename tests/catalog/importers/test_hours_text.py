"""Hours as people write them."""

import pytest
from hypothesis import given
from hypothesis import strategies as st
from opening_hours import validate

from core.catalog.importers.hours_text import to_opening_hours


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Mo-Su 09:00-17:00", "Mo-Su 09:00-17:00"),
        ("9AM-5PM daily", "Mo-Su 09:00-17:00"),
        ("Daily 9AM–5:30PM", "Mo-Su 09:00-17:30"),
        ("Tu-Su 10:00-18:00", "Tu-Su 10:00-18:00"),
        ("M-F 9AM-6PM, Sa Su 10AM-4PM", "Mo-Fr 09:00-18:00; Sa,Su 10:00-16:00"),
        ("Monday to Friday", None),
        ("Mon-Fri 08.30-16.00", "Mo-Fr 08:30-16:00"),
        ("Tuesday-Sunday 10:00-17:00; closed Monday", "Tu-Su 10:00-17:00; Mo off"),
        ("Apr-Oct 9:00-19:00", "Apr-Oct 9:00-19:00"),
        ("April - October: 9AM-7PM", "Apr-Oct Mo-Su 09:00-19:00"),
        ("noon-midnight", "Mo-Su 12:00-24:00"),
        ("6PM-2AM", "Mo-Su 18:00-02:00"),
        ("24 hours", "24/7"),
        ("全天", "24/7"),
        ("每天 09:00-17:00", "Mo-Su 09:00-17:00"),
        ("周二-周日 09:00-17:00", "Tu-Su 09:00-17:00"),
    ],
)
def test_what_is_certain_is_put_into_the_syntax(text: str, expected: str | None) -> None:
    assert to_opening_hours(text) == expected


@pytest.mark.parametrize(
    "text",
    [
        "",
        "9-5",
        "9-5PM",
        "from dawn to dusk",
        "daily except when it rains",
        "ask at the desk",
        "25:00-26:00",
        "13PM-14PM",
        "closed",
        "Mon- 09:00-17:00",
        "9AM-5PM daily, tours by appointment",
        "x" * 500,
    ],
)
def test_what_could_mean_several_things_is_left_to_the_reader(text: str) -> None:
    assert to_opening_hours(text) is None


@given(st.text(alphabet="Mo Su-,;:0123456789apm closeduntilFriday周一", max_size=40))
def test_nothing_comes_out_that_does_not_parse(text: str) -> None:
    found = to_opening_hours(text)

    assert found is None or validate(found)

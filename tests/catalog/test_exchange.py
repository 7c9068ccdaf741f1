"""Money in another currency, by the rates that ship with the library."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.catalog.exchange import convert
from core.kernel.errors import InvalidRequestError

CURRENCIES_OF_CITIES = ["CNY", "JPY", "EUR", "GBP", "USD"]


def test_the_same_currency_keeps_its_amount() -> None:
    assert convert(12_345, "CNY", "CNY").amount_minor == 12_345


def test_minor_units_are_those_of_each_currency() -> None:
    hundred_euro, in_yen = 10_000, convert(10_000, "EUR", "JPY").amount_minor

    assert 100 * 50 < in_yen < 100 * 500  # yen have no cents: a euro is some hundred of them
    assert convert(in_yen, "JPY", "EUR").amount_minor == pytest.approx(hundred_euro, abs=1)


def test_the_answer_says_of_which_day_its_rate_is() -> None:
    converted = convert(100, "EUR", "USD")

    assert date(2020, 1, 1) < converted.rate_date


@given(
    st.sampled_from(CURRENCIES_OF_CITIES),
    st.sampled_from(CURRENCIES_OF_CITIES),
    st.integers(0, 10**12),
    st.integers(0, 10**12),
)
def test_more_money_stays_more_money(
    from_currency: str, to_currency: str, one: int, other: int
) -> None:
    less, more = sorted((one, other))

    assert (
        convert(less, from_currency, to_currency).amount_minor
        <= convert(more, from_currency, to_currency).amount_minor
    )


@pytest.mark.parametrize(("from_currency", "to_currency"), [("XXX", "EUR"), ("EUR", "DEM")])
def test_a_currency_without_a_rate_is_a_failure_that_names_the_field(
    from_currency: str, to_currency: str
) -> None:
    with pytest.raises(InvalidRequestError) as caught:
        convert(100, from_currency, to_currency)

    assert caught.value.errors[0]["loc"] == ["body", "currency"]

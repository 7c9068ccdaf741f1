"""Money is whole minor units."""

from decimal import Decimal

import pytest

from core.kernel.money import format_money, minor_digits, to_major, to_minor


@pytest.mark.parametrize(
    ("currency", "digits"), [("CNY", 2), ("EUR", 2), ("JPY", 0), ("KRW", 0), ("KWD", 3)]
)
def test_a_currency_has_as_many_digits_as_iso_4217_says(currency: str, digits: int) -> None:
    assert minor_digits(currency) == digits


@pytest.mark.parametrize(
    ("major", "currency", "minor"),
    [("10.5", "EUR", 1050), ("1050", "JPY", 1050), ("1.005", "CNY", 101), ("1.004", "CNY", 100),
     ("0.5", "JPY", 1), ("1.2345", "KWD", 1235), ("0", "CNY", 0), ("-1.005", "CNY", -101)],
)  # fmt: skip
def test_halves_of_a_minor_unit_are_rounded_up(major: str, currency: str, minor: int) -> None:
    assert to_minor(Decimal(major), currency) == minor


@pytest.mark.parametrize(
    ("minor", "currency", "major"),
    [(1050, "EUR", "10.50"), (1050, "JPY", "1050"), (1, "KWD", "0.001")],
)  # fmt: skip
def test_minor_units_are_parts_of_the_major_one(minor: int, currency: str, major: str) -> None:
    assert to_major(minor, currency) == Decimal(major)


@pytest.mark.parametrize("currency", ["CNY", "JPY", "KWD"])
def test_there_and_back_changes_nothing(currency: str) -> None:
    assert to_minor(to_major(123_456_789, currency), currency) == 123_456_789


@pytest.mark.parametrize(
    ("minor", "currency", "text"),
    [(123_450, "CNY", "CNY 1,234.50"), (600_000, "CNY", "CNY 6,000"), (1_050, "JPY", "JPY 1,050"),
     (0, "EUR", "EUR 0"), (5, "EUR", "EUR 0.05"), (10**14, "CNY", "CNY 1,000,000,000,000")],
)  # fmt: skip
def test_an_amount_is_shown_without_decimals_where_they_are_all_zero(
    minor: int, currency: str, text: str
) -> None:
    assert format_money(minor, currency) == text

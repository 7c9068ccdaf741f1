"""Money is whole minor units of a currency: 1050 with EUR is 10.50 euro, with JPY 1,050 yen."""

from decimal import ROUND_HALF_UP, Decimal

_DIGITS = {"JPY": 0, "KRW": 0, "VND": 0, "CLP": 0, "ISK": 0, "KWD": 3, "BHD": 3, "TND": 3}
"""Currencies whose minor unit is not a hundredth (ISO 4217)."""


def minor_digits(currency: str) -> int:
    """Return how many decimal digits the minor unit of `currency` stands for."""
    return _DIGITS.get(currency, 2)


def to_minor(amount: Decimal, currency: str) -> int:
    """Return an amount of major units as whole minor units, halves rounded up."""
    scaled = amount.scaleb(minor_digits(currency))
    return int(scaled.quantize(Decimal(1), rounding=ROUND_HALF_UP))


def to_major(amount_minor: int, currency: str) -> Decimal:
    """Return whole minor units as an amount of major units."""
    return Decimal(amount_minor).scaleb(-minor_digits(currency))


def format_money(amount_minor: int, currency: str) -> str:
    """Return e.g. `CNY 1,234.50`, without decimals where they are all zero."""
    amount = to_major(amount_minor, currency)
    digits = 0 if amount == amount.to_integral_value() else minor_digits(currency)
    return f"{currency} {amount:,.{digits}f}"

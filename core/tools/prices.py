"""Prices as offers state them: in whole units, for nobody charges a hotel's night to the cent."""

from typing import Any

from core.kernel.money import minor_digits


def whole(amount_minor: float, currency: str) -> int:
    """Return an amount in minor units, rounded to whole major ones."""
    unit: int = 10 ** minor_digits(currency)
    return round(amount_minor / unit) * unit


def money(amount_minor: int, currency: str) -> dict[str, Any]:
    """Return an amount as the parameter of a sentence."""
    return {"amount": amount_minor, "currency": currency}

"""Types of single fields that several wires share."""

from enum import StrEnum
from typing import Annotated

from pydantic import AfterValidator, Field, StringConstraints

from core.kernel.cleaning import clean


def _as_words(text: str) -> str:
    return clean(text).strip() or (text and "…")


PlainText = Annotated[str, AfterValidator(_as_words)]
"""Words of a model, or of a stranger's document: nothing in them is loaded or leads anywhere."""
ClockTime = Annotated[
    str, StringConstraints(pattern=r"^([01]\d|2[0-3]):[0-5]\d$|^24:00$"), Field(examples=["09:30"])
]
"""Local time of day, `HH:MM`; `24:00` is the end of the day."""
CurrencyCode = Annotated[str, StringConstraints(pattern=r"^[A-Z]{3}$"), Field(examples=["CNY"])]
MAX_DAYS = 14
"""The most days of one trip."""
MAX_TRAVELLERS = 20
"""The most people of one trip."""


class TransferMode(StrEnum):
    """How one gets to a stop."""

    WALK = "walk"
    TRANSIT = "transit"
    TAXI = "taxi"

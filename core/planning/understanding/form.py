"""What a model read out of a traveller's words: every field may be missing, none is trusted."""

from collections.abc import Mapping
from datetime import date
from typing import Annotated, Any, Literal

from pydantic import BaseModel, Field, ValidationError

from core.schemas.catalog import Interest
from core.schemas.plans import DailyWindow, Pace, PlaceName
from core.schemas.trips import MAX_DAYS, CurrencyCode

_MAX_NAMES = 30


class TextForm(BaseModel):
    """The form of the prompt `planner.understand`; `budget` is in major units."""

    destination: str | None = None
    start_date: Annotated[date, Field(ge=date(2000, 1, 1), le=date(2099, 12, 1))] | None = None
    day_count: int | None = Field(None, ge=1, le=MAX_DAYS)
    travellers: int | None = Field(None, ge=1, le=20)
    budget: float | None = Field(None, gt=0, le=10**9)
    currency: CurrencyCode | None = None
    pace: Pace | None = None
    interests: list[Interest] | None = Field(None, max_length=_MAX_NAMES)
    must_see: list[PlaceName] | None = Field(None, max_length=_MAX_NAMES)
    avoid: list[PlaceName] | None = Field(None, max_length=_MAX_NAMES)
    daily_window: DailyWindow | None = None
    language: Literal["en", "zh"] | None = None


def read_form(answer: Mapping[str, Any]) -> tuple[TextForm, dict[str, str]]:
    """Return the form and, by field, why a value was refused; such a field counts as missing."""
    try:
        return TextForm.model_validate(answer), {}
    except ValidationError as error:
        refused = {str(item["loc"][0]): item["msg"] for item in error.errors()}
    kept = {name: value for name, value in answer.items() if name not in refused}
    return TextForm.model_validate(kept), refused

"""From a model's JSON to drafts, with errors that say what is wrong."""

from collections.abc import Mapping
from typing import Any

from pydantic import BaseModel, ConfigDict, Field

from core.catalog.domain import Place
from core.kernel.errors import ModelError
from core.llm.structured import of_shape
from core.planning.domain import Draft, Pick
from core.planning.frame import Frame, Stay
from core.schemas.catalog import Meal, PlaceKind

_MAX_STOPS = 20


class _StopAnswer(BaseModel):
    model_config = ConfigDict(str_strip_whitespace=True)

    id: str = Field(min_length=1, max_length=200)
    meal: Meal | None = None
    reason: str = Field("", max_length=600)


class DayAnswer(BaseModel):
    """A model's answer for one day."""

    model_config = ConfigDict(str_strip_whitespace=True)

    title: str = Field("", max_length=120)
    hotel_id: str | None = None
    stops: list[_StopAnswer] = Field(max_length=_MAX_STOPS)


class _IndexedDay(DayAnswer):
    day_index: int


class TripAnswer(BaseModel):
    """A model's answer for a whole trip."""

    model_config = ConfigDict(str_strip_whitespace=True)

    title: str = Field("", max_length=120)
    hotels: dict[str, str | None] = Field(default_factory=dict, max_length=30)
    days: list[_IndexedDay] = Field(max_length=60)


def parse_trip(answer: Mapping[str, Any], day_count: int) -> TripAnswer:
    """Return the answer with its days in order.

    Raises:
        ModelError: `invalid_output`: it is not of the shape, or not one entry per day.
    """
    trip = of_shape(TripAnswer, answer)
    days = sorted(trip.days, key=lambda day: day.day_index)
    if [day.day_index for day in days] != list(range(day_count)):
        raise ModelError(
            f"The model's plan does not have days 0 to {day_count - 1}, each once",
            error_type="invalid_output",
        )
    return trip.model_copy(update={"days": days})


def parse_day(answer: Mapping[str, Any]) -> DayAnswer:
    """Return the answer for one day.

    Raises:
        ModelError: `invalid_output`: it is not of the shape.
    """
    return of_shape(DayAnswer, answer)


def ground(day: DayAnswer, known: Mapping[str, Place]) -> Draft:
    """Return the day with places for ids; what nobody knows stays, without a place."""
    return Draft(day.title, tuple(_pick(stop, known.get(stop.id)) for stop in day.stops))


def ground_hotels(
    chosen: Mapping[str, str | None], frame: Frame, known: Mapping[str, Place]
) -> tuple[Place | None, ...]:
    """Return the hotel of each stay; None where none of its city was chosen."""
    return tuple(ground_hotel(chosen.get(str(stay.index)), stay, known) for stay in frame.stays)


def ground_hotel(hotel_id: str | None, stay: Stay, known: Mapping[str, Place]) -> Place | None:
    """Return the hotel of this id, or None where it is none, or none of the stay's city."""
    place = known.get(hotel_id or "")
    if place is None or place.kind is not PlaceKind.HOTEL or place.city_id != stay.city.id:
        return None
    return place


def _pick(stop: _StopAnswer, place: Place | None) -> Pick:
    return Pick(place=place, named=stop.id, meal=stop.meal, reason=stop.reason)

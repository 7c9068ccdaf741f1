"""The benchmark's plan format: what must be in a plan to be looked at at all."""

from typing import Annotated, Any, Literal

from pydantic import BaseModel, ConfigDict, Field, TypeAdapter, ValidationError

Clock = Annotated[str, Field(pattern=r"^(?:(?:[01]\d|2[0-3]):[0-5]\d|24:00)$")]
Money = Annotated[float, Field(ge=0, allow_inf_nan=False)]
Count = Annotated[int, Field(ge=1)]
INTERCITY = ("train", "airplane")
MEALS = ("breakfast", "lunch", "dinner")


class _Model(BaseModel):
    model_config = ConfigDict(strict=True, frozen=True, extra="forbid")


class LegWire(_Model):
    """One leg of a way inside the city."""

    start: str
    end: str
    mode: Literal["walk", "metro", "taxi"]
    start_time: Clock
    end_time: Clock
    price: Money
    cost: Money
    distance: Money
    tickets: Count | None = None
    cars: Count | None = None


class _Activity(_Model):
    start_time: Clock
    end_time: Clock
    price: Money
    cost: Money
    transports: list[LegWire]


class TrainWire(_Activity):
    """A train between the two cities."""

    type: Literal["train"]
    start: str
    end: str
    TrainID: str
    tickets: Count

    @property
    def number(self) -> str:
        """Return the number of the train."""
        return self.TrainID


class FlightWire(_Activity):
    """A flight between the two cities."""

    type: Literal["airplane"]
    start: str
    end: str
    FlightID: str
    tickets: Count

    @property
    def number(self) -> str:
        """Return the number of the flight."""
        return self.FlightID


class SightWire(_Activity):
    """A visit."""

    type: Literal["attraction"]
    position: str
    tickets: Count


class MealWire(_Activity):
    """A meal."""

    type: Literal["breakfast", "lunch", "dinner"]
    position: str


class StayWire(_Activity):
    """A night in a hotel."""

    type: Literal["accommodation"]
    position: str
    rooms: Count
    room_type: Count


JourneyWire = TrainWire | FlightWire
ActivityWire = Annotated[
    TrainWire | FlightWire | SightWire | MealWire | StayWire, Field(discriminator="type")
]


class DayWire(_Model):
    """One day with its activities in order."""

    day: int
    activities: list[ActivityWire] = Field(min_length=1)


class PlanWire(_Model):
    """A plan as the benchmark reads it."""

    people_number: Count
    start_city: str
    target_city: str
    itinerary: list[DayWire] = Field(min_length=1)

    def activities(self) -> list[TrainWire | FlightWire | SightWire | MealWire | StayWire]:
        """Return every activity of every day, in order."""
        return [activity for day in self.itinerary for activity in day.activities]


class PlanFormatError(ValueError):
    """It is no plan in the benchmark's format."""


_PLAN = TypeAdapter(PlanWire)


def parse_plan(raw: Any) -> PlanWire:
    """Return the plan in JSON values.

    Raises:
        PlanFormatError: Something is missing, too much, or of another type.
    """
    try:
        return _PLAN.validate_python(raw)
    except ValidationError as error:
        first = error.errors(include_url=False, include_input=False)[0]
        where = ".".join(map(str, first["loc"]))
        raise PlanFormatError(f"{where}: {first['msg']}") from error

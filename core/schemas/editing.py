"""Checks and repairs of saved trips on the wire."""

from datetime import date

from pydantic import Field

from core.schemas.envelope import RequestModel, WireModel
from core.schemas.fields import ClockTime, CurrencyCode
from core.schemas.plans import PlanOut, PlanReport
from core.schemas.trips import Transfer, TripOut

MAX_LOCKED = 200


class LaidStop(WireModel):
    """A stop without times, and those it was taken to have for the checks."""

    stop_id: str
    start_time: ClockTime
    end_time: ClockTime


class TripCheck(WireModel):
    """What the rules say of a saved trip; paths lead into its `day_cards` and `sub_trips`."""

    version: int = Field(description="Of the trip that was checked.")
    report: PlanReport
    laid_out: list[LaidStop]


class RepairIn(RequestModel):
    """What is to be repaired, and what of it must stay."""

    version: int = Field(ge=1, description="The version of the trip that was seen.")
    locked: list[str] = Field(
        default_factory=list,
        max_length=MAX_LOCKED,
        description="Stops that stay on their day and, where they have one, at their time.",
    )
    save: bool = Field(False, description="Make the repaired trip the next version.")


class MovedStop(WireModel):
    """A stop that is on another day or at another time."""

    stop_id: str
    name: str
    from_date: date
    from_start: ClockTime | None
    to_date: date
    to_start: ClockTime


class LeftStop(WireModel):
    """A stop that is no longer in the trip."""

    stop_id: str
    name: str
    date: date


class NewStop(WireModel):
    """A stop that has come into the trip."""

    place_id: str | None
    name: str
    date: date
    start_time: ClockTime


class TripRepair(WireModel):
    """A repaired trip, what is different in it, and what the rules say before and after."""

    version: int = Field(description="Of the trip: the next one where a change was saved.")
    plan: PlanOut
    moved: list[MovedStop]
    left: list[LeftStop]
    came: list[NewStop]
    before: PlanReport
    after: PlanReport
    trip: TripOut | None = Field(None, description="The trip as it is kept then, with `save`.")


class AlternativeOut(WireModel):
    """A place that would fit where a stop is, as it would be visited."""

    place_id: str
    name: str
    start_time: ClockTime
    end_time: ClockTime
    transfer: Transfer | None = Field(description="The way from the stop before.")
    minutes_to_next: int = Field(description="The way to the stop after; 0 where there is none.")
    transfer_to_next: Transfer | None = Field(None, description="The same way, as it is gone.")
    cost: int = Field(description="Minor units of `currency`, for the whole party; an estimate.")
    currency: CurrencyCode
    why: str

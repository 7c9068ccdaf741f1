"""Conditions as a traveller says them: like those of a request, but with money in major units."""

from collections.abc import Callable, Sequence
from typing import Annotated, Any, Literal

from pydantic import BaseModel, Discriminator, Field, Tag

from core.schemas.conditions import (
    AllOf,
    AnyOf,
    Condition,
    LabelsCondition,
    LinkModeCondition,
    LinkTimeCondition,
    LocalModeCondition,
    NearCondition,
    NotThis,
    OrderCondition,
    PlacesCondition,
    RoomCondition,
    SpendCondition,
    SpendOn,
    SpendPer,
    VisitTimeCondition,
)
from core.schemas.fields import CurrencyCode

ToMinor = Callable[[float, str | None], int]
"""Minor units of the trip's currency for major units of a said one, or of that of the budget."""


class SaidSpend(BaseModel):
    """Spend at most `maximum`, major units of `currency`, else of the money of the budget."""

    kind: Literal["spend"] = "spend"
    on: SpendOn
    per: SpendPer = SpendPer.TRIP
    maximum: float = Field(ge=0, le=10**9)
    currency: CurrencyCode | None = None


class SaidAllOf(BaseModel):
    """Every one of these."""

    kind: Literal["all_of"] = "all_of"
    conditions: list["SaidCondition"] = Field(min_length=1, max_length=30)


class SaidAnyOf(BaseModel):
    """At least one of these."""

    kind: Literal["any_of"] = "any_of"
    conditions: list["SaidCondition"] = Field(min_length=1, max_length=30)


class SaidNot(BaseModel):
    """The opposite of this."""

    kind: Literal["not"] = "not"
    condition: "SaidCondition"


def _kind_of(value: Any) -> Any:
    return value.get("kind") if isinstance(value, dict) else getattr(value, "kind", None)


SaidCondition = Annotated[
    Annotated[SaidSpend, Tag("spend")]
    | Annotated[PlacesCondition, Tag("places")]
    | Annotated[LabelsCondition, Tag("labels")]
    | Annotated[LinkModeCondition, Tag("link_mode")]
    | Annotated[LinkTimeCondition, Tag("link_time")]
    | Annotated[LocalModeCondition, Tag("local_mode")]
    | Annotated[RoomCondition, Tag("room")]
    | Annotated[NearCondition, Tag("near")]
    | Annotated[VisitTimeCondition, Tag("visit_time")]
    | Annotated[OrderCondition, Tag("order")]
    | Annotated[SaidAllOf, Tag("all_of")]
    | Annotated[SaidAnyOf, Tag("any_of")]
    | Annotated[SaidNot, Tag("not")],
    Discriminator(_kind_of),
]


def conditions_of(said: Sequence[SaidCondition], to_minor: ToMinor) -> list[Condition]:
    """Return the conditions of a request for what was said, money in minor units."""
    return [_condition_of(condition, to_minor) for condition in said]


def _condition_of(said: SaidCondition, to_minor: ToMinor) -> Condition:
    match said:
        case SaidSpend():
            maximum = to_minor(said.maximum, said.currency)
            return SpendCondition(on=said.on, per=said.per, maximum=maximum)
        case SaidAllOf():
            return AllOf(conditions=conditions_of(said.conditions, to_minor))
        case SaidAnyOf():
            return AnyOf(conditions=conditions_of(said.conditions, to_minor))
        case SaidNot():
            return NotThis(condition=_condition_of(said.condition, to_minor))
        case _:
            return said


for _model in (SaidAllOf, SaidAnyOf, SaidNot):
    _model.model_rebuild()

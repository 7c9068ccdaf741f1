"""What a model read out of a traveller's words: every field may be missing, none is trusted."""

from collections.abc import Mapping
from datetime import date
from typing import Annotated, Any, Literal

from pydantic import BaseModel, Field, ValidationError
from pydantic_core import ErrorDetails

from core.planning.understanding.promises import SaidCondition
from core.schemas.catalog import Interest, Meal
from core.schemas.conditions import MAX_DEPTH
from core.schemas.fields import CurrencyCode
from core.schemas.links import LinkMode
from core.schemas.plans import PlaceName
from core.schemas.wishes import (
    Anchor,
    DailyWindow,
    DestinationWish,
    HouseRule,
    Mobility,
    Pace,
    Party,
    RoomType,
)

_MAX_NAMES = 30
_MOST_SAID = 10**9
_MAX_EVIDENCE = 120
_ROUNDS = 8
"""How often a form is pruned and read again before whole fields go."""
_PRUNED_INSIDE = frozenset({"lodging", "party", "destinations", "evidence"})
"""Fields of which a bad part goes while the rest stays; of others, what is left says less."""

_Day = Annotated[date, Field(ge=date(2000, 1, 1), le=date(2099, 12, 31))]
_Words = Annotated[str, Field(min_length=1, max_length=400)]


class SaidLodging(BaseModel):
    """What is wished of where one sleeps; `max_per_night` in major units, for the whole party.

    It is in `currency`, else in the money of the budget.
    """

    rooms: int | None = Field(None, ge=0, le=20)
    beds: int | None = Field(None, ge=1, le=10)
    room_type: RoomType | None = None
    must_allow: list[HouseRule] = Field(default_factory=list, max_length=len(HouseRule))
    features: list[PlaceName] = Field(default_factory=list, max_length=10)
    max_per_night: float | None = Field(None, gt=0, le=10**8)
    currency: CurrencyCode | None = None


class Contradiction(BaseModel):
    """Words that cannot all hold; the form has what was said first."""

    fields: list[_Words] = Field(min_length=1, max_length=5)
    words: list[_Words] = Field(default_factory=list, max_length=5)


class TextForm(BaseModel):
    """The form of the prompt `planner.understand`; money is in major units.

    `destination` is the city named first. `destinations` says more where there is more to say:
    several places, regions, lengths of stays.
    """

    origin: PlaceName | None = None
    destination: str | None = None
    destinations: list[DestinationWish] | None = Field(None, max_length=12)
    keep_order: bool | None = None
    one_way: bool | None = None
    start_date: Annotated[date, Field(ge=date(2000, 1, 1), le=date(2099, 12, 1))] | None = None
    end_date: _Day | None = None
    day_count: int | None = Field(None, ge=1, le=_MOST_SAID)
    """As said, also where that is longer than any trip may be; so is `travellers`."""
    travellers: int | None = Field(None, ge=1, le=_MOST_SAID)
    party: Party | None = None
    budget: float | None = Field(None, gt=0, le=10**9)
    daily_budget: float | None = Field(None, gt=0, le=10**9)
    """Everybody's for a day, where how many days is not said."""
    currency: CurrencyCode | None = None
    pace: Pace | None = None
    interests: list[Interest] | None = Field(None, max_length=_MAX_NAMES)
    must_see: list[PlaceName] | None = Field(None, max_length=_MAX_NAMES)
    avoid: list[PlaceName] | None = Field(None, max_length=_MAX_NAMES)
    daily_window: DailyWindow | None = None
    lodging: SaidLodging | None = None
    cuisines: list[PlaceName] | None = Field(None, max_length=10)
    meals: list[Meal] | None = Field(None, max_length=4)
    no_modes: list[LinkMode] | None = Field(None, max_length=len(LinkMode))
    start_anchor: Anchor | None = None
    end_anchor: Anchor | None = None
    mobility: Mobility | None = None
    conditions: list[SaidCondition] | None = Field(None, max_length=40)
    language: Literal["en", "zh"] | None = None
    evidence: dict[str, _Words] | None = Field(None, max_length=_MAX_EVIDENCE)
    """By field, as `budget`, `lodging.rooms` or `conditions.0`: the words it was read from."""
    contradictions: list[Contradiction] | None = Field(None, max_length=10)
    unkept: list[_Words] | None = Field(None, max_length=10)
    """Wishes that no other field can say: they are told, for nothing keeps them."""


def read_form(
    answer: Mapping[str, Any], text: str | None = None
) -> tuple[TextForm, dict[str, str]]:
    """Return the form and, by field, why a value was refused; such a value counts as missing.

    Of a list only the bad item goes, refused as `must_see.1`; of evidence, what `text` does not
    say word for word.
    """
    refused: dict[str, str] = {}
    kept = {name: answer[name] for name in TextForm.model_fields if name in answer}
    _refuse_deep(kept, refused)
    for left in reversed(range(_ROUNDS)):
        try:
            form = TextForm.model_validate(kept)
        except ValidationError as error:
            problems = [(_where(item), item["msg"]) for item in error.errors()]
            kept = _pruned(kept, problems, refused, whole=not left)
        else:
            return _proven(form, text, refused), refused
    return _proven(TextForm.model_validate(kept), text, refused), refused


def _refuse_deep(kept: dict[str, Any], refused: dict[str, str]) -> None:
    """Take out conditions too deep in each other to be read at all."""
    said = kept.get("conditions")
    if not isinstance(said, list):
        return
    deep = [index for index, condition in enumerate(said) if _depth(condition) > MAX_DEPTH]
    if deep:
        kept["conditions"] = [value for index, value in enumerate(said) if index not in deep]
        for index in deep:
            refused[f"conditions.{index}"] = f"stands more than {MAX_DEPTH} deep"


def _depth(said: Any) -> int:
    """Return how many conditions stand in each other, counted no further than needed."""
    depth, level = 0, [said]
    while level and depth <= MAX_DEPTH:
        depth += 1
        level = [inner for value in level if isinstance(value, dict) for inner in _inner(value)]
    return depth


def _inner(said: dict[str, Any]) -> list[Any]:
    several = said.get("conditions")
    inner = list(several) if isinstance(several, list) else []
    return [*inner, said["condition"]] if "condition" in said else inner


def _pruned(
    kept: dict[str, Any],
    problems: list[tuple[tuple[int | str, ...], str]],
    refused: dict[str, str],
    *,
    whole: bool,
) -> dict[str, Any]:
    """Return the answer without what is wrong; `whole` takes out the fields altogether."""
    pruned = dict(kept)
    for name in dict.fromkeys(str(loc[0]) for loc, _ in problems):
        mine = {_part(loc): why for loc, why in problems if loc[0] == name}
        rest = None if whole else _without(pruned[name], set(mine))
        if rest:
            pruned[name] = rest
            refused |= {".".join(map(str, (name, *part))): why for part, why in mine.items()}
        else:
            del pruned[name]
            refused[name] = next(iter(mine.values()))
    return pruned


def _where(problem: ErrorDetails) -> tuple[int | str, ...]:
    """Return what is wrong; where a part is missing, what it is missing in."""
    missing = problem["type"] == "missing" and len(problem["loc"]) > 1
    return problem["loc"][:-1] if missing else problem["loc"]


def _part(loc: tuple[int | str, ...]) -> tuple[int | str, ...]:
    """Return which part of a field goes for a problem; () is all of it."""
    if loc[0] in _PRUNED_INSIDE:
        return loc[1:]
    return loc[1:2] if len(loc) > 1 and isinstance(loc[1], int) else ()


def _without(value: Any, parts: set[tuple[int | str, ...]]) -> Any:
    """Return a value without some of its parts, or None where nothing of it is left."""
    if () in parts or not isinstance(value, dict | list):
        return None
    heads = {part[0] for part in parts}
    items = value.items() if isinstance(value, dict) else enumerate(value)
    rest = [
        (
            key,
            _without(item, {part[1:] for part in parts if part[0] == key})
            if key in heads
            else item,
        )
        for key, item in items
    ]
    left = [(key, item) for key, item in rest if not (key in heads and item is None)]
    if not left:
        return None
    return dict(left) if isinstance(value, dict) else [item for _, item in left]


def _proven(form: TextForm, text: str | None, refused: Mapping[str, str]) -> TextForm:
    """Return the form with the evidence that is in the text, for fields that are there."""
    moved = {name.split(".")[0] for name in refused if "." in name}
    proven = {
        field: words
        for field, words in (form.evidence or {}).items()
        if getattr(form, field.split(".")[0], None) is not None
        # Where an item of a list went, numbers of items mean others now.
        and not ("." in field and field.split(".")[0] in moved)
        and (text is None or words in text)
    }
    return form.model_copy(update={"evidence": proven or None})

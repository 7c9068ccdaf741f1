"""What the product understands of a query, as a trip of this world.

Everything a traveller may say is one condition here, whether the product keeps it as a field of the
request or as a condition: the constraints of the benchmark know no difference.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from core.catalog.domain import Place
from core.kernel.errors import InvalidRequestError
from core.planning.conditions.binding import Lexicon, bind
from core.planning.domain import Brief
from core.planning.labels import meanings_of, subject_of
from core.schemas.conditions import (
    Condition,
    LabelsCondition,
    LinkModeCondition,
    Match,
    PlacesCondition,
    RoomCondition,
    SpendCondition,
    SpendOn,
    SpendPer,
    Subject,
)


@dataclass(frozen=True, slots=True)
class Trip:
    """What a sentence asks for, with the world's own names and labels."""

    start_city: str
    target_city: str
    days: int
    people: int
    conditions: tuple[Condition, ...]


def trip_of(brief: Brief, places: Mapping[str, Place]) -> Trip:
    """Return what a brief asks for; `places` are those of its city by id.

    Raises:
        InvalidRequestError: No city one comes from is in it.
    """
    if brief.origin is None:
        raise InvalidRequestError.of("origin", "no city to start from was read")
    said = [*_from_fields(brief, places), *brief.conditions]
    return Trip(
        start_city=brief.origin.id,
        target_city=brief.city.id,
        days=brief.day_count,
        people=brief.travellers,
        conditions=bind(said, _own_names(places)).conditions,
    )


def _from_fields(brief: Brief, places: Mapping[str, Place]) -> Iterator[Condition]:
    lodging = brief.lodging
    if brief.budget_local is not None:
        yield SpendCondition(on=SpendOn.TRIP, maximum=brief.budget_local)
    if lodging.max_per_night is not None:
        most = lodging.max_per_night
        yield SpendCondition(on=SpendOn.LODGING, per=SpendPer.NIGHT, maximum=most)
    if lodging.rooms or lodging.beds:
        yield RoomCondition(rooms=lodging.rooms or None, beds=lodging.beds)
    for feature in lodging.features:
        yield LabelsCondition(subject=Subject.HOTEL, labels=[feature])
    for place in brief.must_see:
        yield PlacesCondition(subject=subject_of(place), names=[place.id])
    avoided = sorted(brief.avoid & places.keys())
    if avoided:
        yield PlacesCondition.model_construct(names=avoided, match=Match.NONE)
    for cuisine in brief.cuisines:
        yield LabelsCondition(subject=Subject.RESTAURANT, labels=[cuisine])
    if brief.no_modes:
        yield LinkModeCondition(modes=sorted(brief.no_modes), match=Match.NONE)


def _own_names(places: Mapping[str, Place]) -> Lexicon:
    """Names for ids, and labels as the tables write them: the product folds its labels."""
    written: dict[tuple[Subject, str], str] = {}
    for place in places.values():
        subject = subject_of(place)
        for label in (place.category, *place.cuisine, *place.features):
            if subject is not None and label:
                written[subject, label.casefold()] = label

    def own_place(name: str, _subject: Subject | None) -> Sequence[str]:
        return [places[name].name_local] if name in places else []

    def own_label(word: str, subject: Subject) -> Sequence[str]:
        folded = {word.casefold(), *meanings_of(word)}
        return sorted({written[subject, one] for one in folded if (subject, one) in written})

    return Lexicon(own_place, own_label)

"""What no trip can keep is proved before one is looked for, and only what is proved is said."""

import pytest
from pydantic import TypeAdapter

from core.planning.choices.choosing import choose_trip
from core.planning.choices.obstacles import Impossible, why_impossible
from core.schemas.conditions import Condition
from tests.planning.choices.offers import an_offer

_CONDITION = TypeAdapter(Condition)
CASTLE = {"kind": "places", "names": ["castle"]}
TOWER = {"kind": "places", "names": ["tower"]}
CASES: list[tuple[list[dict[str, object]], Impossible | None]] = [
    ([], None),
    ([CASTLE], Impossible.PLACES),
    ([{"kind": "any_of", "conditions": [CASTLE, TOWER]}], None),
    ([TOWER, {"kind": "not", "condition": TOWER}], Impossible.CONTRADICTION),
    ([{"kind": "labels", "subject": "restaurant", "labels": ["sushi"]}], Impossible.PLACES),
    (
        [{"kind": "labels", "subject": "hotel", "labels": ["view"]}, {"kind": "room", "beds": 2}],
        Impossible.LODGING,
    ),
    ([{"kind": "spend", "on": "lodging", "maximum": 11_999}], Impossible.LODGING),
    ([{"kind": "link_mode", "modes": ["ferry"]}], Impossible.JOURNEYS),
    ([{"kind": "spend", "on": "intercity", "maximum": 29_999}], Impossible.JOURNEYS),
    ([{"kind": "spend", "on": "trip", "maximum": 41_999}], Impossible.MONEY),
]


@pytest.mark.parametrize(("conditions", "reason"), CASES)
def test_what_cannot_be_had_is_named(
    conditions: list[dict[str, object]], reason: Impossible | None
) -> None:
    offer = an_offer(*[_CONDITION.validate_python(fields) for fields in conditions])

    assert why_impossible(offer) is reason
    trip = choose_trip(offer)
    assert trip is not None
    assert trip.keeps_all is (reason is None)


def test_a_day_trip_needs_a_journey_back_after_the_arrival() -> None:
    offer = an_offer(days=1)
    late = tuple(ride for ride in offer.outward if ride.id == "late")
    noon = tuple(ride for ride in offer.back if ride.id == "noon")

    assert why_impossible(offer) is None
    assert why_impossible(an_offer(days=1, outward=late, back=noon)) is Impossible.JOURNEYS
    assert why_impossible(an_offer(days=2, outward=late, back=noon)) is None

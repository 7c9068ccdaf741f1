"""A trip there and back keeps what can be kept, and says what cannot."""

from itertools import pairwise

import pytest
from pydantic import TypeAdapter

from core.planning.choices.choosing import FAST, choose_trip
from core.planning.choices.model import Offer, RoundTrip
from core.planning.choices.viewing import view_of
from core.schemas.conditions import Condition
from tests.planning.choices.offers import an_offer

_CONDITION = TypeAdapter(Condition)


def _c(**fields: object) -> Condition:
    condition: Condition = _CONDITION.validate_python(fields)
    return condition


def _chosen(offer: Offer) -> RoundTrip:
    trip = choose_trip(offer)
    assert trip is not None
    return trip


def _visited(trip: RoundTrip) -> set[str]:
    return {hop.place for day in trip.days for hop in day if hop.spot}


def test_without_conditions_the_days_are_full_and_have_their_meals() -> None:
    trip = _chosen(an_offer())

    assert trip.pair.outward.id == "early"
    assert trip.lodging is not None
    assert {"tower", "garden", "museum"} <= _visited(trip)
    assert [hop.meal for hop in trip.days[0] if hop.meal] == ["lunch", "dinner"]


def test_nothing_overlaps_and_every_way_fits_between() -> None:
    offer = an_offer()
    trip = _chosen(offer)

    now = trip.pair.outward.arrives
    for day in trip.days:
        for hop in day:
            assert hop.start - (hop.way.minutes if hop.way else 0) >= now
            assert hop.end >= hop.start
            now = hop.end
        now = 0
    assert trip.days[-1][-1].end + offer.boarding_min <= trip.pair.back.departs


def test_the_places_of_a_day_follow_each_other_by_ways() -> None:
    trip = _chosen(an_offer())

    for day in trip.days:
        for before, after in pairwise(day):
            assert (after.way is None) == (before.place == after.place)


KEPT: list[dict[str, object]] = [
    {"kind": "places", "subject": "sight", "names": ["far_wall"]},
    {"kind": "places", "subject": "sight", "names": ["tower", "garden"], "match": "none"},
    {"kind": "places", "subject": "restaurant", "names": ["duck"]},
    {"kind": "places", "subject": "restaurant", "names": ["duck", "grill"], "match": "any"},
    {"kind": "places", "subject": "hotel", "names": ["palace"]},
    {"kind": "labels", "subject": "sight", "labels": ["museum"]},
    {"kind": "labels", "subject": "sight", "labels": ["landmark"], "match": "none"},
    {"kind": "labels", "subject": "restaurant", "labels": ["grill"]},
    {"kind": "labels", "subject": "hotel", "labels": ["laundry"]},
    {"kind": "link_mode", "modes": ["flight"]},
    {"kind": "link_mode", "leg": "return", "modes": ["flight"]},
    {"kind": "link_mode", "leg": "outward", "modes": ["train"], "match": "none"},
    {"kind": "link_time", "leg": "outward", "departs_from": "10:00"},
    {"kind": "link_time", "leg": "return", "arrives_by": "15:00"},
    {"kind": "local_mode", "modes": ["taxi"]},
    {"kind": "local_mode", "modes": ["taxi"], "match": "none"},
    {"kind": "local_mode", "modes": ["taxi"], "beyond_km": 1.2},
    {"kind": "local_mode", "modes": ["transit"], "match": "all"},
    {"kind": "local_mode", "modes": ["walk", "taxi"], "match": "all"},
    {"kind": "room", "beds": 1},
    {"kind": "room", "rooms": 2},
    {"kind": "near", "place": "tower", "km": 1.2},
    {"kind": "visit_time", "place": "museum", "arrive_by": "09:30", "leave_from": "11:00"},
    {"kind": "visit_time", "place": "garden", "arrive_from": "14:00"},
    {"kind": "visit_time", "place": "market", "leave_from": "21:00"},
    {"kind": "visit_time", "place": "tower", "minutes": 140},
    {"kind": "order", "first": "museum", "then": "tower"},
    {"kind": "order", "first": "duck", "then": "garden"},
    {"kind": "spend", "on": "sights", "maximum": 0},
    {"kind": "spend", "on": "meals", "maximum": 12_000},
    {"kind": "spend", "on": "meals", "per": "person_meal", "maximum": 3_000},
    {"kind": "spend", "on": "lodging", "maximum": 12_000},
    {"kind": "spend", "on": "lodging", "per": "person_night", "maximum": 15_000},
    {"kind": "spend", "on": "intercity", "maximum": 30_000},
    {"kind": "spend", "on": "local_transport", "maximum": 600},
    {"kind": "spend", "on": "trip", "maximum": 60_000},
    {"kind": "any_of", "conditions": [
        {"kind": "places", "names": ["castle"]}, {"kind": "spend", "on": "sights", "maximum": 0}]},
    {"kind": "not", "condition": {"kind": "places", "names": ["tower"]}},
]  # fmt: skip


@pytest.mark.parametrize("fields", KEPT, ids=[f"{n}-{row['kind']}" for n, row in enumerate(KEPT)])
def test_every_kind_of_condition_can_be_kept(fields: dict[str, object]) -> None:
    trip = _chosen(an_offer(_c(**fields)))

    assert [finding.numbers for finding in trip.findings if not finding.holds] == []
    assert _visited(trip)


def test_several_conditions_are_kept_together() -> None:
    wishes = (
        _c(kind="spend", on="trip", maximum=130_000),
        _c(kind="places", subject="sight", names=["museum"]),
        _c(kind="labels", subject="restaurant", labels=["duck"]),
        _c(kind="link_mode", modes=["train"]),
        _c(kind="local_mode", modes=["taxi"], match="none"),
        _c(kind="room", beds=2),
    )

    assert _chosen(an_offer(*wishes)).keeps_all


def test_what_cannot_be_had_is_given_up_and_the_rest_is_kept() -> None:
    castle = _c(kind="places", subject="sight", names=["castle"])
    beds = _c(kind="room", beds=2)

    trip = _chosen(an_offer(castle, beds))

    assert [finding.holds for finding in trip.findings] == [False, True]
    assert trip.findings[0].numbers == {"missing": ["castle"]}


def test_two_wishes_about_the_room_that_no_lodging_has_cost_one_of_them() -> None:
    view, twin = _c(kind="labels", subject="hotel", labels=["view"]), _c(kind="room", beds=2)

    trip = _chosen(an_offer(view, twin))

    assert sum(finding.holds for finding in trip.findings) == 1


def test_where_no_journey_leaves_time_for_one_back_there_is_no_trip() -> None:
    offer = an_offer(days=1)
    late = tuple(ride for ride in offer.outward if ride.id == "late")
    noon = tuple(ride for ride in offer.back if ride.id == "noon")

    assert choose_trip(an_offer(days=1, outward=late, back=noon)) is None
    assert choose_trip(an_offer(lodgings={})) is None
    assert choose_trip(an_offer(outward=())) is None


def test_a_day_trip_needs_no_lodging() -> None:
    trip = _chosen(an_offer(days=1, lodgings={}))

    assert trip.lodging is None
    assert (trip.pair.outward.id, len(trip.days)) == ("early", 1)
    assert _visited(trip)


def test_the_same_offer_gives_the_same_trip() -> None:
    wishes = (_c(kind="spend", on="trip", maximum=100_000),)

    assert choose_trip(an_offer(*wishes)) == choose_trip(an_offer(*wishes))


def test_fast_is_the_first_frame_filled_once() -> None:
    trip = choose_trip(an_offer(_c(kind="places", names=["museum"])), FAST)

    assert trip is not None
    assert trip.attempts == 1


def test_the_view_counts_all_money_of_a_trip() -> None:
    offer = an_offer()
    trip = _chosen(offer)
    view = view_of(offer, trip.pair, trip.lodging, trip.rooms, trip.days)

    spent = sum(hop.spot.cost for day in trip.days for hop in day if hop.spot)
    ways = sum(hop.way.cost for day in trip.days for hop in day if hop.way)
    assert trip.lodging is not None
    assert sum(stop.cost for stop in view.stops) == spent
    assert sum(way.cost for way in view.ways) == ways
    assert sum(night.cost for night in view.nights) == trip.lodging.price * trip.rooms

"""How long a way takes, by the beeline alone."""

import pytest

from core.catalog.domain import Place
from core.llm.providers.offline.reading import Row
from core.llm.providers.offline.walk import way_min
from core.planning.policies import ON_FOOT, QUICK, THRIFTY, Policy, favouring
from core.planning.travel import ESTIMATE, EstimatedWays
from core.schemas.fields import TransferMode
from core.schemas.links import LinkMode
from core.schemas.trips import Transfer
from tests.support.builders import a_city, a_place, north_of

_HERE = a_place()


@pytest.mark.parametrize(
    ("beeline_m", "mode", "minutes"),
    [
        (0, TransferMode.WALK, 0), (1, TransferMode.WALK, 5), (307, TransferMode.WALK, 5),
        (308, TransferMode.WALK, 10),  # 400 m of way are walked in five minutes
        (1_230, TransferMode.WALK, 20), (1_231, TransferMode.TRANSIT, 15),
        (14_384, TransferMode.TRANSIT, 60), (14_385, TransferMode.TAXI, 40),
        (60_000, TransferMode.TAXI, 105),
    ],
)  # fmt: skip
def test_short_ways_are_walked_long_ones_ridden_and_far_ones_driven(
    beeline_m: int, mode: TransferMode, minutes: int
) -> None:
    way = estimate(_HERE, north_of(_HERE, beeline_m))

    assert (way.mode, way.minutes) == (mode, minutes)


def test_a_way_is_a_third_longer_than_the_beeline() -> None:
    assert estimate(_HERE, north_of(_HERE, 1_000)).distance_m == 1_300


def test_a_way_takes_as_long_back_as_there() -> None:
    there = north_of(_HERE, 5_000)

    assert estimate(_HERE, there) == estimate(there, _HERE)


@pytest.mark.parametrize("beeline_m", range(0, 80_000, 2_611))
def test_a_model_told_our_numbers_never_thinks_a_way_shorter_than_we_do(beeline_m: int) -> None:
    there = north_of(_HERE, beeline_m)

    told = way_min(ESTIMATE.note(a_city()), a_row(_HERE.lat), a_row(round(there.lat, 5)))

    assert told >= estimate(_HERE, there).minutes - 1e-9


def a_row(lat: float) -> Row:
    """Return a candidate at this latitude, as the built-in model reads it."""
    return Row(
        id=str(lat), name="", city="guangzhou", category="", area="", tags=frozenset(),
        lat=lat, lon=_HERE.lon, stay=90, cost=0, popularity=50, serves=frozenset(),
        best_time="any", icon=False,
    )  # fmt: skip


def estimate(origin: Place, target: Place, travellers: int = 1, **facts: float) -> Transfer:
    """Return the way between two places of Guangzhou, whose facts may be other ones."""
    return ESTIMATE.way(a_city(**facts), origin, target, travellers)


FARES = {
    "transit_fare": 300, "taxi_flag_fall": 1_200, "taxi_flag_km": 2.5, "taxi_per_km": 260,
}  # fmt: skip


@pytest.mark.parametrize(
    ("beeline_m", "travellers", "cost"),
    [(500, 4, 0), (5_000, 1, 300), (5_000, 3, 900), (40_000, 4, 14_070), (40_000, 5, 28_140)],
)
def test_a_ticket_is_paid_for_each_and_a_taxi_for_each_four(
    beeline_m: int, travellers: int, cost: int
) -> None:
    way = estimate(_HERE, north_of(_HERE, beeline_m), travellers, **FARES)

    assert way.cost == cost


def test_where_fares_are_not_known_none_is_made_up() -> None:
    assert estimate(_HERE, north_of(_HERE, 40_000)).cost == 0


@pytest.mark.parametrize("mode", list(TransferMode))
@pytest.mark.parametrize("beeline_m", [200, 4_000, 30_000])
def test_where_one_mode_alone_is_allowed_it_is_taken(mode: TransferMode, beeline_m: int) -> None:
    ways = EstimatedWays(allowed=frozenset({mode}))

    assert ways.way(a_city(), _HERE, north_of(_HERE, beeline_m), 1).mode is mode


@pytest.mark.parametrize(
    ("policy", "beeline_m", "mode"),
    [
        (THRIFTY, 2_500, TransferMode.WALK),
        (THRIFTY, 40_000, TransferMode.TRANSIT),
        (QUICK, 1_200, TransferMode.TAXI),
        (ON_FOOT, 8_000, TransferMode.WALK),
        (favouring(frozenset({TransferMode.TAXI}))[0], 3_000, TransferMode.TAXI),
        (favouring(frozenset(TransferMode))[0], 500, TransferMode.WALK),
        (favouring(frozenset(TransferMode))[0], 5_000, TransferMode.TRANSIT),
        (favouring(frozenset(TransferMode))[0], 9_000, TransferMode.TAXI),
        (favouring(frozenset(TransferMode))[-1], 9_000, TransferMode.TRANSIT),
    ],
)
def test_a_policy_weighs_minutes_against_money(
    policy: Policy, beeline_m: int, mode: TransferMode
) -> None:
    ways, city = ESTIMATE.by(policy), a_city(**FARES)

    assert ways.way(city, _HERE, north_of(_HERE, beeline_m), 2).mode is mode


def test_where_no_way_is_allowed_the_table_has_none_and_a_plan_shows_what_is_taken() -> None:
    near, far = north_of(_HERE, 500), north_of(_HERE, 9_000)
    walking = ESTIMATE.restricted(lambda mode, km: mode is TransferMode.WALK and km < 2)

    table = walking.table(a_city(), [_HERE, near, far], 1)

    assert table.minutes == [[0, 10, None], [10, 0, None], [None, None, 0]]
    assert walking.way(a_city(), _HERE, far, 1).mode is TransferMode.TAXI


def test_a_policy_goes_only_where_conditions_let_it() -> None:
    no_taxi = ESTIMATE.restricted(lambda mode, _: mode is not TransferMode.TAXI).by(QUICK)

    assert no_taxi.way(a_city(), _HERE, north_of(_HERE, 30_000), 1).mode is TransferMode.TRANSIT


def test_a_flight_needs_more_time_at_the_airport_than_a_train_at_its_station() -> None:
    waits = [ESTIMATE.boarding_min(mode) for mode in (LinkMode.FLIGHT, LinkMode.TRAIN)]

    assert waits == sorted(waits, reverse=True)
    assert ESTIMATE.boarding_min(LinkMode.DRIVE) == ESTIMATE.leaving_min(LinkMode.DRIVE) == 0

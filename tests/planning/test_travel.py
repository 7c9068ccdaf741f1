"""How long a way takes, by the beeline alone."""

import pytest

from core.llm.providers.offline.reading import Row
from core.llm.providers.offline.walk import way_min
from core.planning.travel import MODEL_NOTE, estimate
from core.schemas.trips import TransferMode
from tests.support.builders import a_place, north_of

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

    told = way_min(MODEL_NOTE, a_row(_HERE.lat), a_row(round(there.lat, 5)))

    assert told >= estimate(_HERE, there).minutes - 1e-9


def a_row(lat: float) -> Row:
    """Return a candidate at this latitude, as the built-in model reads it."""
    return Row(
        id=str(lat), name="", category="", area="", tags=frozenset(), lat=lat, lon=_HERE.lon,
        stay=90, cost=0, popularity=50, serves=frozenset(), best_time="any",
    )  # fmt: skip

"""From comfort to thrift: the manners in which a trip is tried."""

import pytest

from core.planning.policies import COMFORT, ON_FOOT, THRIFTY, favouring, manners
from core.schemas.fields import TransferMode

_NOTHING: frozenset[TransferMode] = frozenset()


@pytest.mark.parametrize("saving", [True, False])
def test_where_nothing_is_asked_of_ways_one_begins_in_comfort(saving: bool) -> None:
    assert manners(_NOTHING, local_cap=False, saving=saving)[0] == COMFORT


@pytest.mark.parametrize("used", [_NOTHING, frozenset({TransferMode.TAXI})])
@pytest.mark.parametrize("local_cap", [True, False])
@pytest.mark.parametrize("saving", [True, False])
def test_minutes_are_never_worth_more_in_a_later_manner(
    used: frozenset[TransferMode], local_cap: bool, saving: bool
) -> None:
    tried = manners(used, local_cap=local_cap, saving=saving)

    worths = [manner.minute_worth for manner in tried]
    assert worths == sorted(worths, reverse=True)
    assert len(set(tried)) == len(tried)


def test_where_getting_about_may_cost_little_cheap_ways_come_first() -> None:
    tried = manners(_NOTHING, local_cap=True, saving=True)

    assert [manner.policy for manner in tried[:2]] == [THRIFTY, ON_FOOT]


def test_modes_that_must_be_used_come_first_in_every_manner() -> None:
    taxi = frozenset({TransferMode.TAXI})

    for manner in manners(taxi, local_cap=True, saving=True):
        assert manner.policy is not None
        assert manner.policy.favour == taxi


def test_where_transit_and_taxis_must_both_be_used_the_far_ways_go_by_taxi() -> None:
    both = frozenset({TransferMode.TRANSIT, TransferMode.TAXI})
    policy = favouring(both)[0]

    near = (TransferMode.TRANSIT, 20, 400), (TransferMode.TAXI, 10, 2_000)
    far = (TransferMode.TRANSIT, 70, 600), (TransferMode.TAXI, 40, 12_000)

    assert min(near, key=lambda ride: policy.weight(*ride))[0] is TransferMode.TRANSIT
    assert min(far, key=lambda ride: policy.weight(*ride))[0] is TransferMode.TAXI


def test_without_limits_of_money_journeys_stay_as_comfortable_as_they_are() -> None:
    assert {one.minute_worth for one in manners(_NOTHING, local_cap=False, saving=False)} == {
        COMFORT.minute_worth
    }

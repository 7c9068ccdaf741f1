"""Flights through the night: what the planner makes of them stays whole."""

import pytest

from core.planning.domain import DAY_END
from core.schemas.plans import PlanMode
from core.schemas.trips import SubTripKind
from tests.support.worlds import planned


@pytest.mark.parametrize("mode", PlanMode)
async def test_a_trip_ends_on_the_day_one_is_home_again(mode: PlanMode) -> None:
    done = await planned(
        origin="beijing", destination="london", start_date="2027-09-10", day_count=8, mode=mode
    )

    plan = done.state["plan"]
    assert plan.frame.journeys[-1].arrives > DAY_END
    assert [day.index for day in plan.days] == list(range(8))
    assert plan.days[-1].stops == ()
    assert done.state["report"].passed


@pytest.mark.parametrize("mode", PlanMode)
async def test_who_lands_in_the_small_hours_goes_to_bed_after_that(mode: PlanMode) -> None:
    done = await planned(
        destinations=[{"name": "kyoto"}, {"name": "tokyo"}, {"name": "singapore"}],
        start_date="2027-06-19",
        day_count=7,
        seed=6,
        mode=mode,
    )

    plan = done.state["plan"]
    late = next(one for one in plan.frame.journeys if one.arrives > DAY_END)
    *_, flight, night = plan.days[late.day_index].stops
    assert (flight.kind, night.kind) == (SubTripKind.TRANSPORT, SubTripKind.HOTEL)
    assert night.start > flight.end == late.arrives
    assert done.state["report"].passed

"""Where one sleeps is chosen for what is to be done from there."""

import pytest

from core.schemas.trips import SubTripKind
from tests.support.worlds import planned


@pytest.mark.parametrize(
    ("city", "sight", "by"),
    [
        ("kyoto", "kyoto-arashiyama-bamboo-grove", "09:20"),
        ("london", "london-tower-of-london", "09:15"),
        ("beijing", "beijing-summer-palace", "09:35"),
    ],
)
async def test_who_must_be_somewhere_early_sleeps_near_enough(
    city: str, sight: str, by: str
) -> None:
    made = await planned(
        mode="fast",
        destination=city,
        day_count=3,
        start_date="2027-05-04",
        daily_window={"start": "09:00", "end": "21:30"},
        conditions=[{"kind": "visit_time", "place": sight, "arrive_by": by}],
    )

    assert [row.code for row in made.state["report"].checks if not row.passed] == []
    visits = [s for s in made.state["plan"].stops() if s.kind is SubTripKind.ATTRACTION]
    assert sight in {stop.place.id for stop in visits if stop.place}

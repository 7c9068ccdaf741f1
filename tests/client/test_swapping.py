"""Another place in the stead of a stop, and back."""

import pytest

from core.client.swapping import edit_back
from core.schemas.trips import SubTripKind, Transfer
from tests.support.exports import a_day, a_stop, a_trip, paris

WAY = Transfer(mode="walk", minutes=9, distance_m=600)


def test_the_way_back_tells_all_of_the_stop_and_the_way_on_from_it() -> None:
    stop, after = a_stop(id="one"), a_stop("Orsay", id="two", transfer=WAY)

    back = edit_back(a_trip(a_day(0, paris(), stop, after)), "one")

    assert back is not None
    assert {name: getattr(back, name) for name in ("name", "place_id", "start_time", "cost")} == {
        name: getattr(stop, name) for name in ("name", "place_id", "start_time", "cost")
    }
    assert back.transfer_to_next == WAY


@pytest.mark.parametrize(
    ("kind", "goes_on"), [(SubTripKind.HOTEL, True), (SubTripKind.ATTRACTION, False)]
)
def test_only_after_a_night_the_way_on_is_that_of_the_next_morning(
    kind: SubTripKind, *, goes_on: bool
) -> None:
    days = (
        a_day(0, paris(), a_stop(id="last", kind=kind)),
        a_day(1, paris(), a_stop("Orsay", id="first", transfer=WAY)),
    )

    back = edit_back(a_trip(*days), "last")

    assert back is not None
    assert (back.transfer_to_next == WAY) is goes_on


def test_a_stop_whose_text_cannot_be_written_again_has_no_way_back() -> None:
    trip = a_trip(a_day(0, paris(), a_stop("x" * 121, id="one")))

    assert edit_back(trip, "one") is None


def test_what_is_not_in_the_trip_has_no_way_back() -> None:
    assert edit_back(a_trip(), "nowhere") is None

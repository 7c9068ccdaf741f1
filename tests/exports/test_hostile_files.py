"""Whatever is in a file: it is refused by name, or it is a trip that every format can hold."""

from datetime import UTC, datetime
from typing import Any

import pytest
from pydantic import ValidationError

from core.exports.calendar import CalendarOptions, to_calendar
from core.exports.formats import WRITERS
from core.exports.gathering import document_of
from core.exports.native import to_json
from core.kernel.errors import InvalidRequestError
from core.schemas.exports import TripFile
from core.schemas.trips import TripOut
from core.trips.importing import require_cities, trip_row_of_file
from core.trips.rows import trip_out
from tests.support.exports import a_world
from tests.support.hostile_files import changed, places

VALUES: list[Any] = [
    None, True, -1, 0, 1, 2**31, 2**63, 10**30, 1.5, float("nan"), float("inf"),
    "", " ", "x" * 1_900, "a\0b", "\ud800", "<script>]]></script>", "=1+1", "../../etc", "\u202e",
    "0001-01-01", "9999-12-31", "0001-01-01T00:00:00Z", "9998-12-31T23:59:59-14:00",
    "9998-12-31T23:59:59Z", "24:00", "24:01", [], [None], ["x"] * 1_000, {}, {"a": {}},
]  # fmt: skip
NOW = datetime(2026, 11, 21, tzinfo=UTC)


def imported(content: dict[str, Any]) -> TripOut | None:
    """Return the trip a file becomes; None where it is refused as a request."""
    try:
        file = TripFile.model_validate(content)
        require_cities(file.trip, a_world().cities)
        row = trip_row_of_file("somebody", file.trip, a_world().places)
    except (ValidationError, InvalidRequestError):
        return None
    row.id, row.version, row.created_at, row.updated_at = "new", 1, NOW, NOW
    for index, day in enumerate(row.day_cards):
        day.id = f"day-{index}"
        for order, stop in enumerate(day.sub_trips):
            stop.id = f"stop-{index}-{order}"
    return trip_out(row, a_world().cities)


@pytest.mark.parametrize("place", places(), ids=lambda place: ".".join(map(str, place)))
def test_any_value_anywhere_is_refused_or_written_in_every_format(
    place: tuple[str | int, ...],
) -> None:
    trips = [imported(changed(place, value)) for value in VALUES]

    for trip in trips:
        if trip is None:
            continue
        document = document_of(trip, a_world(), "zh")
        assert all(write(document) for write in WRITERS.values())
        assert to_calendar(document, CalendarOptions(frame=True, alarm_min=10))
        again = TripFile.model_validate_json(to_json(trip, a_world()))
        assert again.trip.title == trip.title

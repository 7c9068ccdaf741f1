"""What the stops of a saved trip are called where one or some of them are chosen."""

from collections.abc import Iterable, Sequence

from console.shown import ShownDay
from console.texts import Words
from core.schemas.trips import SubTripKind


def stop_names(
    days: Sequence[ShownDay], say: Words, kinds: Iterable[SubTripKind] = SubTripKind
) -> dict[str, str]:
    """Return the names of stops of these kinds with day and time, by the stops' ids."""
    wanted = set(kinds)
    return {
        stop.stop_id: say(
            "trip.stop", day=day.index + 1, time=stop.start or say("card.no_time"), name=stop.name
        )
        for day in days
        for stop in day.stops
        if stop.kind in wanted
    }

"""All stops of a day changed together: taken out, or later by as much; pure."""

from core.assistant.changing import Drafts, Found, change_of, later_by, outside
from core.assistant.facts import View
from core.assistant.finding import day_meant
from core.assistant.referring import Standing, is_everything
from core.assistant.route import ChangeSaid
from core.kernel.times import clock_minutes
from core.schemas.chat import ChangeKind, Stage
from core.schemas.facts import CannotChangeFacts
from core.schemas.trips import SubTripKind


def read_whole_day(view: View, said: ChangeSaid | None) -> Found | None:
    """Return what a wish for all of a day comes to; None where it is not for all."""
    if said is None or said.stop is None or not is_everything(said.stop):
        return None
    if said.kind is ChangeKind.REMOVE:
        return _emptied(view, said)
    return _all_later(view, said, said.by) if said.by is not None else None


def _emptied(view: View, said: ChangeSaid) -> Found:
    """Return a day without its stops; where one sleeps, and a journey, stay."""
    on = said.stop_day or said.day
    if on is None:
        return CannotChangeFacts(reason="no_day_said")
    wanted = day_meant(view, on)
    day = view.day_on(wanted) if wanted else None
    if day is None:
        return outside(view, wanted)
    gone = [
        change_of(Standing(day, stop), ChangeKind.REMOVE)
        for stop in day.sub_trips
        if stop.leg is None and stop.kind is not SubTripKind.HOTEL
    ]
    if not gone:
        return CannotChangeFacts(reason="empty_day")
    return Drafts(gone[:1], tuple(gone[1:]))


def _all_later(view: View, said: ChangeSaid, by: int) -> Found:
    """Return what is still to come of a day so many minutes later, in the order it has."""
    on = said.stop_day or said.day
    wanted = day_meant(view, on)
    day = view.day_on(wanted) if wanted else None
    if day is None:
        return outside(view, wanted)
    is_today = view.moment.stage is Stage.DURING and day.date == view.moment.today
    later = [
        change_of(Standing(day, stop), ChangeKind.RETIME, to_date=day.date, index=index).model_copy(
            update={
                "start_time": later_by(stop.start_time, by),
                "end_time": later_by(stop.end_time, by) if stop.end_time else None,
            }
        )
        for index, stop in enumerate(day.sub_trips)
        if stop.start_time is not None
        and stop.leg is None
        and not (is_today and clock_minutes(stop.start_time) < view.moment.minute)
    ]
    return Drafts(later[:1], tuple(later[1:])) if later else CannotChangeFacts(reason="empty_day")

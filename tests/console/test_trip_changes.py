"""Changes of a saved trip: a repair, and another place in the stead of a stop."""

from typing import Any, Literal

import pytest

from core.client.calls import Call
from core.client.swapping import edit_back, edit_to
from core.schemas.editing import (
    AlternativeOut,
    LeftStop,
    MovedStop,
    NewStop,
    TripCheck,
    TripRepair,
)
from core.schemas.plans import PlanOut, Severity
from core.schemas.trips import SubTripKind, TripOut
from core.schemas.wishes import TripWishes
from tests.console.conftest import Open, texts_of
from tests.console.fake_api import FakeApi, refused
from tests.console.saved_trips import (
    TRIP_PATH,
    a_saved_day,
    a_saved_stop,
    a_saved_trip,
    open_saved_trip,
)
from tests.support.plans import a_check, a_day, a_report, a_trip

pytestmark = pytest.mark.usefixtures("signed_in")


def a_repair(version: int = 1) -> TripRepair:
    broken = a_report(
        a_check("budget", passed=False), a_check("pace", passed=False, severity=Severity.SOFT)
    )
    day = a_day().date
    return TripRepair(
        version=version,
        plan=PlanOut(trip=a_trip(), day_cards=[a_day()]),
        moved=[
            MovedStop(
                stop_id="s", name="Canton Tower", from_date=day, from_start=None, to_date=day,
                to_start="10:00",
            )
        ],
        left=[LeftStop(stop_id="t", name="Far hill", date=day)],
        came=[NewStop(place_id="p", name="Near hill", date=day, start_time="15:00")],
        before=broken,
        after=a_report(),
        trip=None,
    )  # fmt: skip


def test_a_repair_is_proposed_with_what_must_stay_and_kept_only_when_saved(
    open_page: Open, api: FakeApi
) -> None:
    api.answers[f"{TRIP_PATH}/repair"] = a_repair()
    page = open_saved_trip(open_page, api, a_saved_trip())
    page.get_by_key("locked_trip-7").set_value(["stop-1"])

    page.button(key="propose").click().run()

    asked = [call.body for call, _ in api.sent if call.path == f"{TRIP_PATH}/repair"]
    assert asked == [{"version": 1, "locked": ["stop-1"], "save": False}]
    said = texts_of(page)
    for shown in (
        "**1 → 0**",
        "Left out: Far hill",
        "New: Near hill",
        "Canton Tower: from Tuesday 1 December 2026 no time",
    ):
        assert shown in said

    page.button(key="repair_save").click().run()

    asked = [call.body for call, _ in api.sent if call.path == f"{TRIP_PATH}/repair"]
    assert asked[-1] == {"version": 1, "locked": ["stop-1"], "save": True}
    assert "repair_save" not in [button.key for button in page.button]


def test_a_trip_that_somebody_else_changed_meanwhile_is_not_repaired(
    open_page: Open, api: FakeApi
) -> None:
    api.answers[f"{TRIP_PATH}/repair"] = refused(1005, 412, "The trip has changed")
    page = open_saved_trip(open_page, api, a_saved_trip())

    page.button(key="propose").click().run()

    assert "code 1005" in page.error[0].value
    assert "Chen Clan Ancestral Hall" in texts_of(page)


def test_a_repair_that_changes_nothing_says_so(open_page: Open, api: FakeApi) -> None:
    same = a_repair().model_copy(update={"moved": [], "left": [], "came": []})
    api.answers[f"{TRIP_PATH}/repair"] = same
    page = open_saved_trip(open_page, api, a_saved_trip())

    page.button(key="propose").click().run()

    assert "Nothing would change." in texts_of(page)


LYCHEE_BAY = AlternativeOut(
    place_id="p", name="Lychee Bay", start_time="09:30", end_time="10:30", transfer=None,
    minutes_to_next=12, cost=0, currency="CNY", why="Close by, and open then",
)  # fmt: skip
_STOP = f"{TRIP_PATH}/sub_trips/stop-1"


@pytest.mark.parametrize("found", [True, False])
def test_what_else_would_fit_is_listed_or_told_to_be_nothing(
    open_page: Open, api: FakeApi, *, found: bool
) -> None:
    api.answers[f"{_STOP}/alternatives"] = [LYCHEE_BAY] if found else []
    page = open_saved_trip(open_page, api, a_saved_trip())

    page.button(key="look").click().run()

    said = texts_of(page)
    assert ("**Lychee Bay** · 09:30–10:30" in said) is found
    assert ("Nothing else fits there" in said) is not found


class ChangingTrip:
    """A trip whose stop can be put elsewhere, and whose check then finds something."""

    def __init__(self, api: FakeApi) -> None:
        self.trip = a_saved_trip()
        self.edits: list[tuple[int | None, Any]] = []
        api.answers[TRIP_PATH] = lambda _: self.trip
        api.answers[_STOP] = self._edit
        api.answers[f"{_STOP}/alternatives"] = [LYCHEE_BAY]
        api.answers[f"{TRIP_PATH}/check"] = self._check

    def _edit(self, call: Call[Any]) -> TripOut:
        assert call.body is not None
        self.edits.append((call.version, call.body))
        fields = {name: call.body[name] for name in ("name", "place_id", "cost")}
        day = a_saved_day(0, a_saved_stop(**fields))
        self.trip = a_saved_trip(day, version=self.trip.version + 1)
        return self.trip

    def _check(self, call: Call[Any]) -> TripCheck:
        shut = a_check("open_at_time", passed=False, message="The bay is shut then")
        there = self.trip.day_cards[0].sub_trips[0].name == "Lychee Bay"
        report = a_report(shut) if there else a_report()
        return TripCheck(version=self.trip.version, report=report, laid_out=[])


def test_a_place_that_is_taken_stands_in_the_trip_and_its_checks_are_told_beside_those_before(
    open_page: Open, api: FakeApi
) -> None:
    changing = ChangingTrip(api)
    page = open_page("trips", trip="trip-7")
    page.button(key="look").click().run()

    page.button(key="take_0").click().run()

    [(version, body)] = changing.edits
    assert version == 1
    assert body == edit_to(LYCHEE_BAY).model_dump(mode="json")
    said = texts_of(page)
    assert "“Lychee Bay” now stands in place of “Chen Clan Ancestral Hall”." in said
    assert "**0 → 1**" in said
    assert "New with this change:\n\n- The bay is shut then" in said
    assert "take_0" not in [button.key for button in page.button]


def test_a_place_that_was_taken_can_be_undone(open_page: Open, api: FakeApi) -> None:
    changing = ChangingTrip(api)
    before = edit_back(changing.trip, "stop-1")
    assert before is not None
    page = open_page("trips", trip="trip-7")
    page.button(key="look").click().run()
    page.button(key="take_0").click().run()

    page.button(key="undo").click().run()

    assert changing.edits[1] == (2, before.model_dump(mode="json"))
    assert "Lychee Bay" not in texts_of(page)
    assert "undo" not in [button.key for button in page.button]


def test_what_was_found_for_an_earlier_version_cannot_be_taken(
    open_page: Open, api: FakeApi
) -> None:
    changing = ChangingTrip(api)
    page = open_page("trips", trip="trip-7")
    page.button(key="look").click().run()
    changing.trip = a_saved_trip(version=2)

    page.button(key="take_0").click().run()

    assert changing.edits == []
    assert "look again" in texts_of(page)


def test_a_trip_changed_at_the_very_moment_a_place_is_taken_stays_as_it_is_and_says_so(
    open_page: Open, api: FakeApi
) -> None:
    changing = ChangingTrip(api)
    page = open_page("trips", trip="trip-7")
    page.button(key="look").click().run()
    api.answers[_STOP] = refused(1005, 412, "The trip has changed")

    page.button(key="take_0").click().run()

    assert "code 1005" in page.error[0].value
    assert changing.trip.version == 1
    assert "undo" not in [button.key for button in page.button]


@pytest.mark.parametrize(("written", "asked"), [("en", "en"), (None, "zh")])
def test_what_would_fit_is_told_in_the_language_the_trip_is_written_in(
    open_page: Open, api: FakeApi, written: Literal["en"] | None, asked: str
) -> None:
    changing = ChangingTrip(api)
    changing.trip = a_saved_trip(wishes=TripWishes(language=written))
    page = open_page("trips", trip="trip-7", locale="zh-CN")

    page.button(key="look").click().run()

    [call] = [call for call, _ in api.sent if call.path == f"{_STOP}/alternatives"]
    assert call.query["language"] == asked


def test_of_a_night_it_is_told_that_the_others_stay(open_page: Open, api: FakeApi) -> None:
    changing = ChangingTrip(api)
    changing.trip = a_saved_trip(a_saved_day(0, a_saved_stop(kind=SubTripKind.HOTEL)))
    page = open_page("trips", trip="trip-7")

    page.button(key="look").click().run()

    assert "Only this night changes" in texts_of(page)

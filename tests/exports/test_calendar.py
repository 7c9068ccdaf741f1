"""A trip in a calendar program: read back by the library, and held against RFC 5545 by hand."""

import re
import subprocess
import sys
from datetime import UTC, date, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from icalendar import Calendar, Event

from core.exports.calendar import CalendarOptions, to_calendar
from core.schemas.links import LinkMode
from core.schemas.trips import SubTripKind, TripOut
from tests.support.exports import (
    CHANGED_AT,
    FIRST_DAY,
    HOSTILE,
    a_day,
    a_document,
    a_leg,
    a_stop,
    a_trip,
    new_york,
    paris,
)

PLAIN = CalendarOptions()


def read(trip: TripOut | None = None, options: CalendarOptions = PLAIN, **said: Any) -> Calendar:
    """Return what a program reads of the calendar of a trip."""
    return Calendar.from_ical(to_calendar(a_document(trip, **said), options))


def events(calendar: Calendar) -> dict[str, Event]:
    """Return the events by their summary."""
    return {str(event["SUMMARY"]): event for event in calendar.walk("VEVENT")}


def test_every_stop_is_an_event_in_the_time_zone_of_its_own_city() -> None:
    found = events(read())

    assert found["Louvre"].start == datetime(2027, 3, 27, 9, tzinfo=ZoneInfo("Europe/Paris"))
    assert found["Louvre"]["DTSTART"].params["TZID"] == "Europe/Paris"
    assert found["MoMA"]["DTSTART"].params["TZID"] == "America/New_York"
    assert len(found) == 6


def test_a_journey_begins_in_the_zone_of_its_origin_and_ends_in_that_of_its_target() -> None:
    flight = events(read())["To New York"]

    assert flight["DTSTART"].params["TZID"] == "Europe/Paris"
    assert flight["DTEND"].params["TZID"] == "America/New_York"
    assert flight.end.astimezone(UTC) - flight.start.astimezone(UTC) == timedelta(hours=8)
    assert flight["LOCATION"] == "Paris CDG"
    assert "times are typical" in flight["DESCRIPTION"]


def test_every_zone_that_is_named_has_its_rules_with_the_change_of_its_clocks() -> None:
    calendar = read()

    zones = {str(zone["TZID"]): zone for zone in calendar.walk("VTIMEZONE")}

    assert list(zones) == ["America/New_York", "Europe/Paris"]
    summer = datetime(2027, 3, 28, 12, tzinfo=zones["Europe/Paris"].to_tz())
    winter = datetime(2027, 3, 27, 12, tzinfo=zones["Europe/Paris"].to_tz())
    assert (winter.utcoffset(), summer.utcoffset()) == (timedelta(hours=1), timedelta(hours=2))


def test_midnight_at_the_end_of_a_day_is_the_beginning_of_the_next() -> None:
    assert events(read())["MoMA"].end == datetime(2027, 3, 29, tzinfo=ZoneInfo("America/New_York"))


def test_a_stop_without_a_time_is_one_of_the_whole_day_and_takes_none_of_it() -> None:
    event = events(read())["Somewhere"]

    assert (event.start, event.end) == (date(2027, 3, 28), date(2027, 3, 29))
    assert event["TRANSP"] == "TRANSPARENT"
    assert event["LOCATION"] == "New York"
    assert "GEO" not in event


def test_an_event_keeps_its_uid_through_every_version_and_its_sequence_grows() -> None:
    first, later = (events(read(a_trip(version=version))) for version in (1, 7))

    assert {name: str(event["UID"]) for name, event in first.items()} == {
        name: str(event["UID"]) for name, event in later.items()
    }
    assert len({str(event["UID"]) for event in first.values()}) == len(first)
    assert (first["Louvre"]["SEQUENCE"], later["Louvre"]["SEQUENCE"]) == (0, 6)
    assert later["Louvre"]["LAST-MODIFIED"].dt == later["Louvre"]["DTSTAMP"].dt == CHANGED_AT


def test_an_event_says_where_and_how_to_get_there() -> None:
    event = events(read())["Louvre"]

    assert (event["GEO"].latitude, event["GEO"].longitude) == (48.8606, 2.3376)
    assert event["LOCATION"] == "Musée du Louvre, 1er, Paris"
    assert "Public transport 18 min, 2.0 km" in event["DESCRIPTION"]
    assert "Open 09:00–18:00 (typical)" in event["DESCRIPTION"]


@pytest.mark.parametrize(
    ("mode", "before_min"),
    [(LinkMode.FLIGHT, 180), (LinkMode.TRAIN, 90), (LinkMode.DRIVE, 30)],
)
def test_without_being_asked_only_journeys_remind_one(mode: LinkMode, before_min: int) -> None:
    journey = a_stop("Away", kind=SubTripKind.TRANSPORT, leg=a_leg(mode=mode))

    found = events(read(a_trip(a_day(0, paris(), a_stop("Louvre"), journey))))

    assert found["Louvre"].walk("VALARM") == []
    (alarm,) = found["Away"].walk("VALARM")
    assert alarm["TRIGGER"].dt == -timedelta(minutes=before_min)
    assert (alarm["ACTION"], alarm["DESCRIPTION"]) == ("DISPLAY", "Soon: Away")


def test_every_stop_with_a_time_reminds_one_where_that_is_wished() -> None:
    found = events(read(options=CalendarOptions(alarm_min=20)))

    triggers = {
        name: [alarm["TRIGGER"].dt for alarm in event.walk("VALARM")]
        for name, event in found.items()
    }
    assert triggers["Louvre"] == [-timedelta(minutes=20)]
    assert triggers["To New York"] == [-timedelta(minutes=180)]
    assert triggers["Somewhere"] == []


def test_with_a_frame_one_event_spans_all_days() -> None:
    frame = events(read(options=CalendarOptions(frame=True)))["Paris 和 New York"]

    assert (frame.start, frame.end) == (FIRST_DAY, FIRST_DAY + timedelta(days=3))
    assert "EUR 5,000" in frame["DESCRIPTION"]
    assert (
        "© OpenStreetMap contributors (OpenStreetMap; ODbL-1.0; 2026-03-01)" in frame["DESCRIPTION"]
    )


def test_calendar_and_frame_say_what_the_planner_says() -> None:
    calendar = read(options=CalendarOptions(frame=True))
    frame = str(events(calendar)["Paris 和 New York"]["DESCRIPTION"]).splitlines()

    summary = "By air from one *capital* to the other; 两座城。"
    assert str(calendar["DESCRIPTION"]).splitlines()[1] == frame[0] == summary
    assert frame[2] == "Day 2 · 2027-03-28 · New York: Light & stone, part 2."


def test_the_calendar_names_the_sources_of_its_facts() -> None:
    described = str(read()["DESCRIPTION"])

    assert described.startswith("Paris – New York · 2027-03-27 – 2027-03-29 · 2 travellers")
    assert "© OpenStreetMap contributors (OpenStreetMap; ODbL-1.0; 2026-03-01)" in described


def test_what_ends_as_it_begins_or_before_has_no_end_or_ends_on_the_next_day() -> None:
    at_once = a_stop("At once", end_time="09:00")
    over_night = a_stop("Over night", start_time="22:00", end_time="02:00")

    found = events(read(a_trip(a_day(0, paris(), at_once, over_night))))

    assert "DTEND" not in found["At once"]
    assert found["Over night"].end.date() == FIRST_DAY + timedelta(days=1)


def test_a_journey_between_cities_nobody_knows_any_more_is_told_in_utc() -> None:
    leg = a_leg(origin_city_id="atlantis", target_city_id="lemuria")
    journey = a_stop("Away", kind=SubTripKind.TRANSPORT, leg=leg)

    event = events(read(a_trip(a_day(0, paris(), journey))))["Away"]

    assert event.start == datetime(2027, 3, 27, 22, 30, tzinfo=UTC)


def test_the_file_keeps_to_the_lines_of_the_standard_whatever_is_in_the_names() -> None:
    content = to_calendar(a_document(language="zh"), CalendarOptions(frame=True))

    lines = content.split(b"\r\n")
    assert max(map(len, lines)) <= 75
    assert b"\n" not in b"".join(lines)
    assert re.search(rb"[\x00-\x08\x0b-\x1f\x7f]", b"".join(lines)) is None
    unfolded = content.replace(b"\r\n ", b"").decode()
    assert '\nSUMMARY:=HYPERLINK("x") <b>&amp\\; 广州塔[31m \U0001f35c ]]>  *_`|\r' in unfolded


def test_a_very_long_name_and_a_trip_without_stops_are_calendars_too() -> None:
    long = a_stop("长" * 2_000)

    assert len(events(read(a_trip(a_day(0, paris(), long))))) == 1
    assert events(read(a_trip(a_day(0, new_york())))) == {}


@pytest.mark.parametrize("start", [date.min, date(1900, 1, 1), date.max])
def test_the_ends_of_the_calendar_are_no_end_of_the_program(start: date) -> None:
    day = a_day(0, paris(), a_stop("Then", end_time="24:00"), a_stop("x", start_time=None))

    content = to_calendar(
        a_document(a_trip(day.model_copy(update={"date": start}))), CalendarOptions(frame=True)
    )

    assert content.count(b"BEGIN:VEVENT") == 3


def test_the_same_version_is_the_same_file_in_every_process() -> None:
    code = (
        "import hashlib; from tests.support.exports import a_document;"
        "from core.exports.calendar import *;"
        "c = to_calendar(a_document(), CalendarOptions(frame=True, alarm_min=5));"
        "print(hashlib.sha256(c).hexdigest())"
    )

    told = {
        subprocess.run(
            [sys.executable, "-c", code], env={"PYTHONHASHSEED": seed}, check=True,
            capture_output=True,
        ).stdout
        for seed in ("1", "2")
    }  # fmt: skip

    assert len(told) == 1


def test_a_chinese_reader_gets_chinese_words_and_names() -> None:
    event = events(read(language="zh"))["Louvre"]

    assert event["CATEGORIES"].to_ical().decode() == "景点"
    assert event["DESCRIPTION"].startswith(
        "第 1 天 · 2027-03-27 · 巴黎\n公共交通 18 分钟，2.0 公里"
    )


def test_hostile_text_stands_as_text() -> None:
    (event,) = (each for name, each in events(read()).items() if "HYPERLINK" in name)

    assert str(event["SUMMARY"]) == HOSTILE.replace("\x07", "").replace("\x1b", "").replace(
        "\u2028", " "
    )

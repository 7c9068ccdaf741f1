"""What our own format says of a trip makes the same trip again, whatever is in it."""

import json
from datetime import UTC, date, datetime, timedelta, timezone
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from pydantic import BaseModel, ValidationError

from core.db.models.trip import Trip
from core.exports.native import file_of, to_json
from core.kernel.errors import InvalidRequestError
from core.kernel.ids import new_id
from core.schemas.exports import (
    FileDay,
    FileLeg,
    FileStop,
    FileTransfer,
    FileTrip,
    TripFile,
)
from core.schemas.fields import TransferMode
from core.schemas.links import LegChange, LegOut, LinkMode, TimesKind
from core.schemas.trips import DayCardOut, SubTripKind, SubTripOut, Transfer, TripOut
from core.schemas.wishes import Anchor, DailyWindow, Mobility, Pace, Party, TripWishes
from core.trips.importing import named_places, require_cities, trip_row_of_file
from core.trips.rows import trip_out
from tests.support.exports import CHANGED_AT, a_file, a_trip, a_world

CITIES = sorted(a_world().cities)
PLACES = sorted(a_world().places)

_texts = st.text(st.characters(codec="utf-8", exclude_characters="\0"), min_size=1, max_size=60)
_clocks = st.times().map(lambda moment: moment.strftime("%H:%M")) | st.just("24:00") | st.none()
_zones = st.integers(-14 * 60, 14 * 60).map(lambda minutes: timezone(timedelta(minutes=minutes)))
_moments = st.datetimes(
    datetime(1900, 1, 2), datetime(9998, 12, 30), timezones=_zones  # noqa: DTZ001 - zoned by hypothesis
)  # fmt: skip
_amounts = st.integers(0, 10**15)
_currencies = st.sampled_from(["CNY", "EUR", "JPY", "KWD"])


_changes = st.builds(
    LegChange,
    city_id=st.sampled_from([*CITIES, "atlantis"]),
    name=_texts,
    first_mode=st.sampled_from(LinkMode),
    first_minutes=st.integers(0, 10_000),
    wait_minutes=st.integers(0, 10_000),
    then_mode=st.sampled_from(LinkMode),
)


@st.composite
def _legs(draw: st.DrawFn) -> LegOut:
    first, second = sorted((draw(_moments), draw(_moments)))
    return LegOut(
        mode=draw(st.sampled_from(LinkMode)),
        number=draw(_texts | st.just("")),
        origin_city_id=draw(st.sampled_from([*CITIES, "atlantis"])),
        target_city_id=draw(st.sampled_from(CITIES)),
        origin_name=draw(_texts),
        target_name=draw(_texts),
        departs_at=first,
        arrives_at=second,
        minutes=draw(st.integers(0, 10_000)),
        distance_m=draw(st.none() | st.integers(0, 20_000_000)),
        price=draw(_amounts),
        per_vehicle=draw(st.booleans()),
        units=draw(st.integers(0, 20)),
        currency=draw(_currencies),
        times=draw(st.sampled_from(TimesKind)),
        source=draw(_texts),
        change=draw(st.none() | _changes),
    )


_transfers = st.builds(
    Transfer,
    mode=st.sampled_from(TransferMode),
    minutes=st.integers(0, 10_000),
    distance_m=st.integers(0, 10**7),
    cost=_amounts,
)
_stops = st.builds(
    SubTripOut,
    id=st.just("stop"),
    order_index=st.just(0),
    kind=st.sampled_from(SubTripKind),
    place_id=st.none() | st.sampled_from(PLACES),
    name=_texts,
    start_time=_clocks,
    end_time=_clocks,
    cost=_amounts,
    currency=_currencies,
    transfer=st.none() | _transfers,
    reason=_texts | st.just(""),
    meal=st.none() | st.sampled_from(["breakfast", "lunch", "dinner", "snack"]),
    leg=st.none() | _legs(),
)


_names = st.lists(_texts.map(str.strip).filter(bool), max_size=3)
_wishes = st.builds(
    TripWishes,
    language=st.sampled_from(["en", "zh", None]),
    cost_currency=st.none() | _currencies,
    one_way=st.booleans(),
    party=st.builds(Party, children=st.integers(0, 19), pets=st.integers(0, 10)),
    pace=st.sampled_from(Pace),
    must_see=_names,
    avoid=_names,
    no_modes=st.lists(st.sampled_from(LinkMode), max_size=2),
    daily_window=st.none() | st.just(DailyWindow(start="10:00", end="24:00")),
    end_anchor=st.none() | st.builds(Anchor, time=st.just("18:30")),
    mobility=st.sampled_from(Mobility),
)


@st.composite
def trips(draw: st.DrawFn) -> TripOut:
    """Draw a trip of one to fourteen days, in any cities, with anything in it."""
    count = draw(st.integers(1, 14))
    start = draw(st.dates(date.min, date.max - timedelta(days=count)))
    days = []
    for index in range(count):
        city = a_world().cities[draw(st.sampled_from(CITIES))]
        stops = draw(st.lists(_stops, max_size=3))
        numbered = [
            stop.model_copy(update={"order_index": order}) for order, stop in enumerate(stops)
        ]
        days.append(
            DayCardOut(
                id=f"day-{index}",
                day_index=index,
                date=start + timedelta(days=index),
                city_id=city.id,
                city=city.name_en,
                title=draw(_texts),
                summary=draw(_texts | st.just("")),
                sub_trips=numbered,
            )
        )
    city_ids = list(dict.fromkeys(day.city_id for day in days))
    first = a_world().cities[draw(st.sampled_from(CITIES))]
    return a_trip(
        *days,
        title=draw(_texts),
        summary=draw(_texts | st.just("")),
        city_id=first.id,
        city=first.name_en,
        city_ids=city_ids,
        cities=[a_world().cities[city_id].name_en for city_id in city_ids],
        origin_city_id=draw(st.none() | st.sampled_from(CITIES)),
        travellers=draw(st.integers(1, 20)),
        budget=draw(st.none() | st.integers(1, 10**15)),
        currency=draw(_currencies),
        wishes=draw(st.none() | _wishes),
    )


def said_by(trip: TripOut) -> dict[str, Any]:
    """Return all a trip says but for ids, the catalogue's names, and when it was written."""
    own = {"id", "version", "created_at", "updated_at", "city", "cities"}
    said = trip.model_dump(mode="json", exclude=own)
    for day in said["day_cards"]:
        del day["id"], day["city"]
        for stop in day["sub_trips"]:
            del stop["id"], stop["local_name"]
    return said


def read_again(file: TripFile) -> TripOut:
    """Return the trip a file becomes, as it would be read."""
    row: Trip = trip_row_of_file("somebody", file.trip, PLACES)
    row.id, row.version, row.created_at, row.updated_at = "new", 1, CHANGED_AT, CHANGED_AT
    for day in row.day_cards:
        day.id = new_id()
        for stop in day.sub_trips:
            stop.id = new_id()
    return trip_out(row, a_world().cities)


@pytest.mark.parametrize(
    ("shown", "written", "own"),
    [
        (TripOut, FileTrip, {"id", "version", "created_at", "updated_at"}
         | {"city", "city_ids", "cities", "day_count"}),
        (DayCardOut, FileDay, {"id", "day_index", "city"}),
        (SubTripOut, FileStop, {"id", "order_index", "local_name"}),
        (LegOut, FileLeg, set()),
        (Transfer, FileTransfer, set()),
    ],
)  # fmt: skip
def test_whatever_a_trip_says_is_in_its_file_but_what_follows_from_the_rest(
    shown: type[BaseModel], written: type[BaseModel], own: set[str]
) -> None:
    assert written.model_fields.keys() == shown.model_fields.keys() - own


@settings(max_examples=150)
@given(trips())
def test_a_trip_that_was_written_and_read_is_the_same_trip(trip: TripOut) -> None:
    file = TripFile.model_validate_json(to_json(trip, a_world()))

    require_cities(file.trip, a_world().cities)
    assert said_by(read_again(file)) == said_by(trip)


@settings(max_examples=25)
@given(trips())
def test_what_was_read_is_written_the_same_again(trip: TripOut) -> None:
    file = TripFile.model_validate_json(to_json(trip, a_world()))

    again = file_of(read_again(file), a_world())

    assert again.trip.model_dump_json() == file.trip.model_dump_json()


def test_a_stop_at_a_place_nobody_knows_keeps_its_name_alone() -> None:
    file = a_file()

    row = trip_row_of_file("somebody", file.trip, {"paris-louvre"})

    stops = [stop for day in row.day_cards for stop in day.sub_trips]
    assert named_places(file.trip) == ["paris-louvre", "paris-orsay", "newyork-moma", "gone"]
    assert [stop.place_id for stop in stops] == ["paris-louvre", *[None] * 5]
    assert [stop.name for stop in stops][:2] == ["Louvre", "Orsay"]


@pytest.mark.parametrize(
    ("path", "value", "words"),
    [
        (("format",), "someone.elses", "Input should be 'tripwright.trip'"),
        (("version",), 2, "Input should be 1"),
        (("more",), 1, "Extra inputs are not permitted"),
        (("trip", "day_cards", 0, "sub_trips", 0, "transfer", "more"), 1, "Extra inputs are not"),
        (("trip", "id"), "x", "Extra inputs are not permitted"),
        (("trip", "day_cards"), [], "at least 1 item"),
        (("trip", "travellers"), 0, "greater than or equal to 1"),
        (("trip", "title"), "a\0b", "must not contain the character NUL"),
        (("trip", "day_cards", 0, "sub_trips", 0, "start_time"), "25:00", "match pattern"),
        (("trip", "day_cards", 0, "sub_trips", 2, "leg", "origin_name"), "\0", "character NUL"),
        (("trip", "day_cards", 0, "sub_trips", 2, "leg", "departs_at"), "2027-03-27T23:30:00",
         "should have timezone"),
        (("trip", "day_cards", 0, "sub_trips", 2, "leg", "arrives_at"), "2027-03-27T22:00:00Z",
         "arrives_at is before departs_at"),
        (("trip", "day_cards", 0, "sub_trips", 2, "leg", "departs_at"), "0001-01-01T00:00:00Z",
         "between the years"),
    ],
)  # fmt: skip
def test_a_file_that_is_not_one_of_ours_is_refused(
    path: tuple[str | int, ...], value: Any, words: str
) -> None:
    content = json.loads(a_file().model_dump_json())
    part = content
    for step in path[:-1]:
        part = part[step]
    part[path[-1]] = value

    with pytest.raises(ValidationError, match=words):
        TripFile.model_validate(content)


def test_a_file_may_have_a_hundred_stops_a_day_and_fourteen_days_and_no_more() -> None:
    content = json.loads(a_file().model_dump_json())
    days = content["trip"]["day_cards"]
    full = [days[0]["sub_trips"][0]] * 100
    content["trip"]["day_cards"] = [days[0] | {"sub_trips": full}] * 14
    TripFile.model_validate(content)

    content["trip"]["day_cards"] = [days[0]] * 15
    with pytest.raises(ValidationError, match="at most 14 items"):
        TripFile.model_validate(content)
    content["trip"]["day_cards"] = [days[0] | {"sub_trips": [*full, full[0]]}]
    with pytest.raises(ValidationError, match="at most 100 items"):
        TripFile.model_validate(content)


@pytest.mark.parametrize(
    ("field", "place"),
    [
        ("trip.city_id", ("city_id",)),
        ("trip.origin_city_id", ("origin_city_id",)),
        ("trip.day_cards.1.city_id", ("day_cards", 1, "city_id")),
    ],
)
def test_a_city_nobody_knows_is_named_with_its_field(
    field: str, place: tuple[str | int, ...]
) -> None:
    content = json.loads(a_file().model_dump_json())
    part = content["trip"]
    for step in place[:-1]:
        part = part[step]
    part[place[-1]] = "atlantis"

    with pytest.raises(InvalidRequestError, match="'atlantis'") as caught:
        require_cities(TripFile.model_validate(content).trip, a_world().cities)

    assert caught.value.errors[0]["loc"] == ["body", field]


def test_a_day_is_on_the_date_its_place_gives_it() -> None:
    content = json.loads(a_file().model_dump_json())
    content["trip"]["day_cards"][1]["date"] = "2027-04-01"

    with pytest.raises(InvalidRequestError, match="is 2027-03-28, not 2027-04-01"):
        trip_row_of_file("somebody", TripFile.model_validate(content).trip, ())


def test_a_file_says_where_its_facts_come_from_and_nothing_of_its_owner() -> None:
    file = a_file()

    assert [place.id for place in file.places] == ["paris-louvre", "paris-orsay", "newyork-moma"]
    assert file.places[1].attribution == "© OpenStreetMap contributors"
    assert file.exported_version == 3
    text = file.model_dump_json()
    assert "trip-1" not in text
    assert CHANGED_AT.astimezone(UTC).isoformat()[:10] not in text

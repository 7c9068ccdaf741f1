"""Trips as files over HTTP: eight formats, each with its type, its name and a tag; and imports."""

import json
from typing import Any
from urllib.parse import unquote

import gpxpy
import httpx
import pytest
from icalendar import Calendar

from core.bootstrap import Container
from core.schemas.exports import MAX_FILE_BYTES, ExportFormat
from core.schemas.links import TimesKind
from core.schemas.trips import SubTripKind, TripOut
from tests.exports.test_round_trip import said_by
from tests.support.exports import a_leg
from tests.support.hostile_files import changed, places
from tests.support.http import Caller, problem_of
from tests.support.trips import Traveller, Trip, a_plan, data_of

pytestmark = pytest.mark.usefixtures("catalog_seeded")


@pytest.fixture
def traveller(client: httpx.AsyncClient, user: Caller) -> Traveller:
    """Return somebody who makes trips."""
    return Traveller(client, user)


@pytest.fixture
async def trip(traveller: Traveller) -> Trip:
    """Return a trip with a place of the catalogue, and a stop of one's own."""
    trip = await traveller.make_trip(title='广州 "3/4" 天')
    tower = {"place_id": "guangzhou-canton-tower", "kind": "attraction"}
    trip = await traveller.add(trip, 0, "塔", start_time="18:00", end_time="19:30", **tower)
    return await traveller.add(trip, 1, "Tea with Li", cost=4_000)


@pytest.fixture
async def journey(container: Container, traveller: Traveller) -> Trip:
    """Return a trip whose first stop is a journey by a timetable."""
    plan = a_plan(["flight", "walk"], ["rest"])
    leg = a_leg(target_city_id="guangzhou", times=TimesKind.TIMETABLE)
    first = plan.day_cards[0]
    flight = first.sub_trips[0].model_copy(update={"kind": SubTripKind.TRANSPORT, "leg": leg})
    days = [
        first.model_copy(update={"sub_trips": [flight, first.sub_trips[1]]}),
        plan.day_cards[1].model_copy(update={"city_id": "tokyo"}),
    ]
    planned = plan.model_copy(update={"day_cards": days})
    async with container.transaction() as session:
        trip_id = await container.trips.save_plan(session, traveller.caller.id, planned, None)
    return data_of(await traveller.get(f"/api/trips/{trip_id}"))


async def exported(traveller: Traveller, trip: Trip, query: str, **headers: str) -> httpx.Response:
    """Download a trip."""
    return await traveller.get(f"/api/trips/{trip['id']}/export?{query}", **headers)


@pytest.mark.parametrize(
    ("name", "media_type"),
    [
        ("ics", "text/calendar; charset=utf-8; method=PUBLISH"),
        ("gpx", "application/gpx+xml"),
        ("kml", "application/vnd.google-earth.kml+xml"),
        ("geojson", "application/geo+json"),
        ("csv", "text/csv; charset=utf-8; header=present"),
        ("md", "text/markdown; charset=utf-8"),
        ("jsonld", "application/ld+json"),
        ("json", "application/vnd.tripwright.trip+json"),
    ],
)
async def test_a_trip_comes_as_a_file_with_its_type_and_its_title_as_name(
    traveller: Traveller, trip: Trip, name: str, media_type: str
) -> None:
    response = await exported(traveller, trip, f"format={name}")

    assert (response.status_code, response.headers["Content-Type"]) == (200, media_type)
    assert "塔" in response.text
    named = response.headers["Content-Disposition"]
    assert named.startswith('attachment; filename="__ _3_4_ _')
    assert unquote(named.partition("filename*=UTF-8''")[2]) == f"广州 _3_4_ 天.{name}"
    assert response.headers["Cache-Control"] == "private, no-cache"


def test_every_format_has_a_test_of_its_type() -> None:
    (mark,) = [
        mark
        for mark in test_a_trip_comes_as_a_file_with_its_type_and_its_title_as_name.pytestmark
        if mark.name == "parametrize"
    ]
    assert {name for name, _ in mark.args[1]} == {each.value for each in ExportFormat}


@pytest.mark.parametrize("name", [each.value for each in ExportFormat])
async def test_who_has_the_file_already_gets_304_until_the_trip_changes(
    traveller: Traveller, trip: Trip, name: str
) -> None:
    tag = (await exported(traveller, trip, f"format={name}")).headers["ETag"]

    same = await exported(traveller, trip, f"format={name}", **{"If-None-Match": f'W/{tag}, "x"'})
    await traveller.add(trip, 2, "One more")
    changed = await exported(traveller, trip, f"format={name}", **{"If-None-Match": tag})

    assert tag.startswith(f'"v{trip["version"]}-')
    assert (same.status_code, same.content, same.headers["ETag"]) == (304, b"", tag)
    assert changed.status_code == 200


async def test_another_language_or_another_option_is_another_file(
    traveller: Traveller, trip: Trip
) -> None:
    queries = ("", "&language=zh", "&frame=true", "&alarm_min=10", "&language=en")
    tags = [
        (await exported(traveller, trip, f"format=ics{query}", **{"Accept-Language": "en"}))
        .headers["ETag"]
        for query in queries
    ]  # fmt: skip

    assert len(set(tags)) == 4
    assert tags[0] == tags[4]


async def test_the_language_is_that_of_the_request_unless_another_is_named(
    traveller: Traveller, trip: Trip
) -> None:
    said = await exported(traveller, trip, "format=md", **{"Accept-Language": "en"})
    named = await exported(traveller, trip, "format=md&language=zh", **{"Accept-Language": "en"})

    assert "## Day 1 · 2027-03-01 · Guangzhou" in said.text
    assert "## 第 1 天 · 2027-03-01 · 广州" in named.text
    assert said.headers["Vary"] == "Accept-Language"


async def test_where_no_language_is_asked_for_it_is_the_one_the_trip_is_written_in(
    traveller: Traveller,
) -> None:
    trips = [
        await traveller.make_trip(wishes={"language": "en"}),
        await traveller.make_trip(wishes={"language": "zh"}),
        await traveller.make_trip(),
    ]

    plain = [(await exported(traveller, trip, "format=md")).text for trip in trips]
    asked = await exported(traveller, trips[0], "format=md", **{"Accept-Language": "fr, zh;q=0.5"})

    assert ["## Day 1" in text for text in plain] == [True, False, False]
    assert "## 第 1 天" in asked.text


async def test_the_calendar_and_the_route_open_in_other_programs(
    traveller: Traveller, trip: Trip
) -> None:
    calendar = Calendar.from_ical((await exported(traveller, trip, "format=ics&frame=1")).content)
    route = gpxpy.parse((await exported(traveller, trip, "format=gpx")).text)

    assert len(calendar.walk("VEVENT")) == 3
    assert [zone["TZID"] for zone in calendar.walk("VTIMEZONE")] == ["Asia/Shanghai"]
    assert [point.name for point in route.waypoints] == ["塔"]


@pytest.mark.parametrize(
    "query", ["", "format=pdf", "format=ics&alarm_min=-1", "format=ics&language=fr"]
)
async def test_a_wish_that_cannot_be_met_is_refused(
    traveller: Traveller, trip: Trip, query: str
) -> None:
    problem_of(await exported(traveller, trip, query), status=422, code=1001)


@pytest.mark.parametrize("query", ["format=ics", "format=json"])
async def test_somebody_elses_trip_is_not_there(
    client: httpx.AsyncClient, other_user: Caller, trip: Trip, query: str
) -> None:
    stranger = Traveller(client, other_user)

    problem_of(await exported(stranger, trip, query), status=404, code=1003)


async def test_an_exported_trip_comes_back_as_the_same_trip_for_somebody_else(
    client: httpx.AsyncClient, traveller: Traveller, other_user: Caller, journey: Trip
) -> None:
    file = (await exported(traveller, journey, "format=json")).json()

    response = await client.post("/api/trips/import", json=file, headers=other_user.headers)

    imported = data_of(response, 201)
    again = TripOut.model_validate(imported["trip"])
    assert said_by(again) == said_by(TripOut.model_validate(journey))
    assert imported["unknown_places"] == []
    assert again.id != journey["id"]
    assert again.version == 1
    assert response.headers["Location"] == f"/api/trips/{again.id}"
    assert response.headers["ETag"] == '"v1"'
    mine = await Traveller(client, other_user).get(response.headers["Location"])
    assert data_of(mine) == imported["trip"]


async def test_places_that_are_not_in_this_catalogue_are_told_of(
    traveller: Traveller, trip: Trip
) -> None:
    file = (await exported(traveller, trip, "format=json")).json()
    file["trip"]["day_cards"][0]["sub_trips"][0]["place_id"] = "guangzhou-gone"

    imported = data_of(await _import(traveller, file), 201)

    assert imported["unknown_places"] == ["guangzhou-gone"]
    stop = imported["trip"]["day_cards"][0]["sub_trips"][0]
    assert (stop["name"], stop["place_id"]) == ("塔", None)


async def test_a_file_of_another_version_or_city_makes_no_trip(
    traveller: Traveller, trip: Trip
) -> None:
    file = (await exported(traveller, trip, "format=json")).json()
    newer, elsewhere = json.loads(json.dumps(file)), json.loads(json.dumps(file))
    newer["version"] = 2
    elsewhere["trip"]["day_cards"][2]["city_id"] = "atlantis"

    refused = problem_of(await _import(traveller, newer), status=422, code=1001)
    unknown = problem_of(await _import(traveller, elsewhere), status=422, code=1001)

    assert refused["errors"][0]["loc"] == ["body", "version"]
    assert unknown["errors"][0]["loc"] == ["body", "trip.day_cards.2.city_id"]
    listed = data_of(await traveller.get("/api/trips"))
    assert [item["id"] for item in listed["items"]] == [trip["id"]]


async def test_a_file_may_be_larger_than_other_requests_but_not_of_any_size(
    traveller: Traveller, trip: Trip, container: Container
) -> None:
    file = (await exported(traveller, trip, "format=json")).json()
    stop = file["trip"]["day_cards"][0]["sub_trips"][0] | {"reason": "为" * 200}
    for day in file["trip"]["day_cards"]:
        day["sub_trips"] = [stop] * 100
    body = json.dumps(file)
    assert len(body) > container.settings.max_body_bytes or len(body) > 200_000

    imported = data_of(await _import(traveller, file), 201)
    again = await exported(traveller, imported["trip"], "format=json")
    too_large = await _import(traveller, file | {"more": "x" * MAX_FILE_BYTES})

    assert again.json()["trip"] == file["trip"]
    problem_of(too_large, status=413, code=1007)


async def _import(traveller: Traveller, file: dict[str, Any]) -> httpx.Response:
    return await traveller.client.post(
        "/api/trips/import", json=file, headers=traveller.caller.headers
    )


@pytest.mark.parametrize("value", ["a\0b", "\ud800", 10**30, 2**63, -1, "0001-01-01", "9999-12-31"])
async def test_a_file_with_anything_in_it_is_answered(traveller: Traveller, value: Any) -> None:
    headers = traveller.caller.headers | {"Content-Type": "application/json"}

    for place in places():
        body = json.dumps(changed(place, value))
        answer = await traveller.client.post("/api/trips/import", content=body, headers=headers)
        assert answer.status_code in (201, 400, 422), (place, answer.text)

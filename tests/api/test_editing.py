"""Trips over HTTP that people have changed: checked, repaired, and what else would fit."""

from typing import Any

import httpx
import pytest

from core.bootstrap import Container
from core.schemas.lodging import HouseRule
from core.schemas.plans import PlanOut, PlanRequest
from core.schemas.trips import SubTripEdit
from tests.support.http import Caller, problem_of
from tests.support.trips import Traveller, Trip, data_of

pytestmark = pytest.mark.usefixtures("catalog_seeded")

TOWER = {"place_id": "guangzhou-canton-tower", "kind": "attraction"}


@pytest.fixture
def traveller(client: httpx.AsyncClient, user: Caller) -> Traveller:
    """Return somebody who makes trips."""
    return Traveller(client, user)


async def planned(container: Container, traveller: Traveller, **wishes: Any) -> Trip:
    """Return a plan for three days in Guangzhou that was saved as a trip."""
    wish = {"destination": "guangzhou", "start_date": "2027-03-02", "day_count": 3, "travellers": 2}
    request = PlanRequest.model_validate(wish | wishes | {"save": True})
    answer = await container.plans.plan(traveller.caller.id, request)
    assert isinstance(answer.plan, PlanOut)
    return data_of(await traveller.get(f"/api/trips/{answer.trip_id}"))


async def checked(traveller: Traveller, trip: Trip, query: str = "") -> dict[str, Any]:
    """Check a trip."""
    path = f"/api/trips/{trip['id']}/check{query}"
    return data_of(await traveller.client.post(path, headers=traveller.caller.headers))


async def repair(traveller: Traveller, trip: Trip, **body: Any) -> httpx.Response:
    """Ask for a repair of a trip as it was seen."""
    return await traveller.client.post(
        f"/api/trips/{trip['id']}/repair",
        json={"version": trip["version"]} | body,
        headers=traveller.caller.headers,
    )


def failed(report: dict[str, Any], severity: str = "hard") -> list[str]:
    """Return the codes of the checks that failed."""
    return [
        row["code"] for row in report["checks"] if not row["passed"] and row["severity"] == severity
    ]


def stops_of(trip: Trip, day: int) -> list[dict[str, Any]]:
    """Return the stops of a day."""
    found: list[dict[str, Any]] = trip["day_cards"][day]["sub_trips"]
    return found


async def crowded(container: Container, traveller: Traveller) -> Trip:
    """Return a planned trip whose first sight was moved to the night of its second day."""
    trip = await planned(container, traveller)
    first = next(stop for stop in stops_of(trip, 0) if stop["kind"] == "attraction")
    response = await traveller.change(
        "PATCH", trip, f"/sub_trips/{first['id']}", start_time="21:00", end_time="21:20"
    )
    return data_of(response)


async def test_a_trip_as_it_was_planned_passes_the_same_checks(
    container: Container, traveller: Traveller
) -> None:
    trip = await planned(container, traveller)

    found = await checked(traveller, trip)
    assert failed(found["report"]) == []
    assert found["report"]["passed"]
    assert (found["version"], found["laid_out"]) == (trip["version"], [])


async def test_a_trip_through_several_cities_passes_them_as_well(
    container: Container, traveller: Traveller
) -> None:
    trip = await planned(
        container, traveller, destination=None, origin="shanghai", day_count=5,
        destinations=[{"name": "xian"}, {"name": "chengdu"}],
    )  # fmt: skip

    found = await checked(traveller, trip)
    assert failed(found["report"]) == []


async def test_what_a_change_breaks_is_told_with_its_path_and_a_hint_in_both_languages(
    container: Container, traveller: Traveller
) -> None:
    trip = await crowded(container, traveller)

    english, chinese = [await checked(traveller, trip, f"?language={x}") for x in ("en", "zh")]
    assert "no_overlap" in failed(english["report"])
    wrong = [row for row in english["report"]["checks"] if row["code"] == "no_overlap"]
    row = next(row for row in wrong if not row["passed"])
    assert row["path"] == f"/day_cards/0/sub_trips/{row['order_index']}"
    assert row["hint"].startswith("Begin ")
    assert any("让" in row["hint"] for row in chinese["report"]["checks"])


async def test_stops_without_times_are_laid_out_one_after_the_other(traveller: Traveller) -> None:
    trip = await traveller.make_trip()
    trip = await traveller.add(trip, 0, "Tower", **TOWER)
    trip = await traveller.add(trip, 0, "Tea with Li")

    found = await checked(traveller, trip)
    tower, tea = found["laid_out"]
    assert [tower["stop_id"], tea["stop_id"]] == [stop["id"] for stop in stops_of(trip, 0)]
    assert tower["end_time"] <= tea["start_time"]
    assert "place_known" not in failed(found["report"])
    assert failed(found["report"]) == ["day_filled", "day_filled", "nights_lodged", "nights_lodged"]


async def test_an_empty_trip_is_checked_and_can_be_repaired(traveller: Traveller) -> None:
    trip = await traveller.make_trip(day_count=2)

    found = data_of(await repair(traveller, trip))
    assert "nights_lodged" in failed(found["before"])
    assert failed(found["after"]) == []
    assert len(found["came"]) >= 6


async def test_a_repair_mends_what_is_wrong_and_tells_what_is_different(
    container: Container, traveller: Traveller
) -> None:
    trip = await crowded(container, traveller)

    found = data_of(await repair(traveller, trip))
    assert failed(found["before"]) != []
    assert failed(found["after"]) == []
    told = {stop["stop_id"] for key in ("moved", "left") for stop in found[key]}
    assert told <= {stop["id"] for day in (0, 1, 2) for stop in stops_of(trip, day)}
    assert told
    assert found["trip"] is None
    assert (await traveller.read(trip))["version"] == trip["version"]


async def test_a_trip_that_holds_is_left_as_it_is(
    container: Container, traveller: Traveller
) -> None:
    trip = await planned(container, traveller)

    found = data_of(await repair(traveller, trip))
    assert (found["moved"], found["left"], found["came"]) == ([], [], [])


async def test_what_is_locked_stays_on_its_day_at_its_time_and_ones_own_stops_as_well(
    container: Container, traveller: Traveller
) -> None:
    trip = await crowded(container, traveller)
    trip = await traveller.add(trip, 1, "Tea with Li", start_time="15:00", end_time="15:45")
    late = next(stop for stop in stops_of(trip, 0) if stop["start_time"] == "21:00")
    before = next(stop for stop in stops_of(trip, 1) if stop["kind"] == "attraction")

    found = data_of(await repair(traveller, trip, locked=[before["id"], late["id"]]))
    kept = {
        (day["day_index"], stop["name"], stop["start_time"])
        for day in found["plan"]["day_cards"]
        for stop in day["sub_trips"]
    }
    for day, stop in ((1, before), (0, late), (1, {"name": "Tea with Li", "start_time": "15:00"})):
        assert (day, stop["name"], stop["start_time"]) in kept
    gone = {stop["stop_id"] for stop in found["left"]}
    assert not gone & {before["id"], late["id"]}


async def test_a_repair_that_is_saved_is_the_next_version_and_passes_its_checks(
    container: Container, traveller: Traveller
) -> None:
    trip = await crowded(container, traveller)

    response = await repair(traveller, trip, save=True)
    found, now = data_of(response), await traveller.read(trip)
    assert found["version"] == now["version"] == trip["version"] + 1
    assert response.headers["ETag"] == f'"v{now["version"]}"'
    assert found["trip"] == now
    assert failed((await checked(traveller, now))["report"]) == []
    kept = {stop["id"] for day in (0, 1, 2) for stop in stops_of(trip, day)}
    assert kept & {stop["id"] for day in (0, 1, 2) for stop in stops_of(now, day)}


async def test_a_trip_that_needs_no_repair_stays_the_version_it_is(
    container: Container, traveller: Traveller
) -> None:
    trip = await planned(container, traveller)

    response = await repair(traveller, trip, save=True)
    found = data_of(response)
    assert (found["version"], found["trip"]) == (trip["version"], trip)
    assert response.headers["ETag"] == f'"v{trip["version"]}"'
    assert await traveller.read(trip) == trip


async def test_a_stop_without_a_time_gets_one_by_a_repair_that_is_saved_and_only_once(
    container: Container, traveller: Traveller
) -> None:
    trip = await planned(container, traveller, day_count=1)
    trip = await traveller.add(trip, 0, "Tea with Li")

    once = data_of(await repair(traveller, trip, save=True))["trip"]
    again = data_of(await repair(traveller, once, save=True))["trip"]
    assert again == once
    assert once["version"] == trip["version"] + 1
    assert all(stop["start_time"] for stop in stops_of(once, 0))


async def test_a_trip_that_was_changed_since_is_not_repaired(
    container: Container, traveller: Traveller
) -> None:
    trip = await crowded(container, traveller)
    await traveller.add(trip, 0, "One more")

    response = await repair(traveller, trip, save=True)
    problem_of(response, status=412, code=1005)


async def test_a_lock_on_what_is_not_there_is_refused(traveller: Traveller) -> None:
    trip = await traveller.make_trip()

    problem = problem_of(await repair(traveller, trip, locked=["nothing"]), status=422, code=1001)
    assert problem["errors"][0]["loc"][-1] == "locked.0" or "locked" in str(problem["errors"])


@pytest.mark.parametrize("body", [{}, {"version": 0}, {"version": 1, "locked": "all"}])
async def test_a_body_that_is_no_repair_is_refused(
    traveller: Traveller, body: dict[str, Any]
) -> None:
    trip = await traveller.make_trip()

    response = await traveller.client.post(
        f"/api/trips/{trip['id']}/repair", json=body, headers=traveller.caller.headers
    )
    problem_of(response, status=422, code=1001)


@pytest.mark.parametrize("kind", ["attraction", "meal", "hotel"])
async def test_in_place_of_a_stop_there_are_unused_places_that_fit(
    container: Container, traveller: Traveller, kind: str
) -> None:
    trip = await planned(container, traveller)
    index, stop = next(
        (index, stop) for index, stop in enumerate(stops_of(trip, 0)) if stop["kind"] == kind
    )

    path = f"/api/trips/{trip['id']}/sub_trips/{stop['id']}/alternatives"
    found = data_of(await traveller.get(path))
    used = {other["place_id"] for day in (0, 1, 2) for other in stops_of(trip, day)}
    assert len(found) == 3
    assert not {one["place_id"] for one in found} & used  # type: ignore[index]
    before = stops_of(trip, 0)[index - 1]["end_time"] if index else "09:00"
    for one in found:
        assert before <= one["start_time"] <= one["end_time"]  # type: ignore[index]
        assert one["why"]  # type: ignore[index]


async def test_as_many_alternatives_are_told_as_are_wanted(
    container: Container, traveller: Traveller
) -> None:
    trip = await planned(container, traveller)
    path = f"/api/trips/{trip['id']}/sub_trips/{stops_of(trip, 0)[0]['id']}/alternatives"

    assert len(data_of(await traveller.get(f"{path}?limit=1&language=zh"))) == 1
    problem_of(await traveller.get(f"{path}?limit=0"), status=422, code=1001)


async def test_another_place_in_the_stead_of_a_stop_leaves_a_trip_that_holds(
    container: Container, traveller: Traveller
) -> None:
    trip = await planned(container, traveller)
    stop = next(stop for stop in stops_of(trip, 1) if stop["kind"] == "attraction")
    path = f"/api/trips/{trip['id']}/sub_trips/{stop['id']}/alternatives"
    one: dict[str, Any] = data_of(await traveller.get(path))[0]  # type: ignore[index]

    there = {name: one[name] for name in SubTripEdit.model_fields.keys() & one.keys()}
    trip = data_of(await traveller.change("PATCH", trip, f"/sub_trips/{stop['id']}", **there))
    assert failed((await checked(traveller, trip))["report"]) == []


async def test_a_trip_is_checked_and_given_alternatives_by_what_it_was_planned_for(
    container: Container, traveller: Traveller
) -> None:
    trip = await planned(
        container, traveller, travellers=3, party={"children": 1, "pets": 1}, pace="relaxed",
        daily_window={"start": "10:00", "end": "20:30"},
    )  # fmt: skip
    hotel = next(stop for stop in stops_of(trip, 0) if stop["kind"] == "hotel")

    found = await traveller.get(f"/api/trips/{trip['id']}/sub_trips/{hotel['id']}/alternatives")
    fitting: Any = data_of(found)
    places = await container.catalog.find_places([one["place_id"] for one in fitting])
    before = await checked(traveller, trip)
    early = await traveller.change(
        "PATCH", trip, wishes=trip["wishes"] | {"daily_window": {"start": "15:00", "end": "20:30"}}
    )

    assert trip["wishes"]["party"] == {"children": 1, "child_ages": [], "seniors": 0, "pets": 1}
    assert places
    assert all(HouseRule.PETS in place.allows for place in places.values())
    assert failed(before["report"]) == []
    assert "daily_window" in failed((await checked(traveller, data_of(early)))["report"])


async def test_where_no_language_is_asked_for_a_trip_is_judged_in_its_own(
    container: Container, traveller: Traveller
) -> None:
    trip = await planned(container, traveller, language="zh")

    own, english = [await checked(traveller, trip, query) for query in ("", "?language=en")]

    messages = [row["message"] for row in own["report"]["checks"]]
    assert all(any("\u4e00" <= char <= "\u9fff" for char in message) for message in messages)
    assert all(row["message"].isascii() for row in english["report"]["checks"] if row["passed"])


async def test_a_journey_has_no_alternatives(container: Container, traveller: Traveller) -> None:
    trip = await planned(container, traveller, origin="shanghai")
    journey = next(stop for stop in stops_of(trip, 0) if stop["kind"] == "transport")

    path = f"/api/trips/{trip['id']}/sub_trips/{journey['id']}/alternatives"
    problem_of(await traveller.get(path), status=422, code=1001)


async def test_to_others_a_trip_is_not_there(
    client: httpx.AsyncClient, other_user: Caller, traveller: Traveller
) -> None:
    trip = await traveller.add(await traveller.make_trip(), 0, "Tea")
    base, stop = f"/api/trips/{trip['id']}", stops_of(trip, 0)[0]["id"]
    headers = other_user.headers

    asked = [
        await client.post(f"{base}/check", headers=headers),
        await client.post(f"{base}/repair", json={"version": trip["version"]}, headers=headers),
        await client.get(f"{base}/sub_trips/{stop}/alternatives", headers=headers),
        await traveller.get(f"{base}/sub_trips/nothing/alternatives"),
    ]
    for response in asked:
        problem_of(response, status=404, code=1003)

"""A trip as a calendar to subscribe to: a secret link, of which only a hash is kept."""

import asyncio
import re

import httpx
import pytest
from icalendar import Calendar
from sqlalchemy import select, text
from structlog.testing import capture_logs

from core.bootstrap import Container
from core.db.models.audit import AuditLog
from core.db.models.feed import TripFeed
from tests.support.http import Caller, problem_of
from tests.support.trips import Traveller, Trip, data_of

pytestmark = pytest.mark.usefixtures("catalog_seeded")


@pytest.fixture
def traveller(client: httpx.AsyncClient, user: Caller) -> Traveller:
    """Return somebody who makes trips."""
    return Traveller(client, user)


@pytest.fixture
async def trip(traveller: Traveller) -> Trip:
    """Return a trip with one stop."""
    return await traveller.add(await traveller.make_trip(), 0, "Tea", start_time="10:00")


async def make_feed(traveller: Traveller, trip: Trip, **wish: object) -> dict[str, object]:
    """Make a link."""
    response = await traveller.client.post(
        f"/api/trips/{trip['id']}/feed", json=wish, headers=traveller.caller.headers
    )
    return data_of(response, 201)


async def revoke(traveller: Traveller, trip: Trip) -> httpx.Response:
    """Let the link of a trip lead nowhere."""
    path = f"/api/trips/{trip['id']}/feed"
    return await traveller.client.delete(path, headers=traveller.caller.headers)


def events(response: httpx.Response) -> list[str]:
    """Return the summaries of the events."""
    assert response.status_code == 200, response.text
    return [str(event["SUMMARY"]) for event in Calendar.from_ical(response.content).walk("VEVENT")]


async def test_whoever_has_the_link_reads_the_trip_as_it_is_now(
    client: httpx.AsyncClient, traveller: Traveller, trip: Trip
) -> None:
    feed = await make_feed(traveller, trip, language="en", frame=True, alarm_min=15)

    first = await client.get(str(feed["path"]))
    await traveller.add(trip, 1, "Walk")
    later = await client.get(str(feed["path"]))

    assert events(first) == ["South", "Tea"]
    assert events(later) == ["South", "Tea", "Walk"]
    assert b"TRIGGER:-PT15M" in first.content
    assert first.headers["Content-Type"].startswith("text/calendar")
    assert first.headers["Cache-Control"] == "private, no-cache"
    assert first.headers["X-Robots-Tag"] == "noindex"
    assert "Content-Disposition" not in first.headers
    assert feed["url"] == f"http://api.test{feed['path']}"


async def test_a_program_that_has_the_calendar_already_gets_304(
    client: httpx.AsyncClient, traveller: Traveller, trip: Trip
) -> None:
    path = str((await make_feed(traveller, trip))["path"])
    tag = (await client.get(path)).headers["ETag"]

    same = await client.get(path, headers={"If-None-Match": tag})
    await traveller.add(trip, 1, "Walk")
    changed = await client.get(path, headers={"If-None-Match": tag})

    assert (same.status_code, same.content, changed.status_code) == (304, b"", 200)


async def test_a_link_has_256_bits_and_only_their_hash_is_kept(
    container: Container, traveller: Traveller, trip: Trip
) -> None:
    path = str((await make_feed(traveller, trip))["path"])

    (token,) = re.findall(r"^/api/feeds/([A-Za-z0-9_-]{43})\.ics$", path)
    async with container.transaction() as session:
        feed = await session.scalar(select(TripFeed))
        rows = await session.scalars(text("select audit_logs::text from audit_logs"))
        assert all(token not in row for row in rows)
    assert feed is not None
    assert token not in (feed.token_hash, feed.trip_id)
    assert re.fullmatch("[0-9a-f]{64}", feed.token_hash)


async def test_nothing_of_the_token_is_logged(
    client: httpx.AsyncClient, traveller: Traveller, trip: Trip
) -> None:
    with capture_logs() as lines:
        path = str((await make_feed(traveller, trip))["path"])
        await client.get(path)

    token = path.removeprefix("/api/feeds/").removesuffix(".ics")
    assert {"feed_made", "request_served"} <= {line["event"] for line in lines}
    assert token not in str(lines)


async def test_nothing_of_the_person_is_in_the_calendar(
    client: httpx.AsyncClient, traveller: Traveller, trip: Trip, user: Caller
) -> None:
    content = (await client.get(str((await make_feed(traveller, trip))["path"]))).text

    assert user.id not in content
    assert user.email not in content
    assert "ORGANIZER" not in content


async def test_a_new_link_takes_the_place_of_the_one_before(
    client: httpx.AsyncClient, traveller: Traveller, trip: Trip
) -> None:
    old = str((await make_feed(traveller, trip))["path"])
    new = str((await make_feed(traveller, trip))["path"])

    problem_of(await client.get(old), status=404, code=1003)
    assert events(await client.get(new)) == ["Tea"]


async def test_of_links_made_at_once_one_works(
    client: httpx.AsyncClient, traveller: Traveller, trip: Trip
) -> None:
    made = await asyncio.gather(*(make_feed(traveller, trip) for _ in range(6)))

    answers = [await client.get(str(feed["path"])) for feed in made]

    assert sorted(answer.status_code for answer in answers) == [200, 404, 404, 404, 404, 404]


async def test_a_revoked_link_leads_nowhere_and_is_revoked_once(
    client: httpx.AsyncClient, container: Container, traveller: Traveller, trip: Trip
) -> None:
    path = str((await make_feed(traveller, trip))["path"])

    revoked = await revoke(traveller, trip)

    assert revoked.status_code == 204
    problem_of(await client.get(path), status=404, code=1003)
    problem_of(await revoke(traveller, trip), status=404, code=1003)
    async with container.transaction() as session:
        deeds = await session.scalars(select(AuditLog.action).order_by(AuditLog.id))
        assert list(deeds) == ["feed.make", "feed.revoke"]


async def test_the_link_of_a_deleted_trip_leads_nowhere(
    client: httpx.AsyncClient, traveller: Traveller, trip: Trip
) -> None:
    path = str((await make_feed(traveller, trip))["path"])

    await traveller.change("DELETE", trip)

    problem_of(await client.get(path), status=404, code=1003)


@pytest.mark.parametrize("token", ["x", "A" * 43, "A" * 42, "A" * 44, "é" * 43, "A" * 5_000])
async def test_any_other_link_leads_nowhere_and_says_the_same(
    client: httpx.AsyncClient, token: str
) -> None:
    body = problem_of(await client.get(f"/api/feeds/{token}.ics"), status=404, code=1003)

    assert body["detail"] == "There is no calendar behind this link"


async def test_nobody_makes_or_revokes_a_link_to_somebody_elses_trip(
    client: httpx.AsyncClient, traveller: Traveller, trip: Trip, other_user: Caller
) -> None:
    path = str((await make_feed(traveller, trip))["path"])
    stranger = Traveller(client, other_user)

    refused = await client.post(
        f"/api/trips/{trip['id']}/feed", json={}, headers=other_user.headers
    )

    problem_of(refused, status=404, code=1003)
    problem_of(await revoke(stranger, trip), status=404, code=1003)
    assert events(await client.get(path)) == ["Tea"]

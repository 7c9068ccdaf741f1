"""A trip printed by a worker: asked for, made once, kept for whoever asked and nobody else."""

import io
from datetime import timedelta

import httpx
import pypdf
import pytest
from sqlalchemy import delete, func, update

from core.bootstrap import Container
from core.db.engine import Transaction
from core.db.models.file import StoredFile
from core.db.models.task import AiTask
from core.files.service import delete_unused_files, sha256_of
from core.schemas.exports import PdfOut
from tests.support.http import Caller, problem_of
from tests.support.sending import Sender
from tests.support.trips import Traveller, Trip, data_of

pytestmark = pytest.mark.usefixtures("catalog_seeded")


@pytest.fixture
def traveller(client: httpx.AsyncClient, user: Caller) -> Traveller:
    """Return somebody who makes trips."""
    return Traveller(client, user)


@pytest.fixture
async def trip(traveller: Traveller) -> Trip:
    """Return a trip with a place of the catalogue."""
    trip = await traveller.make_trip(title="广州三天")
    tower = {"place_id": "guangzhou-canton-tower", "kind": "attraction"}
    return await traveller.add(trip, 0, "广州塔", start_time="18:00", **tower)


async def ask(traveller: Traveller, trip: Trip, **wish: object) -> httpx.Response:
    """Ask for a trip on paper."""
    return await traveller.client.post(
        f"/api/trips/{trip['id']}/export/pdf",
        json=wish,
        headers=traveller.caller.headers | {"Accept-Language": "en"},
    )


@pytest.mark.usefixtures("worker")
async def test_a_printed_trip_is_a_file_one_can_download(
    traveller: Traveller, sender: Sender, trip: Trip, other_user: Caller
) -> None:
    task = await sender.ended(await ask(traveller, trip, language="zh"))

    assert task["status"] == "succeeded", task["error"]
    result = PdfOut.model_validate(task["result"])
    response = await traveller.get(result.file.href)
    assert response.headers["Content-Type"] == "application/pdf"
    assert (
        "filename*=UTF-8''%E5%B9%BF%E5%B7%9E%E4%B8%89%E5%A4%A9.pdf"
        in (response.headers["Content-Disposition"])
    )
    reader = pypdf.PdfReader(io.BytesIO(response.content))
    assert len(reader.pages) == result.pages
    assert "广州塔" in "".join(reader.pages[0].extract_text().split())
    assert (result.version, result.missing_characters) == (trip["version"], 0)
    assert sha256_of(response.content) == result.file.sha256
    stranger = await Traveller(traveller.client, other_user).get(result.file.href)
    problem_of(stranger, status=404, code=1003)


@pytest.mark.usefixtures("worker")
async def test_the_file_is_kept_as_long_as_its_task(
    traveller: Traveller, sender: Sender, trip: Trip, container: Container
) -> None:
    await sender.ended(await ask(traveller, trip))
    await _age_files(container.transaction)

    async with container.transaction() as session:
        assert await delete_unused_files(session) == 0
        await session.execute(delete(AiTask))
    async with container.transaction() as session:
        assert await delete_unused_files(session) == 1


@pytest.mark.usefixtures("worker")
async def test_a_task_whose_trip_is_gone_fails_and_says_so(
    traveller: Traveller, sender: Sender, trip: Trip, container: Container
) -> None:
    submission = await container.tasks.submit(
        user_id=traveller.caller.id,
        kind="trip_pdf",
        payload={"trip_id": "gone", "language": "en", "paper": "a4"},
        request_id=None,
        trace_id="t" * 32,
    )

    accepted = httpx.Response(202, json={"data": {"task_id": submission.task.task_id}})
    task = await sender.ended(accepted)

    assert (task["status"], task["error"]["code"]) == ("failed", 1003)


async def test_the_same_request_is_the_same_task(traveller: Traveller, trip: Trip) -> None:
    first = await ask(traveller, trip, request_id="once")
    again = await ask(traveller, trip, request_id="once")
    other = await ask(traveller, trip, request_id="once", paper="letter")

    assert data_of(first, 202)["task_id"] == data_of(again, 202)["task_id"]
    assert (first.headers.get("Idempotent-Replayed"), again.headers["Idempotent-Replayed"]) == (
        None, "true",
    )  # fmt: skip
    problem_of(other, status=422, code=1008)


async def test_a_batch_can_print_as_well(traveller: Traveller, trip: Trip) -> None:
    item = {"action": "submit", "kind": "trip_pdf", "request": {"trip_id": trip["id"]}}

    response = await traveller.client.post(
        "/api/tasks/batch", json={"items": [item]}, headers=traveller.caller.headers
    )

    outcome = data_of(response)["items"][0]
    assert (outcome["status"], outcome["task"]["kind"]) == (202, "trip_pdf")
    assert outcome["task"]["job_type"]["title_zh"] == "行程打印"


async def test_somebody_elses_trip_is_not_printed(
    client: httpx.AsyncClient, trip: Trip, other_user: Caller
) -> None:
    problem_of(await ask(Traveller(client, other_user), trip), status=404, code=1003)


@pytest.mark.parametrize("name", ["0" * 64, "x", "..%2F..", "0" * 63 + "G"])
async def test_what_is_no_file_of_ones_own_is_not_there(traveller: Traveller, name: str) -> None:
    response = await traveller.get(f"/api/files/{name}")

    assert response.status_code in (404, 422)
    problem_of(response, status=response.status_code, code=response.json()["code"])


async def _age_files(transaction: Transaction) -> None:
    async with transaction() as session:
        await session.execute(update(StoredFile).values(created_at=func.now() - timedelta(days=30)))

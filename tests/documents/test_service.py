"""A document as a task: what is kept, told and answered, and what a crash costs."""

from datetime import UTC, datetime
from typing import Any

import pytest

from core.db.engine import Transaction
from core.documents.chunks import CHUNK_CHARS
from core.documents.service import DocumentService, DocumentTools, language_of
from core.files.service import FileService
from core.kernel.errors import InvalidRequestError, NotFoundError
from core.llm.providers.offline.provider import OfflineProvider
from core.llm.types import ChatCall, ProviderAnswer
from core.prompts.registry import PromptRegistry
from core.queue.memory_queue import MemoryQueue
from core.schemas.documents import DocumentAnalysis
from core.tasks.service import TaskService
from core.trips.service import TripService
from tests.support.clock import ClockFake
from tests.support.documents import an_encrypted_pdf
from tests.support.models import a_client
from tests.support.papers import BOOKINGS_EN
from tests.support.runs import CrashError, RunFake, a_claimed_task
from tests.support.tasks import add_user

_LONG = "\n".join(f"{BOOKINGS_EN}{'x ' * (CHUNK_CHARS // 2 - 400)}" for _ in range(3))


class CountingModel(OfflineProvider):
    """The built-in model, which counts the questions."""

    def __init__(self) -> None:
        super().__init__()
        self.asked = 0

    async def complete(self, call: ChatCall) -> ProviderAnswer:
        self.asked += 1
        return await super().complete(call)


@pytest.fixture
def files(transaction: Transaction) -> FileService:
    return FileService(transaction)


@pytest.fixture
async def owner(transaction: Transaction) -> str:
    return await add_user(transaction)


@pytest.fixture
def model() -> CountingModel:
    return CountingModel()


@pytest.fixture
def service(transaction: Transaction, files: FileService, model: CountingModel) -> DocumentService:
    tools = DocumentTools(
        ai=a_client(model),
        prompts=PromptRegistry(),
        files=files,
        clock=ClockFake(datetime(2026, 11, 21, tzinfo=UTC)),
    )
    tasks = TaskService(transaction, MemoryQueue())
    trips: Any = object.__new__(TripService)  # what is booked is put into trips elsewhere
    return DocumentService(tools, tasks, trips)


async def run_of(files: FileService, owner: str, content: bytes, **more: Any) -> RunFake:
    """Return the attempt of a task about this document."""
    sha256 = await files.put(owner, "paper.txt", "text/plain", content)
    payload = {"profile": "booking", "name": "paper.txt", "language": None, "sha256": sha256}
    return RunFake(a_claimed_task(user_id=owner, payload=payload), **more)


async def test_a_task_tells_what_it_reads_and_finds(
    service: DocumentService, files: FileService, owner: str
) -> None:
    run = await run_of(files, owner, BOOKINGS_EN.encode())

    outcome = await service.run_task(run)

    analysis = DocumentAnalysis.model_validate(outcome.result)
    assert analysis.stats.items == 3
    assert run.events == [
        "document.read",
        "model.asked",
        "model.answered",
        "document.part_read",
        "document.analysed",
    ]
    assert run.stages == [("reading", 0, 0), ("analysing", 0, 1)]


@pytest.mark.parametrize("crash_before", [1, 2, 3, 4])
async def test_a_crash_repeats_one_model_call_at_most(
    service: DocumentService,
    files: FileService,
    owner: str,
    model: CountingModel,
    crash_before: int,
) -> None:
    whole = await service.run_task(await run_of(files, owner, _LONG.encode()))
    needed, model.asked = model.asked, 0
    crashed = await run_of(files, owner, _LONG.encode(), crash_before=crash_before)
    with pytest.raises(CrashError):
        await service.run_task(crashed)

    outcome = await service.run_task(await run_of(files, owner, _LONG.encode(), kept=crashed.kept))

    assert outcome.result == whole.result
    assert model.asked == needed + 1


async def test_a_long_document_says_that_it_was_cut(
    service: DocumentService, files: FileService, owner: str
) -> None:
    run = await run_of(files, owner, b"words " * 50_000)

    outcome = await service.run_task(run)

    assert outcome.result["truncated"]
    assert "document.truncated" in run.events


async def test_a_document_that_cannot_be_read_fails_without_a_model(
    service: DocumentService, files: FileService, owner: str, model: CountingModel
) -> None:
    run = await run_of(files, owner, an_encrypted_pdf("x", user_password="1"))

    with pytest.raises(InvalidRequestError) as caught:
        await service.run_task(run)

    assert caught.value.data["error_type"] == "encrypted_pdf"
    assert model.asked == 0


async def test_a_document_that_is_gone_is_not_found(
    service: DocumentService, files: FileService, owner: str
) -> None:
    run = await run_of(files, owner, b"text")
    await files.delete(owner, run.task.payload["sha256"])

    with pytest.raises(NotFoundError):
        await service.run_task(run)


@pytest.mark.parametrize(
    ("text", "language"),
    [
        ("Hotel", "en"),
        ("", "en"),
        ("12:30", "en"),
        ("酒店", "zh"),
        ("航班 MU5101 上海到北京", "zh"),
    ],
)
def test_a_document_is_summed_up_in_its_own_language(text: str, language: str) -> None:
    assert language_of(text) == language

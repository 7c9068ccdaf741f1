"""The API as a process of its own: `python -m api.serve`."""

import asyncio
import json
import signal
from pathlib import Path

import httpx
import pytest

from core.essentials import NotConfiguredError, essentials
from core.kernel.settings import Settings
from tests.support.api_process import api_process, environment_of, lines_until
from tests.support.http import problem_of


async def test_what_is_not_set_is_one_sentence_that_says_what_to_do(tmp_path: Path) -> None:
    async with api_process(tmp_path, REDIS_URL="redis://127.0.0.1:1") as process:
        _, complaint = await process.communicate()

    assert process.returncode == 1
    assert complaint.decode().strip() == (
        "Not set: DATABASE_URL, JWT_SECRET. `make run` starts what is needed and sets them;"
        " to run one process by itself, set them in the environment or in .env."
    )


def test_a_model_server_without_address_is_one_sentence_too(settings: Settings) -> None:
    wanting = settings.model_copy(update={"ai_provider": "openai_compatible"})

    with pytest.raises(NotConfiguredError) as refused:
        essentials(wanting)

    assert str(refused.value) == (
        "Not set: AI_BASE_URL. AI_PROVIDER=openai_compatible needs the address of its server."
    )


async def test_a_process_answers_a_megabyte_logs_json_and_ends_though_a_client_stays_connected(
    tmp_path: Path, settings: Settings
) -> None:
    environment = environment_of(settings)
    address = f"http://127.0.0.1:{environment['API_PORT']}"
    async with (
        api_process(tmp_path, **environment) as process,
        httpx.AsyncClient(timeout=60) as client,
    ):
        await lines_until(process, "Uvicorn running")

        refused = await client.post(f"{address}/api/auth/login", json={"email": "x" * 1_000_000})
        await lines_until(process, "request_served")
        answer = await client.get(f"{address}/nothing?secret=1")
        *_, served = [json.loads(line) for line in await lines_until(process, "request_served")]
        process.send_signal(signal.SIGTERM)
        lines = await lines_until(process, "Finished server process")
        async with asyncio.timeout(10):
            await process.wait()

    body = problem_of(refused, status=413, code=1007)
    assert body["data"]["limit_bytes"] == 262_144
    assert "server" not in refused.headers
    assert served["trace_id"] == answer.headers["X-Trace-Id"]
    assert (served["event"], served["level"], served["status"]) == ("request_served", "info", 404)
    assert b"Application shutdown complete" in lines[-2]

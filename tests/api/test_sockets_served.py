"""The assistant over a WebSocket of the API as a process, with the client library others use."""

import asyncio
import json
import signal
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import httpx
import pytest
from websockets.asyncio.client import ClientConnection, connect
from websockets.exceptions import ConnectionClosed, InvalidStatus
from websockets.typing import Origin

from core.kernel.settings import Settings
from tests.support.api_process import api_process, environment_of, lines_until
from tests.support.speaking_server import (
    ROLE,
    STREAM_HEAD,
    End,
    Steps,
    in_turn,
    piece,
    speaking_server,
    spoken,
)
from tests.support.waiting import eventually

_BEGUN = '{"intent": "chitchat", "answer": "Good morning, '
_SLOWLY = spoken(_BEGUN, 'where to?"}', between_s=0.3)
_NEVER_ENDS: Steps = [STREAM_HEAD, ROLE, piece(_BEGUN), End.SILENCE]
_ADA = {"email": "ada@example.org", "password": "a long password"}
_ASKS: dict[str, Any] = {"query": "hello", "language": "en", "use_memory": False}


async def say(wire: ClientConnection, **message: Any) -> None:
    await wire.send(json.dumps(message))


async def hear(wire: ClientConnection) -> dict[str, Any]:
    async with asyncio.timeout(20):
        heard: dict[str, Any] = json.loads(await wire.recv())
    return heard


async def hear_until(wire: ClientConnection, *kinds: str) -> list[dict[str, Any]]:
    heard = [await hear(wire)]
    while heard[-1]["type"] not in kinds:
        heard.append(await hear(wire))
    return heard


@contextmanager
def closed_with(code: int) -> Iterator[None]:
    with pytest.raises(ConnectionClosed) as closed:
        yield
    assert closed.value.rcvd is not None
    assert closed.value.rcvd.code == code


async def test_a_client_talks_is_cut_off_comes_back_cancels_and_is_sent_away(
    tmp_path: Path, settings: Settings
) -> None:
    async with speaking_server(in_turn(_SLOWLY, _NEVER_ENDS)) as model:

        async def has_left() -> bool:
            return model.left == 1

        environment = environment_of(settings) | {
            "AI_PROVIDER": "openai_compatible",
            "AI_BASE_URL": model.base_url,
            "AI_MODEL_CHAT": "m",
            "AI_PROVIDER_ALLOWED_HOSTS": "127.0.0.1",
            "THINKING_PROCESSES": "0",
        }
        host = f"127.0.0.1:{environment['API_PORT']}"
        address = f"ws://{host}/ws/assistant"
        http = httpx.AsyncClient(base_url=f"http://{host}")
        async with api_process(tmp_path, **environment) as process, http as client:
            await lines_until(process, "Uvicorn running")
            tokens = (await client.post("/api/auth/register", json=_ADA)).json()["data"]
            signed = {"Authorization": f"Bearer {tokens['access_token']}"}
            answer = await client.post("/api/auth/tickets", json={}, headers=signed)
            ticketed = f"{address}?ticket={answer.json()['data']['ticket']}"

            with pytest.raises(InvalidStatus, match="403"):
                await connect(ticketed, origin=Origin("https://evil.example"))

            wire = await connect(ticketed, origin=Origin(f"http://{host}"))
            assert (await hear(wire))["type"] == "ready"
            await say(wire, type="start", request_id="r", **_ASKS)
            before = await hear_until(wire, "partial")
            wire.transport.abort()

            async with connect(address) as again:
                await say(again, type="auth", token=tokens["access_token"])
                assert (await hear(again))["type"] == "ready"
                await say(again, type="resume", request_id="r", after_seq=before[-1]["seq"])
                after = await hear_until(again, "final", "error")
                assert [frame["seq"] for frame in before + after] == [*range(len(before + after))]
                deltas = [frame.get("delta", "") for frame in before + after]
                assert "".join(deltas) == after[-1]["data"]["answer"] == "Good morning, where to?"
                assert len(model.asked) == 1

                await say(again, type="start", request_id="s", **_ASKS)
                await hear_until(again, "partial")
                await say(again, type="cancel", request_id="s")
                async with asyncio.timeout(1.0):
                    await eventually(has_left)
                assert (await hear_until(again, "final", "error"))[-1]["type"] == "error"

                other = (await client.post("/api/auth/login", json=_ADA)).json()["data"]
                async with connect(address) as staying:
                    await say(staying, type="auth", token=other["access_token"])
                    assert (await hear(staying))["type"] == "ready"

                    left = {"refresh_token": tokens["refresh_token"]}
                    await client.post("/api/auth/logout", json=left)
                    assert (await hear(again))["code"] == 2001
                    with closed_with(4401):
                        await hear(again)

                    process.send_signal(signal.SIGTERM)
                    assert (await hear(staying))["type"] == "goaway"
                    with closed_with(1012):
                        await hear(staying)

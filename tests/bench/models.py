"""`python -m tests.bench.models`: what asking a model costs us, in CPU of this process.

The server is a process of its own that answers at once: 40 tokens, each an event of its own.
"""

import argparse
import asyncio
import json
import sys
import time
from collections.abc import Awaitable, Callable
from contextlib import aclosing
from multiprocessing import get_context
from multiprocessing.connection import Connection
from typing import Any

from core.kernel.logging import configure_logging
from core.llm.client import AiClient
from tests.support.models import Books, a_call, a_provider
from tests.support.speaking_server import Steps, said, speaking_server, spoken

_TOKENS = tuple(f"word{number} " for number in range(40))


async def _serve(ready: Connection) -> None:
    def answer(_number: int, body: dict[str, Any]) -> Steps:
        return spoken(*_TOKENS) if body.get("stream") else said("".join(_TOKENS))

    async with speaking_server(answer) as server:
        ready.send(server.base_url)
        await asyncio.Event().wait()


def _server(ready: Connection) -> None:
    asyncio.run(_serve(ready))


async def _measure(times: int, once: Callable[[], Awaitable[None]]) -> dict[str, float]:
    for _ in range(20):
        await once()
    cpu, wall = time.process_time(), time.perf_counter()
    for _ in range(times):
        await once()
    cpu, wall = time.process_time() - cpu, time.perf_counter() - wall
    return {"cpu_ms": round(cpu / times * 1000, 3), "wall_ms": round(wall / times * 1000, 3)}


async def _figures(base_url: str, times: int) -> dict[str, dict[str, float]]:
    provider = a_provider(base_url)
    client = AiClient(provider, Books(), timeout_s=30, max_attempts=3)
    question = a_call(response="text")

    async def complete() -> None:
        await client.complete(question)

    async def stream() -> None:
        async with aclosing(client.stream(question)) as pieces:
            async for _ in pieces:
                pass

    async def bare_complete() -> None:
        await provider.complete(question)

    async def bare_stream() -> None:
        async with aclosing(provider.stream(question)) as pieces:
            async for _ in pieces:
                pass

    try:
        return {
            "complete": await _measure(times, complete),
            "complete_provider_only": await _measure(times, bare_complete),
            "stream_of_40": await _measure(times, stream),
            "stream_of_40_provider_only": await _measure(times, bare_stream),
        }
    finally:
        await provider.aclose()


def main() -> None:
    """Print the figures as JSON."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--calls", type=int, default=500)
    times = parser.parse_args().calls
    configure_logging(json_lines=True, level="WARNING")
    ready, theirs = get_context("spawn").Pipe()
    server = get_context("spawn").Process(target=_server, args=(theirs,), daemon=True)
    server.start()
    try:
        figures = asyncio.run(_figures(ready.recv(), times))
    finally:
        server.terminate()
        server.join()
    sys.stdout.write(json.dumps({"calls": times} | figures, indent=2) + "\n")


if __name__ == "__main__":
    main()

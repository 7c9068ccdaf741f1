"""The API as a process of its own."""

import asyncio
import sys
from asyncio.subprocess import PIPE, Process
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

from pydantic import SecretStr

from core.kernel.processes import free_port
from core.kernel.settings import Settings

_ROOT = Path(__file__).parents[2]


def environment_of(settings: Settings) -> dict[str, str]:
    """Return what a process needs to serve on a free port, its log as JSON."""
    assert isinstance(settings.jwt_secret, SecretStr)
    return {
        "ENVIRONMENT": "production",
        "DATABASE_URL": f"{settings.database_url}",
        "REDIS_URL": f"{settings.redis_url}",
        "JWT_SECRET": settings.jwt_secret.get_secret_value(),
        "API_PORT": str(free_port()),
    }


@asynccontextmanager
async def api_process(folder: Path, **environment: str) -> AsyncIterator[Process]:
    """Give a starting API process that sees this environment alone; it ends with the block."""
    process = await asyncio.create_subprocess_exec(
        sys.executable, "-m", "api.serve",
        cwd=folder, env={"PYTHONPATH": str(_ROOT), **environment}, stdout=PIPE, stderr=PIPE,
    )  # fmt: skip
    try:
        yield process
    finally:
        if process.returncode is None:
            process.kill()
        await process.communicate()


async def lines_until(process: Process, words: str) -> list[bytes]:
    """Return what the process logs, up to the line with these words."""
    assert process.stderr is not None
    lines: list[bytes] = []
    async with asyncio.timeout(60):
        while not lines or words.encode() not in lines[-1]:
            line = await process.stderr.readline()
            assert line, lines
            lines.append(line)
    return lines

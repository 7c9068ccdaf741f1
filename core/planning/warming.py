"""Processes that compute plans, made ready before anybody asks for one."""

import asyncio
import time
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

import structlog

from core.planning.beside import MakerBeside

log = structlog.get_logger(__name__)


@asynccontextmanager
async def warming(maker: MakerBeside) -> AsyncIterator[None]:
    """Have the processes that plan warmed meanwhile; nobody waits for it, at the end neither."""
    warming = asyncio.create_task(_warm(maker))
    try:
        yield
    finally:
        warming.cancel()
        await asyncio.wait([warming])


async def _warm(maker: MakerBeside) -> None:
    began = time.perf_counter()
    try:
        await maker.warm()
    except Exception as error:  # whatever it is, who plans first will be told of it
        log.warning("planner_not_warmed", error=f"{type(error).__name__}: {error}")
    else:
        log.info("planner_warmed", seconds=round(time.perf_counter() - began, 2))

"""What a turn of a conversation costs at the HTTP edge: `make bench-chat`.

Starts the product's own servers in a throwaway folder, a model that answers at once, and one real
API process that asks it. Turns are taken one after the other, answered whole and as streams; then
by fifty people at once; then until `--turns` of them were taken, to see what memory does.
Everything is on that is on in the product: sign-in, history, memory, books of calls, traces, and
every message is kept. Prints one JSON object as the last line; ends with 2 where a promise is
broken.
"""

import argparse
import asyncio
import json
import sys
import tempfile
import time
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path
from typing import Any

import httpx
from pydantic import SecretStr

from core.bootstrap import build
from core.db.migrate import migrate
from core.embedded.servers import running_servers
from core.kernel.processes import free_port
from core.kernel.settings import Settings
from tests.bench.api import running_api
from tests.bench.chat.figures import PROMISES, Held, broken, slope_mb
from tests.bench.chat.model import ANSWER, TOKENS, answers
from tests.bench.chat.talking import Samples, Talker, at_once, in_turn
from tests.bench.machine import children_of, cpu_s, cpu_times, load, rss_mb, tree_cpu_s
from tests.bench.samples import quantile
from tests.support.http import make_caller
from tests.support.speaking_server import speaking_server

WARM_UP = 60
EACH = 300
PEOPLE = 50
CROWD_TURNS = 500
_SAMPLES = 20
_SIGNED_IN = timedelta(hours=12)
_QUIET_S = 2.0
"""What a turn leaves to be done afterwards is done by then."""


@dataclass(frozen=True)
class Cost:
    """What a part of the run used, each turn."""

    api_ms: float
    helpers_ms: float


def main() -> None:
    """Measure, print, and say by the exit code whether the promises hold."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--turns", type=int, default=2_000, help="of all parts together")
    turns = parser.parse_args().turns
    with tempfile.TemporaryDirectory(prefix="tripwright-bench-") as folder:
        settings = Settings(
            _env_file=None,
            data_dir=Path(folder),
            database_url=None,
            redis_url=None,
            jwt_secret=SecretStr("a secret that lives as long as this bench"),
            api_port=free_port(),
            log_level="WARNING",
        )
        with running_servers(settings) as running:
            migrate(str(running.database_url))
            figures = asyncio.run(_run(running, turns))
    figures["promises"], figures["broken"] = dict(PROMISES), broken(figures)
    sys.stdout.write(json.dumps(figures) + "\n")
    sys.exit(2 if figures["broken"] else 0)


async def _run(settings: Settings, turns: int) -> dict[str, Any]:
    tokens = await _people(settings)
    async with speaking_server(answers) as model:
        asked = settings.model_copy(
            update={"ai_provider": "openai_compatible", "ai_base_url": model.base_url}
        )
        with running_api(asked) as process:
            async with httpx.AsyncClient(
                base_url=settings.api_address,
                timeout=60,
                trust_env=False,
                limits=httpx.Limits(max_connections=PEOPLE),
            ) as client:
                talkers = [Talker(client, token, ANSWER) for token in tokens]
                figures = await _measure(process.pid, talkers, turns)
            figures["model_calls"] = len(model.asked)
    return figures


async def _people(settings: Settings) -> list[str]:
    async with build(settings) as container:
        await container.catalog.import_shipped()
        people = [await make_caller(container, life=_SIGNED_IN) for _ in range(PEOPLE)]
    return [person.headers["Authorization"].removeprefix("Bearer ") for person in people]


async def _measure(pid: int, talkers: Sequence[Talker], turns: int) -> dict[str, Any]:
    machine = cpu_times()
    warm = await in_turn(talkers, WARM_UP, streamed=False)
    await in_turn(talkers, WARM_UP, streamed=True)
    whole, whole_cost = await _costed(pid, talkers[:1], streamed=False)
    streamed, streamed_cost = await _costed(pid, talkers[:1], streamed=True)
    began = time.perf_counter()
    crowd = await at_once(talkers, CROWD_TURNS, streamed=False)
    crowd_s = time.perf_counter() - began
    taken = 2 * WARM_UP + 2 * EACH + CROWD_TURNS
    held, errors = await _held(pid, talkers, taken, turns)
    busy = cpu_times() - machine
    return {
        "turns": max(turns, taken),
        "tokens": TOKENS,
        **_named("", whole, whole_cost),
        **_named("streamed_", streamed, streamed_cost),
        "first_token_p50_ms": round(quantile(streamed.first_ms, 0.5), 1),
        "first_token_p95_ms": round(quantile(streamed.first_ms, 0.95), 1),
        "at_once": len(talkers),
        "at_once_per_s": round(CROWD_TURNS / crowd_s, 1),
        "at_once_p50_ms": round(quantile(crowd.took_ms, 0.5), 1),
        "at_once_p95_ms": round(quantile(crowd.took_ms, 0.95), 1),
        "errors": warm.errors + whole.errors + streamed.errors + crowd.errors + errors,
        "unrecalled": sum(part.unrecalled for part in (warm, whole, streamed, crowd)),
        "api_rss_mb": round(max(one.rss_mb for one in held), 1),
        "helpers_rss_mb": [round(rss_mb(child), 1) for child in children_of(pid)],
        "rss_slope_mb": round(slope_mb(held), 2),
        "rss_mb": [[one.turns, round(one.rss_mb, 1)] for one in held],
        "load": round(load(), 1),
        "foreign_share": round(busy.foreign_share, 2),
    }


async def _costed(pid: int, talkers: Sequence[Talker], *, streamed: bool) -> tuple[Samples, Cost]:
    """Take turns one after the other; also return what each used, with what it left to do."""
    await asyncio.sleep(_QUIET_S)
    before = _used_s(pid)
    samples = await in_turn(talkers, EACH, streamed=streamed)
    await asyncio.sleep(_QUIET_S)
    api_s, helpers_s = (after - was for after, was in zip(_used_s(pid), before, strict=True))
    return samples, Cost(api_s * 1000 / EACH, helpers_s * 1000 / EACH)


async def _held(
    pid: int, talkers: Sequence[Talker], taken: int, turns: int
) -> tuple[list[Held], int]:
    """Take the rest of the turns, some at once; return what memory did, and what went wrong."""
    held, errors = [Held(taken, rss_mb(pid))], 0
    step = max(1, (turns - taken) // _SAMPLES)
    for number in range(taken, turns, step):
        part = await at_once(talkers[:4], min(step, turns - number), streamed=number % 2 == 0)
        errors += part.errors
        held.append(Held(min(number + step, turns), rss_mb(pid)))
    return held, errors


def _used_s(pid: int) -> tuple[float, float]:
    """Return the CPU time of the API process, and of those it has started."""
    own_s = cpu_s(pid)
    return own_s, tree_cpu_s(pid) - own_s


def _named(before: str, samples: Samples, cost: Cost) -> dict[str, float]:
    return {
        f"{before}cpu_ms": round(cost.api_ms + cost.helpers_ms, 1),
        f"{before}api_cpu_ms": round(cost.api_ms, 1),
        f"{before}helpers_cpu_ms": round(cost.helpers_ms, 1),
        f"{before}p50_ms": round(quantile(samples.took_ms, 0.5), 1),
        f"{before}p95_ms": round(quantile(samples.took_ms, 0.95), 1),
    }


if __name__ == "__main__":
    main()

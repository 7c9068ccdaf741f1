"""How long plans take at the HTTP edge: `make bench-plan`.

Starts the product's own servers in a throwaway folder and one real API process. Over one connection
fast and deep plans of a week in three cities, each on other dates, are asked for in turn; then a
list of trips is read again and again, first with nothing else to do and then while many deep plans
are made at once; and at last fast plans are made beside as many deep ones.
Prints one JSON object as the last line and ends with 1 where a promise is broken.
"""

import asyncio
import json
import sys
import tempfile
import time
from collections.abc import Callable, Mapping, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import httpx

from core.bootstrap import build
from core.db.migrate import migrate
from core.embedded.servers import running_servers
from core.kernel.processes import free_port
from core.kernel.settings import Settings
from tests.bench.api import running_api, sign_up
from tests.bench.machine import children_of, load, rss_mb
from tests.bench.samples import quantile

WARM_UP = 3
ROUNDS = 40
DAYS = 7
AT_ONCE = 20
QUIET_READS = 100
PROMISES: Mapping[str, float] = {
    "fast_p95_ms": 200.0,
    "deep_p95_ms": 1500.0,
    "trips_p95_ratio": 3.0,
    "plans_failed": 0,
    "reports_failed": 0,
    "api_rss_mb": 350.0,
}
"""Most of each figure."""
_FIRST_DAY = date(2027, 4, 5)
_ROUTES = (
    ("shanghai", ("xian", "chengdu", "chongqing")),
    ("guangzhou", ("hangzhou", "suzhou", "nanjing")),
    ("beijing", ("nanjing", "shanghai", "hangzhou")),
    ("hongkong", ("shenzhen", "guangzhou", "shanghai")),
)


def main() -> None:
    """Measure, print, and say by the exit code whether the promises hold."""
    with tempfile.TemporaryDirectory(prefix="tripwright-bench-") as folder:
        settings = Settings(
            _env_file=None,
            data_dir=Path(folder),
            database_url=None,
            redis_url=None,
            jwt_secret="a secret that lives as long as this bench",
            api_port=free_port(),
            log_level="WARNING",
        )
        with running_servers(settings) as running:
            migrate(str(running.database_url))
            asyncio.run(_seed(running))
            with running_api(running) as process:
                figures = _measure(running.api_address, process.pid)
    broken = [name for name, most in PROMISES.items() if figures[name] > most]
    sys.stdout.write(json.dumps({**figures, "promises": PROMISES, "broken": broken}) + "\n")
    sys.exit(1 if broken else 0)


async def _seed(settings: Settings) -> None:
    async with build(settings) as container:
        await container.catalog.import_shipped()


def _measure(address: str, pid: int) -> dict[str, Any]:
    with httpx.Client(base_url=address, timeout=60, trust_env=False) as client:
        client.headers["Authorization"] = f"Bearer {sign_up(client, 'bench@example.org')}"
        alone = _in_turn(client)
        crowded = _beside_plans(client)
    return {
        "n": ROUNDS,
        "days": DAYS,
        **alone,
        **crowded,
        "reports_failed": alone["reports_failed"] + crowded["reports_failed"],
        "api_rss_mb": round(rss_mb(pid), 1),
        "thinkers_rss_mb": [round(rss_mb(child), 1) for child in children_of(pid)],
        "load": round(load(), 1),
    }


def _in_turn(client: httpx.Client) -> dict[str, Any]:
    """Return what plans take one after the other."""
    samples: dict[str, list[float]] = {"fast": [], "deep": []}
    failed = 0
    for number in range(WARM_UP + ROUNDS):
        for mode, taken in samples.items():
            elapsed_ms, passed = _timed_plan(client, mode, number)
            if number >= WARM_UP:
                taken.append(elapsed_ms)
                failed += not passed
    fast, deep = samples["fast"], samples["deep"]
    return {
        **{f"fast_{name}_ms": value for name, value in _quantiles(fast).items()},
        **{f"deep_{name}_ms": value for name, value in _quantiles(deep).items()},
        "deep_over_fast": round(quantile(deep, 0.5) / quantile(fast, 0.5), 2),
        "reports_failed": failed,
    }


def _beside_plans(client: httpx.Client) -> dict[str, Any]:
    """Return what reading trips takes in quiet, and while many deep plans are made at once."""
    client.post("/api/ai/plan", json={**_request("fast", 0), "save": True}).raise_for_status()
    quiet = [_timed_read(client) for _ in range(QUIET_READS)]
    crowded, made, took_s = _beside_crowd(client, lambda _: _timed_read(client))
    fast, _, _ = _beside_crowd(client, lambda number: _timed_plan(client, "fast", number)[0])
    before, beside = _quantiles(quiet), _quantiles(crowded)
    return {
        "trips_quiet_p50_ms": before["p50"],
        "trips_quiet_p95_ms": before["p95"],
        "trips_beside_p50_ms": beside["p50"],
        "trips_beside_p95_ms": beside["p95"],
        "trips_beside_reads": len(crowded),
        "trips_p95_ratio": round(beside["p95"] / before["p95"], 2),
        **{f"fast_beside_{name}_ms": value for name, value in _quantiles(fast).items()},
        "plans_at_once": AT_ONCE,
        "plans_at_once_s": round(took_s, 2),
        "plans_failed": made.count(None),
        "reports_failed": made.count(False),
    }


def _beside_crowd(
    client: httpx.Client, timed: Callable[[int], float]
) -> tuple[list[float], list[bool | None], float]:
    """Do something again and again while many make deep plans.

    Return how long it took each time, what became of the plans, and how long they took in all.
    """
    samples: list[float] = []
    with ThreadPoolExecutor(AT_ONCE) as pool:
        began = time.perf_counter()
        plans = [pool.submit(_own_plan, client, number) for number in range(AT_ONCE)]
        while not all(plan.done() for plan in plans):
            samples.append(timed(len(samples)))
        took_s = time.perf_counter() - began
    return samples, [_outcome(plan) for plan in plans], took_s


def _own_plan(client: httpx.Client, number: int) -> bool:
    """Make a deep plan over a connection of its own, as another person's browser would."""
    with httpx.Client(
        base_url=client.base_url, headers=client.headers, timeout=120, trust_env=False
    ) as other:
        return _timed_plan(other, "deep", 100 + number)[1]


def _outcome(plan: Future[bool]) -> bool | None:
    """Return whether the plan passed its checks, or None where there is none."""
    error = plan.exception()
    if error is not None:
        sys.stderr.write(f"A plan failed: {error}\n")
        return None
    return plan.result()


def _timed_plan(client: httpx.Client, mode: str, number: int) -> tuple[float, bool]:
    """Return how long a plan took, and whether it passed its checks."""
    body = _request(mode, number)
    began = time.perf_counter()
    answer = client.post("/api/ai/plan", json=body)
    elapsed_ms = (time.perf_counter() - began) * 1000
    report = answer.raise_for_status().json()["data"]["report"]
    if not report["passed"]:
        codes = sorted({row["code"] for row in report["checks"] if not row["passed"]})
        sys.stderr.write(f"fails {', '.join(codes)}: {json.dumps(body)}\n")
    return elapsed_ms, bool(report["passed"])


def _timed_read(client: httpx.Client) -> float:
    began = time.perf_counter()
    client.get("/api/trips").raise_for_status()
    return (time.perf_counter() - began) * 1000


def _request(mode: str, number: int) -> dict[str, Any]:
    origin, cities = _ROUTES[number % len(_ROUTES)]
    return {
        "mode": mode,
        "origin": origin,
        "destinations": [{"name": city} for city in cities],
        "day_count": DAYS,
        "start_date": (_FIRST_DAY + timedelta(days=number)).isoformat(),
        "travellers": 2,
        "interests": ["history", "food"],
        "seed": number,
    }


def _quantiles(samples: Sequence[float]) -> dict[str, float]:
    return {"p50": round(quantile(samples, 0.5), 1), "p95": round(quantile(samples, 0.95), 1)}


if __name__ == "__main__":
    main()

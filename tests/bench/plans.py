"""How long a plan takes at the HTTP edge: `make bench`.

Starts the product's own servers in a throwaway folder and one real API process, asks it for fast
and deep plans in turn over one connection, and prints one JSON object as the last line. Ends with 1
where a promise is broken: fast p95 under 150 ms, deep for 5 days p95 under 600 ms, the process
under 250 MB.
"""

import asyncio
import json
import sys
import tempfile
import time
from pathlib import Path
from typing import Any

import httpx

from core.bootstrap import build
from core.db.migrate import migrate
from core.embedded.servers import running_servers
from core.kernel.processes import free_port
from core.kernel.settings import Settings
from tests.bench.api import running_api, sign_up
from tests.bench.machine import rss_mb
from tests.bench.samples import quantile

WARM_UP = 5
ROUNDS = 60
DAYS = 5
PROMISES = {"fast_p95_ms": 150.0, "deep_p95_ms": 600.0, "api_rss_mb": 250.0}
_CITIES = ("guangzhou", "beijing", "paris", "tokyo", "newyork", "xian")


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
    broken = [name for name, limit in PROMISES.items() if figures[name] >= limit]
    sys.stdout.write(json.dumps({**figures, "promises": PROMISES, "broken": broken}) + "\n")
    sys.exit(1 if broken else 0)


async def _seed(settings: Settings) -> None:
    async with build(settings) as container:
        await container.catalog.import_shipped()


def _measure(address: str, pid: int) -> dict[str, Any]:
    samples: dict[str, list[float]] = {"fast": [], "deep": []}
    passed = 0
    with httpx.Client(base_url=address, timeout=30, trust_env=False) as client:
        client.headers["Authorization"] = f"Bearer {sign_up(client, 'bench@example.org')}"
        for number in range(WARM_UP + ROUNDS):
            for mode, taken in samples.items():
                began = time.perf_counter()
                answer = client.post("/api/ai/plan", json=_request(mode, number))
                elapsed_ms = (time.perf_counter() - began) * 1000
                if number >= WARM_UP:
                    taken.append(elapsed_ms)
                    passed += answer.raise_for_status().json()["data"]["report"]["passed"]
    return {
        "n": ROUNDS,
        "days": DAYS,
        **{f"fast_{name}_ms": value for name, value in _quantiles(samples["fast"]).items()},
        **{f"deep_{name}_ms": value for name, value in _quantiles(samples["deep"]).items()},
        "deep_over_fast": round(quantile(samples["deep"], 0.5) / quantile(samples["fast"], 0.5), 2),
        "reports_passed": f"{passed} of {2 * ROUNDS}",
        "api_rss_mb": round(rss_mb(pid), 1),
    }


def _request(mode: str, number: int) -> dict[str, Any]:
    return {
        "mode": mode,
        "destination": _CITIES[number % len(_CITIES)],
        "day_count": DAYS,
        "start_date": "2027-04-05",
        "travellers": 2,
        "interests": ["history", "food"],
        "seed": number,
    }


def _quantiles(samples: list[float]) -> dict[str, float]:
    return {"p50": round(quantile(samples, 0.5), 1), "p95": round(quantile(samples, 0.95), 1)}


if __name__ == "__main__":
    main()

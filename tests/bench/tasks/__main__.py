"""Measures our queue beside bare arq, procrastinate and saq: `make bench-tasks`.

One PostgreSQL and one Redis of the product, in a throwaway folder and as durable as in production,
serve all four in turn: in every round each takes 1,000 jobs from 20 hands, works them off with one
worker of ten, and is then asked for single jobs at random moments. Ours is also watched through 50
streams. The last line is one JSON object; ends with 1 where a promise is broken.
"""

import argparse
import json
import sys
import tempfile
from collections.abc import Sequence
from pathlib import Path

from core.cli.up import child_environment
from core.embedded.servers import OwnedServers, owned_servers
from core.kernel.settings import Settings
from tests.bench.machine import cpu_times, load
from tests.bench.tasks.contest import Arena, Contestant, prepare, turn
from tests.bench.tasks.figures import Promise, Round, exit_code, report
from tests.bench.tasks.roles import CONCURRENCY
from tests.bench.tasks.streams import log_latency

PROMISES = (
    Promise("ours", "start_p50_ms", "arq", at_most=0.1),
    Promise("ours", "drain_per_s", "procrastinate", at_least=1.5),
    Promise("ours", "submit_p95_ms", at_most=50.0),
    Promise("ours", "log_p95_ms", at_most=150.0),
    Promise("ours", "log_lines_missed", at_most=0.0),
)
_SYSTEMS = "tests.bench.tasks.systems"


def main() -> None:
    """Measure, print, and say by the exit code whether the promises hold."""
    wanted = _arguments()
    with tempfile.TemporaryDirectory(prefix="tripwright-bench-") as folder:
        settings = Settings(
            _env_file=None,
            data_dir=Path(folder),
            database_url=None,
            redis_url=None,
            jwt_secret="a secret that lives as long as this bench",
        )
        with owned_servers(settings) as owned:
            arena = _arena(owned, Path(folder), wanted)
            contestants = _contestants(wanted.peers)
            for contestant in contestants:
                prepare(arena, contestant)
            rounds = [
                _round(owned.settings, arena, contestants, number)
                for number in range(wanted.rounds)
            ]
    told = report(rounds, PROMISES)
    settings_told = {"jobs": wanted.jobs, "in_flight": wanted.in_flight, "workers_of": CONCURRENCY}
    sys.stdout.write(json.dumps(settings_told | told) + "\n")
    sys.exit(exit_code(told))


def _arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description="Measures our queue beside others.")
    parser.add_argument("--peers", required=True, help="the Python that has the peers installed")
    parser.add_argument("--rounds", type=int, default=5)
    parser.add_argument("--jobs", type=int, default=1000, help="taken in and worked off per round")
    parser.add_argument("--in-flight", type=int, default=20, help="jobs submitted at the same time")
    parser.add_argument("--singles", type=int, default=40, help="jobs asked for one by one")
    return parser.parse_args()


def _contestants(peers: str) -> list[Contestant]:
    return [
        Contestant("ours", f"{_SYSTEMS}.ours", sys.executable, 0),
        Contestant("arq", f"{_SYSTEMS}.arq_peer", peers, 1),
        Contestant("procrastinate", f"{_SYSTEMS}.procrastinate_peer", peers, 2),
        Contestant("saq", f"{_SYSTEMS}.saq_peer", peers, 3),
    ]


def _arena(owned: OwnedServers, folder: Path, wanted: argparse.Namespace) -> Arena:
    chosen = {
        "LOG_LEVEL": "WARNING",
        "PLAN_TASK_WORKER_CONCURRENCY": str(CONCURRENCY),
        "PLAN_TASK_QUEUE_MAX": str(2 * wanted.jobs),
    }
    return Arena(
        environment=child_environment(owned.settings) | chosen,
        database_url=str(owned.settings.database_url),
        redis_server=str(owned.settings.redis_url).rpartition("/")[0],
        server_pids=tuple(server.pid for server in owned.servers if server.pid),
        folder=folder,
        jobs=wanted.jobs,
        singles=wanted.singles,
        in_flight=wanted.in_flight,
        gap_s=(0.1, 0.5),
    )


def _round(
    settings: Settings, arena: Arena, contestants: Sequence[Contestant], number: int
) -> Round:
    before, load_before = cpu_times(), load()
    systems = {one.name: turn(arena, one, number) for one in contestants}
    systems["ours"] |= log_latency(settings, arena, contestants[0], number)
    passed = cpu_times() - before
    sys.stderr.write(f"round {number + 1}: {json.dumps(systems)}\n")
    return Round(systems, load_before, passed.foreign_share, passed.steal_share)


if __name__ == "__main__":
    main()

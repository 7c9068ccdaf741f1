"""How good the plans of seeded requests are: `make bench-quality`; N=200 SEED=1 MODE=deep.

Plans trips through every shipped city, of 1 to 14 days, with the built-in model and without any
server; then spoils the model's answers. What falls short of a promise is told on standard error
together with its request, to be planned again. Prints one JSON object as the last line and ends
with 1 where a promise is broken.
"""

import argparse
import asyncio
import json
import logging
import sys
import time
from collections.abc import Iterable, Mapping, Sequence
from concurrent.futures import ProcessPoolExecutor
from dataclasses import asdict, dataclass, field
from statistics import fmean
from typing import Any

import structlog

from core.llm.providers.offline.provider import OfflineProvider
from core.llm.types import Provider
from core.planning.asking import Tools
from core.planning.measures.fidelity import fidelity
from core.planning.measures.whole import measure
from core.planning.rules.engine import hard_failures
from core.planning.wire import plan_out
from core.prompts.registry import PromptRegistry
from core.schemas.plans import PlanMode, PlanRequest
from tests.bench.planning.faults import SPOILS, FaultyModel
from tests.bench.planning.judging import meals_to_be_had, missing_meals, regret
from tests.bench.planning.wishes import requests_of, world_of
from tests.support.clock import ClockFake
from tests.support.models import Books, a_client
from tests.support.planner import Watched
from tests.support.shipped import shipped_catalogue
from tests.support.worlds import NOON

REGRET_SAMPLES = 40
LONG_RUN = 4000
PROMISES: Mapping[str, float] = {
    "hard_failed": 0,
    "ungrounded": 0,
    "meals_missing": 0,
    "different": 0,
    "unmended": 0,
    "crashed": 0,
    "deep_detour": 1.05,
    "deep_regret_percent": 3.0,
}
"""Most of each figure."""


@dataclass(frozen=True)
class Job:
    """A request to be planned in a mode, `twice`, or with a `fault` in the model's answers."""

    number: int
    mode: str
    body: Mapping[str, Any]
    fault: str | None = None
    twice: bool = False
    with_regret: bool = False


@dataclass
class Found:
    """What is to be said of one plan."""

    job: Job
    crashed: str | None = None
    hard: list[str] = field(default_factory=list)
    grounded: float | None = None
    detour: float | None = None
    meals: int = 0
    meals_missing: int = 0
    different: bool = False
    regret: float | None = None
    kept: float | None = None
    cpu_s: float = 0.0

    @property
    def faults(self) -> list[str]:
        """Return what is wrong, in words for a person."""
        told = [f"crashed: {self.crashed}"] if self.crashed else []
        told += [f"fails {code}" for code in self.hard]
        told += ["is not grounded"] if self.grounded not in (None, 1.0) else []
        told += [f"lacks {self.meals_missing} meals"] if self.meals_missing else []
        return told + (["is another the second time"] if self.different else [])


def main() -> None:
    """Measure, print, and say by the exit code whether the promises hold."""
    wanted = _arguments()
    _be_quiet()
    jobs = _jobs(asyncio.run(_requests(wanted.n, wanted.seed)), wanted.mode)
    found = []
    with ProcessPoolExecutor(wanted.workers, initializer=_be_quiet) as pool:
        for one in pool.map(examine, jobs):
            found.append(one)
            if one.faults:
                sys.stderr.write(f"{', '.join(one.faults)}: {json.dumps(asdict(one.job))}\n")
                sys.stderr.flush()
    figures = summary(found)
    broken = [name for name, most in PROMISES.items() if figures.get(name, 0) > most]
    sys.stdout.write(json.dumps({**figures, "promises": PROMISES, "broken": broken}) + "\n")
    sys.exit(1 if broken else 0)


def _arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m tests.bench.planning.quality")
    parser.add_argument("--n", type=int, default=200, help="requests")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--mode", choices=[*PlanMode, "both"], default="both")
    parser.add_argument("--workers", type=int, default=2)
    return parser.parse_args()


def _be_quiet() -> None:
    structlog.configure(wrapper_class=structlog.make_filtering_bound_logger(logging.ERROR))


async def _requests(count: int, seed: int) -> list[PlanRequest]:
    return requests_of(await world_of(shipped_catalogue()), count, seed)


def _jobs(requests: Sequence[PlanRequest], mode: str) -> list[Job]:
    """Return the plans to be made: each request soundly, and with one of the faults."""
    modes = list(PlanMode) if mode == "both" else [PlanMode(mode)]
    every = max(1, len(requests) // REGRET_SAMPLES)
    faults = list(SPOILS)
    jobs = []
    for number, request in enumerate(requests):
        body = request.model_dump(mode="json", by_alias=True, exclude_defaults=True)
        again = modes[number % len(modes)]
        spoilt = modes[number // len(faults) % len(modes)]
        for one in modes:
            with_regret = one is PlanMode.DEEP and number % every == 0
            jobs.append(Job(number, one, body, twice=one is again, with_regret=with_regret))
        jobs.append(Job(number, spoilt, body, fault=faults[number % len(faults)]))
    return jobs


def examine(job: Job) -> Found:
    """Plan and say what is to be said of the plan."""
    try:
        return asyncio.run(_examine(job))
    except Exception as error:
        return Found(job, crashed=f"{type(error).__name__}: {error}")


async def _examine(job: Job) -> Found:
    began = time.process_time()
    done = await _plan(job)
    cpu_s = time.process_time() - began
    state = done.state
    plan, quality = state["plan"], measure(state["plan"], state["places"])
    found = Found(
        job,
        hard=sorted({check.code for check in hard_failures(state["report"].checks)}),
        grounded=quality["grounded"],
        detour=quality["detour"],
        meals=len(meals_to_be_had(plan, state["places"])),
        meals_missing=missing_meals(plan, state["places"]),
        kept=fidelity(state["picked"], plan)["kept"],
        cpu_s=cpu_s,
    )
    if job.twice:
        found.different = _told(done) != _told(await _plan(job))
    if job.with_regret:
        found.regret = regret(plan, state["candidates"], state["picked"], LONG_RUN)
    return found


async def _plan(job: Job) -> Watched:
    model: Provider = FaultyModel(job.fault) if job.fault else OfflineProvider()
    tools = Tools(
        ai=a_client(model, Books()),
        prompts=PromptRegistry(),
        catalog=shipped_catalogue(),
        clock=ClockFake(NOON),
        deep_retries=1,
        fallback_to_fast=True,
    )
    return await Watched(tools).plan(PlanRequest.model_validate({**job.body, "mode": job.mode}))


def _told(done: Watched) -> str:
    """Return everything a client is told of a plan that is not a time or an id."""
    state = done.state
    plan = state["plan"]
    parts = [
        plan_out(plan).model_dump(mode="json"),
        state["report"].model_dump(mode="json"),
        measure(plan, state["places"]) | fidelity(state["picked"], plan),
        [item.model_dump(mode="json") for item in state["understood"].obstacles],
        [item.model_dump(mode="json") for item in state["understood"].assumptions],
    ]
    return json.dumps(parts, sort_keys=True, default=str)


def summary(found: Sequence[Found]) -> dict[str, Any]:
    """Return the figures: over all plans, then by mode, then by fault."""
    sound = [one for one in found if one.job.fault is None]
    spoilt = [one for one in found if one.job.fault is not None]
    return {
        "n": len({one.job.number for one in found}),
        "plans": len(found),
        "crashed": sum(one.crashed is not None for one in found),
        "hard_failed": sum(bool(one.hard) for one in sound),
        "ungrounded": sum(one.grounded not in (None, 1.0) for one in found),
        "meals": sum(one.meals for one in sound),
        "meals_missing": sum(one.meals_missing for one in sound),
        "different": sum(one.different for one in found),
        "unmended": sum(bool(one.hard or one.crashed) for one in spoilt),
        **_by_mode(sound),
        "spoilt": {
            name: _mended([one for one in spoilt if one.job.fault == name]) for name in SPOILS
        },
    }


def _by_mode(sound: Sequence[Found]) -> dict[str, float | None]:
    figures: dict[str, float | None] = {}
    for mode in PlanMode:
        own = [one for one in sound if one.job.mode == mode]
        if own:
            regrets = [100 * one.regret for one in own if one.regret is not None]
            figures |= {
                f"{mode}_detour": _mean(one.detour for one in own),
                f"{mode}_regret_percent": _mean(regrets),
                f"{mode}_regret_percent_max": round(max(regrets, default=0.0), 2),
                f"{mode}_kept": _mean(one.kept for one in own),
                f"{mode}_cpu_s": _mean(one.cpu_s for one in own),
            }
    return figures


def _mended(spoilt: Sequence[Found]) -> dict[str, float | None]:
    passed = [not one.hard and one.crashed is None for one in spoilt]
    figures: dict[str, float | None] = {"n": len(spoilt), "passed": _mean(passed)}
    for mode in PlanMode:
        own = [one for one in spoilt if one.job.mode == mode]
        figures[f"{mode}_kept"] = _mean(one.kept for one in own)
        figures[f"{mode}_meals_missing"] = sum(one.meals_missing for one in own)
    return figures


def _mean(values: Iterable[float | None]) -> float | None:
    known = [float(value) for value in values if value is not None]
    return round(fmean(known), 4) if known else None


if __name__ == "__main__":
    main()

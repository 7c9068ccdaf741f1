"""`tripwright bench`: public benchmarks through the planner, scored by their published rules."""

import asyncio
import json
from collections.abc import Callable, Mapping
from enum import StrEnum
from functools import partial
from pathlib import Path
from typing import Annotated, Any

import typer

from core.benchmarks.chinatravel.benchmark import ChinaTravel
from core.benchmarks.naturalplan.benchmark import NaturalPlan
from core.benchmarks.report import summary
from core.benchmarks.running import Benchmark, BenchmarkError, Given, run
from core.benchmarks.travelplanner.benchmark import TravelPlanner
from core.kernel.errors import InvalidRequestError
from core.kernel.logging import configure_logging
from core.schemas.plans import PlanMode


class Name(StrEnum):
    """The benchmarks there are adapters for."""

    CHINATRAVEL = "chinatravel"
    TRAVELPLANNER = "travelplanner"
    NATURALPLAN = "naturalplan"


_ADAPTERS: Mapping[Name, Callable[[], Benchmark[Any]]] = {
    Name.TRAVELPLANNER: TravelPlanner,
    Name.CHINATRAVEL: ChinaTravel,
    Name.NATURALPLAN: NaturalPlan,
}

_RAW: Mapping[Name, Callable[..., Benchmark[Any]]] = {
    Name.TRAVELPLANNER: TravelPlanner,
    Name.CHINATRAVEL: ChinaTravel,
}
"""What a model plans, and what can be left as it planned it."""


def bench(
    name: Annotated[Name, typer.Argument(metavar="BENCHMARK", help="|".join(Name))],
    data: Annotated[Path, typer.Option(help="The benchmark's folder.")],
    split: Annotated[str, typer.Option(help="Which of its splits, e.g. train.")],
    mode: Annotated[PlanMode, typer.Option(help="How to plan.")] = PlanMode.DEEP,
    given: Annotated[
        Given, typer.Option("--input", help="The words alone, or the fields they mean.")
    ] = Given.TEXT,
    out: Annotated[
        Path | None, typer.Option(help="File for the plans, in the benchmark's own format.")
    ] = None,
    limit: Annotated[int | None, typer.Option(min=1, help="Only the first so many.")] = None,
    repair: Annotated[
        bool,
        typer.Option("--repair/--raw", help="Mend plans, or keep them as the model made them."),
    ] = True,
    quiet: Annotated[bool, typer.Option("--quiet", help="No line for each query.")] = False,
) -> None:
    """Plan every query of a public benchmark; all metrics are one JSON object on the last line."""
    configure_logging(json_lines=False, level="WARNING")  # the report stands alone
    adapter = _adapter(name, repair=repair)
    tell = None if quiet else partial(typer.echo, err=True)
    if not data.is_dir():
        raise InvalidRequestError(f"There is no folder {str(data)!r}.")
    try:
        queries = adapter.load(data, split, given)[:limit]
        outcomes = asyncio.run(run(adapter, queries, mode, out=out, tell=tell))
        metrics = asyncio.run(adapter.score(data, split, outcomes))
    except (BenchmarkError, OSError) as error:
        raise InvalidRequestError(str(error)) from error
    report = summary(name, split, mode, given, outcomes, {"repair": repair, **metrics})
    typer.echo(json.dumps(report, ensure_ascii=False))


def _adapter(name: Name, *, repair: bool) -> Benchmark[Any]:
    if repair:
        return _ADAPTERS[name]()
    if name not in _RAW:
        raise InvalidRequestError(f"{name} is not planned by a model: there is no --raw plan.")
    return _RAW[name](repair=False)

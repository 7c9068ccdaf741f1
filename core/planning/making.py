"""A plan and everything said about it: computed, and nothing kept of it."""

from collections.abc import Callable
from dataclasses import dataclass
from functools import lru_cache
from typing import Any, Protocol

from core.kernel.context import current_trace_id
from core.planning.asking import Run, Tools
from core.planning.explaining import explained
from core.planning.graph import RECURSION_LIMIT, PlanState, build_graph
from core.planning.journal import Emit, Journal
from core.planning.measures.day import Measures, measure_day
from core.planning.measures.fidelity import fidelity
from core.planning.measures.whole import measure
from core.planning.rules.book import advise
from core.planning.understanding.reading import check_fields
from core.planning.unmet import unmet
from core.planning.wire import brief_out, plan_out
from core.schemas.plans import PlanAnswer, PlanMetrics, PlanOut, PlanReport, PlanRequest


@dataclass(frozen=True, slots=True)
class Made:
    """A plan and everything said about it."""

    plan: PlanOut
    report: PlanReport
    metrics: PlanMetrics
    answer: PlanAnswer

    def __reduce__(self) -> tuple[Callable[[str], "Made"], tuple[str]]:
        """Cross to another process as JSON: that takes a third of the time its objects take."""
        return _of_json, (self.answer.model_dump_json(),)


def _of_json(text: str) -> Made:
    answer = PlanAnswer.model_validate_json(text)
    if answer.plan is None or answer.report is None or answer.metrics is None:
        raise ValueError("what was made has a plan, a report and metrics")
    return Made(answer.plan, answer.report, answer.metrics, answer)


class Maker(Protocol):
    """Somewhere to compute plans."""

    async def make(
        self, tools: Tools, request: PlanRequest, emit: Emit, *, task_id: str | None
    ) -> Made:
        """Return the plan of a request.

        Raises:
            InvalidRequestError: The request contradicts itself or names an unknown city.
            ModelError: The model gave no usable answer.
            PlanInvalidError: Deep gave up and may not fall back.
        """
        ...

    async def check(self, tools: Tools, request: PlanRequest) -> None:
        """Refuse what is wrong whatever the words say; asks no model.

        Raises:
            InvalidRequestError: The city is unknown or missing, or fields contradict each other.
        """
        ...


class MakerHere:
    """Computes where it is asked: for programs that have nothing else to do meanwhile."""

    async def make(
        self, tools: Tools, request: PlanRequest, emit: Emit, *, task_id: str | None
    ) -> Made:
        """Return the plan of a request."""
        return await make_plan(Run(tools, Journal(emit=emit)), request, task_id=task_id)

    async def check(self, tools: Tools, request: PlanRequest) -> None:
        """Refuse what is wrong whatever the words say."""
        await check_fields(Run(tools, Journal()), request)


async def make_plan(run: Run, request: PlanRequest, *, task_id: str | None) -> Made:
    """Return the plan of a request, with what a `Maker` raises."""
    journal = run.journal
    state: PlanState = await planner().ainvoke(
        {"request": request}, context=run, config={"recursion_limit": RECURSION_LIMIT}
    )
    plan, understood = state["plan"], state["understood"]
    out = explained(plan, plan_out(plan), state["places"])
    report = advise(plan, state["report"])
    days = [measure_day(plan, day) for day in plan.days]
    quality = measure(plan, state["places"], days) | fidelity(state["picked"], plan)
    metrics = _metrics(run, request, plan.brief.language, quality, days)
    told = understood.obstacles
    not_kept = unmet(report, told, plan.brief.language) if request.repair else []
    answer = PlanAnswer(
        plan=out,
        report=report,
        metrics=metrics,
        tool_traces=journal.traces,
        trace_id=current_trace_id(),
        task_id=task_id,
        trip_id=None,
        request=brief_out(plan.brief),
        understood=list(understood.evidence),
        assumptions=list(understood.assumptions),
        obstacles=[*told, *not_kept],
    )
    return Made(out, report, metrics, answer)


def _metrics(
    run: Run, request: PlanRequest, language: str, quality: Measures, days: list[Measures]
) -> PlanMetrics:
    journal, ai = run.journal, run.tools.ai
    provider, model = journal.answered_by or (ai.provider_name, ai.model)
    why = journal.fallback_reason
    return PlanMetrics(
        mode=request.mode,
        latency_ms=journal.latency_ms(),
        model_calls=journal.model_calls,
        prompt_tokens=journal.prompt_tokens,
        completion_tokens=journal.completion_tokens,
        usage_tokens=journal.prompt_tokens + journal.completion_tokens,
        retries=journal.retries,
        fallback_to_fast=why is not None,
        fallback_reason=why.said(language) if why else None,
        fallback_code=why.code if why else None,
        provider=provider,
        model=model,
        prompt_versions=journal.prompt_versions,
        quality=quality,
        quality_days=days,
    )


@lru_cache(maxsize=1)
def planner() -> Any:
    """Return the graph of the planner, put together once in a process."""
    return build_graph()

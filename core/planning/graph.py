"""The planner's graph: fast in one call, or deep, part by part; what checks find is mended."""

from dataclasses import replace
from typing import Any, Literal, TypedDict

from langgraph.graph import END, START, StateGraph
from langgraph.runtime import Runtime

from core.catalog.domain import Place, city_name
from core.kernel.errors import ModelError, PlanInvalidError
from core.planning.asking import Run, SpentError
from core.planning.candidates import Candidates, choose_candidates
from core.planning.deep import DayFailedError, Grown, goes_without, make_part, unique_codes
from core.planning.domain import Brief, Draft, Plan
from core.planning.fallback import Cause, Fallback, model_failed
from core.planning.fast import draft_trip
from core.planning.frame import Frame
from core.planning.framing import frame_trip
from core.planning.mending import (
    REPAIR,
    Outcome,
    Trip,
    beyond_mending,
    in_best_order,
    judge,
    mend,
    polish_of,
    rank_of,
)
from core.planning.narration.narrating import narrate
from core.planning.reasons import title_of_trip
from core.planning.rescuing import rescue
from core.planning.rules.book import check_plan
from core.planning.rules.engine import hard_failures
from core.planning.saving import cheapest
from core.planning.second import better_of_two
from core.planning.terms import ways_to_meet, with_terms
from core.planning.themes import Theme, themes_of
from core.planning.timetable import plan_of_parts
from core.planning.understanding.reading import understand
from core.planning.understanding.resolve import Understood
from core.planning.wire import day_out
from core.schemas.fields import MAX_DAYS
from core.schemas.plans import PlanMode, PlanReport, PlanRequest

RECURSION_LIMIT = 3 * MAX_DAYS + 14
"""Every node of the longest deep run that falls back, with up to three parts on a day."""


class PlanState(TypedDict, total=False):
    """What the nodes know; `grown` grows by a part at a time in deep mode.

    `lost` says why the model is not asked any more.
    """

    request: PlanRequest
    asked: Understood
    understood: Understood
    places: list[Place]
    frames: tuple[Frame, ...]
    known: dict[str, Place]
    frame: Frame
    candidates: Candidates
    seed: Trip | None
    themes: dict[int, Theme]
    grown: Grown
    picked: tuple[Draft, ...]
    plan: Plan
    report: PlanReport
    failure: Fallback | None
    lost: Fallback | None


async def _understand(state: PlanState, runtime: Runtime[Run]) -> PlanState:
    understood, places = await understand(runtime.context, state["request"])
    asked = understood
    plain = ways_to_meet(understood.brief)[0]
    understood = replace(understood, brief=with_terms(understood.brief, plain))
    understood, frames = await frame_trip(runtime.context, understood, places)
    brief, frame = understood.brief, frames[0]
    with runtime.context.journal.step("planner_candidates") as detail:
        candidates = choose_candidates(brief, frame, places)
        detail |= {
            "city": " → ".join(city_name(city, brief.language) for city in frame.cities),
            "days": brief.day_count,
            "sights": len(candidates.sights),
            "restaurants": len(candidates.restaurants),
            "hotels": len(candidates.hotels),
        }
    return {
        "asked": asked,
        "understood": understood,
        "places": places,
        "frames": frames,
        "known": {place.id: place for place in places},
        "frame": frame,
        "candidates": candidates,
        "seed": None,
        "grown": _nothing_yet(brief, frame, "", (None,) * len(frame.stays)),
        "failure": None,
        "lost": None,
    }


def _nothing_yet(brief: Brief, frame: Frame, title: str, hotels: tuple[Place | None, ...]) -> Grown:
    return Grown(plan_of_parts(brief, frame, title, hotels, ()), ())


async def _fast(state: PlanState, runtime: Runtime[Run]) -> PlanState:
    run, brief, frame = runtime.context, state["grown"].plan.brief, state["frame"]
    try:
        trip = await _drafted(state, run)
    except ModelError:
        if "report" not in state:
            raise
        return {}  # the deep plan that failed its checks is the best there is
    outcome = _checked(run, brief, frame, trip)
    if state["request"].repair and outcome.rank != (0, 0):
        mended = await mend(run.journal, "planner_repair", outcome, state["candidates"], REPAIR)
        outcome = _checked(run, brief, frame, mended.trip)
    elif state["request"].repair:
        outcome = _in_best_order(run, outcome)
    made: PlanState = {"picked": trip.drafts, "plan": outcome.plan, "report": outcome.report}
    if "report" not in state:
        made |= await _rescued(state, run, outcome)
        if made["plan"].days != outcome.plan.days:
            _tell_days(run, made["plan"])
        return made
    if _is_better(run, state["report"], outcome.report):
        _tell_days(run, state["plan"])
        return {}
    return made


def _in_best_order(run: Run, before: Outcome) -> Outcome:
    """Return a sound plan with less to and fro; told again where that changed it."""
    with run.journal.step("planner_order") as detail:
        outcome = in_best_order(before)
        detail["changed"] = outcome is not before
    if outcome is not before:
        _tell_days(run, outcome.plan)
    return outcome


def _is_better(run: Run, deep: PlanReport, fast: PlanReport) -> bool:
    """Say whether the deep plan, though it failed, fails fewer checks than the fast one."""
    before, after = rank_of(deep), rank_of(fast)
    is_better = before < after
    with run.journal.step("planner_compare", deep=list(before), fast=list(after)) as detail:
        detail["kept"] = "deep" if is_better else "fast"
    if is_better:
        run.journal.fallback_reason = None
    return is_better


async def _drafted(state: PlanState, run: Run) -> Trip:
    """Return the model's trip; where its answer cannot be read, one the search begins from nothing.

    Raises:
        ModelError: The model cannot be reached, or nothing is to be mended.
    """
    brief, frame = state["grown"].plan.brief, state["frame"]
    try:
        with run.journal.step("planner_fast"):
            return await draft_trip(run, brief, frame, state["candidates"], state["known"])
    except ModelError as error:
        if error.error_type != "invalid_output" or not state["request"].repair:
            raise
        run.journal.fallback_reason = run.journal.fallback_reason or model_failed(error)
    return Trip(
        title_of_trip(brief, frame),
        (None,) * len(frame.stays),
        tuple(Draft("", ()) for _ in frame.parts),
    )


def _checked(run: Run, brief: Brief, frame: Frame, trip: Trip) -> Outcome:
    with run.journal.step("plan_validate") as detail:
        outcome = judge(brief, frame, trip)
        _tell_days(run, outcome.plan)
        detail["failed"] = not outcome.report.passed
        detail["violations"] = unique_codes(hard_failures(outcome.report.checks))
    return outcome


def _tell_days(run: Run, plan: Plan) -> None:
    """Tell of every day; days told again replace the earlier ones."""
    for day in plan.days if run.journal.is_heard else ():
        run.journal.emit("day", day_out(plan, day))


async def _seed_fast(state: PlanState, runtime: Runtime[Run]) -> PlanState:
    """Sketch the whole trip; where the sketch cannot be read, the days are asked for without it."""
    run, brief, frame = runtime.context, state["understood"].brief, state["frame"]
    try:
        with run.journal.step("planner_seed_fast"):
            seed = await draft_trip(run, brief, frame, state["candidates"], state["known"])
    except ModelError as error:
        if error.error_type == "invalid_output":
            return {}
        return {"lost": _go_without(run, state, error)}
    return {"seed": seed, "grown": _nothing_yet(brief, frame, seed.title, seed.hotels)}


def _go_without(run: Run, state: PlanState, error: ModelError | SpentError) -> Fallback:
    """Write down that the model is not asked any more, and return why.

    Raises:
        ModelError: It is, where that may be waited for or nothing may be put in its place.
        SpentError: Likewise.
    """
    if not goes_without(run, state["request"], error):
        raise error
    why = error.why if isinstance(error, SpentError) else model_failed(error)
    with run.journal.step("planner_alone", **_told(state, why)):
        run.journal.fallback_reason = why
    return why


def _told(state: PlanState, why: Fallback) -> dict[str, str]:
    """Return why a plan is finished by other means, as a trace tells it."""
    return {"reason": why.said(state["understood"].brief.language), "code": why.code}


async def _themes(state: PlanState, runtime: Runtime[Run]) -> PlanState:
    """Suggest to each part what lies together and is open then."""
    brief, seed = state["understood"].brief, state["seed"]
    with runtime.context.journal.step("planner_themes") as detail:
        themes = themes_of(
            brief, state["frame"], state["candidates"], seed.drafts if seed else None
        )
        detail["themes"] = [theme.name for theme in themes.values()]
    return {"themes": themes}


async def _deep_day(state: PlanState, runtime: Runtime[Run]) -> PlanState:
    run, grown = runtime.context, state["grown"]
    part = grown.next_part
    if part is None:
        return {}
    if state["lost"]:
        return {"grown": grown.with_nothing(part)}
    try:
        longer = await make_part(
            run,
            grown,
            part,
            state["candidates"],
            state["known"],
            state["seed"],
            state["themes"].get(part.index),
        )
    except (ModelError, SpentError) as error:
        return _alone(state, run, error)
    except DayFailedError as error:
        if not state["request"].repair:
            return {"failure": error.why}
        longer = error.last or grown.with_nothing(part)
    plan, following = longer.plan, longer.next_part
    if following is None or following.day_index != part.day_index:
        run.journal.emit("day", day_out(plan, plan.days[part.day_index]))
    return {"grown": longer}


def _alone(state: PlanState, run: Run, error: ModelError | SpentError) -> PlanState:
    """Go on without the model; what it has no more time or tokens for alone fails the deep plan."""
    try:
        return {"lost": _go_without(run, state, error)}
    except SpentError as spent:
        return {"failure": spent.why}


async def _polish(state: PlanState, runtime: Runtime[Run]) -> PlanState:
    """Look over all days at once for a better trip, with a bonus for what the model has picked."""
    run, grown, brief = runtime.context, state["grown"], state["understood"].brief
    trip = grown.trip()
    if not state["request"].repair:
        return {"picked": trip.drafts, "plan": grown.plan}
    outcome = judge(brief, state["frame"], trip)
    effort = polish_of(brief.day_count, run.tools.solver)
    outcome = await mend(run.journal, "planner_polish", outcome, state["candidates"], effort)
    if not outcome.rank[0]:
        outcome = await better_of_two(run.journal, outcome, state["candidates"], trip.drafts)
    made: PlanState = {"picked": trip.drafts, "plan": outcome.plan}
    made |= await _rescued(state, run, outcome)
    if made["plan"].days != grown.plan.days:
        _tell_days(run, made["plan"])
    return made


async def _rescued(state: PlanState, run: Run, outcome: Outcome) -> PlanState:
    """Return a plan that passes where this one does not, or fails less; nothing where it does."""
    if not outcome.rank[0] or not state["request"].repair:
        return {}
    planned, frames, places = state["understood"], state["frames"], state["places"]
    best, understood = await rescue(run, state["asked"], planned, frames, places, outcome)
    best = await cheapest(run, understood, places, best)
    return {"plan": best.plan, "report": best.report, "understood": understood}


async def _validate_global(state: PlanState, runtime: Runtime[Run]) -> PlanState:
    plan = state["plan"]
    with runtime.context.journal.step("plan_validate_global") as detail:
        report = check_plan(plan)
        detail["failed"] = not report.passed
        failed = unique_codes(hard_failures(report.checks))
        detail["violations"] = failed
    told = {"checks": ", ".join(failed)}
    failure = Fallback(Cause.TRIP_FAILED, told) if failed else None
    if runtime.context.tools.fallback_to_fast and rank_of(report)[0] == beyond_mending(report):
        failure = None  # the fast plan has the same journeys: it would lack the same
    return {"report": report, "failure": failure}


async def _narrate(state: PlanState, runtime: Runtime[Run]) -> PlanState:
    """Give the plan its words, which change nothing else of it."""
    run = runtime.context
    plan = await narrate(run, state["plan"], state["themes"], state["places"])
    if plan != state["plan"]:
        _tell_days(run, plan)
    return {"plan": plan}


async def _give_up(state: PlanState, runtime: Runtime[Run]) -> PlanState:
    """Go on with fast, or say that no plan passed."""
    run = runtime.context
    failure = state["failure"] or Fallback(Cause.TRIP_FAILED, {"checks": "?"})
    if not run.tools.fallback_to_fast:
        report = state.get("report")
        checks = [
            row.model_dump(mode="json") for row in hard_failures(report.checks if report else [])
        ]
        raise PlanInvalidError(f"Deep planning gave up: {failure}", data={"checks": checks})
    with run.journal.step("planner_fallback", **_told(state, failure)):
        run.journal.fallback_reason = failure
    return {}


def _by_mode(state: PlanState) -> Literal["fast", "seed_fast", "themes"]:
    request = state["request"]
    if request.mode is PlanMode.FAST:
        return "fast"
    return "seed_fast" if request.seed_mode == "fast" else "themes"


def _after_day(state: PlanState) -> Literal["deep_day", "polish", "give_up"]:
    if state["failure"]:
        return "give_up"
    return "deep_day" if state["grown"].next_part is not None else "polish"


def _after_global(state: PlanState) -> Literal["give_up", "narrate", "__end__"]:
    if state["lost"]:
        return "__end__"
    return "give_up" if state["failure"] else "narrate"


def build_graph() -> Any:
    """Return the compiled graph; one serves every run, each with its own `Run` as context."""
    graph = StateGraph(PlanState, context_schema=Run)
    graph.add_node("understand", _understand)
    graph.add_node("fast", _fast)
    graph.add_node("seed_fast", _seed_fast)
    graph.add_node("themes", _themes)
    graph.add_node("deep_day", _deep_day)
    graph.add_node("polish", _polish)
    graph.add_node("validate_global", _validate_global)
    graph.add_node("narrate", _narrate)
    graph.add_node("give_up", _give_up)
    graph.add_edge(START, "understand")
    graph.add_conditional_edges("understand", _by_mode)
    graph.add_edge("seed_fast", "themes")
    graph.add_edge("themes", "deep_day")
    graph.add_conditional_edges("deep_day", _after_day)
    graph.add_edge("polish", "validate_global")
    graph.add_conditional_edges("validate_global", _after_global)
    graph.add_edge("narrate", END)
    graph.add_edge("give_up", "fast")
    graph.add_edge("fast", END)
    return graph.compile()

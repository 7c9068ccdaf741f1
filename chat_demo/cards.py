"""A finished plan and its making as safe HTML: what was understood, numbers, map, report."""

import base64
from collections import Counter
from collections.abc import Iterable, Sequence
from typing import Any

from chat_demo import words
from chat_demo.day_cards import short_date
from chat_demo.markup import Html, join, tag
from chat_demo.route_map import day_colour, route_map
from core.client.http import Language
from core.kernel.money import format_money
from core.schemas.catalog import Interest
from core.schemas.plans import (
    Assumption,
    CheckOut,
    Pace,
    PlanAnswer,
    PlanDayCard,
    PlanMetrics,
    PlanReport,
    PlanTrip,
    Severity,
    ToolTrace,
)

_ALT_CHARS = 600


def headline(answer: PlanAnswer, trip: PlanTrip, language: Language) -> Html:
    """Return the trip's title, what was understood of the request, and what was assumed."""
    return tag(
        "header",
        tag("h2", trip.title),
        tag("p", " · ".join(_understood(answer.request or {}, trip, language)), class_="tw-facts"),
        _assumed(answer.assumptions, language),
        class_="tw-head",
    )


def numbers(answer: PlanAnswer, trip: PlanTrip, language: Language) -> Html:
    """Return cost against budget, the outcome of the checks, and what the plan took."""
    tiles = [_cost_tile(answer.request or {}, trip, language)]
    if answer.report:
        tiles.append(_checks_tile(answer.report, language))
    if answer.metrics:
        tiles.append(_time_tile(answer.metrics, language))
    return tag("div", *tiles, class_="tw-tiles")


def fallback_note(metrics: PlanMetrics, language: Language) -> Html:
    """Return the sentence that a fast plan stands in for a deep one, and the planner's reason."""
    reason = words.REASON.to(language, reason=metrics.fallback_reason or "?")
    return note(words.FELL_BACK.to(language), "warn", small(reason))


def map_figure(days: Sequence[PlanDayCard], language: Language) -> Html:
    """Return the route map with a legend; nothing where no stop has a position."""
    drawing = route_map(days)
    if drawing is None:
        return Html("")
    packed = base64.b64encode(drawing.encode()).decode()
    legend = (
        tag(
            "span",
            tag("i", style=f"background: {day_colour(day.day_index)}"),
            words.DAY.to(language, number=day.day_index + 1),
        )
        for day in days
    )
    routes = (
        f"{words.DAY.to(language, number=day.day_index + 1)}: "
        + " → ".join(stop.name for stop in day.sub_trips)
        for day in days
    )
    alt = f"{words.MAP_OF.to(language)}. {'. '.join(routes)}"
    return tag(
        "figure",
        tag("div", tag("img", src=f"data:image/svg+xml;base64,{packed}", alt=alt[:_ALT_CHARS])),
        tag("figcaption", *legend),
        class_="tw-map",
    )


def failed_checks(report: PlanReport, language: Language) -> Html:
    """Return the checks that failed in words, hard ones first; nothing where none did."""
    failed = [check for check in report.checks if not check.passed]
    if not failed:
        return Html("")
    failed.sort(key=lambda check: check.severity is not Severity.HARD)
    rows = (tag("li", *_failed_row(check, language)) for check in failed)
    title = tag("h3", words.FAILED_CHECKS.to(language))
    return tag("section", title, tag("ul", *rows, class_="tw-fails"), class_="tw-report tw-failed")


def passed_checks(report: PlanReport, language: Language) -> Html:
    """Return the checks that hold, folded: each kind once, with how often it held."""
    passed = [check for check in report.checks if check.passed]
    if not passed:
        return Html("")
    rows = (tag("li", *_passed_row(check, count, language)) for check, count in _grouped(passed))
    summary = tag("summary", words.PASSED_CHECKS.to(language, count=len(passed)))
    return tag("section", tag("details", summary, tag("ul", *rows)), class_="tw-report")


def progress(steps: Sequence[ToolTrace], sentence: str, language: Language) -> Html:
    """Return what is going on, with the steps so far."""
    head = tag("div", tag("span", class_="tw-spinner"), sentence, class_="tw-working")
    return tag("div", head, _steps(steps, language), class_="tw-progress")


def steps_taken(steps: Sequence[ToolTrace], language: Language) -> Html:
    """Return the steps of a finished plan, folded."""
    if not steps:
        return Html("")
    summary = tag("summary", words.STEPS.to(language, count=len(steps)))
    return tag("details", summary, _steps(steps, language), class_="tw-progress")


def footnote(trace_id: str, language: Language) -> Html:
    """Return what the signs for estimates mean, and the trace id."""
    trace = words.TRACE.to(language, trace_id=trace_id)
    return tag("p", words.ESTIMATES.to(language), " ", tag("code", trace), class_="tw-foot")


def note(text: str, kind: str, *details: Html) -> Html:
    """Return a sentence that stands out; `kind` is good, warn or bad."""
    return tag("div", tag("p", text), *details, class_=f"tw-note tw-{kind}")


def small(*pieces: str) -> Html:
    """Return pieces of small print in one line."""
    return tag("p", " · ".join(piece for piece in pieces if piece), class_="tw-small")


def _understood(request: dict[str, Any], trip: PlanTrip, language: Language) -> Iterable[str]:
    yield trip.city
    year, day = trip.start_date.year, short_date(trip.start_date, language)
    yield f"{year}年{day}" if language == "zh" else f"{day} {year}"
    yield _counted(words.ONE_DAY, words.DAYS, trip.day_count, language)
    yield _counted(words.ONE_TRAVELLER, words.TRAVELLERS, trip.travellers, language)
    if trip.budget is not None:
        yield words.BUDGET.to(language, amount=format_money(trip.budget, trip.currency))
    if request.get("pace") in set(Pace):
        yield words.PACES[Pace(request["pace"])].to(language)
    liked = [word for word in request.get("interests") or () if word in set(Interest)]
    if liked:
        named = (words.INTERESTS[Interest(word)].to(language) for word in liked)
        yield words.LIKES.to(language, interests=words.COMMA.to(language).join(named))


def _assumed(assumptions: Sequence[Assumption], language: Language) -> Html:
    if not assumptions:
        return Html("")
    items = (tag("li", assumption.message) for assumption in assumptions)
    return tag("div", f"{words.ASSUMED.to(language)}: ", tag("ul", *items), class_="tw-assumed")


def _cost_tile(request: dict[str, Any], trip: PlanTrip, language: Language) -> Html:
    cost = format_money(trip.total_cost, trip.cost_currency)
    budget = _local_budget(request, trip)
    if budget is None:
        about = words.ABOUT.to(language, amount=cost)
        return _tile(words.COST_LABEL, about, words.NO_BUDGET.to(language), language)
    left = budget - trip.total_cost
    amount = format_money(abs(left), trip.cost_currency)
    small_print = (words.LEFT_OF_BUDGET if left >= 0 else words.OVER_BUDGET).to(
        language, amount=amount
    )
    if trip.currency != trip.cost_currency:
        own = format_money(trip.budget or 0, trip.currency)
        rate_day = request.get("rate_date") or "?"
        small_print += f" · {words.CONVERTED.to(language, amount=own, day=rate_day)}"
    full = min(100, round(100 * trip.total_cost / budget))
    meter = tag("div", tag("i", style=f"width: {full}%"), class_="tw-meter")
    value = words.COST_OF.to(language, cost=cost, budget=format_money(budget, trip.cost_currency))
    state = "" if left >= 0 else "tw-bad"
    return _tile(words.COST_LABEL, value, small_print, language, state, meter)


def _local_budget(request: dict[str, Any], trip: PlanTrip) -> int | None:
    """Return the budget in the currency of the costs, or None without one."""
    if trip.budget is not None and trip.currency == trip.cost_currency:
        return trip.budget or None
    local = request.get("budget_local")
    return local if isinstance(local, int) and local > 0 else None


def _checks_tile(report: PlanReport, language: Language) -> Html:
    failed = [check for check in report.checks if not check.passed]
    if not report.passed:
        hard = sum(check.severity is Severity.HARD for check in failed)
        text = words.SOME_FAILED.to(language, failed=hard, count=len(report.checks))
        return _tile(words.CHECKS_LABEL, f"✗ {text}", "", language, "tw-bad")
    if failed:
        text = _counted(words.ONE_WEAK_POINT, words.WEAK_POINTS, len(failed), language)
        return _tile(words.CHECKS_LABEL, f"✓ {text}", "", language, "tw-warn")
    text = words.ALL_PASSED.to(language, count=len(report.checks))
    return _tile(words.CHECKS_LABEL, f"✓ {text}", "", language, "tw-good")


def _time_tile(metrics: PlanMetrics, language: Language) -> Html:
    seconds = f"{metrics.latency_ms / 1000:.2f}"
    calls = _counted(words.ONE_MODEL_CALL, words.MODEL_CALLS, metrics.model_calls, language)
    tokens = words.TOKENS.to(language, count=f"{metrics.usage_tokens:,}")
    mode = words.MODES[metrics.mode].to(language)
    small_print = " · ".join([mode, calls, tokens, metrics.model])
    return _tile(
        words.TIME_LABEL, words.SECONDS.to(language, seconds=seconds), small_print, language
    )


def _tile(
    label: words.Phrase,
    value: str,
    small_print: str,
    language: Language,
    state: str = "",
    meter: Html | None = None,
) -> Html:
    return tag(
        "div",
        tag("span", label.to(language), class_="tw-label"),
        tag("strong", value),
        meter or "",
        tag("span", small_print, class_="tw-small") if small_print else Html(""),
        class_=f"tw-tile {state}".strip(),
    )


def _grouped(checks: Sequence[CheckOut]) -> list[tuple[CheckOut, int]]:
    """Return each kind of check once, with how often it held."""
    counts = Counter(check.code for check in checks)
    first = {check.code: check for check in reversed(checks)}
    return [(first[code], count) for code, count in counts.items()]


def _failed_row(check: CheckOut, language: Language) -> Iterable[Html]:
    hard = check.severity is Severity.HARD
    yield tag(
        "span",
        f"{'✗' if hard else '△'} {(words.MUST if hard else words.WEAK).to(language)}",
        class_="tw-bad" if hard else "tw-warn",
    )
    yield Html(" · ")
    if check.day_index is not None:
        day = check.day_index + 1
        where = (
            words.WHERE_DAY.to(language, day=day)
            if check.order_index is None
            else words.WHERE_STOP.to(language, day=day, stop=check.order_index + 1)
        )
        yield join([tag("b", where), ": " if language == "en" else "："])
    yield tag("span", check.message)


def _passed_row(check: CheckOut, count: int, language: Language) -> Iterable[str | Html]:
    yield tag("span", "✓ ", class_="tw-good")
    yield check.message
    if count > 1:
        yield f" ({words.ON_DAYS.to(language, count=count)})"


def _steps(steps: Sequence[ToolTrace], language: Language) -> Html:
    return tag("ol", *(_step(step, language) for step in steps), class_="tw-steps")


def _step(step: ToolTrace, language: Language) -> Html:
    phrase = words.STEP_NAMES.get(step.name)
    name = phrase.to(language) if phrase else step.name
    day = step.detail.get("day_index")
    if isinstance(day, int):
        name = words.STEP_OF_DAY.to(language, step=name, day=day + 1)
    failed = step.status == "failed"
    return tag(
        "li",
        tag("span", "✗" if failed else "✓", class_="tw-bad" if failed else "tw-good"),
        f" {name} ",
        tag("span", words.STEP_FAILED.to(language), class_="tw-bad") if failed else Html(""),
        tag(
            "span",
            f"{step.latency_ms:,.0f} ms" if step.latency_ms >= 10 else f"{step.latency_ms:.1f} ms",
            class_="tw-ms",
        ),
    )


def _counted(one: words.Phrase, many: words.Phrase, count: int, language: Language) -> str:
    return (one if count == 1 else many).to(language, count=count)

"""The head of a finished plan: its title, the way, and its numbers."""

from collections.abc import Iterable, Sequence
from typing import Any

from chat_demo import trip_words, words
from chat_demo.cities import route_strip
from chat_demo.markup import Html, tag
from chat_demo.understood import Names, glance
from chat_demo.words import Phrase
from core.client.http import Language
from core.kernel.money import format_money
from core.schemas.plans import (
    PlanAnswer,
    PlanDayCard,
    PlanMetrics,
    PlanOut,
    PlanReport,
    PlanTrip,
    Severity,
)


def headline(answer: PlanAnswer, plan: PlanOut, names: Names, language: Language) -> Html:
    """Return the trip's title, its cities, and what was understood of the request."""
    return tag(
        "header",
        tag("h2", plan.trip.title),
        tag("p", plan.trip.summary) if plan.trip.summary else "",
        route_strip(plan.day_cards, names, language),
        glance(answer, plan.trip, names, language),
        class_="tw-head",
    )


def numbers(answer: PlanAnswer, plan: PlanOut, language: Language) -> Html:
    """Return cost against budget, the outcome of the checks, and what the plan took."""
    tiles = [_cost_tile(answer.request or {}, plan, language)]
    if answer.report:
        tiles.append(_checks_tile(answer.report, language))
    if answer.metrics:
        tiles.append(_time_tile(answer.metrics, language))
    return tag("div", *tiles, class_="tw-tiles")


def _cost_tile(request: dict[str, Any], plan: PlanOut, language: Language) -> Html:
    trip = plan.trip
    cost = format_money(trip.total_cost, trip.cost_currency)
    parts = _cost_parts(plan.day_cards, trip.cost_currency, language)
    budget = _local_budget(request, trip)
    if budget is None:
        value = trip_words.ABOUT.to(language, amount=cost)
        return _tile(
            trip_words.COST_LABEL, value, trip_words.NO_BUDGET.to(language), language, extra=[parts]
        )
    left = budget - trip.total_cost
    amount = format_money(abs(left), trip.cost_currency)
    rest = trip_words.LEFT_OF_BUDGET if left >= 0 else trip_words.OVER_BUDGET
    small_print = rest.to(language, amount=amount)
    if trip.currency != trip.cost_currency:
        own = format_money(trip.budget or 0, trip.currency)
        rate_day = request.get("rate_date") or "?"
        small_print += f" · {trip_words.CONVERTED.to(language, amount=own, day=rate_day)}"
    full = min(100, round(100 * trip.total_cost / budget))
    meter = tag("div", tag("i", style=f"width: {full}%"), class_="tw-meter")
    value = trip_words.COST_OF.to(
        language, cost=cost, budget=format_money(budget, trip.cost_currency)
    )
    state = "" if left >= 0 else "tw-bad"
    extra = [meter, parts]
    return _tile(trip_words.COST_LABEL, value, small_print, language, state, extra)


def _cost_parts(days: Sequence[PlanDayCard], currency: str, language: Language) -> Html:
    """Return what the money goes to, the most first."""
    stops = [stop for day in days for stop in day.sub_trips]
    sums = {
        phrase.to(language): sum(stop.cost for stop in stops if stop.kind is kind)
        for kind, phrase in trip_words.COST_PARTS.items()
    }
    ways = sum(stop.transfer.cost for stop in stops if stop.transfer)
    sums[trip_words.LOCAL_WAYS.to(language)] = ways
    rows = sorted(((amount, name) for name, amount in sums.items() if amount), reverse=True)
    shown = (
        tag("span", f"{name} ", tag("b", format_money(amount, currency))) for amount, name in rows
    )
    return tag("span", *shown, class_="tw-shares") if rows else Html("")


def _local_budget(request: dict[str, Any], trip: PlanTrip) -> int | None:
    """Return the budget in the currency of the costs, or None without one."""
    if trip.budget is not None and trip.currency == trip.cost_currency:
        return trip.budget or None
    local = request.get("budget_local")
    return local if isinstance(local, int) and local > 0 else None


def _checks_tile(report: PlanReport, language: Language) -> Html:
    told = report.remarks
    if not report.passed:
        hard = sum(check.severity is Severity.HARD for check in told)
        text = trip_words.SOME_FAILED.to(language, failed=hard, count=len(report.checks))
        return _tile(trip_words.CHECKS_LABEL, f"✗ {text}", "", language, "tw-bad")
    if told:
        text = _counted(trip_words.ONE_ADVICE, trip_words.ADVICE_COUNT, len(told), language)
    else:
        text = trip_words.ALL_PASSED.to(language, count=len(report.checks))
    return _tile(trip_words.CHECKS_LABEL, f"✓ {text}", "", language, "tw-good")


def _time_tile(metrics: PlanMetrics, language: Language) -> Html:
    seconds = f"{metrics.latency_ms / 1000:.2f}"
    calls = _counted(
        trip_words.ONE_MODEL_CALL, trip_words.MODEL_CALLS, metrics.model_calls, language
    )
    tokens = trip_words.TOKENS.to(language, count=f"{metrics.usage_tokens:,}")
    mode = words.MODES[metrics.mode].to(language)
    small_print = " · ".join([mode, calls, tokens, metrics.model])
    value = trip_words.SECONDS.to(language, seconds=seconds)
    return _tile(trip_words.TIME_LABEL, value, small_print, language)


def _tile(
    label: Phrase,
    value: str,
    small_print: str,
    language: Language,
    state: str = "",
    extra: Iterable[Html] = (),
) -> Html:
    return tag(
        "div",
        tag("span", label.to(language), class_="tw-label"),
        tag("strong", value),
        tag("span", small_print, class_="tw-small") if small_print else "",
        *extra,
        class_=f"tw-tile {state}".strip(),
    )


def _counted(one: Phrase, many: Phrase, count: int, language: Language) -> str:
    return (one if count == 1 else many).to(language, count=count)

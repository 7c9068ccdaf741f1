"""What cannot be had, what a plan does not keep, what is worth knowing, and what holds."""

from collections import Counter
from collections.abc import Iterable, Sequence

from chat_demo import trip_words
from chat_demo.markup import Html, join, tag
from chat_demo.words import Phrase
from core.client.http import Language
from core.schemas.plans import CheckOut, Obstacle, PlanMetrics, PlanReport, Severity

_TO_BOOK = "booking_needed"
_SHOWN_AT_ONCE = 5
_SHARES = frozenset({"diversity", "meals_ok", "kept"})


def obstacles(found: Sequence[Obstacle], report: PlanReport | None, language: Language) -> Html:
    """Return what was wished and cannot be had, with what would help; nothing where all can."""
    if not found:
        return Html("")
    hints = {check.code: check.hint for check in reversed(report.remarks if report else [])}
    once = {item.message: hints.get(_check_of(item), "") for item in reversed(found)}
    rows = (
        tag("li", message, tag("span", f" → {hint}", class_="tw-small") if hint else "")
        for message, hint in reversed(once.items())
    )
    return tag(
        "section",
        tag("h3", trip_words.CANNOT_BE_HAD.to(language)),
        tag("ul", *rows),
        class_="tw-report tw-obstacles",
    )


def failed_checks(report: PlanReport, told: Sequence[Obstacle], language: Language) -> Html:
    """Return what the plan does not keep, each with how to mend it; nothing where it holds.

    What an obstacle has told is not told twice.
    """
    known = {_check_of(item) for item in told}
    hard = (check for check in report.remarks if check.severity is Severity.HARD)
    failed = [check for check in hard if check.code not in known]
    if not failed:
        return Html("")
    rows = (tag("li", *_row(check, language)) for check in failed)
    return tag(
        "section",
        tag("h3", trip_words.FAILED_CHECKS.to(language)),
        tag("ul", *rows),
        tag("p", trip_words.NEAREST.to(language), class_="tw-small"),
        class_="tw-report tw-failed",
    )


def advice(report: PlanReport, language: Language) -> Html:
    """Return what to book before one goes, and what else is worth knowing; it fails nothing."""
    told = [check for check in report.remarks if check.severity is Severity.SOFT]
    to_book = [check for check in told if check.code == _TO_BOOK]
    others = [check for check in told if check.code != _TO_BOOK]
    lists = [
        _advised(trip_words.TO_BOOK, to_book, language),
        _advised(trip_words.WORTH_KNOWING, others, language),
    ]
    return tag("section", *lists, class_="tw-report tw-advice") if told else Html("")


def passed_checks(report: PlanReport, language: Language) -> Html:
    """Return the checks that hold, folded: each kind once, with how often it held."""
    passed = [check for check in report.checks if check.passed]
    if not passed:
        return Html("")
    rows = (tag("li", *_passed_row(check, count, language)) for check, count in _grouped(passed))
    summary = tag("summary", trip_words.PASSED_CHECKS.to(language, count=len(passed)))
    return tag("section", tag("details", summary, tag("ul", *rows)), class_="tw-report")


def measures(metrics: PlanMetrics, language: Language) -> Html:
    """Return how good the plan is by what can be computed, folded."""
    rows = [
        tag("li", name.to(language), tag("span", _measured(key, value, language), class_="tw-ms"))
        for key, name in trip_words.MEASURE_NAMES.items()
        if (value := metrics.quality.get(key)) is not None
    ]
    if not rows:
        return Html("")
    summary = tag("summary", trip_words.MEASURES.to(language))
    return tag("section", tag("details", summary, tag("ul", *rows)), class_="tw-report")


def _measured(key: str, value: float, language: Language) -> str:
    if key == "detour":
        return trip_words.DETOUR.to(language, percent=f"{value - 1:.0%}")
    return f"{value:.0%}" if key in _SHARES else f"{value:.3g}"


def _check_of(told: Obstacle) -> str:
    """Return the check an obstacle is about, where it is about one."""
    return str(told.numbers.get("check", ""))


def _advised(title: Phrase, checks: Sequence[CheckOut], language: Language) -> Html:
    if not checks:
        return Html("")
    rows = [tag("li", *_row(check, language)) for check in checks]
    shown, folded = rows[:_SHOWN_AT_ONCE], rows[_SHOWN_AT_ONCE:]
    more = tag("summary", trip_words.MORE.to(language, count=len(folded)))
    return join(
        [
            tag("h3", title.to(language)),
            tag("ul", *shown),
            tag("details", more, tag("ul", *folded)) if folded else "",
        ]
    )


def _row(check: CheckOut, language: Language) -> Iterable[Html]:
    """Yield where it is, what it is, and how to mend it."""
    if check.day_index is not None:
        day = check.day_index + 1
        where = (
            trip_words.WHERE_DAY.to(language, day=day)
            if check.order_index is None
            else trip_words.WHERE_STOP.to(language, day=day, stop=check.order_index + 1)
        )
        yield join([tag("b", where), ": " if language == "en" else "："])
    yield tag("span", check.message)
    if check.hint and check.code != _TO_BOOK:  # which would say the same once more
        yield tag("span", f" → {check.hint}", class_="tw-small")


def _grouped(checks: Sequence[CheckOut]) -> list[tuple[CheckOut, int]]:
    """Return each kind of check once, with how often it held."""
    counts = Counter(check.code for check in checks)
    first = {check.code: check for check in reversed(checks)}
    return [(first[code], count) for code, count in counts.items()]


def _passed_row(check: CheckOut, count: int, language: Language) -> Iterable[str | Html]:
    yield tag("span", "✓ ", class_="tw-good")
    yield check.message
    if count > 1:
        yield f" ({trip_words.ON_DAYS.to(language, count=count)})"

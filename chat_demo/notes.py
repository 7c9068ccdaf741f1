"""Sentences that stand out in the conversation, and what stands small below a plan."""

from chat_demo import trip_words, words
from chat_demo.markup import Html, tag
from core.client.http import Language
from core.schemas.plans import PlanAnswer, PlanMode

_ALONE = "planner_alone"


def note(text: str, kind: str, *details: Html) -> Html:
    """Return a sentence that stands out; `kind` is good, warn or bad."""
    return tag("div", tag("p", text), *details, class_=f"tw-note tw-{kind}")


def small(*pieces: str) -> Html:
    """Return pieces of small print in one line."""
    return tag("p", " · ".join(piece for piece in pieces if piece), class_="tw-small")


def fallback_note(answer: PlanAnswer, language: Language) -> Html:
    """Return the sentence that the plan was made in another way than asked, and why.

    Nothing where a check that failed is the reason: that is told where it is told of.
    """
    metrics, report = answer.metrics, answer.report
    if metrics is None or not metrics.fallback_to_fast:
        return Html("")
    alone = metrics.mode is PlanMode.FAST or any(step.name == _ALONE for step in answer.tool_traces)
    if not alone and report is not None and not report.passed:
        return Html("")
    phrase = trip_words.ALONE if alone else trip_words.FELL_BACK
    reason = trip_words.REASON.to(language, reason=metrics.fallback_reason or "?")
    return note(phrase.to(language), "warn", small(reason))


def downloads(trip_id: str, language: Language) -> Html:
    """Return links to a saved trip in every format."""
    links = (
        tag("a", name.to(language), href=f"/trips/{trip_id}/{ending}", download="")
        for ending, name in words.DOWNLOAD_NAMES.items()
    )
    label = tag("span", words.DOWNLOADS.to(language), class_="tw-label")
    return tag("p", label, *links, class_="tw-downloads")


def feed_note(address: str, language: Language) -> Html:
    """Return a calendar link and what it is good for."""
    return tag("p", words.FEED.to(language), " ", tag("code", address), class_="tw-small")


def footnote(trace_id: str, language: Language) -> Html:
    """Return what the signs for estimates mean, and the trace id."""
    trace = words.TRACE.to(language, trace_id=trace_id)
    return tag("p", trip_words.ESTIMATES.to(language), " ", tag("code", trace), class_="tw-foot")

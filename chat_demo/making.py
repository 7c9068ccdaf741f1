"""How a plan is made: what is going on while one waits, and the steps afterwards."""

from collections.abc import Sequence

from chat_demo import words
from chat_demo.markup import Html, tag
from core.client.http import Language
from core.schemas.plans import ToolTrace

_NEWEST = 4
"""Steps that are in sight while more are coming."""
_LONG_S = 15
_WORTH_SAYING_S = 2


def progress(
    steps: Sequence[ToolTrace], sentence: str, done: int, elapsed_s: int, language: Language
) -> Html:
    """Return what is going on: how many days are ready, for how long, and the latest steps."""
    count = _days_of(steps)
    said = [sentence]
    if done:
        said.append(_ready(done, count, language))
    if elapsed_s >= _WORTH_SAYING_S:
        said.append(words.ELAPSED.to(language, seconds=elapsed_s))
    head = tag("div", tag("span", class_="tw-spinner"), " · ".join(said), class_="tw-working")
    share = round(100 * min(done, count) / count) if count else 0
    bar = tag("div", tag("i", style=f"width: {share}%"), class_="tw-meter") if count else ""
    patience = (
        tag("p", words.PATIENCE.to(language), class_="tw-small") if elapsed_s >= _LONG_S else ""
    )
    return tag("div", head, bar, patience, _steps(steps[-_NEWEST:], language), class_="tw-progress")


def steps_taken(steps: Sequence[ToolTrace], language: Language) -> Html:
    """Return the steps of a finished plan, folded."""
    if not steps:
        return Html("")
    summary = tag("summary", words.STEPS.to(language, count=len(steps)))
    return tag("details", summary, _steps(steps, language), class_="tw-progress")


def _days_of(steps: Sequence[ToolTrace]) -> int:
    """Return how many days the plan will have, 0 as long as nobody knows."""
    counts = [step.detail.get("days") for step in steps if step.name == "planner_candidates"]
    return next((count for count in counts if isinstance(count, int) and count > 0), 0)


def _ready(done: int, count: int, language: Language) -> str:
    if count:
        return words.DAYS_OF.to(language, done=done, count=count)
    return (words.ONE_DAY_READY if done == 1 else words.DAYS_READY).to(language, count=done)


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

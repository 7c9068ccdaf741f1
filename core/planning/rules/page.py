"""The page of rules, made of the books and their words: `python -m core.planning.rules.page`."""

import sys
from collections.abc import Sequence

from core.planning.rules import messages
from core.planning.rules.book import DAY_ADVICE, DAY_RULES, TRIP_ADVICE, TRIP_RULES
from core.planning.rules.engine import DayRule, TripRule

_HEAD = """# Rules

Every plan and every trip that is checked goes through these rules (`core/planning/rules`). This
page is made from them: `make rules`.

* A **hard** rule makes a plan unusable where it fails; a **soft** one is what a plan should be. A
  hard rule may fail softly: where opening hours are only guessed, where nobody knows whether a
  lodging is as wished, where a place out of a wheelchair's reach was asked for by name.
* What is told besides is the `advice` of a report, apart from its `checks`: rows of the same shape,
  but only where there is something to tell. Advice fails nothing.
* A failed row has a `path` into the plan, `numbers` that say why, a message and a hint, in English
  and Chinese. Words in braces are those numbers.
* A wish that fails is also named among the `obstacles` of the answer, with the nearest plan.
* Checks of **days** leave a row for each day, those of the **trip** one.
"""
_BOOKS: Sequence[tuple[str, Sequence[DayRule | TripRule]]] = (
    ("The planner goes by these, and looks for another plan where one fails", DAY_RULES),
    ("", TRIP_RULES),
    ("These are told besides, as advice", DAY_ADVICE),
    ("", TRIP_ADVICE),
)
_COLUMNS = ("code", "of", "severity", "what it means", "含义", "how it fails", "how to mend it")


def rules_page() -> str:
    """Return the page: what each rule means, how it fails and how to mend that."""
    lines = [_HEAD]
    for title, rules in _BOOKS:
        if title:
            lines += [f"## {title}\n", _line(_COLUMNS), _line(["---"] * len(_COLUMNS))]
        lines += [_line(_cells(rule)) for rule in rules]
        lines += [] if title else [""]
    return "\n".join(lines).rstrip() + "\n"


def _cells(rule: DayRule | TripRule) -> list[str]:
    english, chinese = messages.said(rule.code, "en"), messages.said(rule.code, "zh")
    scope = "day" if isinstance(rule, DayRule) else "trip"
    return [
        f"`{rule.code}`", scope, str(rule.severity), english.holds, chinese.holds, english.fails,
        english.hint,
    ]  # fmt: skip


def _line(cells: Sequence[str]) -> str:
    return f"| {' | '.join(cells)} |"


if __name__ == "__main__":
    sys.stdout.write(rules_page())

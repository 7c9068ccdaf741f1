"""The page of rules is made of the rules, and says of each what a stranger needs."""

import re
from collections import Counter
from pathlib import Path

from core.planning.rules.book import DAY_ADVICE, DAY_RULES, TRIP_ADVICE, TRIP_RULES
from core.planning.rules.page import rules_page

_PAGE = (Path(__file__).parents[2] / "docs" / "rules.md").read_text(encoding="utf-8")
_ROWS = [
    [cell.strip() for cell in line.strip("|").split("|")]
    for line in _PAGE.splitlines()
    if line.startswith("| `")
]


def test_the_page_is_the_one_that_is_made_of_the_rules() -> None:
    assert rules_page() == _PAGE, "make rules"


def test_every_rule_is_there_once_with_its_scope_and_severity() -> None:
    rules = [
        *((rule, "day") for rule in DAY_RULES), *((rule, "trip") for rule in TRIP_RULES),
        *((rule, "day") for rule in DAY_ADVICE), *((rule, "trip") for rule in TRIP_ADVICE),
    ]  # fmt: skip

    assert [row[:3] for row in _ROWS] == [
        [f"`{rule.code}`", scope, str(rule.severity)] for rule, scope in rules
    ]
    assert set(Counter(row[0] for row in _ROWS).values()) == {1}


def test_every_row_says_in_words_what_it_means_how_it_fails_and_how_to_mend_it() -> None:
    for row in _ROWS:
        assert len(row) == 7
        assert all(re.search(r"\w", cell) for cell in row)

"""Every kind of failure is documented, and the documentation names no other."""

import re
from collections import Counter
from pathlib import Path

from core.kernel.errors import ModelError, error_classes

_PAGE = (Path(__file__).parents[2] / "docs" / "errors.md").read_text(encoding="utf-8")


def rows(columns: int) -> list[list[str]]:
    """Return the rows of the table with so many columns, without its head."""
    cells = [
        [cell.strip() for cell in line.strip("|").split("|")]
        for line in _PAGE.splitlines()
        if line.startswith("|") and not re.match(r"\| (---|code|error_type)", line)
    ]
    return [row for row in cells if len(row) == columns]


def yes(is_so: bool) -> str:
    return "yes" if is_so else "no"


def test_the_table_of_errors_is_that_of_the_classes() -> None:
    expected = [
        [
            str(kind.code),
            str(kind.http_status),
            f"`/problems/{kind.slug}`",
            kind.title,
            kind.title_zh,
            yes(kind.retryable),
        ]
        for kind in error_classes()
    ]

    assert rows(6) == expected


def test_the_table_of_model_failures_is_that_of_the_class() -> None:
    expected = [
        [name, str(status), yes(name in ModelError.RETRYABLE)]
        for name, status in ModelError.STATUS.items()
    ]

    assert rows(3) == expected


def test_code_and_status_together_name_one_kind() -> None:
    counted = Counter((kind.code, kind.http_status) for kind in error_classes())

    assert max(counted.values()) == 1


def test_every_kind_has_a_page_of_its_own() -> None:
    slugs = Counter(kind.slug for kind in error_classes())

    assert max(slugs.values()) == 1

"""Looks at what the checks of a plan say."""

from dataclasses import replace

from core.planning.domain import Plan
from core.planning.rules.book import full_report
from core.schemas.plans import CheckOut


def rows_of(plan: Plan, code: str) -> list[CheckOut]:
    """Return the rows of one check, or of one kind of advice."""
    report = full_report(plan)
    return [row for row in (*report.checks, *report.advice) if row.code == code]


def failed(plan: Plan, code: str) -> list[CheckOut]:
    """Return the rows of one check that did not pass."""
    return [row for row in rows_of(plan, code) if not row.passed]


def messages_of(plan: Plan, code: str) -> tuple[str, str]:
    """Return what the first failed row of a check says in English and in Chinese."""
    english, chinese = (
        failed(replace(plan, brief=replace(plan.brief, language=language)), code)[0].message
        for language in ("en", "zh")
    )
    return english, chinese

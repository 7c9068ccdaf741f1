"""What a change did to the checks of a trip; pure functions from two reports to text."""

from console.texts import Words
from core.schemas.plans import PlanReport, Severity


def outcome_text(before: PlanReport, after: PlanReport, say: Words) -> str:
    """Return in Markdown how many checks of each kind failed before and fail after."""
    return say(
        "mend.outcome",
        hard_before=len(_failing(before, Severity.HARD)),
        hard_after=len(_failing(after, Severity.HARD)),
        soft_before=len(_failing(before, Severity.SOFT)),
        soft_after=len(_failing(after, Severity.SOFT)),
    )


def fails_newly(before: PlanReport, after: PlanReport) -> list[str]:
    """Return what fails now and did not before, hard checks first."""
    known = {message for severity in Severity for message in _failing(before, severity)}
    failing = [message for severity in Severity for message in _failing(after, severity)]
    return [message for message in failing if message not in known]


def _failing(report: PlanReport, severity: Severity) -> list[str]:
    return [each.message for each in report.remarks if each.severity is severity]

"""What an examination found, and how a person reads it."""

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum


class State(StrEnum):
    """Good; good enough for now; not usable."""

    OK = "ok"
    WARN = "warn"
    FAIL = "fail"


@dataclass(frozen=True)
class Finding:
    """How one thing is; `advice` says what to do where it is not well."""

    state: State
    name: str
    detail: str
    advice: str = ""


def ok(name: str, detail: str) -> Finding:
    """Return that `name` is well."""
    return Finding(State.OK, name, detail)


def warn(name: str, detail: str, advice: str) -> Finding:
    """Return that `name` works, but not for long or not for everything."""
    return Finding(State.WARN, name, detail, advice)


def fail(name: str, detail: str, advice: str) -> Finding:
    """Return that the product cannot run like this."""
    return Finding(State.FAIL, name, detail, advice)


def report(findings: Sequence[Finding]) -> str:
    """Return one line for each finding, and one below it with the advice."""
    width = max((len(finding.name) for finding in findings), default=0)
    lines = []
    for finding in findings:
        lines.append(f"{finding.state:<4}  {finding.name:<{width}}  {finding.detail}")
        if finding.advice:
            lines.append(f"{'':4}  {'':{width}}  → {finding.advice}")
    return "\n".join(lines)

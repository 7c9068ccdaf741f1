"""Every line leaves through one formatter. In a process of its own: the set-up is global."""

import json
import subprocess
import sys
from pathlib import Path
from typing import Any

_ROOT = Path(__file__).parents[2]
_TRACE_ID = "4bf92f3577b34da6a3ce929d0e0e4736"
_START = f"""
import logging
import structlog
from core.kernel.context import bound_context
from core.kernel.logging import configure_logging

configure_logging(json_lines={{json_lines}}, level="{{level}}")
log = structlog.get_logger("core.somewhere")
bound = bound_context("{_TRACE_ID}", user_id="u-1")
"""


def lines_of(code: str, *, json_lines: bool = True, level: str = "INFO") -> list[str]:
    """Return what a process that runs `code` writes to standard error; it writes nothing else."""
    done = subprocess.run(
        [sys.executable, "-c", _START.format(json_lines=json_lines, level=level) + code],
        cwd=_ROOT, capture_output=True, text=True, check=True, timeout=60,
    )  # fmt: skip
    assert done.stdout == ""
    return done.stderr.splitlines()


def objects_of(code: str, **options: Any) -> list[dict[str, Any]]:
    """Return the lines as the JSON objects they are."""
    return [json.loads(line) for line in lines_of(code, **options)]


def test_our_lines_and_those_of_libraries_have_the_same_form_and_carry_the_trace() -> None:
    ours, theirs = objects_of(
        'with bound: log.info("task_started", kind="plan"); '
        'logging.getLogger("some.library").warning("slow %s", "query")'
    )

    assert ours | {"timestamp": ""} == {
        "event": "task_started", "kind": "plan", "level": "info", "logger": "core.somewhere",
        "trace_id": _TRACE_ID, "user_id": "u-1", "timestamp": "",
    }  # fmt: skip
    assert theirs | {"timestamp": ""} == {
        "event": "slow query", "level": "warning", "logger": "some.library",
        "trace_id": _TRACE_ID, "user_id": "u-1", "timestamp": "",
    }  # fmt: skip
    assert ours["timestamp"].endswith("Z")


def test_chinese_stays_readable_and_an_exception_stays_in_its_line() -> None:
    (line,) = lines_of('try: 1 / 0\nexcept Exception: log.exception("坏了")')

    assert '"event": "坏了"' in line
    assert "ZeroDivisionError" in json.loads(line)["exception"]


def test_lines_below_the_level_are_dropped() -> None:
    found = objects_of('log.info("a"); log.warning("b"); log.error("c")', level="WARNING")

    assert [line["event"] for line in found] == ["b", "c"]


def test_chatty_libraries_are_heard_from_warnings_on() -> None:
    found = objects_of(
        'http = logging.getLogger("httpx"); http.info("GET"); http.warning("odd")', level="DEBUG"
    )

    assert [line["event"] for line in found] == ["odd"]


def test_outside_of_production_a_line_is_for_reading() -> None:
    (line,) = lines_of('log.info("task_started", kind="plan")', json_lines=False)

    assert "task_started" in line
    assert "kind=plan" in line
    assert not line.startswith("{")

"""The report of a plan: what must hold, what should, and what is worth knowing besides."""

from collections.abc import Hashable
from typing import Any, Literal

import pandas as pd
import streamlit as st

from console import frames, session
from console.failures import as_text
from console.texts import Words
from core.schemas.plans import PlanReport, Severity

_RULES, _NOT_HELD, _EVERY = "rules", "not_held", "every"
_ADVICE = "advice"
"""Stands where checks have their severity."""
_VIEWS = (_RULES, _NOT_HELD, _EVERY)
_TOLD = 8
"""So many checks of a book are told in words; where there are more, the table has them."""
_ORDER = ("passed", "code", "day", "stop", "message", "hint", "severity", "numbers", "path")
_ROWS_SHOWN = 12


def draw(report: PlanReport, key: str) -> None:
    """Draw the report of one plan; `key` tells it from other reports of the page."""
    say = session.words()
    checks = frames.checks_frame(report.checks)
    advice = frames.checks_frame(report.advice).assign(severity=_ADVICE)
    hard = checks["severity"] == Severity.HARD.value
    broken, missed = checks[hard & ~checks["passed"]], checks[~hard & ~checks["passed"]]
    if broken.empty:
        st.success(say("report.all_hold", total=hard.sum()))
    else:
        st.error(_told(say, say("report.broken", failed=len(broken), total=hard.sum()), broken))
    if not missed.empty:
        st.warning(_told(say, say("report.missed", count=len(missed)), missed))
    if advice.empty:
        st.caption(say("report.no_advice"))
    else:
        st.info(_told(say, say("report.advice", count=len(advice)), advice))
    every = pd.concat([table for table in (checks, advice) if len(table)] or [checks])
    _tables(say, checks, every, key)
    st.download_button(
        say("download.csv"),
        frames.csv_bytes(every),
        f"tripwright-checks-{key}.csv",
        "text/csv",
        key=f"report_csv_{key}",
        on_click="ignore",
    )


def _told(say: Words, head: str, failed: pd.DataFrame) -> str:
    """Return in Markdown what does not hold, where, and how to mend it."""
    lines = [f"**{head}**", ""]
    for check in failed.head(_TOLD).to_dict("records"):
        name = as_text(say.known(f"check.{check['code']}", check["code"]))
        where = _where(say, check)
        hint = f"  \n  {say('report.hint', hint=as_text(check['hint']))}" if check["hint"] else ""
        lines.append(f"- **{name}**{where} · {as_text(check['message'])}{hint}")
    if len(failed) > _TOLD:
        lines += ["", say("report.more", count=len(failed) - _TOLD)]
    return "\n".join(lines)


def _where(say: Words, check: dict[Hashable, Any]) -> str:
    if pd.notna(check["stop"]):
        return " · " + say("report.where_stop", day=check["day"], stop=check["stop"])
    return " · " + say("report.where_day", day=check["day"]) if pd.notna(check["day"]) else ""


def _tables(say: Words, checks: pd.DataFrame, every: pd.DataFrame, key: str) -> None:
    """Draw the choice of a table, and the table; `every` has the advice too."""
    which = st.segmented_control(
        say("report.show"),
        _VIEWS,
        default=_RULES,
        required=True,
        format_func=lambda view: say(f"report.{view}"),
        key=f"report_which_{key}",
        label_visibility="collapsed",
    )
    if which == _RULES:
        _rules_table(say, frames.rules_frame(checks))
        return
    codes = st.multiselect(
        say("report.codes"),
        sorted(every["code"].unique()),
        format_func=lambda code: say.known(f"check.{code}", code),
        placeholder=say("report.codes"),
        key=f"report_codes_{key}",
        label_visibility="collapsed",
    )
    table = every if which == _EVERY else every[~every["passed"]]
    _checks_table(say, table[table["code"].isin(codes)] if codes else table)


def _rules_table(say: Words, rules: pd.DataFrame) -> None:
    shown = rules.assign(
        code=rules["code"].map(lambda code: say.known(f"check.{code}", code)),
        severity=rules["severity"].map(lambda word: say(f"severity.{word}")),
        passed=(rules["failed"] == 0).map({True: say("report.yes"), False: say("report.no")}),
        held=(rules["checked"] - rules["failed"]).astype(str)
        + " / "
        + rules["checked"].astype(str),
    )
    st.dataframe(
        shown,
        hide_index=True,
        column_config={
            "passed": st.column_config.TextColumn(say("report.result"), width=70),
            "code": st.column_config.TextColumn(say("report.check"), width=140),
            "severity": st.column_config.TextColumn(say("report.severity"), width=70),
            "held": st.column_config.TextColumn(say("report.held"), width=60),
        },
        column_order=("passed", "code", "held", "severity"),
        height=_height(shown),
        alt=say("tab.checks"),
    )
    st.caption(say("report.rules_what"))


def _checks_table(say: Words, table: pd.DataFrame) -> None:
    if table.empty:
        st.caption(say("report.none"))
        return
    shown = table.assign(
        passed=table["passed"].map({True: say("report.yes"), False: say("report.no")}),
        severity=table["severity"].map(lambda word: say(f"severity.{word}")),
        code=table["code"].map(lambda code: say.known(f"check.{code}", code)),
    )
    st.dataframe(
        shown,
        hide_index=True,
        column_config={
            "passed": st.column_config.TextColumn(say("report.result"), width=90),
            "code": st.column_config.TextColumn(say("report.check"), width=130),
            "day": st.column_config.NumberColumn(say("report.day"), width=50),
            "stop": st.column_config.NumberColumn(say("report.stop"), width=50),
            "message": st.column_config.TextColumn(say("report.message"), width="large"),
            "hint": st.column_config.TextColumn(say("report.how"), width="medium"),
            "severity": st.column_config.TextColumn(say("report.severity"), width="small"),
            "numbers": st.column_config.TextColumn(say("report.numbers")),
            "path": st.column_config.TextColumn(say("report.path")),
        },
        column_order=_ORDER,
        height=_height(shown),
        placeholder="",
        alt=say("tab.checks"),
    )


def _height(table: pd.DataFrame) -> int | Literal["content"]:
    return "content" if len(table) <= _ROWS_SHOWN else 36 * _ROWS_SHOWN

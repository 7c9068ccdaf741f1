"""The report of a plan: what failed in words, and every check in a table."""

import pandas as pd
import streamlit as st

from console import frames, session
from console.failures import as_text
from core.schemas.plans import PlanMode, PlanReport

_ALL, _FAILED = "all", "failed"
_TOLD = 8
"""So many failed checks are told in words; a plan that fails more is read in the table."""
_ORDER = ("passed", "code", "day", "stop", "message", "severity", "numbers")
_ROWS_SHOWN = 12


def draw(report: PlanReport, mode: PlanMode) -> None:
    """Draw the checks of one plan."""
    say = session.words()
    checks = frames.checks_frame(report)
    failed = checks[~checks["passed"]]
    if failed.empty:
        st.success(say("report.all_passed", total=len(checks)))
    else:
        st.error(_told(failed, len(checks)))
    _table(_filtered(checks, failed, mode))
    st.download_button(
        say("download.csv"),
        frames.csv_bytes(checks),
        f"tripwright-checks-{mode}.csv",
        "text/csv",
        key=f"report_csv_{mode}",
        on_click="ignore",
    )


def _told(failed: pd.DataFrame, total: int) -> str:
    """Return in Markdown which checks failed, where and how."""
    say = session.words()
    lines = [say("report.some_failed", failed=len(failed), total=total), ""]
    for check in failed.head(_TOLD).to_dict("records"):
        name = say.known(f"check.{check['code']}", check["code"])
        where = ""
        if pd.notna(check["stop"]):
            where = " · " + say("report.where_stop", day=check["day"], stop=check["stop"])
        elif pd.notna(check["day"]):
            where = " · " + say("report.where_day", day=check["day"])
        lines.append(f"- **{as_text(name)}**{where} · {as_text(check['message'])}")
    if len(failed) > _TOLD:
        lines += ["", say("report.more", count=len(failed) - _TOLD)]
    return "\n".join(lines)


def _filtered(checks: pd.DataFrame, failed: pd.DataFrame, mode: PlanMode) -> pd.DataFrame:
    """Draw the filter and return what it lets through."""
    say = session.words()
    with st.container(horizontal=True, vertical_alignment="center"):
        shown = st.segmented_control(
            say("report.show"),
            [_ALL, _FAILED],
            default=_ALL,
            required=True,
            format_func=lambda which: say(f"report.{which}"),
            key=f"report_which_{mode}",
            label_visibility="collapsed",
        )
        codes = st.multiselect(
            say("report.codes"),
            sorted(checks["code"].unique()),
            format_func=lambda code: say.known(f"check.{code}", code),
            placeholder=say("report.codes"),
            key=f"report_codes_{mode}",
            label_visibility="collapsed",
        )
    table = checks if shown == _ALL else failed
    return table[table["code"].isin(codes)] if codes else table


def _table(table: pd.DataFrame) -> None:
    say = session.words()
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
            "passed": st.column_config.TextColumn(say("report.result"), width=80),
            "code": st.column_config.TextColumn(say("report.check"), width=130),
            "day": st.column_config.NumberColumn(say("report.day"), width=50),
            "stop": st.column_config.NumberColumn(say("report.stop"), width=50),
            "message": st.column_config.TextColumn(say("report.message"), width="large"),
            "severity": st.column_config.TextColumn(say("report.severity"), width="small"),
            "numbers": st.column_config.TextColumn(say("report.numbers")),
        },
        column_order=_ORDER,
        height="content" if len(shown) <= _ROWS_SHOWN else 36 * _ROWS_SHOWN,
        placeholder="",
        alt=say("tab.checks"),
    )

"""The Plan page."""

import json

import pytest
from streamlit.testing.v1 import AppTest

from console.components.plan_result import fallback_text
from console.texts import Words
from core.client.errors import ClientError
from core.schemas.plans import Assumption, Evidence, Obstacle, PlanMode, PlanStarted, Severity
from core.schemas.trips import SubTripKind
from tests.console.conftest import Open, go_to, texts_of
from tests.console.fake_api import FakeApi, a_city, refused, unreachable
from tests.support.answers import TRACE_ID
from tests.support.plans import (
    a_check,
    a_day,
    a_journey,
    a_report,
    a_step,
    a_stop,
    a_trip,
    an_answer,
    some_metrics,
)

pytestmark = pytest.mark.usefixtures("signed_in")


WORDS = "Two days in Guangzhou with budget 6000"


def run(page: AppTest, text: str = WORDS) -> AppTest:
    """Ask for a plan in words, as fields of the form do not."""
    page.get_by_key("text").set_value(text)
    return page.button(key="run").click().run()


def test_before_the_first_run_the_page_says_what_to_do(open_page: Open, api: FakeApi) -> None:
    page = open_page("plan")

    assert "Nothing planned yet" in page.info[0].value
    assert api.planned == []


def test_both_plans_are_shown_with_their_numbers_and_days(open_page: Open) -> None:
    page = run(open_page("plan"))

    assert [head.value for head in page.subheader] == ["Fast", "Deep"]
    figures = [(metric.label, metric.value) for metric in page.metric]
    assert figures[:6] == [
        ("Hard failing", "0 / 1"),
        ("Advice", "0"),
        ("Latency", "412 ms"),
        ("Model calls", "2"),
        ("Tokens", "1,234"),
        ("Retries", "0"),
    ]
    assert all(metric.help for metric in page.metric)
    assert "**≈ CNY 4,820** for everything, of a budget of CNY 6,000" in texts_of(page)
    days = [html.value for html in page.get("html") if "tw-day" in html.value]
    assert sum(day.count("Chen Clan Ancestral Hall") for day in days) == 4
    assert len(page.get("plotly_chart")) == 2


def test_what_is_an_estimate_says_so(open_page: Open) -> None:
    page = run(open_page("plan"))

    day = next(html.value for html in page.get("html") if "Day 1" in html.value)
    assert "≈ CNY 20 (estimate)" in day
    assert "typical for such places" in day
    assert "position checked" in day
    assert "estimate" in next(each.help for each in page.markdown if "for everything" in each.value)


def test_what_must_hold_and_does_not_is_told_with_place_message_and_what_mends_it(
    open_page: Open, api: FakeApi
) -> None:
    failed = a_check("open_at_time", passed=False, day_index=1, order_index=2, message="Shut [x]",
                     hint="Come earlier")  # fmt: skip
    api.plans[PlanMode.DEEP] = [
        an_answer(report=a_report(a_check("budget"), failed, a_check("no_repeat")))
    ]

    page = run(open_page("plan"))

    nearest, told = page.error[0].value, page.error[1].value
    assert "nearest plan" in nearest
    assert "1 of 3 checks that must hold do not." in told
    assert r"**Opening hours** · day 2, stop 3 · Shut \[x\]" in told
    assert "To mend it: Come earlier" in told
    assert ":red-badge[checks failed]" in texts_of(page)


def test_advice_stands_apart_from_what_must_hold(open_page: Open, api: FakeApi) -> None:
    advice = a_check(
        "booking_needed", passed=False, severity=Severity.SOFT, message="Book the hall"
    )
    api.plans[PlanMode.DEEP] = [an_answer(report=a_report(a_check("budget"), advice))]

    page = run(open_page("plan"))

    assert "Book the hall" in page.info[0].value
    assert [each.value for each in page.success] == ["All 1 checks that must hold do."] * 2
    assert not page.error
    assert ":green-badge[passed]" in texts_of(page)


def test_what_a_plan_should_keep_is_neither_a_refusal_nor_advice(
    open_page: Open, api: FakeApi
) -> None:
    hungry = a_check("meals_present", passed=False, severity=Severity.SOFT, message="No lunch")
    api.plans[PlanMode.DEEP] = [an_answer(report=a_report(a_check("budget"), hungry))]

    page = run(open_page("plan"))

    assert "should keep and this one does not: 1" in page.warning[0].value
    assert "No lunch" in page.warning[0].value
    assert not page.error
    assert "There is nothing else worth knowing." in texts_of(page)


def test_advice_is_no_rule_that_was_looked_at(open_page: Open, api: FakeApi) -> None:
    advice = a_check("pace", passed=False, severity=Severity.SOFT, message="A long day")
    api.plans[PlanMode.FAST] = [an_answer(report=a_report(a_check("budget"), advice))]

    page = run(open_page("plan"))

    assert page.dataframe[0].value["code"].tolist() == ["Budget"]
    page.get_by_key("report_which_fast").set_value("every").run()
    assert page.dataframe[0].value["severity"].tolist() == ["must hold", "advice"]


def test_the_report_is_by_rule_and_can_be_narrowed_to_what_fails_and_to_one_kind(
    open_page: Open, api: FakeApi
) -> None:
    checks = [a_check("budget", passed=False), a_check("no_repeat", passed=False), a_check("x")]
    api.plans[PlanMode.FAST] = [an_answer(report=a_report(*checks))]
    page = run(open_page("plan"))

    assert page.dataframe[0].value["held"].tolist() == ["0 / 1", "0 / 1", "1 / 1"]
    page.get_by_key("report_which_fast").set_value("not_held").run()
    assert len(page.dataframe[0].value) == 2
    page.get_by_key("report_codes_fast").set_value(["budget"]).run()
    assert page.dataframe[0].value["code"].tolist() == ["Budget"]
    page.get_by_key("report_codes_fast").set_value(["x"]).run()

    assert "clear the filter" in texts_of(page)


def test_a_plan_that_fell_back_says_so_with_the_reason(open_page: Open, api: FakeApi) -> None:
    metrics = some_metrics(fallback_to_fast=True, fallback_reason="day 2 failed budget")
    api.plans[PlanMode.DEEP] = [an_answer(metrics=metrics)]

    page = run(open_page("plan"))

    assert ":orange-badge[fell back to fast]" in texts_of(page)
    assert r"of day 2 these did not hold\: Budget" in page.warning[0].value


@pytest.mark.parametrize(
    ("reason", "said"),
    [
        ("the whole trip failed budget, no_overlap", "整个行程未满足：预算、时间重叠"),
        ("day 3 failed a_newer_rule", "第 3 天未满足：a_newer_rule"),
        ("The model did not answer", "The model did not answer"),
    ],
)
def test_why_deep_fell_back_is_said_with_the_names_of_the_rules(reason: str, said: str) -> None:
    assert fallback_text(reason, Words("zh")) == said


def test_a_deep_plan_that_went_on_without_the_model_says_so(open_page: Open, api: FakeApi) -> None:
    alone = a_step("planner_alone", detail={"reason": "The model did not answer"})
    api.plans[PlanMode.DEEP] = [an_answer(tool_traces=[alone])]

    page = run(open_page("plan"))

    assert "The model did not answer" in page.warning[0].value


def test_what_cannot_be_had_stands_above_the_plans_with_the_mode_that_found_it(
    open_page: Open, api: FakeApi
) -> None:
    both = Obstacle(code="over_budget", fields=[], message="Costs more than [the budget]")
    deep = Obstacle(code="unreachable", fields=[], message="No journey to Lhasa is known")
    api.plans[PlanMode.FAST] = [an_answer(obstacles=[both])]
    api.plans[PlanMode.DEEP] = [an_answer(obstacles=[both, deep])]

    page = run(open_page("plan"))

    told = page.warning[0].value
    assert "Not everything can be had as wished" in told
    assert told.count(r"Costs more than \[the budget\]") == 1
    assert r"No journey to Lhasa is known (Deep only)" in told


def test_the_words_are_marked_and_listed_with_what_was_read_from_them(
    open_page: Open, api: FakeApi
) -> None:
    understood = [
        Evidence(field="destination", value="guangzhou", words="Guangzhou"),
        Evidence(field="no_modes.0", value=["flight"], words="no <flights>"),
    ]
    for mode in PlanMode:
        api.plans[mode] = [an_answer(understood=understood)]

    page = run(open_page("plan"), "Guangzhou, no <flights>")

    words, table = (
        html.value
        for html in page.get("html")
        if html.value.startswith(('<p class="tw-words"', "<table"))
    )
    assert (
        '<mark title="to">Guangzhou</mark>, <mark title="not by">no &lt;flights&gt;</mark>' in words
    )
    assert "<td>to</td><td>Guangzhou</td>" in table
    assert "<td>not by</td><td>plane</td>" in table
    assert "No date given" in texts_of(page)


def test_what_was_said_and_cannot_be_kept_stands_apart_from_what_was_assumed(
    open_page: Open, api: FakeApi
) -> None:
    told = [
        Assumption(field="unkept", value="halal", message="See to it yourself: halal"),
        Assumption(field="pace", value="normal", message="No pace given"),
    ]
    api.plans[PlanMode.DEEP] = [an_answer(assumptions=told)]

    said = texts_of(run(open_page("plan")))

    assert "**Said, and yours to see to**\n- See to it yourself\\: halal" in said
    assert "**Said nowhere, so assumed**\n- No pace given" in said


def test_every_step_of_the_making_is_listed_with_its_time(open_page: Open, api: FakeApi) -> None:
    steps = [a_step("planner_route"), a_step("planner_deep_day", detail={"day_index": 0})]
    api.plans[PlanMode.FAST] = [an_answer(tool_traces=[])]
    api.plans[PlanMode.DEEP] = [an_answer(tool_traces=steps)]

    page = run(open_page("plan"))

    table = page.dataframe[-1].value
    assert table["step"].tolist() == ["Order of cities and journeys", "Planning a day"]
    assert "No steps were noted." in texts_of(page)


def test_journeys_and_nights_stand_above_the_days(open_page: Open, api: FakeApi) -> None:
    night = a_stop(1, kind=SubTripKind.HOTEL, name="White Swan", cost=50_000)
    api.plans[PlanMode.DEEP] = [an_answer(a_day(0, a_journey(), night), a_day(1, night))]

    page = run(open_page("plan"))

    lines = [html.value for html in page.get("html") if "tw-way-list" in html.value]
    way = next(line for line in lines if "White Swan" in line and "tw-pair" not in line)
    assert "<b>2 nights</b> White Swan" in way
    assert "<b>Train</b> Hongqiao Station 08:00" in way


def test_a_trip_of_two_cities_has_a_map_for_each(open_page: Open, api: FakeApi) -> None:
    api.answers["/api/cities"] = [
        a_city(),
        a_city(id="xian", name_en="Xi'an", lat=34.27, lon=108.94),
    ]
    trip = a_trip(city_ids=["guangzhou", "xian"], day_count=2)
    there = a_stop(0, lat=34.26, lon=108.95)
    for mode in PlanMode:
        api.plans[mode] = [an_answer(a_day(0), a_day(1, there), trip=trip)]
    page = run(open_page("plan"))

    page.get_by_key("plan_city").set_value("xian").run()

    shown = [json.loads(chart.proto.spec) for chart in page.get("plotly_chart")[:2]]
    assert [each["data"][0]["name"] for each in shown] == ["Day 2", "Day 2"]


def test_the_differences_are_in_numbers(open_page: Open, api: FakeApi) -> None:
    for mode, detour in ((PlanMode.FAST, 1.5), (PlanMode.DEEP, 1.25)):
        api.plans[mode] = [an_answer(metrics=some_metrics(mode=mode, quality={"detour": detour}))]

    page = run(open_page("plan"))

    table = page.dataframe[2].value.set_index("measure")
    assert table.loc["Detour", ["fast", "deep", "difference"]].tolist() == [1.5, 1.25, -0.25]
    assert "1 is best" in table.loc["Detour", "meaning"]


@pytest.mark.parametrize(
    ("failure", "said"),
    [(refused(3002, 502, "No plan passed its checks"), "code 3002"), (unreachable(), "API")],
)
def test_a_mode_that_fails_leaves_the_other_standing(
    open_page: Open, api: FakeApi, failure: ClientError, said: str
) -> None:
    api.plans[PlanMode.DEEP] = [PlanStarted(trace_id=TRACE_ID, mode=PlanMode.DEEP), failure]

    page = run(open_page("plan"))

    assert said in page.error[0].value
    assert TRACE_ID in page.error[0].value
    assert ":red-badge[error]" in texts_of(page)
    assert "A comparison needs both plans" in texts_of(page)
    days = next(html.value for html in page.get("html") if "tw-pair" in html.value)
    assert days.count("<b>Day 1</b>") == 1


def test_where_both_fail_the_page_shows_both_errors_and_nothing_else(
    open_page: Open, api: FakeApi
) -> None:
    api.plans = {mode: [refused(3001, 504)] for mode in PlanMode}

    page = run(open_page("plan"))

    assert len(page.error) == 2
    assert not page.get("plotly_chart")


def test_a_token_refused_in_the_middle_leads_to_signing_in(open_page: Open, api: FakeApi) -> None:
    api.plans[PlanMode.DEEP] = [refused(2001, 401)]

    page = run(open_page("plan"))

    assert page.text_input(key="password")


def test_the_last_result_survives_a_rerun_and_a_look_at_another_page(
    open_page: Open, api: FakeApi
) -> None:
    page = run(open_page("plan"))

    page.get_by_key("days").set_value(4).run()
    go_to(page, "overview")
    assert page.title[0].value == "Overview"
    go_to(page, "plan")

    assert [head.value for head in page.subheader] == ["Fast", "Deep"]
    assert len(api.planned) == 2


def test_a_plan_without_places_and_days_is_told_and_not_drawn(
    open_page: Open, api: FakeApi
) -> None:
    nowhere = a_stop(0, lat=None, lon=None, place_id=None, opening_hours=None)
    api.plans[PlanMode.FAST] = [an_answer(a_day(0, nowhere))]

    page = run(open_page("plan"))

    assert "This plan has no stop with a position there." in texts_of(page)
    assert "not in the catalogue" in texts_of(page)


def test_the_page_speaks_chinese_and_so_does_the_plan(open_page: Open, api: FakeApi) -> None:
    page = run(open_page("plan", locale="zh-CN"))

    assert page.title[0].value == "规划"
    assert api.planned[0].language == "zh"
    assert "第 1 天" in texts_of(page)

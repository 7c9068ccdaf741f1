"""The Overview page."""

import pytest

from api.health import check_all
from console.components.health import told
from console.texts import Words
from core.kernel.settings import Settings
from core.schemas.admin import HealthOut
from core.schemas.plans import PlanMode
from tests.console.conftest import Open, texts_of
from tests.console.fake_api import FakeApi, a_page, a_run, refused, some_services, unreachable
from tests.support.http import started
from tests.support.plans import some_metrics


def test_an_operator_sees_every_service_with_state_latency_and_advice(
    open_page: Open, api: FakeApi, operator: None
) -> None:
    services = some_services(worker="degraded", redis="down")
    api.answers["/admin/health"] = HealthOut(state="down", version="1.2", dependencies=services)

    shown = texts_of(open_page())

    for name in ("API", "PostgreSQL", "Redis", "Worker", "Model"):
        assert f"**{name}**" in shown
    assert shown.count(":green-badge[ok]") == 3
    assert shown.count(":orange-badge[degraded]") == 1
    assert shown.count(":red-badge[down]") == 1
    assert "2 ms" in shown
    assert shown.count(r"Start it\.") == 2
    assert "version 1.2" in shown


@pytest.mark.parametrize(
    ("detail", "shown"),
    [
        ("This process answers.", "本进程有应答。"),
        ("2 alive, 1 of 4 tasks running.", "2 个进程在线，正在执行 1/4 个任务。"),
        ("The server of a, b answers.", "a, b 的服务器有应答。"),
        ("No answer within 1 s.", "1 秒内没有应答。"),
        ("No answer (ConnectError).", "没有应答（ConnectError）。"),
        ("Something new.", "Something new."),
    ],
)
def test_how_a_service_is_is_told_in_the_language_of_the_page(detail: str, shown: str) -> None:
    assert told(detail, Words("zh")) == shown
    assert told(detail, Words("en")) == detail


async def test_all_that_the_api_says_of_services_that_are_well_is_known_in_chinese(
    settings: Settings,
) -> None:
    async with started(settings) as app:
        services = await check_all(app.state.container)

    assert [each.detail for each in services if told(each.detail, Words("zh")) == each.detail] == []


def test_the_advice_for_a_service_that_is_not_well_is_told_in_chinese(
    open_page: Open, api: FakeApi, operator: None
) -> None:
    services = some_services(redis="down")
    api.answers["/admin/health"] = HealthOut(state="down", version="1.2", dependencies=services)

    assert "请确认 REDIS" in texts_of(open_page(locale="zh-CN"))


def test_who_is_no_operator_gets_a_note_and_their_own_plans(
    open_page: Open, api: FakeApi, signed_in: None
) -> None:
    api.answers["/api/ai/plans"] = a_page(a_run())

    page = open_page()

    assert "shown to operators" in texts_of(page)
    assert len(page.dataframe[0].value) == 1
    assert "/admin/health" not in api.paths()
    assert "/admin/plans" not in api.paths()


def test_the_last_plans_are_counted_and_listed_with_what_failed(
    open_page: Open, api: FakeApi, operator: None
) -> None:
    fell_back = some_metrics(mode=PlanMode.DEEP, latency_ms=2400.0, fallback_to_fast=True)
    api.answers["/admin/plans"] = a_page(
        a_run(PlanMode.FAST),
        a_run(PlanMode.FAST, report_passed=False, failed_checks=["budget"]),
        a_run(PlanMode.DEEP, metrics=fell_back.model_dump()),
        a_run(PlanMode.DEEP, status="failed", error_code=3001, metrics=None),
    )

    page = open_page()

    figures = {metric.label: (metric.value, metric.delta) for metric in page.metric}
    assert figures["Plans"][0] == "4"
    assert figures["Fast"] == ("2", "median 412 ms")
    assert figures["Deep"] == ("2", "median 2.4 s")
    assert figures["Hard checks held"] == ("50%", "2 of 4")
    assert figures["Fell back to fast"][0] == "1"
    table = page.dataframe[0].value
    assert table["outcome"].tolist() == ["passed", "checks failed", "passed", "error"]
    assert table["failed_checks"].tolist() == ["", "Budget", "", "3001"]
    assert table["trace_id"].iloc[0] == "4bf92f3577b34da6a3ce929d0e0e4736"
    assert len(page.get("plotly_chart")) == 2


def test_times_are_those_of_the_visitors_clock(
    open_page: Open, api: FakeApi, operator: None
) -> None:
    api.answers["/admin/plans"] = a_page(a_run())

    page = open_page()

    assert str(page.dataframe[0].value["created_at"].iloc[0]) == "2026-11-20 16:30:00"
    assert "Asia/Shanghai" in texts_of(page)


def test_an_operator_may_look_at_their_own_plans_only(
    open_page: Open, api: FakeApi, operator: None
) -> None:
    api.answers |= {"/admin/plans": a_page(a_run(), a_run()), "/api/ai/plans": a_page(a_run())}
    page = open_page()
    assert len(page.dataframe[0].value) == 2

    page.get_by_key("whose").set_value("mine").run()

    assert len(page.dataframe[0].value) == 1


def test_without_plans_the_page_says_what_to_do(open_page: Open, operator: None) -> None:
    page = open_page()

    assert "run a request" in page.info[0].value
    assert not page.dataframe


@pytest.mark.parametrize("failure", [refused(5001, 503, "A service is down"), unreachable()])
def test_a_source_that_fails_degrades_its_card_and_not_the_page(
    open_page: Open, api: FakeApi, operator: None, failure: Exception
) -> None:
    api.answers["/admin/health"] = failure
    api.answers["/admin/plans"] = a_page(a_run())

    page = open_page()

    assert len(page.error) == 1
    assert "4bf92f3577b34da6a3ce929d0e0e4736" in page.error[0].value
    assert len(page.dataframe) == 1


def test_plans_that_cannot_be_had_leave_the_services_standing(
    open_page: Open, api: FakeApi, operator: None
) -> None:
    api.answers["/admin/plans"] = refused()

    page = open_page()

    assert "code 5000" in page.error[0].value
    assert "**PostgreSQL**" in texts_of(page)


def test_a_city_without_a_name_is_shown_by_its_id(
    open_page: Open, api: FakeApi, operator: None
) -> None:
    api.answers |= {"/admin/plans": a_page(a_run()), "/api/cities": refused()}

    page = open_page()

    assert page.dataframe[0].value["city"].tolist() == ["guangzhou"]


def test_the_page_speaks_chinese(open_page: Open, api: FakeApi, operator: None) -> None:
    api.answers["/admin/plans"] = a_page(a_run(report_passed=False, failed_checks=["budget"]))

    page = open_page(locale="zh-CN")

    assert page.title[0].value == "总览"
    row = page.dataframe[0].value.iloc[0]
    assert (row["mode"], row["city"], row["outcome"]) == ("快速", "广州", "校验未通过")
    assert row["failed_checks"] == "预算"
    assert {language for _, language in api.sent[1:]} == {"zh"}


def test_refreshing_asks_again(open_page: Open, api: FakeApi, operator: None) -> None:
    page = open_page()
    before = api.paths().count("/admin/plans")

    page.button(key="refresh").click().run()

    assert api.paths().count("/admin/plans") == before + 1

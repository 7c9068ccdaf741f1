"""When an alert is on, rule by rule."""

from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest

from core.kernel.clock import utc_now
from core.tasks.alerts import RULES, Rule, Verdict, judge
from core.tasks.figures import Figures

PAGE = Path(__file__).parents[2] / "docs" / "how-to" / "operate-tasks.md"
QUIET = Figures(
    at=utc_now(), succeeded=20, failed=0, mean_s=10.0, waiting=0, oldest_waiting_s=None,
    beat_age_s=3.0,
)  # fmt: skip


def raised(figures: Figures) -> set[str]:
    return {verdict.rule.key for verdict in judge(figures) if verdict.raised}


def verdict_of(key: str, figures: Figures) -> Verdict:
    return next(verdict for verdict in judge(figures) if verdict.rule.key == key)


def test_nothing_is_on_while_all_is_well() -> None:
    assert raised(QUIET) == set()


@pytest.mark.parametrize(
    ("key", "at_the_limit", "above"),
    [
        ("failure_rate", {"succeeded": 27, "failed": 3}, {"succeeded": 26, "failed": 3}),
        ("slow", {"mean_s": 120.0}, {"mean_s": 120.1}),
        ("no_worker", {"beat_age_s": 60.0}, {"beat_age_s": 60.1}),
        ("backlog", {"waiting": 50}, {"waiting": 51}),
        ("oldest_waiting", {"oldest_waiting_s": 60.0}, {"oldest_waiting_s": 60.1}),
    ],
)
def test_an_alert_is_on_above_its_limit_and_not_at_it(
    key: str, at_the_limit: dict[str, float], above: dict[str, float]
) -> None:
    assert raised(replace(QUIET, **at_the_limit)) == set()
    assert raised(replace(QUIET, **above)) == {key}


@pytest.mark.parametrize("failed", [1, 2])
def test_one_or_two_failures_are_no_rate(failed: int) -> None:
    assert raised(replace(QUIET, succeeded=0, failed=failed)) == set()


def test_three_failures_of_three_are_one() -> None:
    figures = replace(QUIET, succeeded=0, failed=3, mean_s=None)

    assert verdict_of("failure_rate", figures).value == 100.0
    assert raised(figures) == {"failure_rate"}


def test_no_worker_at_all_is_as_bad_as_one_that_died() -> None:
    verdict = verdict_of("no_worker", replace(QUIET, beat_age_s=None))

    assert (verdict.raised, verdict.value) == (True, None)


@pytest.mark.parametrize(
    ("key", "bad", "seconds"),
    [
        ("no_worker", {"beat_age_s": 90.0}, 30),
        ("oldest_waiting", {"oldest_waiting_s": 61.5}, 1.5),
        ("no_worker", {"beat_age_s": None}, None),
        ("backlog", {"waiting": 51}, None),
        ("no_worker", {"beat_age_s": 59.0}, None),
    ],
)
def test_an_age_tells_since_when_its_alert_is_on(
    key: str, bad: dict[str, float], seconds: float | None
) -> None:
    since = verdict_of(key, replace(QUIET, **bad)).since(QUIET.at)

    assert since == (None if seconds is None else QUIET.at - timedelta(seconds=seconds))


def test_a_night_without_tasks_is_no_reason_to_wake_anybody() -> None:
    night = replace(QUIET, succeeded=0, mean_s=None)

    assert raised(night) == set()


def test_every_rule_has_a_key_of_its_own_and_comes_by_gravity() -> None:
    assert len({rule.key for rule in RULES}) == len(RULES)
    severities = [rule.severity for rule in RULES]
    assert severities == sorted(severities)  # "critical" before "warning"


def test_a_message_that_is_shown_can_be_filled_in_in_both_languages() -> None:
    bad = replace(
        QUIET, succeeded=0, failed=9, mean_s=999.04, waiting=999, oldest_waiting_s=1e6,
        beat_age_s=None,
    )  # fmt: skip

    verdicts = judge(bad)

    assert all(verdict.raised for verdict in verdicts)
    for verdict in verdicts:
        english, chinese = (text.format_map(verdict.params) for text in verdict.rule.message)
        assert english.isascii()
        assert not chinese.isascii()


@pytest.mark.parametrize("rule", RULES, ids=lambda rule: rule.key)
def test_the_page_for_operators_says_what_each_alert_means_and_its_limit(rule: Rule) -> None:
    _, found, section = PAGE.read_text(encoding="utf-8").partition(f"\n### {rule.key}\n")

    assert found
    unit = "" if rule.unit == "tasks" else f" {rule.unit}"
    assert f"{rule.threshold:g}{unit}" in section.partition("\n#")[0]


def test_a_message_says_whole_numbers_as_such_and_others_to_one_digit() -> None:
    whole = verdict_of("backlog", replace(QUIET, waiting=51))
    broken = verdict_of("slow", replace(QUIET, mean_s=125.26))

    assert whole.rule.message.en.format_map(whole.params) == (
        "51 tasks are waiting for a worker (limit 50)"
    )
    assert broken.rule.message.zh.format_map(broken.params) == (
        "最近 15 分钟的任务平均用时 125.3 秒（上限 120 秒）"
    )

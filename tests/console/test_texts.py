"""The texts of the console, complete in both languages."""

import json
import re
from datetime import date
from pathlib import Path
from string import Formatter

import pytest

from console.texts import TEXTS, Words
from core.client.errors import Reason
from core.planning.rules import book
from core.planning.understanding.form import TextForm
from core.schemas.accounts import Role
from core.schemas.catalog import HoursConfidence, Meal, PositionConfidence
from core.schemas.conditions import Leg, Match, SpendOn, SpendPer, Subject
from core.schemas.fields import TransferMode
from core.schemas.links import LinkMode, TimesKind
from core.schemas.lodging import HouseRule, RoomType
from core.schemas.plans import PlanMode, PlanWishes, Severity
from core.schemas.tasks import TaskStatus
from core.schemas.trips import SubTripKind
from core.schemas.wishes import Mobility, Pace

CONSOLE = Path(__file__).parents[2] / "console"
SOURCES = [
    path.read_text(encoding="utf-8")
    for path in CONSOLE.rglob("*.py")
    if path.parent.name != "texts"
]
QUOTED = re.compile(r"""['"]([\w.]+)['"]""")
WHOLE_KEY = re.compile(r"""(?:say|words\(\))\(\s*['"]([\w.]+)['"]""")
BUILT_KEY = re.compile(r"""(?:say|words\(\)|known)\(\s*f['"]([\w.]+[._])\{""")
STEP = re.compile(r'(?<!info\()(?<!warning\()"(planner_[a-z_]+|plan_validate[a-z_]*)"')
"""Not what a log is told: `log.info("planner_warmed"`."""
CHINESE = re.compile(r"[\u4e00-\u9fff]")
SAME_IN_BOTH = {
    "service.api", "service.postgres", "service.redis", "overview.of", "link.from_to", "pdf.a4",
    "pdf.letter", "outcome.and",
}  # fmt: skip


def test_every_text_is_there_in_both_languages() -> None:
    texts = TEXTS.items()

    assert [key for key, (english, chinese) in texts if not (english and chinese)] == []
    assert [key for key, (english, _) in texts if CHINESE.search(english)] == []
    same = {key for key, (_, chinese) in texts if not CHINESE.search(chinese)}
    assert same <= SAME_IN_BOTH


def test_both_languages_have_the_same_places_for_values() -> None:
    def values_in(text: str) -> set[str]:
        return {name for _, name, _, _ in Formatter().parse(text) if name}

    texts = TEXTS.items()
    assert [key for key, (en, zh) in texts if values_in(en) != values_in(zh)] == []


def test_every_text_that_is_asked_for_exists() -> None:
    asked = {key for source in SOURCES for key in WHOLE_KEY.findall(source)}

    assert len(asked) > 80
    assert asked <= set(TEXTS)


def test_every_text_is_asked_for() -> None:
    quoted = {key for source in SOURCES for key in QUOTED.findall(source)}
    begun = tuple(start for source in SOURCES for start in BUILT_KEY.findall(source))

    assert [key for key in TEXTS if key not in quoted and not key.startswith(begun)] == []


@pytest.mark.parametrize(
    ("prefix", "words"),
    [
        ("role", Role),
        ("word", Pace),
        ("word", Mobility),
        ("word", LinkMode),
        ("word", TransferMode),
        ("word", Meal),
        ("word", RoomType),
        ("word", HouseRule),
        ("word", Subject),
        ("word", Match),
        ("word", SpendOn),
        ("word", SpendPer),
        ("word", Leg),
        ("link", LinkMode),
        ("times", TimesKind),
        ("mode", PlanMode),
        ("severity", Severity),
        ("kind", SubTripKind),
        ("meal", Meal),
        ("transfer", TransferMode),
        ("hours", HoursConfidence),
        ("task", TaskStatus),
        ("position", PositionConfidence),
    ],
)
def test_every_word_of_the_wire_has_a_text(prefix: str, words: type) -> None:
    assert {f"{prefix}.{word.value}" for word in words} <= set(TEXTS)


def test_every_rule_of_both_books_has_a_name() -> None:
    rules = (*book.DAY_RULES, *book.TRIP_RULES, *book.DAY_ADVICE, *book.TRIP_ADVICE)

    assert {f"check.{rule.code}" for rule in rules} <= set(TEXTS)


def test_every_step_of_the_planner_has_a_name() -> None:
    planning = CONSOLE.parent / "core" / "planning"
    steps = {
        name for path in planning.rglob("*.py") for name in STEP.findall(path.read_text("utf-8"))
    }

    assert "planner_route" in steps
    assert {f"step.{name}" for name in steps} <= set(TEXTS)


def test_every_part_of_a_request_has_a_name() -> None:
    fields = set(PlanWishes.model_fields) - {"language"}

    assert {f"field.{name}" for name in fields} <= set(TEXTS)


def test_every_part_of_what_a_model_reads_has_a_name() -> None:
    read = set(TextForm.model_fields) - {"language", "evidence", "contradictions"}

    assert {f"field.{name}" for name in read} <= set(TEXTS)


def test_every_kind_of_condition_has_a_name() -> None:
    kinds = set(
        re.findall(r'"kind": {"const": "(\w+)"', json.dumps(PlanWishes.model_json_schema()))
    )

    assert len(kinds) > 10
    assert {f"word.{kind}" for kind in kinds} <= set(TEXTS)


def test_every_reason_for_no_answer_has_a_text() -> None:
    assert {f"failure.{reason.name.lower()}" for reason in Reason} <= set(TEXTS)


def test_a_word_the_console_does_not_know_is_shown_as_it_is() -> None:
    assert Words("en").known("check.newer_rule", "newer_rule") == "newer_rule"


def test_dates_carry_their_day_of_the_week() -> None:
    day = date(2026, 12, 1)

    assert Words("en").date(day) == "Tuesday 1 December 2026"
    assert Words("zh").date(day) == "2026年12月1日周二"

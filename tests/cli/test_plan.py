"""`tripwright plan`."""

import pytest

from core.schemas.plans import PlanAnswer, PlanMode
from tests.cli.conftest import Cli

pytestmark = pytest.mark.usefixtures("catalog_seeded")


def test_a_sentence_becomes_days_with_times_and_costs(cli: Cli) -> None:
    result = cli("plan", "5 天广州，两个人，预算 6000，喜欢美食和历史")

    assert result.exit_code == 0
    assert [line.split(" · ")[0] for line in result.output.splitlines() if "Day " in line] == [
        f"Day {number}" for number in range(1, 6)
    ]
    assert "of CNY 6,000" in result.output
    assert " 0 failed" in result.output


def test_options_win_over_the_words(cli: Cli) -> None:
    result = cli(
        "plan", "a week in Rome", "--city", "tokyo", "--days", 2, "--mode", "deep", "--json"
    )

    answer = PlanAnswer.model_validate_json(result.stdout)
    assert answer.plan is not None
    assert answer.metrics is not None
    assert answer.plan.trip.city_id == "tokyo"
    assert len(answer.plan.day_cards) == 2
    assert answer.metrics.mode is PlanMode.DEEP


def test_words_without_a_city_are_one_sentence(cli: Cli) -> None:
    result = cli("plan", "somewhere nice")

    assert result.exit_code == 1
    assert result.stdout == ""
    assert result.stderr.startswith("destination: ")


@pytest.mark.parametrize(
    "words", [["Rome", "--days", "40"], ["Rome", "--mode", "slow"], ["x" * 5_000]]
)
def test_what_no_request_may_say_is_refused_before_anything_starts(
    cli: Cli, words: list[str]
) -> None:
    result = cli("plan", *words)

    assert result.exit_code != 0
    assert "Traceback" not in result.output

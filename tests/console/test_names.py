"""The names of what a real plan is made of."""

import pytest

from console.texts import TEXTS
from console.understood import readings
from core.client import calls
from core.kernel.settings import Settings
from core.schemas.plans import PlanAnswer, PlanMode, PlanRequest
from tests.support.http import started, visited


@pytest.mark.usefixtures("catalog_seeded")
async def test_every_measure_and_step_of_a_plan_has_a_name_on_the_page(
    settings: Settings,
) -> None:
    words = "3 days in Guangzhou and Shenzhen, budget 6000 CNY, must see Canton Tower"
    async with started(settings) as app, visited(app) as visitor:
        answer = await visitor.send(calls.plan(PlanRequest(mode=PlanMode.DEEP, text=words)))
    assert isinstance(answer, PlanAnswer)
    assert answer.metrics is not None

    measures = {*answer.metrics.quality, *answer.metrics.quality_days[0]}

    assert {f"measure.{name}" for name in measures} <= set(TEXTS)
    assert {f"meaning.{name}" for name in measures} <= set(TEXTS)
    assert {f"step.{trace.name}" for trace in answer.tool_traces} <= set(TEXTS)
    assert {f"field.{each.field}" for each in readings(answer.understood)} <= set(TEXTS)

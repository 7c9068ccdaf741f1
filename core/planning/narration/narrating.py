"""The narration: one call that may give a finished plan its words, and nothing else."""

from collections.abc import Collection, Mapping

from core.catalog.domain import Place
from core.kernel.errors import ModelError
from core.planning.asking import Run, SpentError
from core.planning.domain import Plan
from core.planning.narration.facts import day_facts, trip_facts
from core.planning.narration.reading import Known, with_words
from core.planning.prompting import narration_call
from core.planning.themes import Theme


async def narrate(
    run: Run, plan: Plan, themes: Mapping[int, Theme], places: Collection[Place]
) -> Plan:
    """Return the plan with what a model says of it, as far as that is true.

    Where the model cannot be reached, is too late or says nothing of use, the plan is as it was.

    Args:
        run: the run; what is left of its time is all the model has.
        plan: a finished plan.
        themes: what was suggested for the parts, by index.
        places: every place of the trip's cities.
    """
    with run.journal.step("planner_narration") as detail:
        first = {part.day_index: themes.get(part.index) for part in reversed(plan.frame.parts)}
        known = Known(
            trip_facts(plan), [day_facts(plan, day, first.get(day.index)) for day in plan.days]
        )
        prompt = await run.tools.prompts.get("planner.narrate")
        call = narration_call(prompt, plan.brief, known.trip, known.days)
        try:
            answer = await run.ask_within(call)
        except (ModelError, SpentError) as error:
            why = error.error_type if isinstance(error, ModelError) else error.why.code
            detail |= {"failed": True, "reason": why}
            return plan
        cities = await run.tools.catalog.list_cities()
        told, tally = with_words(plan, answer, known, cities, places)
        detail |= {"written": tally.written, "dropped": dict(sorted(tally.dropped.items()))}
    return told

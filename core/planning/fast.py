"""The whole trip in one model call."""

from collections.abc import Mapping
from dataclasses import dataclass

from core.catalog.domain import Place
from core.planning.asking import Run
from core.planning.candidates import Candidates
from core.planning.domain import Brief, Draft, Plan
from core.planning.parsing import ground, ground_hotel, parse_trip
from core.planning.prompting import fast_call
from core.planning.timetable import lay_out_all


@dataclass(frozen=True, slots=True)
class TripDraft:
    """A whole trip as chosen, before it has times."""

    title: str
    hotel: Place | None
    days: tuple[Draft, ...]


async def draft_trip(
    run: Run, brief: Brief, candidates: Candidates, known: Mapping[str, Place]
) -> TripDraft:
    """Ask for the trip once.

    Raises:
        ModelError: There was no answer, or none of the asked shape.
    """
    prompt = await run.tools.prompts.get("planner.fast")
    answer = await run.ask(fast_call(prompt, brief, candidates))
    trip = parse_trip(answer, brief.day_count)
    hotel = ground_hotel(trip.hotel_id, known) if brief.nights else None
    return TripDraft(trip.title, hotel, tuple(ground(day, known) for day in trip.days))


def plan_of(brief: Brief, draft: TripDraft) -> Plan:
    """Return the draft with its times."""
    return Plan(brief, draft.title, draft.hotel, lay_out_all(brief, draft.days, draft.hotel))

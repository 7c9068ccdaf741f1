"""The whole trip in one model call."""

from collections.abc import Mapping
from dataclasses import dataclass

from core.catalog.domain import Place
from core.planning.asking import Run
from core.planning.candidates import Candidates
from core.planning.domain import Brief, Draft, Plan
from core.planning.frame import Frame
from core.planning.parsing import ground, ground_hotels, parse_trip
from core.planning.prompting import fast_call
from core.planning.timetable import lay_out, plan_of_parts


@dataclass(frozen=True, slots=True)
class TripDraft:
    """A whole trip as chosen, before it has times: a draft for each part, a hotel for each stay."""

    title: str
    hotels: tuple[Place | None, ...]
    parts: tuple[Draft, ...]


async def draft_trip(
    run: Run, brief: Brief, frame: Frame, candidates: Candidates, known: Mapping[str, Place]
) -> TripDraft:
    """Ask for the trip once.

    Raises:
        ModelError: There was no answer, or none of the asked shape.
    """
    prompt = await run.tools.prompts.get("planner.fast")
    answer = await run.ask(fast_call(prompt, brief, frame, candidates))
    trip = parse_trip(answer, len(frame.parts))
    hotels = ground_hotels(trip.hotels, frame, known)
    return TripDraft(trip.title, hotels, tuple(ground(part, known) for part in trip.days))


def plan_of(brief: Brief, frame: Frame, draft: TripDraft) -> Plan:
    """Return the draft with its times."""
    laid = [
        lay_out(brief, part, chosen, draft.hotels)
        for part, chosen in zip(frame.parts, draft.parts, strict=True)
    ]
    return plan_of_parts(brief, frame, draft.title, draft.hotels, laid)

"""The whole trip in one model call."""

from collections.abc import Mapping

from core.catalog.domain import Place
from core.planning.asking import Run
from core.planning.candidates import Candidates
from core.planning.domain import Brief
from core.planning.frame import Frame
from core.planning.mending import Trip
from core.planning.parsing import ground, ground_hotels, parse_trip
from core.planning.prompting import fast_call


async def draft_trip(
    run: Run, brief: Brief, frame: Frame, candidates: Candidates, known: Mapping[str, Place]
) -> Trip:
    """Ask for the trip once.

    Raises:
        ModelError: There was no answer, or none of the asked shape.
    """
    prompt = await run.tools.prompts.get("planner.fast")
    answer = await run.ask(fast_call(prompt, brief, frame, candidates))
    trip = parse_trip(answer, len(frame.parts))
    hotels = ground_hotels(trip.hotels, frame, known)
    return Trip(trip.title, hotels, tuple(ground(part, known) for part in trip.days))

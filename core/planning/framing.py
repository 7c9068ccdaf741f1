"""From a brief to the frame of its trip: which city when, and how one gets there."""

from dataclasses import replace

from core.planning.asking import Run
from core.planning.domain import frame_of_one_city
from core.planning.frame import Frame
from core.planning.understanding.resolve import Understood


async def frame_trip(_run: Run, understood: Understood) -> tuple[Understood, Frame]:
    """Return the frame, and the brief with its cities in the frame's order."""
    frame = frame_of_one_city(understood.brief)
    return replace(understood, brief=understood.brief), frame

"""A small plan as conditions see it: two days in a town, one night, there by train and back."""

from dataclasses import replace
from typing import Any

from core.planning.conditions.view import LinkView, NightView, PlanView, StopView, WayView
from core.schemas.conditions import Subject
from core.schemas.fields import TransferMode
from core.schemas.links import LinkMode

DISTANCES = {("tower", "inn"): 2.5}


def distance_km(origin: str, target: str) -> float | None:
    return DISTANCES.get((origin, target))


def a_view(**changes: Any) -> PlanView:
    view = PlanView(
        travellers=2,
        days=2,
        stops=(
            StopView(
                day=0, order=0, subject=Subject.SIGHT, place="tower",
                labels=frozenset({"landmark"}), start=600, end=690, cost=8_000,
            ),
            StopView(
                day=0, order=1, subject=Subject.RESTAURANT, place="noodles",
                labels=frozenset({"noodle"}), start=720, end=780, cost=6_000, is_meal=True,
            ),
            StopView(
                day=1, order=0, subject=Subject.SIGHT, place="garden",
                labels=frozenset({"park"}), start=570, end=660, cost=0,
            ),
        ),
        links=(
            LinkView(
                day=0, mode=LinkMode.TRAIN, departs=420, arrives=540, cost=20_000, outward=True
            ),
            LinkView(day=1, mode=LinkMode.FLIGHT, departs=900, arrives=990, cost=50_000, back=True),
        ),
        nights=(
            NightView(
                day=0, place="inn", labels=frozenset({"pool"}), rooms=1, beds=2, cost=30_000
            ),
        ),
        ways=(
            WayView(day=0, order=0, mode=TransferMode.TAXI, km=6.0, cost=2_500),
            WayView(day=0, order=1, mode=TransferMode.WALK, km=0.8),
        ),
        distance_km=distance_km,
    )  # fmt: skip
    return replace(view, **changes)

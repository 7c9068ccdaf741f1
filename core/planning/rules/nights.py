"""Checks about where one sleeps, beyond that one does."""

from collections.abc import Iterator
from itertools import pairwise

from core.catalog.domain import Place
from core.planning.domain import Plan
from core.planning.rules.engine import Flaw, path_to
from core.schemas.trips import SubTripKind


def one_hotel_per_stay(plan: Plan) -> Iterator[Flaw]:
    """Nights that follow each other in one city are spent in one hotel."""
    for (before, _, slept), (day, index, hotel) in pairwise(_nights(plan)):
        if day == before + 1 and hotel.city_id == slept.city_id and hotel.id != slept.id:
            yield Flaw(numbers={"night": day + 1}, path=path_to(day, index))


def hotel_capacity(plan: Plan) -> Iterator[Flaw]:
    """The rooms taken have a bed for everybody."""
    brief = plan.brief
    for hotel in {hotel.id: hotel for _, _, hotel in _nights(plan)}.values():
        guests = brief.rooms_in(hotel) * hotel.guests_per_room
        if guests < brief.travellers:
            day, index = next((day, at) for day, at, other in _nights(plan) if other.id == hotel.id)
            numbers = {
                "name": plan.days[day].stops[index].named,
                "rooms": brief.rooms_in(hotel),
                "guests": guests,
                "travellers": brief.travellers,
            }
            yield Flaw(numbers=numbers, path=path_to(day, index))


def _nights(plan: Plan) -> Iterator[tuple[int, int, Place]]:
    for position, day in enumerate(plan.days):
        for index, stop in enumerate(day.stops):
            if stop.kind is SubTripKind.HOTEL and stop.place is not None:
                yield position, index, stop.place

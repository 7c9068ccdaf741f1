"""Made-up towns, the same for the same seed: sights with hours, restaurants, a hotel."""

from dataclasses import dataclass
from math import hypot
from random import Random

from core.planning.optimizer.problem import POINTS, Cover, Day, Item, Problem, Slot, Stop, Weights

LUNCH = ("lunch", 690, 840)
DINNER = ("dinner", 1050, 1230)
SLOT_REWARD = 1000 * POINTS

_KINDS = (
    # openings on an open day, usual stay, share of sights, closed one day a week
    (((540, 1020),), 120, 0.35, True),  # museums
    (((480, 720), (840, 1080)), 45, 0.15, False),  # churches, shut at noon
    (((0, 1440),), 60, 0.25, False),  # squares and parks
    (((600, 1260),), 75, 0.15, False),  # shops and streets
    (((1080, 1380),), 60, 0.10, False),  # for the evening
)


@dataclass(frozen=True)
class Town:
    """What a trip is planned from; nodes: 0 is the hotel, then sights, then restaurants."""

    sights: int
    restaurants: int
    days: int
    seed: int
    budget: int | None = None
    """Money for the whole trip; None: only counted."""


def trip_through(town: Town, keep: int = 0) -> Problem:
    """Return the trip: 9:00 to 21:00 from the hotel, lunch and dinner, at most six sights a day."""
    chance = Random(f"{town.seed}:{town.sights}:{town.days}")
    nodes = [(5.0, 5.0)]
    items: list[Item] = []
    for number in range(town.sights):
        nodes.append(_spot(chance))
        items.append(_sight(chance, number + 1, town.days))
    for number in range(town.restaurants):
        nodes.append(_spot(chance))
        items.append(_restaurant(chance, town.sights + number + 1, town.days))
    slots = tuple(Slot(*window, SLOT_REWARD) for window in (LUNCH, DINNER))
    first = town.sights
    return Problem(
        days=(Day(540, 1260, 0, 0, 6, slots),) * town.days,
        items=tuple(items),
        travel=[[_minutes(a, b) for b in nodes] for a in nodes],
        caps=(town.budget,),
        covers=(Cover((first, first + 3), 20 * POINTS), Cover((first + 1, first + 4), 20 * POINTS)),
        weights=Weights(keep=keep, keep_day=keep // 4),
    )


def draft_of(problem: Problem, seed: int) -> tuple[tuple[Stop, ...], ...]:
    """Return what somebody without a clock would answer: the best known, day by day, some wrong."""
    chance = Random(f"draft:{seed}")
    ranked = sorted(
        range(len(problem.items)), key=lambda n: -problem.items[n].score * (0.6 + chance.random())
    )
    sights = [n for n in ranked if problem.items[n].roles == (None,)]
    meals = [n for n in ranked if problem.items[n].roles != (None,)]
    days: list[tuple[Stop, ...]] = []
    for _ in problem.days:
        morning = [Stop(sights.pop(0)) for _ in range(2)]
        afternoon = [Stop(sights.pop(0)) for _ in range(chance.choice((2, 3, 4)))]
        if chance.random() < 0.15:
            afternoon.append(morning[0])
        lunch, dinner = Stop(meals.pop(0), "lunch"), Stop(meals.pop(0), "dinner")
        days.append((*morning, lunch, *afternoon, dinner))
    return tuple(days)


def _spot(chance: Random) -> tuple[float, float]:
    """Return a position in kilometres; most places are near the middle."""
    return min(10.0, max(0.0, chance.gauss(5, 2))), min(10.0, max(0.0, chance.gauss(5, 2)))


def _sight(chance: Random, node: int, days: int) -> Item:
    openings, stay, _, weekly = chance.choices(_KINDS, [kind[2] for kind in _KINDS])[0]
    closed = chance.randrange(7) if weekly else 7
    return Item(
        node=node,
        windows=tuple(() if day % 7 == closed else openings for day in range(days)),
        stay=stay + chance.choice((-15, 0, 0, 15, 30)),
        score=POINTS * round(min(100, max(5, chance.gauss(50, 20)))),
        uses=(chance.choice((0, 0, 20, 40, 60, 120)),),
    )


def _restaurant(chance: Random, node: int, days: int) -> Item:
    taste = chance.random()
    return Item(
        node=node,
        windows=(chance.choice((((660, 1320),), ((660, 870), (1020, 1320)))),) * days,
        stay=60,
        score=POINTS * round(10 + 40 * taste),
        roles=("lunch", "dinner"),
        uses=(round(20 + 180 * (0.7 * taste + 0.3 * chance.random())),),
    )


def _minutes(a: tuple[float, float], b: tuple[float, float]) -> int:
    """Return the way on foot up to 20 minutes, else by metro, in steps of five minutes."""
    km = 1.3 * hypot(a[0] - b[0], a[1] - b[1])
    walk, metro = km * 12.5, 9 + km * 60 / 22
    return -int(-(walk if walk <= 20 else min(walk, metro)) // 5) * 5

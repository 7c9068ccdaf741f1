"""Repairs a saved trip: what must stay stays, what does not fit moves or makes room."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace

from core.catalog.domain import City, Place
from core.planning.candidates import choose_candidates
from core.planning.domain import Day, Draft, Pick, Plan, Stop
from core.planning.editing.framing import stretches_of
from core.planning.editing.reading import Reading
from core.planning.frame import Part
from core.planning.lodgings import ways_to_lodge
from core.planning.mending import WALL_S, Trip, judge
from core.planning.optimizer.problem import Lock
from core.planning.optimizer.search import solve
from core.planning.rules.book import check_plan, full_report
from core.planning.rules.engine import hard_failures
from core.planning.solving import Task, build_task
from core.schemas.catalog import HoursConfidence, PlaceKind, PositionConfidence
from core.schemas.plans import PlanReport
from core.schemas.trips import SubTripKind, SubTripOut

ROUNDS = 120
_WAY_HOME_MIN = 90
"""So long after a locked visit one may come home, whatever the window of the day."""
_OWN = "own:"
"""Begins the id under which a stop without a place is planned."""


@dataclass(frozen=True, slots=True)
class Repaired:
    """A plan, for each of its stops the row it was, and what the rules say of it."""

    plan: Plan
    rows: tuple[tuple[SubTripOut | None, ...], ...]
    report: PlanReport


@dataclass(frozen=True, slots=True)
class _Kept:
    """A stop that must stay: in which part, and when where its row says so."""

    part: int
    begin: int | None
    minutes: int


def repair(
    reading: Reading, cities: Sequence[City], pool: Sequence[Place], locked: frozenset[str]
) -> Repaired:
    """Return the best trip the search finds from this one; it fails no more rules than before.

    `cities` are those the days end in. Stops of one's own always stay; a locked one stays on its
    day and at its time.
    """
    work = _Work(reading, cities, locked)
    rank = _rank(check_plan(reading.plan))
    best = reading.plan
    if rank != (0, 0):
        candidates = choose_candidates(reading.plan.brief, reading.plan.frame, pool)
        for hotels in work.lodgings(candidates.hotels):
            task = work.locked_task(build_task(
                reading.plan.brief, reading.plan.frame, hotels, candidates, work.drafts
            ))  # fmt: skip
            found = work.solved(task, hotels)
            if found is None or not work.keeps(found):
                continue
            if _rank(check_plan(found)) < rank:
                best, rank = found, _rank(check_plan(found))
            if rank == (0, 0):
                break
    return Repaired(best, work.rows_of(best), full_report(best))


def _rank(report: PlanReport) -> tuple[int, int]:
    hard = len(hard_failures(report.checks))
    return hard, sum(not check.passed for check in report.checks) - hard


class _Work:
    """A trip taken apart: drafts of its parts, and what must stay in them."""

    def __init__(self, reading: Reading, cities: Sequence[City], locked: frozenset[str]) -> None:
        self._plan = reading.plan
        self._locked = locked
        self._rows = {
            (day.index, index): row
            for card, day in zip(reading.trip.day_cards, reading.plan.days, strict=True)
            for index, row in enumerate(card.sub_trips)
        }
        self._own: dict[str, Stop] = {}
        self._kept: dict[str, _Kept] = {}
        self.drafts = self._drafts(cities)

    def _drafts(self, cities: Sequence[City]) -> tuple[Draft, ...]:
        plan = self._plan
        orders = {
            id(stop): (day.index, index)
            for day in plan.days
            for index, stop in enumerate(day.stops)
        }
        picks: list[list[Pick]] = [[] for _ in plan.frame.parts]
        for stretch in stretches_of(plan.brief, plan.days, cities):
            part = _part_of(plan.frame.parts, stretch.day, stretch.city)
            for stop in stretch.visits if part is not None else ():
                assert part is not None
                pick = self._pick(stop, self._rows[orders[id(stop)]], part, stretch.stops)
                picks[part.index] += [pick] if pick else []
        return tuple(
            Draft(plan.days[part.day_index].title, tuple(chosen))
            for part, chosen in zip(plan.frame.parts, picks, strict=True)
        )

    def _pick(self, stop: Stop, row: SubTripOut, part: Part, beside: Iterable[Stop]) -> Pick | None:
        """Return a stop as chosen; None where it is no known place and need not stay."""
        must = row.id in self._locked or stop.kind is SubTripKind.CUSTOM
        place = stop.place
        if place is None or place.kind not in (PlaceKind.ATTRACTION, PlaceKind.RESTAURANT):
            if not must:
                return None
            place = _place_of_own(stop, row, part.city, place, beside)
            self._own[place.id] = stop
        if must:
            begin = stop.start if row.start_time is not None else None
            self._kept[place.id] = _Kept(part.index, begin, max(0, stop.end - stop.start))
        return Pick(place, stop.named, stop.meal, stop.reason)

    def lodgings(self, hotels: Sequence[Place]) -> list[tuple[Place | None, ...]]:
        """Return the hotels to try: as they are, then others where none is locked."""
        plan, brief = self._plan, self._plan.brief
        locked = {
            stop.place.id
            for day in plan.days
            for index, stop in enumerate(day.stops)
            if stop.place is not None and self._rows[day.index, index].id in self._locked
        }
        tried = [plan.hotels] if None not in plan.hotels else []
        for cap in (None, 0 if brief.budget_local is not None else None):
            ways = ways_to_lodge(brief, plan.frame, hotels, plan.hotels, cap)
            tried += [
                tuple(
                    own if own is not None and own.id in locked else other
                    for own, other in zip(plan.hotels, way, strict=True)
                )
                for way in ways
            ]
        return list(dict.fromkeys(tried)) or [plan.hotels]

    def locked_task(self, task: Task) -> Task:
        """Return the task in which what must stay is locked to its part and time."""
        items = list(task.problem.items)
        for number, place in enumerate(task.places):
            kept = self._kept.get(place.id)
            if kept is not None:
                items[number] = replace(
                    items[number],
                    lock=Lock(kept.part, kept.begin),
                    stay=kept.minutes,
                    stay_min=None,
                    stay_max=None,
                )
        days = list(task.problem.days)
        for kept in self._kept.values():
            if kept.begin is not None and self._plan.frame.parts[kept.part].ends is None:
                latest = max(days[kept.part].end, kept.begin + kept.minutes + _WAY_HOME_MIN)
                days[kept.part] = replace(days[kept.part], end=latest)
        problem = replace(task.problem, items=tuple(items), days=tuple(days))
        return replace(task, problem=problem)

    def solved(self, task: Task, hotels: Sequence[Place | None]) -> Plan | None:
        """Return the plan the search makes of a task, with one's own stops as they were.

        None where something that must stay has no room in it.
        """
        plan = self._plan
        solution = solve(
            task.problem,
            iterations=ROUNDS,
            seed=plan.brief.seed,
            start=task.start_of(self.drafts),
            wall_s=WALL_S,
        )
        if any(task.places[item].id in self._kept for item in solution.unplaced):
            return None
        drafts = task.drafts_of(solution, self.drafts)
        found = judge(plan.brief, plan.frame, Trip(plan.title, tuple(hotels), drafts)).plan
        days = [replace(day, stops=tuple(map(self._restored, day.stops))) for day in found.days]
        titled = [
            replace(day, title=before.title) for day, before in zip(days, plan.days, strict=False)
        ]
        return replace(found, days=(*titled, *plan.days[len(titled) :]))

    def _restored(self, stop: Stop) -> Stop:
        """Return a stop as the traveller's own it was, at the times it has now."""
        own = self._own.get(stop.place.id) if stop.place else None
        if own is None:
            return stop
        return replace(own, start=stop.start, end=stop.end, transfer=stop.transfer)

    def keeps(self, plan: Plan) -> bool:
        """Say whether everything that must stay is still there, on its day."""
        must = {
            (day, row.id)
            for (day, _), row in self._rows.items()
            if row.id in self._locked or row.leg or _is_own(row)
        }
        days = enumerate(self.rows_of(plan))
        return must <= {(day, row.id) for day, rows in days for row in rows if row}

    def rows_of(self, plan: Plan) -> tuple[tuple[SubTripOut | None, ...], ...]:
        """Return which row each stop of a plan was."""
        before = [
            (_key(stop, day), self._rows[day.index, index])
            for day in self._plan.days
            for index, stop in enumerate(day.stops)
        ]
        free: dict[object, list[SubTripOut]] = {}
        for key, row in before:
            free.setdefault(key, []).append(row)
        return tuple(
            tuple(_taken(free, _key(stop, day)) for stop in day.stops) for day in plan.days
        )


def _is_own(row: SubTripOut) -> bool:
    return row.kind is SubTripKind.CUSTOM and row.place_id is None


def _taken(free: Mapping[object, list[SubTripOut]], key: object) -> SubTripOut | None:
    rows = free.get(key)
    return rows.pop(0) if rows else None


def _key(stop: Stop, day: Day) -> object:
    """Return what makes a stop the same before and after: nights are those of their day."""
    if stop.journey is not None:
        return "journey", day.index, stop.journey.link.id, stop.journey.departs
    if stop.kind is SubTripKind.HOTEL:
        return "night", day.index, stop.place.id if stop.place else stop.named
    return "stop", stop.place.id if stop.place else stop.named


def _part_of(parts: Sequence[Part], day: Day, city: City) -> Part | None:
    own = [part for part in parts if part.day_index == day.index and part.city == city]
    return own[0] if own else None


def _place_of_own(
    stop: Stop, row: SubTripOut, city: City, place: Place | None, beside: Iterable[Stop]
) -> Place:
    """Return where a stop of one's own is taken to be: where one is, else in the middle of town."""
    near = place or next((other.place for other in beside if other.place), None)
    return Place(
        id=f"{_OWN}{row.id}",
        city_id=city.id,
        kind=PlaceKind.ATTRACTION,
        category="",
        name_en=stop.named,
        name_local=stop.named,
        lat=near.lat if near else city.lat,
        lon=near.lon if near else city.lon,
        position_confidence=PositionConfidence.UNSURE,
        area="",
        tags=(),
        visit_minutes=max(0, stop.end - stop.start),
        price_level=0,
        typical_cost=0,
        currency=city.currency,
        popularity=0,
        must_see=False,
        indoor="",
        best_time="any",
        meals=(),
        cuisine=(),
        opening_hours="24/7",
        hours_confidence=HoursConfidence.UNKNOWN,
        source="",
    )

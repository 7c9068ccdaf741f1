"""Repairs a saved trip: what must stay stays, what does not fit moves or makes room."""

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

from core.catalog.domain import City, Place
from core.planning.assignment import Task
from core.planning.candidates import Candidates, choose_candidates
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
from core.planning.solving import build_task
from core.schemas.catalog import HoursConfidence, PlaceKind, PositionConfidence
from core.schemas.plans import PlanReport
from core.schemas.trips import SubTripKind, SubTripOut

ROUNDS = 120
_WAY_MIN = 90
"""So long before a locked visit one may leave and after it come home, whatever the day's window."""
_VISITED = (PlaceKind.ATTRACTION, PlaceKind.RESTAURANT)
_OWN = "own:"
"""Begins the id under which a stop without a place is planned."""


@dataclass(frozen=True, slots=True)
class Repaired:
    """A plan, for each of its stops the row it was, and what the rules say of it."""

    plan: Plan
    rows: tuple[tuple[SubTripOut | None, ...], ...]
    report: PlanReport
    is_news: bool
    """False where the trip stays as it is, to the minute."""


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
    day and at its time. Days nothing is wrong with are left alone where that costs no stop.
    """
    report = check_plan(reading.plan)
    work = _Work(reading, cities, locked, report)
    best, rank = reading.plan, _rank(report)
    if rank != (0, 0):
        candidates = choose_candidates(reading.plan.brief, reading.plan.frame, pool)
        calm = _Work(reading, cities, locked | _rows_of_calm_days(reading, report), report)
        found = [(rank, 0, 0, 0)]
        plans = [best]
        for tried in (calm, work):
            for plan in tried.tries(candidates):
                plans.append(plan)
                found.append((_rank(check_plan(plan)), *work.losses(plan), len(found)))
                if found[-1][0] == (0, 0):
                    break
            if min(found)[:2] == ((0, 0), 0):
                break
        best = plans[min(found)[-1]]
    is_news = best is not reading.plan or bool(reading.laid)
    return Repaired(best, work.rows_of(best), full_report(best), is_news)


def _rank(report: PlanReport) -> tuple[int, int]:
    hard = len(hard_failures(report.checks))
    return hard, sum(not check.passed for check in report.checks) - hard


def _rows_of_calm_days(reading: Reading, report: PlanReport) -> frozenset[str]:
    """Return the stops of the days nothing is wrong with."""
    troubled = {
        int(row.path.split("/")[2])
        for row in report.checks
        if not row.passed and row.path.startswith("/day_cards/")
    }
    return frozenset(row.id for day, row, _ in reading.stops() if day.index not in troubled)


def _sound_hours(reading: Reading, report: PlanReport) -> dict[int, tuple[int, int]]:
    """Return the hours of each day, as wide as its stops make them that are not wrong."""
    wrong = {(row.day_index, row.order_index) for row in hard_failures(report.checks)}
    return {day.index: _hours_of(day, reading.hours, wrong) for day in reading.plan.days}


def _hours_of(
    day: Day, hours: tuple[int, int], wrong: Collection[tuple[int | None, int | None]]
) -> tuple[int, int]:
    sound = [
        stop
        for index, stop in enumerate(day.stops)
        if stop.journey is None and (day.index, index) not in wrong
    ]
    first, last = hours
    ends = [stop.start if stop.kind is SubTripKind.HOTEL else stop.end for stop in sound]
    return min([first, *(stop.start for stop in sound)]), max([last, *ends])


class _Work:
    """A trip taken apart: drafts of its parts, and what must stay in them."""

    def __init__(
        self,
        reading: Reading,
        cities: Sequence[City],
        locked: frozenset[str],
        report: PlanReport,
    ) -> None:
        self._plan = reading.plan
        self._hours = _sound_hours(reading, report)
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
            own = [part for part in plan.frame.parts if part.day_index == stretch.day.index]
            for stop in stretch.visits if own else ():
                row = self._rows[orders[id(stop)]]
                part = _part_for(own, stop, row, stretch.city)
                pick = self._pick(stop, row, part, stretch.day.stops)
                picks[part.index] += [pick] if pick else []
        return tuple(
            Draft(plan.days[part.day_index].title, tuple(chosen))
            for part, chosen in zip(plan.frame.parts, picks, strict=True)
        )

    def _pick(self, stop: Stop, row: SubTripOut, part: Part, beside: Iterable[Stop]) -> Pick | None:
        """Return a stop as chosen; None where it is no known place and need not stay."""
        must = row.id in self._locked or stop.kind is SubTripKind.CUSTOM
        place = stop.place
        is_here = place is not None and place.city_id == part.city.id
        if place is None or place.kind not in _VISITED or (must and not is_here):
            if not must:
                return None
            place = _place_of_own(stop, row, part.city, place if is_here else None, beside)
            self._own[place.id] = stop
        if must:
            begin = stop.start if row.start_time is not None else None
            self._kept[place.id] = _Kept(part.index, begin, max(0, stop.end - stop.start))
        return Pick(place, stop.named, stop.meal, stop.reason)

    def tries(self, candidates: Candidates) -> Iterator[Plan]:
        """Go through the plans the search finds in which everything stays that must."""
        plan = self._plan
        for hotels in self._lodgings(candidates.hotels):
            task = self._locked_task(
                build_task(plan.brief, plan.frame, hotels, candidates, self.drafts)
            )
            found = self._solved(task, hotels)
            if found is not None and self._keeps(found):
                yield found

    def losses(self, plan: Plan) -> tuple[int, int]:
        """Return how many stops a plan no longer has, and how many it has moved."""
        before = {
            row.id: (day.index, day.stops[index].start)
            for day in self._plan.days
            for index, row in enumerate(self._rows_on(day))
        }
        after = {
            row.id: (day.index, stop.start)
            for day, rows in zip(plan.days, self.rows_of(plan), strict=True)
            for stop, row in zip(day.stops, rows, strict=True)
            if row is not None
        }
        lost = before.keys() - after.keys()
        return len(lost), sum(after[row] != before[row] for row in before.keys() - lost)

    def _rows_on(self, day: Day) -> list[SubTripOut]:
        return [self._rows[day.index, index] for index in range(len(day.stops))]

    def _lodgings(self, hotels: Sequence[Place]) -> list[tuple[Place | None, ...]]:
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

    def _locked_task(self, task: Task) -> Task:
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
        days = []
        for part, day in zip(self._plan.frame.parts, task.problem.days, strict=True):
            first, last = self._hours[part.day_index]
            start = max(day.start, first)
            days.append(replace(day, start=start, end=max(start, min(day.end, last))))
        for kept in self._kept.values():
            part = self._plan.frame.parts[kept.part]
            if kept.begin is not None and part.ends is None:
                latest = max(days[part.index].end, kept.begin + kept.minutes + _WAY_MIN)
                days[part.index] = replace(days[part.index], end=latest)
            if kept.begin is not None and part.begins is None:
                earliest = min(days[part.index].start, max(0, kept.begin - _WAY_MIN))
                days[part.index] = replace(days[part.index], start=earliest)
        problem = replace(task.problem, items=tuple(items), days=tuple(days))
        return replace(task, problem=problem)

    def _solved(self, task: Task, hotels: Sequence[Place | None]) -> Plan | None:
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

    def _keeps(self, plan: Plan) -> bool:
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


def _part_for(parts: Sequence[Part], stop: Stop, row: SubTripOut, city: City) -> Part:
    """Return which part of its day a stop belongs to: by its place, its hour, where it stands."""

    def strangeness(part: Part) -> tuple[bool, bool, bool]:
        elsewhere = stop.place is not None and stop.place.city_id != part.city.id
        start, end = part.window
        untimely = row.start_time is not None and not start <= stop.start < end
        return elsewhere, untimely, part.city != city

    return min(parts, key=strangeness)


def _place_of_own(
    stop: Stop, row: SubTripOut, city: City, place: Place | None, beside: Iterable[Stop]
) -> Place:
    """Return where a stop of one's own is taken to be: where one is, else in the middle of town."""
    here = (other.place for other in beside if other.place and other.place.city_id == city.id)
    near = place or next(here, None)
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

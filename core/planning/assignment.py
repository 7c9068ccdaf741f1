"""A problem of the optimiser, what its numbers stand for, and the way back to drafts of days."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from core.catalog.domain import Place
from core.planning.domain import Brief, Draft, Pick
from core.planning.frame import Frame
from core.planning.leisure import Bounds, unhurried
from core.planning.optimizer.problem import PlannedDay, Problem, Solution, Stop, Visit
from core.planning.reasons import title_of
from core.schemas.catalog import Meal, PlaceKind


@dataclass(frozen=True, slots=True)
class Keep:
    """What the picks of a model are worth to a search: points for having one, and on its day.

    Without `tables` the search begins from the sights alone and finds tables along the way.
    """

    item: int
    day: int
    tables: bool


@dataclass(frozen=True, slots=True)
class Task:
    """A problem of the optimiser and what its numbers stand for."""

    brief: Brief
    frame: Frame
    hotels: tuple[Place | None, ...]
    places: tuple[Place, ...]
    problem: Problem
    keep: Keep

    def start_of(self, drafts: Sequence[Draft]) -> list[list[Stop]]:
        """Return drafts as a plan to start from; what is no item is left out."""
        must = self.brief.must_see_ids
        numbers = {
            place.id: number
            for number, place in enumerate(self.places)
            if self.keep.tables or place.kind is not PlaceKind.RESTAURANT or place.id in must
        }
        return [
            [
                Stop(numbers[pick.place.id], str(pick.meal) if pick.meal else None)
                for pick in draft.picks
                if pick.place is not None and pick.place.id in numbers
            ]
            for draft in drafts
        ]

    def fed(self, days: Sequence[Sequence[Stop]]) -> list[list[Stop]]:
        """Return days in which a long visit is lunch as well, where there is no other."""
        return [self._fed(number, list(stops)) for number, stops in enumerate(days)]

    def _fed(self, day: int, stops: list[Stop]) -> list[Stop]:
        lunch, items = str(Meal.LUNCH), self.problem.items
        is_asked = any(slot.name == lunch for slot in self.problem.days[day].slots)
        if is_asked and all(stop.slot != lunch for stop in stops):
            for place, stop in enumerate(stops):
                if items[stop.item].feeds is not None:
                    stops[place] = Stop(stop.item, lunch)
                    break
        return stops

    def unhurried(self, solution: Solution) -> Solution:
        """Return the solution with longer stays where its days have time to spare."""
        days = (self.calm(number, day) for number, day in enumerate(solution.days))
        return replace(solution, days=tuple(days))

    def calm(self, number: int, day: PlannedDay) -> PlannedDay:
        """Return a day with longer stays where it has time to spare."""
        bounds = self._bounds(number, day)
        return replace(day, visits=unhurried(day.visits, bounds, self.brief.ways.step_min))

    def _bounds(self, number: int, day: PlannedDay) -> list[Bounds]:
        """Return how far each visit can be moved and stretched; the last leaves time for home."""
        bounds = [self._bounds_of(number, visit) for visit in day.visits]
        if bounds:
            home_by = self.problem.days[number].end - day.travel_home
            bounds[-1] = replace(bounds[-1], closes=min(bounds[-1].closes, home_by))
        return bounds

    def _bounds_of(self, day: int, visit: Visit) -> Bounds:
        """Return how far a visit can be moved and stretched: a meal is not, nor what is bound."""
        place, item = self.places[visit.item], self.problem.items[visit.item]
        closes = next(
            (last for first, last in item.windows[day] if first <= visit.begin < last), visit.end
        )
        stays = visit.end - visit.begin
        slots = {slot.name: slot for slot in self.problem.days[day].slots}
        if place.kind is PlaceKind.RESTAURANT:
            slot = slots.get(visit.slot or "")
            closes = min(closes, slot.end if slot else visit.end)
            return Bounds(stays, closes, visit.slot == Meal.DINNER)
        if item.lock or place.id in self.brief.demands.visits:
            return Bounds(stays, visit.end)
        return Bounds(max(stays, place.longest_stay), closes)

    def drafts_of(self, solution: Solution, drafts: Sequence[Draft]) -> tuple[Draft, ...]:
        """Return a solution as drafts; reasons and titles that still hold are kept."""
        said = {
            (pick.place.id, pick.meal): pick.reason
            for draft in drafts
            for pick in draft.picks
            if pick.place is not None
        }
        return tuple(
            self._draft(day, drafts[number] if number < len(drafts) else None, said)
            for number, day in enumerate(solution.days)
        )

    def draft_of(self, day: PlannedDay, draft: Draft) -> Draft:
        """Return a day as a draft; the reasons and the title of the one it comes from are kept."""
        said = {(pick.place.id, pick.meal): pick.reason for pick in draft.picks if pick.place}
        return self._draft(day, draft, said)

    def _draft(
        self, day: PlannedDay, before: Draft | None, said: Mapping[tuple[str, Meal | None], str]
    ) -> Draft:
        picks = []
        for visit in day.visits:
            place, meal = self.places[visit.item], Meal(visit.slot) if visit.slot else None
            if self.problem.items[visit.item].feeds is not None:
                meal = None
            reason = said.get((place.id, meal), "")
            picks.append(Pick(place, place.id, meal, reason, begin=visit.begin, end=visit.end))
        return Draft(_title(self.brief, before, picks), tuple(picks))


def _title(brief: Brief, before: Draft | None, picks: Sequence[Pick]) -> str:
    if before is not None and before.title:
        kept = {pick.place.id for pick in before.picks if pick.place}
        now = {pick.place.id for pick in picks if pick.place}
        if len(kept & now) * 2 > len(kept):
            return before.title
    return title_of(brief, [pick.place for pick in picks if pick.place and not pick.meal])

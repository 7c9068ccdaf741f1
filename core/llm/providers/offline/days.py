"""Builds a day stop by stop, with the clock running, as a careful traveller would on paper."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field

from core.kernel.geo import distance_m
from core.llm.providers.offline.reading import DayFrame, Question, Row, Spot
from core.llm.providers.offline.taste import Hotels
from core.llm.providers.offline.walk import Clock, Visit, way_min

_MUST = 4.0
_PER_WAY_MIN, _PER_WAIT_MIN = 0.015, 0.006
"""What a minute on the way, or before a closed door, takes from the joy of a visit."""
_TO_THE_GOAL = 0.4
"""So much of that the way to an icon counts around which the day is built."""
_FULL_DAY_MIN = 240
_SHORT_MEAL_MIN = 45
_SUNSET, _EVENING = 16 * 60, 19 * 60
_FEW = 2
"""Sights of a day in which nothing is kept for the evening for its own sake."""
_LATE = frozenset({"evening", "sunset"})
"""When sights are best that are not visited before, if they need not be seen."""
_NO_DINNER = frozenset({"cafe", "bar"})
"""Where one has a cake or a glass rather than a dinner."""
_MUST_EXTRA = 2
"""Must-sees a day may take beyond its pace."""


def home_before(frame: DayFrame, hotels: Hotels) -> Row | Spot | None:
    """Return where a day begins."""
    return frame.begins or (None if frame.wakes is None else hotels.get(frame.wakes))


def home_after(frame: DayFrame, hotels: Hotels) -> Row | Spot | None:
    """Return where a day must end."""
    return frame.ends or (None if frame.sleeps is None else hotels.get(frame.sleeps))


@dataclass(slots=True)
class Purse:
    """What is left to spend, for the whole party; None is no limit."""

    left: int | None
    days: int

    def today(self) -> float | None:
        """Return an even share for one of the days still to come."""
        return None if self.left is None else max(0, self.left) / max(1, self.days)

    def pay(self, amount: int) -> None:
        """Spend."""
        if self.left is not None:
            self.left -= amount


@dataclass(slots=True)
class BuiltDay:
    """A day as it grows: the visits so far, each with the meal it is.

    As long as it `keeps` a sight for the afternoon, lunch may still come.
    """

    clock: Clock
    visits: list[tuple[Visit, str | None]] = field(default_factory=list)
    eaten: set[str] = field(default_factory=set)
    sights: int = 0
    spent: int = 0
    keeps: bool = True

    def worth(self, liked: Mapping[str, float]) -> float:
        """Return how good the day is: what is liked, less the time on the way and at doors."""
        joy = sum(liked[visit.row.id] for visit, meal in self.visits if meal is None)
        lost = sum(
            _PER_WAY_MIN * visit.way + _PER_WAIT_MIN * visit.wait for visit, _ in self.visits
        )
        return joy + 0.5 * len(self.eaten) - lost


class DayBuilder:
    """Fills days from what is still free; what it takes is gone for later days."""

    def __init__(self, question: Question, liked: Mapping[str, float], hotels: Hotels) -> None:
        self._question = question
        self._liked = liked
        self._hotels = hotels
        self._cap = int(question.request["stops_per_day"])
        self.free_sights = {row.id: row for row in question.sights if row.id not in question.banned}
        self._free_tables = {
            row.id: row for row in question.restaurants if row.id not in question.banned
        }
        self._promised: dict[str, Row] = {}
        self._reached: dict[str, Row] = {}

    def spread(self, days_left: int) -> None:
        """Take so few sights a day that some are left for each of the days still to come."""
        share = len(self.free_sights) // max(1, days_left)
        self._cap = min(int(self._question.request["stops_per_day"]), max(1, share))

    def build(self, frame: DayFrame, heart: Row | None, purse: Purse) -> BuiltDay:
        """Return a day and pay for it."""
        state = BuiltDay(Clock(home_before(frame, self._hotels), frame.start))
        self._promised = self._promises(frame, state.clock)
        while True:
            meal = self._due_meal(frame, state)
            if meal is not None and self._eat(frame, state, meal, purse):
                continue
            if not self._see(frame, state, heart, purse):
                rest = [name for name in frame.meals if name not in state.eaten]
                if any(self._eat(frame, state, name, purse) for name in rest):
                    continue
                if not state.keeps:
                    break
                state.keeps = False
        purse.pay(state.spent)
        return state

    def _due_meal(self, frame: DayFrame, state: BuiltDay) -> str | None:
        """Return the meal whose time has come: within half an hour of its window's heart."""
        for meal in frame.meals:
            first, last = self._window(frame, meal)
            due = first + (last - first) // 4 - 10
            if meal not in state.eaten and due <= state.clock.minute <= last - 45:
                return meal
        return None

    def _eat(self, frame: DayFrame, state: BuiltDay, meal: str, purse: Purse) -> bool:
        if meal in state.eaten:
            return False
        best: tuple[float, Visit] | None = None
        for row in self._free_tables.values():
            visit = self._sitting(frame, state.clock, row, meal)
            if visit is None:
                continue
            value = self._table_value(meal, visit, state, purse)
            if best is None or value > best[0]:
                best = (value, visit)
        # Nobody sits two hours before a closed kitchen while there is something to see.
        if best is None or (best[1].wait > 75 and self._can_see(frame, state)):
            return False
        self._take(state, best[1], meal)
        state.eaten.add(meal)
        return True

    def _table_value(self, meal: str, visit: Visit, state: BuiltDay, purse: Purse) -> float:
        row, share = visit.row, purse.today()
        price = row.cost
        strain = 0.0
        if share is not None:
            room = max(1.0, (share - state.spent) * 0.6)
            strain = max(0.0, price / room - 1.0) * 2.0
        taste = 0.1 * len(row.tags & frozenset(self._question.request["interests"]))
        taste -= 0.3 if meal == "dinner" and row.category in _NO_DINNER else 0.0
        taste += _MUST if row.id in self._question.request["must_see"] else 0.0
        return row.popularity / 100 + taste - 0.03 * visit.way - 0.004 * visit.wait - strain

    def _see(self, frame: DayFrame, state: BuiltDay, heart: Row | None, purse: Purse) -> bool:
        visit = self._best_sight(frame, state, heart, purse)
        if visit is None:
            return False
        self._take(state, visit, None)
        state.sights += 1
        state.eaten |= {meal for meal in frame.meals if self._feeds(frame, meal, visit)}
        return True

    def _can_see(self, frame: DayFrame, state: BuiltDay) -> bool:
        return self._best_sight(frame, state, None, Purse(None, 1)) is not None

    def _best_sight(
        self, frame: DayFrame, state: BuiltDay, heart: Row | None, purse: Purse
    ) -> Visit | None:
        best: tuple[float, Visit] | None = None
        cap = self._cap_now(frame, state, heart)
        for row in self.free_sights.values():
            must = self._liked[row.id] >= _MUST
            if state.sights >= cap + (_MUST_EXTRA if must else 0):
                continue
            visit = state.clock.visit(self._question, row, frame.index)
            if visit is None or not self._gets_home(frame, visit):
                continue
            if not must and row.best_time in _LATE and visit.start < _SUNSET:
                continue
            # A must-see far out may cost a meal: better that than to leave it out.
            fills_day = must and row is heart and not state.visits
            if not fills_day and not self._leaves_meals(frame, state, visit):
                continue
            value = self._sight_value(row, visit, state, heart, purse)
            if best is None or value > best[0]:
                best = (value, visit)
        return best[1] if best else None

    def _cap_now(self, frame: DayFrame, state: BuiltDay, heart: Row | None) -> int:
        """Return how many sights the day may have by now: one is kept for after lunch.

        Until the sun goes down it is kept for an icon that is best then, in a day of few sights
        only where that is built around one.
        """
        is_early = "lunch" in frame.meals and "lunch" not in state.eaten
        if state.clock.minute < _SUNSET and "dinner" in frame.meals:
            hearts = self.free_sights.values() if self._cap > _FEW else [heart] if heart else []
            is_early = is_early or any(self._is_for_tonight(frame, row) for row in hearts)
        return max(1, self._cap - 1) if state.keeps and is_early else self._cap

    def _is_for_tonight(self, frame: DayFrame, row: Row) -> bool:
        is_late = row.icon and row.best_time in _LATE and row.id in self.free_sights
        spans = row.spans.get(frame.index, ()) if is_late and row.city == frame.city else ()
        return any(closes >= _EVENING + row.stay for _, closes in spans)

    def _sight_value(
        self, row: Row, visit: Visit, state: BuiltDay, heart: Row | None, purse: Purse
    ) -> float:
        is_goal = row.icon and heart is not None and row.id == heart.id
        way = visit.way * (_TO_THE_GOAL if is_goal else 1.0)
        value = self._liked[row.id] - _PER_WAY_MIN * way - _PER_WAIT_MIN * visit.wait
        if heart is not None:
            km = distance_m(row.lat, row.lon, heart.lat, heart.lon) / 1000
            value -= 0.05 * min(km, 12.0)
            value += 0.6 if row.id == heart.id else 0.0
        if row.stay >= _FULL_DAY_MIN and not row.icon and self._liked[row.id] < _MUST:
            value -= 0.5
        share = purse.today()
        if share is not None and row.cost:
            room = max(1.0, (share - state.spent) * 0.5)
            value -= max(0.0, row.cost / room - 1.0)
        return value

    def _leaves_meals(self, frame: DayFrame, state: BuiltDay, visit: Visit) -> bool:
        """Say whether every meal still to come can be eaten after the visit."""
        for meal in frame.meals:
            if meal in state.eaten:
                continue
            if self._feeds(frame, meal, visit):
                continue
            if not self._meal_reachable(frame, meal, visit):
                return False
        return True

    def _meal_reachable(self, frame: DayFrame, meal: str, visit: Visit) -> bool:
        clock = visit.clock()
        promised = self._promised.get(meal)
        tables = self._likely_first(meal) if promised is None else [promised]
        for row in tables:
            if self._sitting(frame, clock, row, meal):
                self._reached[meal] = row
                return True
        # Where no table of the city could serve this meal today, it must not block the day.
        last = self._question.meals[meal][1]
        return visit.start >= last or not self._anybody_serves(frame, meal)

    def _likely_first(self, meal: str) -> Iterator[Row]:
        """Go through the free tables, first the one that could be reached the last time."""
        reached = self._reached.get(meal)
        if reached is not None and reached.id in self._free_tables:
            yield reached
        yield from self._free_tables.values()

    def _sitting(self, frame: DayFrame, clock: Clock, row: Row, meal: str) -> Visit | None:
        """Return the meal at this table if it is served there in time, else None."""
        first, last = self._window(frame, meal)
        if meal not in row.serves:
            return None
        visit = clock.visit(self._question, row, frame.index, earliest=first)
        in_time = visit is not None and visit.end <= last and self._gets_home(frame, visit)
        return visit if in_time else None

    def _promises(self, frame: DayFrame, morning: Clock) -> dict[str, Row]:
        """Return for meals the must-see table that can be reached, which nothing may prevent."""
        promised: dict[str, Row] = {}
        for row in self._free_tables.values():
            if row.id not in self._question.request["must_see"]:
                continue
            for meal in frame.meals:
                if meal not in promised and self._sitting(frame, morning, row, meal):
                    promised[meal] = row
                    break
        return promised

    def _anybody_serves(self, frame: DayFrame, meal: str) -> bool:
        first, last = self._window(frame, meal)
        return any(
            meal in row.serves
            and any(
                min(last, closes) - max(first, opens) >= row.stay
                for opens, closes in row.spans.get(frame.index, ())
            )
            for row in self._free_tables.values()
        )

    def _feeds(self, frame: DayFrame, meal: str, visit: Visit) -> bool:
        """Say whether a visit around the time of a meal is so long that one eats there."""
        first, last = self._window(frame, meal)
        is_around = visit.start <= (first + last) // 2 and visit.end >= first + _SHORT_MEAL_MIN
        return visit.end - visit.start >= _FULL_DAY_MIN and is_around

    def _window(self, frame: DayFrame, meal: str) -> tuple[int, int]:
        first, last = self._question.meals[meal]
        return max(first, frame.sits_down.get(meal, first)), last

    def _gets_home(self, frame: DayFrame, visit: Visit) -> bool:
        home = home_after(frame, self._hotels)
        back = way_min(self._question.travel[frame.city], visit.row, home)
        return visit.end + back <= frame.end

    def _take(self, state: BuiltDay, visit: Visit, meal: str | None) -> None:
        state.visits.append((visit, meal))
        state.clock = visit.clock()
        state.spent += visit.row.cost
        self.free_sights.pop(visit.row.id, None)
        self._free_tables.pop(visit.row.id, None)

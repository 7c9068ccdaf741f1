"""Whether a solution keeps every rule of its problem; shares no code with the solver."""

from collections import Counter
from collections.abc import Iterator
from itertools import pairwise

from core.planning.optimizer.problem import Item, PlannedDay, Problem, Solution, Visit


def faults(problem: Problem, solution: Solution) -> list[str]:
    """Return every rule that is broken, in words; nothing for a plan that holds."""
    found = [
        f"day {number}: {fault}"
        for number, day in enumerate(solution.days)
        for fault in _day_faults(problem, number, day)
    ]
    return [*found, *_plan_faults(problem, solution)]


def _day_faults(problem: Problem, number: int, planned: PlannedDay) -> Iterator[str]:
    day = problem.days[number]
    clock, here = day.start, day.start_node
    for visit in planned.visits:
        item = problem.items[visit.item]
        way = 0 if here is None else problem.travel[here][item.node]
        if way is None:
            yield f"there is no way to item {visit.item}"
            way = visit.travel
        if visit.travel != way or visit.begin - visit.wait != clock + way or visit.wait < 0:
            yield f"item {visit.item} is not reached as it says"
        yield from _visit_faults(problem, number, visit)
        clock, here = visit.end, item.node
    home = 0 if here is None or day.end_node is None else problem.travel[here][day.end_node]
    if planned.visits and (home != planned.travel_home or clock + home != planned.home_at):
        yield "the way home is not as it says"
    if planned.visits and planned.home_at > day.end:
        yield f"ends at {planned.home_at}, after {day.end}"
    filled = [v.slot for v in planned.visits if v.slot and not problem.items[v.item].lock]
    if len(set(filled)) < len(filled):
        yield f"fills a slot twice: {filled}"
    sights = [
        v for v in planned.visits if v.slot is None or problem.items[v.item].feeds is not None
    ]
    if len(sights) > day.cap and any(not problem.items[v.item].lock for v in sights):
        yield f"has {len(sights)} sights of {day.cap}"


def _visit_faults(problem: Problem, number: int, visit: Visit) -> Iterator[str]:
    item, name = problem.items[visit.item], f"item {visit.item}"
    stayed = visit.end - visit.begin
    if visit.slot not in item.roles:
        yield f"{name} cannot be {visit.slot}"
    if stayed < (item.stay if item.stay_min is None else item.stay_min):
        yield f"{name} is visited for {stayed} minutes only"
    if item.earliest_end is not None and visit.end < item.earliest_end:
        yield f"{name} is left at {visit.end}, before {item.earliest_end}"
    if stayed > item.stay and visit.end != item.earliest_end:
        yield f"{name} is visited for {stayed} minutes without need"
    if item.lock is not None and item.lock.begin is not None:
        if visit.begin != item.lock.begin:
            yield f"{name} is locked at {item.lock.begin} and begins at {visit.begin}"
        return
    yield from _time_faults(problem, number, visit, item)


def _time_faults(problem: Problem, number: int, visit: Visit, item: Item) -> Iterator[str]:
    name, day = f"item {visit.item}", problem.days[number]
    opens = item.windows[number]
    if not any(first <= visit.begin and visit.end <= last for first, last in opens) and (
        opens or item.lock is None
    ):
        yield f"{name} is visited {visit.begin}-{visit.end}, open {opens}"
    if item.latest_begin is not None and visit.begin > item.latest_begin:
        yield f"{name} begins at {visit.begin}, after {item.latest_begin}"
    if item.stay_max is not None and visit.end - visit.begin > item.stay_max:
        yield f"{name} is stretched to {visit.end - visit.begin} minutes"
    for slot in day.slots:
        inside = slot.begin <= visit.begin <= visit.end <= slot.end
        if item.feeds is not None:
            inside = visit.begin <= slot.end - 45 and visit.end >= slot.begin + 45
        if slot.name == visit.slot and not inside:
            yield f"{name} is {slot.name} at {visit.begin}-{visit.end}"
    if visit.slot and visit.slot not in [slot.name for slot in day.slots] and item.lock is None:
        yield f"{name} fills {visit.slot}, which the day has not"


def _plan_faults(problem: Problem, solution: Solution) -> Iterator[str]:
    visited = [(day, visit) for day, there in enumerate(solution.days) for visit in there.visits]
    items = [visit.item for _, visit in visited]
    yield from (f"item {item} is visited twice" for item, n in Counter(items).items() if n > 1)
    free = Counter(problem.items[item].group for item in items if not problem.items[item].lock)
    for group, count in free.items():
        locked = any(problem.items[i].lock and problem.items[i].group == group for i in items)
        if group is not None and count + locked > 1:
            yield f"group {group} is visited {count} times"
    place = {visit.item: (day, visit.begin) for day, visit in visited}
    for earlier, later in problem.precedence:
        if problem.items[earlier].lock and problem.items[later].lock:
            continue
        if earlier in place and later in place and place[earlier] > place[later]:
            yield f"item {later} comes before item {earlier}"
    for day, visit in visited:
        lock = problem.items[visit.item].lock
        if lock is not None and lock.day != day:
            yield f"item {visit.item} is locked on day {lock.day} and visited on {day}"
    yield from _money_faults(problem, solution, items)


def _money_faults(problem: Problem, solution: Solution, items: list[int]) -> Iterator[str]:
    for resource, cap in enumerate(problem.caps):
        uses = {i: u[resource] for i in items if (u := problem.items[i].uses)}
        total = sum(uses.values())
        if resource in problem.fare_resources:
            total += sum(_fares(problem, n, day) for n, day in enumerate(solution.days))
        if total != solution.used[resource]:
            yield f"uses {total} of resource {resource}, not {solution.used[resource]}"
        free = sum(amount for item, amount in uses.items() if not problem.items[item].lock)
        if cap is not None and total > cap and free:
            yield f"uses {total} of {cap} of resource {resource}"


def _fares(problem: Problem, number: int, planned: PlannedDay) -> int:
    if problem.fares is None or not planned.visits:
        return 0
    day = problem.days[number]
    nodes = [day.start_node, *(problem.items[v.item].node for v in planned.visits), day.end_node]
    ways = [problem.fares[a][b] for a, b in pairwise(nodes) if a is not None and b is not None]
    return sum(way or 0 for way in ways)

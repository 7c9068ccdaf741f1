"""One day at a time: ask, check, and ask again for that day alone with what was wrong."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from core.catalog.domain import Place
from core.kernel.errors import ModelError
from core.llm.types import ChatCall
from core.planning.asking import Run
from core.planning.candidates import Candidates, near_day
from core.planning.domain import Day, Draft, Plan
from core.planning.fast import TripDraft
from core.planning.parsing import ground, ground_hotel, parse_day
from core.planning.prompting import deep_day_call
from core.planning.rules.book import check_one_day
from core.planning.rules.engine import hard_failures
from core.planning.timetable import lay_out
from core.schemas.plans import CheckOut
from core.schemas.trips import SubTripKind

_SIGHTS, _MEALS = 18, 12


class DayFailedError(Exception):
    """No try of a day passed its checks; the message says which day and which checks."""


@dataclass(frozen=True, slots=True)
class Made:
    """A day that passed, and the hotel, which the first day may have chosen."""

    day: Day
    hotel: Place | None


@dataclass(frozen=True, slots=True)
class _Try:
    """An answer for a day and what is wrong with it; `made` is None where it is unusable."""

    made: Made | None
    answer: Mapping[str, Any]
    violations: tuple[Mapping[str, Any], ...]


async def make_day(
    run: Run,
    plan: Plan,
    candidates: Candidates,
    known: Mapping[str, Place],
    seed: TripDraft | None,
) -> Made:
    """Return the next day of `plan`, checked.

    Raises:
        DayFailedError: The first try and every retry failed.
        ModelError: The model cannot be reached.
    """
    index = len(plan.days)
    question = _Question(run, plan, candidates, seed, index)
    last = _Try(None, {}, ())
    for number in range(run.tools.deep_retries + 1):
        with run.journal.step("planner_deep_day", day_index=index, attempt=number + 1) as detail:
            last = await _one_try(run, plan, known, await question.call(last))
            detail["failed"] = bool(last.violations)
            detail["violations"] = [violation["code"] for violation in last.violations]
        if last.made is not None and not last.violations:
            return last.made
        if number < run.tools.deep_retries:
            run.journal.retries += 1
    codes = sorted({violation["code"] for violation in last.violations})
    raise DayFailedError(f"day {index + 1} failed {', '.join(codes)}")


async def _one_try(run: Run, plan: Plan, known: Mapping[str, Place], call: ChatCall) -> _Try:
    try:
        answer = await run.ask(call)
        parsed = parse_day(answer)
    except ModelError as error:
        if error.error_type != "invalid_output":
            raise
        return _Try(None, {}, ({"code": "invalid_output", "message": error.detail},))
    hotel = plan.hotel
    if hotel is None and plan.brief.nights:
        hotel = ground_hotel(parsed.hotel_id, known)
    day = lay_out(plan.brief, len(plan.days), ground(parsed, known), hotel)
    grown = Plan(plan.brief, plan.title, hotel, (*plan.days, day))
    with run.journal.step("plan_validate", day_index=day.index) as detail:
        failures = hard_failures(check_one_day(grown, day))
        detail["failed"] = bool(failures)
    return _Try(Made(day, hotel), answer, tuple(_violation(day, check) for check in failures))


@dataclass(frozen=True, slots=True)
class _Question:
    """What is asked for one day; only what was wrong last time changes from try to try."""

    run: Run
    plan: Plan
    candidates: Candidates
    seed: TripDraft | None
    index: int

    async def call(self, last: _Try) -> ChatCall:
        """Return the question, with the last answer and its faults where there was one."""
        brief, draft = self.plan.brief, self._draft()
        prompt = await self.run.tools.prompts.get("planner.deep_day")
        return deep_day_call(
            prompt,
            brief,
            self.index,
            self._candidates(draft),
            hotel=self.plan.hotel,
            budget_left=self._budget_left(),
            missing_must_see=self._missing(),
            draft=_draft_out(draft) if draft else None,
            previous=last.answer or None,
            violations=last.violations,
        )

    def _draft(self) -> Draft | None:
        return self.seed.days[self.index] if self.seed else None

    def _used(self) -> set[str]:
        return {stop.place.id for stop in self.plan.stops() if stop.place}

    def _missing(self) -> list[str]:
        used = self._used()
        return [place_id for place_id in self.plan.brief.must_see_ids if place_id not in used]

    def _candidates(self, draft: Draft | None) -> Candidates:
        """Return what may be chosen today: nothing used, and nothing drafted for a later day."""
        taken = self._used() | self._drafted_later()
        free = self.candidates.without(taken)
        anchors = [pick.place for pick in draft.picks if pick.place] if draft else []
        anchors += [place for place in free.sights if place.id in self.plan.brief.must_see_ids]
        return near_day(free, anchors, _SIGHTS, _MEALS)

    def _drafted_later(self) -> set[str]:
        later = self.seed.days[self.index + 1 :] if self.seed else ()
        return {pick.place.id for draft in later for pick in draft.picks if pick.place}

    def _budget_left(self) -> int | None:
        brief = self.plan.brief
        if brief.budget_local is None:
            return None
        spent = sum(stop.cost for stop in self.plan.stops() if stop.kind is not SubTripKind.HOTEL)
        if self.plan.hotel is not None:
            spent += self.plan.hotel.typical_cost * brief.rooms * brief.nights
        return max(0, brief.budget_local - spent)


def _draft_out(draft: Draft) -> dict[str, Any]:
    stops = [{"id": pick.place.id, "meal": pick.meal} for pick in draft.picks if pick.place]
    return {"title": draft.title, "stops": stops}


def _violation(day: Day, check: CheckOut) -> dict[str, Any]:
    stop = day.stops[check.order_index] if check.order_index is not None else None
    return {
        "code": check.code,
        "order_index": check.order_index,
        "place_id": stop.place.id if stop and stop.place else None,
        "message": check.message,
        "numbers": check.numbers,
    }


def unique_codes(checks: Sequence[CheckOut]) -> list[str]:
    """Return the codes of checks, each once, in order of their first coming."""
    return list(dict.fromkeys(check.code for check in checks))

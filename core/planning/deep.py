"""One part at a time: ask, check, and ask again for it alone with what was wrong."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from core.catalog.domain import Place
from core.kernel.errors import ModelError
from core.llm.types import ChatCall
from core.planning.asking import Run, SpentError
from core.planning.candidates import Candidates, near_day
from core.planning.domain import Day, Draft, Plan, Stop
from core.planning.fallback import Cause, Fallback
from core.planning.frame import Part
from core.planning.mending import Trip
from core.planning.parsing import ground, ground_hotel, parse_day
from core.planning.prompting import deep_day_call
from core.planning.rules.book import check_one_day
from core.planning.rules.engine import hard_failures
from core.planning.themes import Theme
from core.planning.timetable import LaidPart, lay_out, plan_of_parts
from core.schemas.plans import CheckOut, PlanRequest
from core.schemas.trips import SubTripKind

_SIGHTS, _MEALS = 18, 12


class DayFailedError(Exception):
    """No try of a part passed its checks; `why` says which day and which checks.

    `last` is the plan with the last try, faults and all, or None where that could not be read.
    """

    def __init__(self, why: Fallback, last: "Grown | None") -> None:
        super().__init__(str(why))
        self.why = why
        self.last = last


def goes_without(run: Run, request: PlanRequest, error: ModelError | SpentError) -> bool:
    """Say whether a deep plan is finished without its model, which is gone or has had its share."""
    if not request.repair or not run.tools.fallback_to_fast:
        return False
    is_back_soon = isinstance(error, ModelError) and error.error_type in ModelError.RETRYABLE
    return not (is_back_soon and run.tools.patient)


@dataclass(frozen=True, slots=True)
class Grown:
    """A plan as far as it has grown, and the parts it is made of."""

    plan: Plan
    parts: tuple[LaidPart, ...]

    @property
    def next_part(self) -> Part | None:
        """Return the part to be planned next, or None where all are."""
        parts = self.plan.frame.parts
        return parts[len(self.parts)] if len(self.parts) < len(parts) else None

    def trip(self) -> Trip:
        """Return what was chosen, as far as it goes."""
        return Trip(self.plan.title, self.plan.hotels, tuple(laid.draft for laid in self.parts))

    def with_nothing(self, part: Part) -> "Grown":
        """Return the plan with its next part left empty."""
        plan = self.plan
        laid = lay_out(plan.brief, part, Draft("", ()), plan.hotels)
        return self.with_part(laid, None)

    def with_part(self, laid: LaidPart, hotel: Place | None) -> "Grown":
        """Return the plan with one part more, and the hotel of its stay."""
        plan, parts = self.plan, (*self.parts, laid)
        hotels = list(plan.hotels)
        if laid.part.stay is not None and hotel is not None:
            hotels[laid.part.stay] = hotel
        return Grown(plan_of_parts(plan.brief, plan.frame, plan.title, hotels, parts), parts)


@dataclass(frozen=True, slots=True)
class _Try:
    """An answer for a part and what is wrong with it; `grown` is None where it is unusable."""

    grown: Grown | None
    answer: Mapping[str, Any]
    violations: tuple[Mapping[str, Any], ...]


async def make_part(
    run: Run,
    grown: Grown,
    part: Part,
    candidates: Candidates,
    known: Mapping[str, Place],
    seed: Trip | None,
    theme: Theme | None = None,
) -> Grown:
    """Return the plan with its next part, checked.

    Raises:
        DayFailedError: The first try and every retry failed.
        ModelError: The model cannot be reached.
        SpentError: The run has taken what it may of the model.
    """
    question = _Question(run, grown, part, candidates, seed, theme)
    last = _Try(None, {}, ())
    for number in range(run.tools.deep_retries + 1):
        place = {"day_index": part.day_index, "city": part.city.id}
        with run.journal.step("planner_deep_day", **place, attempt=number + 1) as detail:
            last = await _one_try(run, grown, part, known, await question.call(last))
            detail["failed"] = bool(last.violations)
            detail["violations"] = [violation["code"] for violation in last.violations]
        if last.grown is not None and not last.violations:
            return last.grown
        if number < run.tools.deep_retries:
            run.journal.retries += 1
    codes = sorted({violation["code"] for violation in last.violations})
    told = {"day": part.day_index + 1, "checks": ", ".join(codes)}
    raise DayFailedError(Fallback(Cause.DAY_FAILED, told), last.grown)


async def _one_try(
    run: Run, grown: Grown, part: Part, known: Mapping[str, Place], call: ChatCall
) -> _Try:
    try:
        answer = await run.ask_within(call)
        parsed = parse_day(answer)
    except ModelError as error:
        if error.error_type != "invalid_output":
            raise
        return _Try(None, {}, ({"code": "invalid_output", "message": error.detail},))
    plan, hotels = grown.plan, list(grown.plan.hotels)
    hotel = None if part.stay is None else hotels[part.stay]
    if hotel is None and part.stay is not None:
        hotel = ground_hotel(parsed.hotel_id, plan.frame.stays[part.stay], known)
        hotels[part.stay] = hotel
    laid = lay_out(plan.brief, part, ground(parsed, known), hotels)
    longer = grown.with_part(laid, hotel)
    day = longer.plan.days[part.day_index]
    with run.journal.step("plan_validate", day_index=day.index) as detail:
        failures = hard_failures(check_one_day(longer.plan, day))
        detail["failed"] = bool(failures)
    return _Try(longer, answer, tuple(_violation(day, check) for check in failures))


@dataclass(frozen=True, slots=True)
class _Question:
    """What is asked for one part; only what was wrong last time changes from try to try."""

    run: Run
    grown: Grown
    part: Part
    candidates: Candidates
    seed: Trip | None
    theme: Theme | None

    async def call(self, last: _Try) -> ChatCall:
        """Return the question, with the last answer and its faults where there was one."""
        plan, draft = self.grown.plan, self._draft()
        candidates = self._candidates(draft)
        prompt = await self.run.tools.prompts.get("planner.deep_day")
        return deep_day_call(
            prompt,
            plan.brief,
            plan.frame,
            self.part,
            candidates,
            hotels=plan.hotels,
            budget_left=self._budget_left(),
            missing_must_see=self._missing(),
            theme=_theme_out(self.theme, candidates) if self.theme else None,
            draft=_draft_out(draft) if draft else None,
            previous=last.answer or None,
            violations=last.violations,
        )

    def _draft(self) -> Draft | None:
        return self.seed.drafts[self.part.index] if self.seed else None

    def _used(self) -> set[str]:
        return {stop.place.id for stop in self.grown.plan.stops() if stop.place}

    def _missing(self) -> list[str]:
        used, city = self._used(), self.part.city.id
        must = self.grown.plan.brief.must_see
        return [place.id for place in must if place.id not in used and place.city_id == city]

    def _candidates(self, draft: Draft | None) -> Candidates:
        """Return what may be chosen: nothing used, and nothing drafted for a later part."""
        taken = self._used() | self._drafted_later()
        free = self.candidates.of_city(self.part.city.id).without(taken)
        must = self.grown.plan.brief.must_see_ids
        anchors = [pick.place for pick in draft.picks if pick.place] if draft else []
        anchors += [place for place in free.sights if place.id in must]
        # What is suggested must be offered, unless it is taken by now.
        suggested = self.theme.ids if self.theme else ()
        anchors += [place for place in free.sights if place.id in suggested]
        return near_day(free, anchors, _SIGHTS, _MEALS)

    def _drafted_later(self) -> set[str]:
        later = self.seed.drafts[self.part.index + 1 :] if self.seed else ()
        return {pick.place.id for draft in later for pick in draft.picks if pick.place}

    def _budget_left(self) -> int | None:
        plan, brief = self.grown.plan, self.grown.plan.brief
        if brief.purse is None:
            return None
        spent = sum(_spent_at(stop) for stop in plan.stops()) + plan.frame.journey_cost
        for stay, hotel in zip(plan.frame.stays, plan.hotels, strict=True):
            spent += brief.night_cost(hotel) * stay.nights if hotel else 0
        return max(0, brief.purse - spent)


def _spent_at(stop: Stop) -> int:
    """Return what a stop and the way to it cost; nights and journeys are counted as a whole."""
    counted = stop.kind in (SubTripKind.HOTEL, SubTripKind.TRANSPORT)
    return stop.way_cost + (0 if counted else stop.cost)


def _draft_out(draft: Draft) -> dict[str, Any]:
    stops = [{"id": pick.place.id, "meal": pick.meal} for pick in draft.picks if pick.place]
    return {"title": draft.title, "stops": stops}


def _theme_out(theme: Theme, offered: Candidates) -> dict[str, Any]:
    here = {place.id for place in offered.sights}
    return {"name": theme.name, "ids": [id_ for id_ in theme.ids if id_ in here]}


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

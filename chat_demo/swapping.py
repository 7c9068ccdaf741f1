"""Another place in the stead of a stop of the plan that is shown; pure values."""

from collections.abc import Sequence
from dataclasses import dataclass

from chat_demo import trip_words
from chat_demo.saved_plans import cost_of, planned_stop
from chat_demo.stops import about
from core.client.http import Language
from core.client.swapping import edit_back
from core.schemas.catalog import PlaceOut
from core.schemas.editing import AlternativeOut
from core.schemas.plans import PlanAnswer, PlanDayCard, PlanOut, PlanReport, PlanSubTrip
from core.schemas.trips import SubTripEdit, SubTripKind, SubTripOut, TripOut

Choice = tuple[str, str]
"""What a choice is called, and its id."""

_KINDS = (SubTripKind.ATTRACTION, SubTripKind.MEAL, SubTripKind.HOTEL)


@dataclass(frozen=True, slots=True)
class Swapped:
    """A place that stands where another stood, and what would undo that.

    `back` is None where the API cannot write the earlier stop again.
    """

    stop_id: str
    was: str
    now: str
    back: SubTripEdit | None
    answer_before: PlanAnswer


@dataclass(frozen=True, slots=True)
class Swapping:
    """The saved trip of a plan as it was last seen, and what is being changed of it.

    `trip` is None once somebody else has changed it. `others` would fit where `stop_id` is.
    """

    trip: TripOut | None
    stop_id: str = ""
    others: tuple[AlternativeOut, ...] = ()
    swapped: Swapped | None = None

    def other(self, place_id: str) -> AlternativeOut | None:
        """Return the alternative at a place."""
        return next((each for each in self.others if each.place_id == place_id), None)


def stop_choices(trip: TripOut, language: Language) -> list[Choice]:
    """Return the stops that something could stand in for."""
    return [
        (
            trip_words.STOP_OF_DAY.to(
                language, day=day.day_index + 1, time=stop.start_time or "–", name=stop.name
            ),
            stop.id,
        )
        for day in trip.day_cards
        for stop in day.sub_trips
        if stop.kind in _KINDS
    ]


def place_choices(others: Sequence[AlternativeOut], language: Language) -> list[Choice]:
    """Return places with the time they would be visited and what they cost."""
    return [
        (
            f"{each.name} · {'–'.join(dict.fromkeys((each.start_time, each.end_time)))} · "
            + (about(each.cost, each.currency, language) if each.cost
               else trip_words.FREE.to(language)),
            each.place_id,
        )
        for each in others
    ]  # fmt: skip


def after_swap(
    answer: PlanAnswer, before: TripOut, after: TripOut, stop_id: str, place: PlaceOut | None
) -> tuple[PlanAnswer, Swapped]:
    """Return the answer with one stop as it is now in the saved trip, and what would undo it.

    Measures of the plan as it was made are left out: they are no longer of this one.
    """
    was, now = _stop(before, stop_id), _stop(after, stop_id)
    swapped = Swapped(stop_id, was.name, now.name, edit_back(before, stop_id), answer)
    plan = answer.plan and _plan_after(answer.plan, after, stop_id, place)
    metrics = answer.metrics and answer.metrics.model_copy(
        update={"quality": {}, "quality_days": []}
    )
    return answer.model_copy(update={"plan": plan, "metrics": metrics}), swapped


def with_report(answer: PlanAnswer, report: PlanReport | None) -> PlanAnswer:
    """Return the answer with what the rules say of it now; without one, nothing is said."""
    return answer.model_copy(update={"report": report})


def _plan_after(plan: PlanOut, trip: TripOut, stop_id: str, place: PlaceOut | None) -> PlanOut:
    cards = [
        card.model_copy(
            update={
                "summary": saved.summary,
                "sub_trips": [
                    _stop_after(stop, row, place if row.id == stop_id else None, stop_id)
                    for stop, row in zip(card.sub_trips, saved.sub_trips, strict=True)
                ],
            }
        )
        for card, saved in zip(plan.day_cards, trip.day_cards, strict=True)
    ]
    total = plan.trip.total_cost + _cost(cards) - _cost(plan.day_cards)
    frame = plan.trip.model_copy(update={"summary": trip.summary, "total_cost": total})
    return PlanOut(trip=frame, day_cards=cards)


def _stop_after(
    stop: PlanSubTrip, row: SubTripOut, place: PlaceOut | None, stop_id: str
) -> PlanSubTrip:
    """Return a stop with the way to it as it is now; the one that was changed in full."""
    if row.id != stop_id:
        return stop.model_copy(update={"transfer": row.transfer})
    return planned_stop(row, place).model_copy(
        update={
            "order_index": stop.order_index,
            "start_time": row.start_time or stop.start_time,
            "end_time": row.end_time or stop.end_time,
        }
    )


def _cost(cards: Sequence[PlanDayCard]) -> int:
    return cost_of(stop for card in cards for stop in card.sub_trips)


def _stop(trip: TripOut, stop_id: str) -> SubTripOut:
    return next(stop for day in trip.day_cards for stop in day.sub_trips if stop.id == stop_id)

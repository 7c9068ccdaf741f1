"""The books of rules: what a plan must be, and what one tells about it besides.

The planner goes by `check_plan`: each of those rules it can do something about. `advise` tells
beside the checks what is worth knowing and no reason to look for another plan, such as that tickets
have to be booked: only what there is to tell.
"""

from core.planning.domain import Day, Plan
from core.planning.rules import (
    journeys,
    meeting,
    nights,
    places,
    strain,
    times,
    visits,
    whole,
    wishes,
    wording,
)
from core.planning.rules.engine import DayRule, TripRule, check_day, check_trip, report_of
from core.schemas.plans import CheckOut, PlanReport, Severity

DAY_RULES = (
    DayRule("place_known", Severity.HARD, places.place_known),
    DayRule("still_there", Severity.HARD, visits.still_there),
    DayRule("right_city", Severity.HARD, journeys.right_city),
    DayRule("season_open", Severity.HARD, visits.season_open),
    DayRule("open_at_time", Severity.HARD, times.open_at_time),
    DayRule("travel_time", Severity.HARD, times.travel_time),
    DayRule("no_overlap", Severity.HARD, times.no_overlap),
    DayRule("visit_lasts", Severity.HARD, visits.visit_lasts),
    DayRule("daily_window", Severity.HARD, times.daily_window),
    DayRule("start_anchor_kept", Severity.HARD, meeting.start_anchor_kept),
    DayRule("end_anchor_kept", Severity.HARD, meeting.end_anchor_kept),
    DayRule("journey_times", Severity.HARD, journeys.journey_times),
    DayRule("modes_allowed", Severity.HARD, journeys.modes_allowed),
    DayRule("order_contiguous", Severity.HARD, times.order_contiguous),
    DayRule("no_repeat", Severity.HARD, places.no_repeat),
    DayRule("avoid_absent", Severity.HARD, places.avoid_absent),
    DayRule("wheelchair", Severity.HARD, visits.wheelchair),
    DayRule("day_filled", Severity.HARD, places.day_filled),
    DayRule("meal_times", Severity.HARD, times.meal_times),
    DayRule("meal_once", Severity.HARD, strain.meal_once),
    DayRule("meals_present", Severity.SOFT, times.meals_present),
)
TRIP_RULES = (
    TripRule("counts_consistent", Severity.HARD, whole.counts_consistent, whole.counts_measure),
    TripRule("dates_contiguous", Severity.HARD, whole.dates_contiguous),
    TripRule("destinations_visited", Severity.HARD, journeys.destinations_visited),
    TripRule("city_order_kept", Severity.HARD, journeys.city_order_kept),
    TripRule("nights_as_wished", Severity.HARD, journeys.nights_as_wished),
    TripRule("cities_joined", Severity.HARD, journeys.cities_joined),
    TripRule("begins_at_origin", Severity.HARD, journeys.begins_at_origin),
    TripRule("ends_at_origin", Severity.HARD, journeys.ends_at_origin),
    TripRule("nights_lodged", Severity.HARD, places.nights_lodged),
    TripRule("must_see_present", Severity.HARD, places.must_see_present, places.must_see_measure),
    TripRule("conditions", Severity.HARD, wishes.conditions_kept, wishes.conditions_measure),
    TripRule("lodging_wishes", Severity.HARD, wishes.lodging_as_wished),
    TripRule("cuisines_present", Severity.HARD, wishes.cuisines_present),
    TripRule("budget", Severity.HARD, whole.budget, whole.budget_measure),
)
DAY_ADVICE = (
    DayRule("stay_length", Severity.SOFT, visits.stay_length),
    DayRule("booking_needed", Severity.SOFT, visits.booking_needed),
    DayRule("costs_true", Severity.SOFT, visits.costs_true),
    DayRule("child_friendly", Severity.SOFT, visits.child_friendly),
    DayRule("effort", Severity.SOFT, visits.effort),
    DayRule("walking_limit", Severity.SOFT, strain.walking_limit),
    DayRule("pace", Severity.SOFT, strain.pace),
    DayRule("no_idle", Severity.SOFT, strain.no_idle),
    DayRule("long_transfer", Severity.SOFT, strain.long_transfer),
    DayRule("category_diversity", Severity.SOFT, strain.category_diversity),
    DayRule("rest", Severity.SOFT, strain.rest),
    DayRule("odd_hours", Severity.SOFT, journeys.odd_hours),
)
TRIP_ADVICE = (
    TripRule("car_left_behind", Severity.SOFT, journeys.car_left_behind),
    TripRule("one_hotel_per_stay", Severity.SOFT, nights.one_hotel_per_stay),
    TripRule("hotel_capacity", Severity.SOFT, nights.hotel_capacity),
    TripRule("text_safe", Severity.SOFT, wording.text_safe),
)


def check_one_day(plan: Plan, day: Day) -> list[CheckOut]:
    """Return the checks of one day of a plan that may still be growing."""
    return check_day(plan, day, DAY_RULES)


def check_plan(plan: Plan) -> PlanReport:
    """Return the report of every check the planner goes by."""
    rows = [row for day in plan.days for row in check_day(plan, day, DAY_RULES)]
    return report_of([*rows, *check_trip(plan, TRIP_RULES)])


def advise(plan: Plan, report: PlanReport) -> PlanReport:
    """Return the report with what else is worth knowing; its checks stay as they are."""
    rows = [row for day in plan.days for row in check_day(plan, day, DAY_ADVICE)]
    told = [row for row in (*rows, *check_trip(plan, TRIP_ADVICE)) if not row.passed]
    return report.model_copy(update={"advice": told})


def full_report(plan: Plan) -> PlanReport:
    """Return the report by both books: every check, and what is worth knowing besides."""
    return advise(plan, check_plan(plan))

"""The book of rules: which checks a plan goes through."""

from core.planning.domain import Day, Plan
from core.planning.rules import places, times, whole, wishes
from core.planning.rules.engine import DayRule, TripRule, check_day, check_trip, report_of
from core.schemas.plans import CheckOut, PlanReport, Severity

DAY_RULES = (
    DayRule("place_known", Severity.HARD, places.place_known),
    DayRule("open_at_time", Severity.HARD, times.open_at_time),
    DayRule("travel_time", Severity.HARD, times.travel_time),
    DayRule("no_overlap", Severity.HARD, times.no_overlap),
    DayRule("daily_window", Severity.HARD, times.daily_window),
    DayRule("order_contiguous", Severity.HARD, times.order_contiguous),
    DayRule("no_repeat", Severity.HARD, places.no_repeat),
    DayRule("avoid_absent", Severity.HARD, places.avoid_absent),
    DayRule("day_filled", Severity.HARD, places.day_filled),
    DayRule("meal_times", Severity.HARD, times.meal_times),
    DayRule("meals_present", Severity.SOFT, times.meals_present),
)
TRIP_RULES = (
    TripRule("counts_consistent", Severity.HARD, whole.counts_consistent, whole.counts_measure),
    TripRule("dates_contiguous", Severity.HARD, whole.dates_contiguous),
    TripRule("nights_lodged", Severity.HARD, places.nights_lodged),
    TripRule("must_see_present", Severity.HARD, places.must_see_present, places.must_see_measure),
    TripRule("conditions", Severity.HARD, wishes.conditions_kept, wishes.conditions_measure),
    TripRule("lodging_wishes", Severity.HARD, wishes.lodging_as_wished),
    TripRule("cuisines_present", Severity.HARD, wishes.cuisines_present),
    TripRule("budget", Severity.HARD, whole.budget, whole.budget_measure),
)


def check_one_day(plan: Plan, day: Day) -> list[CheckOut]:
    """Return the checks of one day of a plan that may still be growing."""
    return check_day(plan, day, DAY_RULES)


def check_plan(plan: Plan) -> PlanReport:
    """Return the report of every check."""
    rows = [row for day in plan.days for row in check_day(plan, day, DAY_RULES)]
    return report_of([*rows, *check_trip(plan, TRIP_RULES)])

"""Facts of a plan that was made."""

from collections.abc import Mapping
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from core.catalog.domain import City, city_name
from core.kernel.money import format_money
from core.planning.editing.trying import problem_text
from core.schemas.chat import Stage
from core.schemas.facts import DayLine, PlanFacts, TripFact
from core.schemas.plans import PlanAnswer, PlanOut
from core.schemas.trips import SubTripKind


def plan_facts(answer: PlanAnswer, cities: Mapping[str, City], now: datetime) -> PlanFacts | None:
    """Return what was planned, what was assumed and could not be had; None without a plan."""
    plan = answer.plan
    if plan is None:
        return None
    trip = plan.trip
    checks = answer.report.checks if answer.report else []
    budget = format_money(trip.budget, trip.currency) if trip.budget is not None else None
    return PlanFacts(
        trip=_trip_fact(plan, cities, now),
        saved=answer.trip_id is not None,
        days=[
            DayLine(
                number=card.day_index + 1,
                date=card.date,
                city=card.city,
                title=card.title,
                stops=[stop.name for stop in card.sub_trips if stop.kind is not SubTripKind.HOTEL],
            )
            for card in plan.day_cards
        ],
        amount=format_money(trip.total_cost, trip.cost_currency),
        budget=budget,
        obstacles=[obstacle.message for obstacle in answer.obstacles],
        assumptions=[assumption.message for assumption in answer.assumptions],
        problems=[problem_text(row, trip.language) for row in checks if not row.passed],
    )


def _trip_fact(plan: PlanOut, cities: Mapping[str, City], now: datetime) -> TripFact:
    trip = plan.trip
    local = now.astimezone(ZoneInfo(trip.timezone))
    end = trip.start_date + timedelta(days=trip.day_count - 1)
    stage = Stage.BEFORE if local.date() < trip.start_date else Stage.DURING
    named = [city_name(cities[city_id], trip.language) for city_id in trip.city_ids]
    return TripFact(
        title=trip.title,
        cities=named or [trip.city],
        start_date=trip.start_date,
        end_date=end,
        day_count=trip.day_count,
        travellers=trip.travellers,
        stage=Stage.AFTER if local.date() > end else stage,
        today=local.date(),
        now=f"{local:%H:%M}",
    )

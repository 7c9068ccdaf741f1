"""From the conditions of a request to what the planner acts on, and what a plan kept of them."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace

from core.catalog.domain import Place, place_name
from core.catalog.lookup import find_place
from core.catalog.names import fold
from core.kernel.geo import distance_m
from core.planning.conditions.alternatives import Plain, alternatives
from core.planning.conditions.binding import Bound, Lexicon, bind
from core.planning.conditions.checks import check_all
from core.planning.conditions.demands import demands_of
from core.planning.conditions.view import LinkView, NightView, PlanView, StopView, WayView
from core.planning.domain import Brief, Plan, Stop
from core.planning.labels import labels_of, meanings_of, subject_of
from core.planning.policies import Manner, manners
from core.schemas.conditions import Condition, SpendOn, Subject
from core.schemas.trips import SubTripKind

ALTERNATIVES = 6
"""So many ways to meet all conditions are tried."""


def bound_to(conditions: Iterable[Condition], places: Sequence[Place]) -> Bound:
    """Return the conditions with places and labels of the catalogue for the traveller's words."""
    return bind(conditions, _lexicon(places))


def ways_to_meet(brief: Brief) -> list[tuple[Plain, ...]]:
    """Return lists of plain conditions, the easiest first; each of them meets all conditions."""
    return alternatives(brief.conditions)[:ALTERNATIVES] or [()]


def manners_of(brief: Brief, plain: Sequence[Plain]) -> tuple[Manner, ...]:
    """Return the manners in which a trip by a list of conditions is tried, the first one first."""
    demands = demands_of(plain)
    return manners(
        demands.local_used,
        local_cap=any(spend.on is SpendOn.LOCAL for spend in demands.spend),
        saving=brief.budget_local is not None or bool(demands.spend),
    )


def with_terms(brief: Brief, plain: Sequence[Plain], manner: Manner | None = None) -> Brief:
    """Return the brief to be planned by one list of conditions in a manner, else the first one."""
    demands = demands_of(plain)
    manner = manner or manners_of(brief, plain)[0]
    ways = brief.ways.restricted(demands.allows_way) if demands.local else brief.ways
    if manner.policy is not None:
        ways = ways.by(manner.policy)
    known = {place.id: place for place in brief.landmarks}
    must = [
        known[next(iter(wanted.names))]
        for wanted in demands.places
        if wanted.subject is not Subject.HOTEL
        and len(wanted.names) == 1
        and wanted.names <= known.keys()
    ]
    return replace(
        brief,
        demands=demands,
        must_see=tuple(dict.fromkeys((*brief.must_see, *must))),
        ways=ways,
        manner=manner,
    )


def _lexicon(places: Sequence[Place]) -> Lexicon:
    by_subject: Mapping[Subject | None, list[Place]] = {
        subject: [place for place in places if subject in (None, subject_of(place))]
        for subject in (None, *Subject)
    }
    labels = {
        subject: sorted({label for place in by_subject[subject] for label in labels_of(place)})
        for subject in Subject
    }

    def find_named(name: str, subject: Subject | None) -> list[str]:
        place = find_place(name, by_subject[subject])
        return [place.id] if place else []

    def find_labels(word: str, subject: Subject) -> list[str]:
        meant = meanings_of(word)
        return [label for label in labels[subject] if fold(label) in meant]

    return Lexicon(find_named, find_labels)


def landmarks_of(conditions: Iterable[Condition], places: Sequence[Place]) -> tuple[Place, ...]:
    """Return the places that bound conditions name."""
    text = " ".join(condition.model_dump_json() for condition in conditions)
    return tuple(place for place in places if f'"{place.id}"' in text)


def view_of(plan: Plan) -> PlanView:
    """Return the plan as conditions see it."""
    brief = plan.brief
    stops = [(day.index, order, s) for day in plan.days for order, s in enumerate(day.stops)]
    known = {stop.place.id: stop.place for _, _, stop in stops if stop.place}
    known |= {place.id: place for place in brief.landmarks}
    home = brief.origin.id if brief.origin else None

    def beeline_km(one: str, other: str) -> float | None:
        if one not in known or other not in known:
            return None
        a, b = known[one], known[other]
        return distance_m(a.lat, a.lon, b.lat, b.lon) / 1000

    return PlanView(
        travellers=brief.travellers,
        days=len(plan.days),
        stops=tuple(
            _stop_view(day, order, stop)
            for day, order, stop in stops
            if stop.kind in (SubTripKind.ATTRACTION, SubTripKind.MEAL)
        ),
        links=tuple(
            LinkView(
                day=day,
                mode=stop.journey.link.mode,
                departs=stop.start,
                arrives=stop.end,
                cost=stop.cost,
                outward=stop.journey.link.origin_city == home,
                back=stop.journey.link.target_city == home,
                also=stop.journey.link.also,
            )
            for day, _, stop in stops
            if stop.journey is not None
        ),
        nights=tuple(
            NightView(
                day=day,
                place=stop.place.id,
                labels=labels_of(stop.place),
                rooms=brief.rooms_in(stop.place),
                beds=stop.place.beds or None,
                cost=stop.cost,
            )
            for day, _, stop in stops
            if stop.kind is SubTripKind.HOTEL and stop.place is not None
        ),
        ways=tuple(
            WayView(
                day=day,
                order=order,
                mode=stop.transfer.mode,
                km=stop.transfer.distance_m / 1000,
                cost=stop.transfer.cost,
            )
            for day, order, stop in stops
            if stop.transfer is not None
        ),
        distance_km=beeline_km,
    )


def _stop_view(day: int, order: int, stop: Stop) -> StopView:
    place = stop.place
    return StopView(
        day=day,
        order=order,
        subject=subject_of(place) if place else None,
        place=place.id if place else stop.named,
        labels=labels_of(place) if place else frozenset(),
        start=stop.start,
        end=stop.end,
        cost=stop.cost,
        is_meal=stop.kind is SubTripKind.MEAL,
    )


def keeps(plan: Plan, plain: Sequence[Plain]) -> bool:
    """Say whether a plan keeps every one of a list of conditions."""
    return all(finding.holds for finding in check_all(plain, view_of(plan)))


def names_of(plan: Plan) -> Mapping[str, str]:
    """Return what places of a plan and of its conditions are called."""
    language = plan.brief.language
    named = {stop.place.id: stop.named for stop in plan.stops() if stop.place}
    for place in plan.brief.landmarks:
        named[place.id] = place_name(place, language)
    return named

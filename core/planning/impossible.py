"""Why no trip can keep all that is wished, where that follows from the catalogue alone.

Each part is looked at by itself: journeys, lodging, places, and the least money for all of it. So
what is said is proved; that nothing is said promises nothing.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from enum import StrEnum
from typing import Any

from core.catalog.domain import City, Place, city_name, place_name
from core.catalog.links import Link
from core.kernel.money import format_money
from core.planning.candidates import is_allowed, is_labelled, is_named
from core.planning.conditions.alternatives import alternatives
from core.planning.domain import Brief
from core.planning.frame import Stay
from core.planning.lodgings import Lack, lack_of
from core.planning.routing.problem import DAY_MIN
from core.planning.routing.rides import days_later
from core.planning.rules.messages import told_lack
from core.planning.terms import with_terms
from core.planning.understanding.obstacles import obstacle
from core.schemas.catalog import PlaceKind
from core.schemas.conditions import Leg, SpendOn, Subject
from core.schemas.plans import Obstacle

_LISTS = 512
"""With more lists of conditions than this nothing is said to be proved."""


class Reason(StrEnum):
    """What cannot be had; each is the code of an obstacle."""

    CONDITIONS = "no_way_to_meet"
    JOURNEYS = "no_journeys"
    NO_TIME = "no_time_to_return"
    RIDES = "dear_rides"
    LODGING = "no_lodging"
    NIGHTS = "dear_nights"
    PLACES = "no_place"
    MONEY = "too_little_money"


_FIELDS: Mapping[Reason, Sequence[str]] = {
    **dict.fromkeys(Reason, ("conditions",)),
    Reason.LODGING: ("lodging", "conditions"),
    Reason.MONEY: ("budget", "conditions"),
    Reason.NO_TIME: ("day_count", "conditions"),
}


_SAID_OF_A_WAY = frozenset({"no_ride", "ruled_out"})
"""Obstacles that say why nothing leads from a city to another; nothing more is to be proved."""


@dataclass(frozen=True, slots=True)
class Proof:
    """A reason, and the numbers and names that show it."""

    reason: Reason
    numbers: Mapping[str, Any] = field(default_factory=dict)

    def is_told_by(self, known: Obstacle) -> bool:
        """Say whether an obstacle tells it already, or names the same word nobody knows."""
        if known.code == "unknown_word":
            return bool(known.numbers["word"] == self.numbers.get("words"))
        if self.reason is Reason.JOURNEYS and known.code in _SAID_OF_A_WAY:
            return all(known.numbers[end] == self.numbers[end] for end in ("origin", "target"))
        return known.code == self.reason

    def tells(self, known: Obstacle) -> bool:
        """Say whether it tells with numbers what an obstacle says without them."""
        return self.reason is Reason.MONEY and known.code == "over_budget"

    def told(self, language: str) -> Obstacle:
        """Return it as an obstacle of an answer."""
        return obstacle(self.reason, language, fields=_FIELDS[self.reason], **self.numbers)


def why_impossible(brief: Brief, links: Sequence[Link], places: Sequence[Place]) -> Proof | None:
    """Return why no list of conditions can be kept; None where one may be.

    Args:
        brief: the brief as it was asked for, before any terms were chosen.
        links: for one city, the journeys from the origin and back, with those home over night.
        places: every place of the cities.
    """
    is_one = len(brief.cities) == 1
    if not is_one and any(wish.count < len(wish.choices) for wish in brief.wishes):
        return None
    lists = alternatives(brief.conditions, limit=_LISTS)
    if len(lists) == _LISTS:
        return None
    terms = [with_terms(brief, plain) for plain in lists]
    proofs = [_proof(one, links, places) if is_one else _in_several(one, places) for one in terms]
    if any(proof is None for proof in proofs):
        return None
    return proofs[0] if proofs else Proof(Reason.CONDITIONS)


def _in_several(brief: Brief, places: Sequence[Place]) -> Proof | None:
    """Return what no city of several has; journeys and money between them are not looked at."""
    if found := _missing(brief, places):
        return found
    for wish in brief.wishes:
        city, nights = wish.choices[0], wish.wish.nights
        is_passed_by = nights == 0 if nights is not None else wish.wish.days == 1
        if len(wish.choices) > 1 or is_passed_by:
            continue
        own = [place for place in places if place.city_id == city.id]
        _, against = _nights(replace(brief, cities=(city,)), own, (brief.nights,))
        if against is not None and against.reason is Reason.LODGING:
            return against
    return None


def _proof(brief: Brief, links: Sequence[Link], places: Sequence[Place]) -> Proof | None:
    rides, against_rides = _rides(brief, links)
    beds, against_nights = _nights(brief, places, tuple(rides) or (brief.nights,))
    found = against_rides or against_nights or _missing(brief, places)
    if found is not None or brief.purse is None:
        return found
    least, ride, bed = min(
        (rides[nights] + beds[nights], rides[nights], beds[nights]) for nights in beds
    )
    if least <= brief.purse:
        return None
    return Proof(
        Reason.MONEY,
        {
            "rides": _money(brief, ride),
            "nights": _money(brief, bed),
            "least": _money(brief, least),
            "least_minor": least,
            "most": _money(brief, brief.purse),
        },
    )


def _rides(brief: Brief, links: Sequence[Link]) -> tuple[dict[int, int], Proof | None]:
    """Return the least that journeys there and back cost, and what is against them.

    By the nights one sleeps there: a night on the way is paid with the journey.
    """
    if brief.origin is None or brief.origin.id == brief.city.id:
        return {brief.nights: 0}, None
    there = list(_allowed(brief, links, Leg.OUTWARD))
    back = [] if brief.one_way else list(_allowed(brief, links, Leg.RETURN))
    if not there:
        return {}, _no_journey(brief, brief.origin, brief.city, 0)
    if not (back or brief.one_way):
        return {}, _no_journey(brief, brief.city, brief.origin, brief.nights)
    least: dict[int, int] = {}
    for nights, cost in _ways(brief, there, back):
        least[nights] = min(cost, least.get(nights, cost))
    if not least:
        return {}, Proof(Reason.NO_TIME)
    cheapest, most = min(least.values()), _most(brief, SpendOn.INTERCITY)
    if most is not None and cheapest > most:
        numbers = {"cost": _money(brief, cheapest), "most": _money(brief, most)}
        return {}, Proof(Reason.RIDES, numbers)
    return least, None


def _ways(brief: Brief, there: Sequence[Link], back: Sequence[Link]) -> Iterator[tuple[int, int]]:
    """Yield, for each way there and back, the nights one sleeps there and what it costs."""
    for out in there:
        first = _day(brief, out) + _days_later(out)
        if brief.one_way and first <= brief.nights:
            yield brief.nights - first, _cost(brief, out)
        for home in back:
            last = _day(brief, home)
            if first < last or (first == last and _leaves_time(brief, out, home)):
                yield last - first, _cost(brief, out) + _cost(brief, home)


def _no_journey(brief: Brief, origin: City, target: City, day_index: int) -> Proof:
    numbers = {
        "origin": city_name(origin, brief.language),
        "target": city_name(target, brief.language),
        "date": brief.date_of(day_index).isoformat(),
    }
    return Proof(Reason.JOURNEYS, numbers)


def _allowed(brief: Brief, links: Iterable[Link], leg: Leg) -> Iterator[Link]:
    """Yield the journeys as wished that leave on the first day, or bring home on the last."""
    demand, home = brief.demands.leg(leg), brief.origin.id if brief.origin else ""
    for link in links:
        is_out = link.origin_city == home and link.target_city == brief.city.id
        is_back = link.target_city == home and link.origin_city == brief.city.id
        is_in_time = (
            is_out and _day(brief, link) == 0
            if leg is Leg.OUTWARD
            else is_back
            and brief.nights in (_day(brief, link), _day(brief, link) + _days_later(link))
        )
        if (
            is_in_time
            and brief.no_modes.isdisjoint(link.modes)
            and demand.allows(link.modes, link.departs, link.arrives)
        ):
            yield link


def _day(brief: Brief, link: Link) -> int:
    return (link.day - brief.start_date).days


def _days_later(link: Link) -> int:
    """Return the nights on the way; a car that leaves when one likes arrives as soon as it can."""
    return days_later(link.arrives if link.arrives is not None else link.minutes)


def _leaves_time(brief: Brief, out: Link, home: Link) -> bool:
    if out.arrives is None or home.departs is None:
        return True
    on_the_way = (_day(brief, home) - _day(brief, out)) * DAY_MIN
    return out.arrives < on_the_way + home.departs


def _cost(brief: Brief, link: Link) -> int:
    return brief.in_money(link.cost(brief.travellers), link.currency)


def _nights(
    brief: Brief, places: Iterable[Place], lengths: Sequence[int]
) -> tuple[dict[int, int], Proof | None]:
    """Return the least that so many nights cost in a lodging as wished, and what is against it.

    Lengths for which nothing is as wished are left out.
    """
    if not brief.lodged_nights:
        return dict.fromkeys(lengths, 0), None
    hotels = [place for place in places if place.kind is PlaceKind.HOTEL and place.is_open]
    costs: dict[int, int] = {}
    for nights in lengths:
        stay = Stay(0, brief.city, 0, nights)
        fitting = [hotel for hotel in hotels if not lack_of(brief, stay, hotel).faults]
        if not nights or fitting:
            costs[nights] = min((brief.night_cost(one) for one in fitting), default=0) * nights
    if not costs:
        longest = Stay(0, brief.city, 0, max(lengths))
        lacks = {hotel.id: lack_of(brief, longest, hotel) for hotel in hotels}
        return {}, _no_lodging(brief, hotels, lacks)
    least, most = min(costs.values()), _most(brief, SpendOn.LODGING)
    if most is not None and least > most:
        return {}, Proof(Reason.NIGHTS, {"cost": _money(brief, least), "most": _money(brief, most)})
    return costs, None


def _no_lodging(brief: Brief, hotels: Sequence[Place], lacks: Mapping[str, Lack]) -> Proof:
    """Return that no lodging is as wished, and which is the nearest to it."""
    if not hotels:
        return Proof(Reason.LODGING, {"name": "-", "cost": "-", "lacks": "-"})
    nearest = min(hotels, key=lambda one: (lacks[one.id].rank, brief.night_cost(one), one.id))
    return Proof(
        Reason.LODGING,
        {
            "name": place_name(nearest, brief.language),
            "cost": _money(brief, brief.night_cost(nearest)),
            "lacks": told_lack(lacks[nearest.id].faults, 0, brief.language),
        },
    )


def _missing(brief: Brief, places: Sequence[Place]) -> Proof | None:
    """Return that nothing is known, or none may be visited, that meets one of the wishes."""
    allowed = [place for place in places if is_allowed(brief, place)]
    tests = [(is_named, wanted) for wanted in brief.demands.places]
    labels = [wanted for wanted in brief.demands.labels if wanted.subject is not Subject.HOTEL]
    tests += [(is_labelled, wanted) for wanted in labels]
    for meets, wanted in tests:
        if any(meets(place, wanted) for place in allowed):
            continue
        named = {place.id: place_name(place, brief.language) for place in brief.landmarks}
        words = sorted(named.get(name, name) for name in wanted.names)
        return Proof(Reason.PLACES, {"words": ", ".join(words)})
    return None


def _most(brief: Brief, on: SpendOn) -> int | None:
    return brief.demands.most(on, brief.travellers, brief.nights)


def _money(brief: Brief, amount: int) -> str:
    return format_money(amount, brief.money)

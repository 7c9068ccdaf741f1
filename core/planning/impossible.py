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
        if self.reason is Reason.MONEY and known.code == "over_budget":
            # Who leaves for home a day early pays for a night less than is reckoned here.
            return bool(known.numbers["least_minor"] < self.numbers["least_minor"])
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
        links: for one city, the journeys from the origin on the first day and back on the last.
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
        _, against = _nights(replace(brief, cities=(city,)), own)
        if against is not None and against.reason is Reason.LODGING:
            return against
    return None


def _proof(brief: Brief, links: Sequence[Link], places: Sequence[Place]) -> Proof | None:
    rides, against_rides = _rides(brief, links)
    nights, against_nights = _nights(brief, places)
    found = against_rides or against_nights or _missing(brief, places)
    if found is not None or brief.purse is None or rides + nights <= brief.purse:
        return found
    return Proof(
        Reason.MONEY,
        {
            "rides": _money(brief, rides),
            "nights": _money(brief, nights),
            "least": _money(brief, rides + nights),
            "least_minor": rides + nights,
            "most": _money(brief, brief.purse),
        },
    )


def _rides(brief: Brief, links: Sequence[Link]) -> tuple[int, Proof | None]:
    """Return the least that journeys there and back cost, and what is against them."""
    if brief.origin is None or brief.origin.id == brief.city.id:
        return 0, None
    there = list(_allowed(brief, links, Leg.OUTWARD))
    back = [] if brief.one_way else list(_allowed(brief, links, Leg.RETURN))
    if not there:
        return 0, _no_journey(brief, brief.origin, brief.city, 0)
    if not (back or brief.one_way):
        return 0, _no_journey(brief, brief.city, brief.origin, brief.nights)
    if brief.one_way:
        costs = [_cost(brief, link) for link in there]
    else:
        costs = [
            _cost(brief, out) + _cost(brief, home)
            for out in there
            for home in back
            if brief.nights or _leaves_time(out, home)
        ]
    if not costs:
        return 0, Proof(Reason.NO_TIME)
    least, most = min(costs), _most(brief, SpendOn.INTERCITY)
    if most is not None and least > most:
        return 0, Proof(Reason.RIDES, {"cost": _money(brief, least), "most": _money(brief, most)})
    return least, None


def _no_journey(brief: Brief, origin: City, target: City, day_index: int) -> Proof:
    numbers = {
        "origin": city_name(origin, brief.language),
        "target": city_name(target, brief.language),
        "date": brief.date_of(day_index).isoformat(),
    }
    return Proof(Reason.JOURNEYS, numbers)


def _allowed(brief: Brief, links: Iterable[Link], leg: Leg) -> Iterator[Link]:
    demand, home = brief.demands.leg(leg), brief.origin.id if brief.origin else ""
    for link in links:
        begins = link.origin_city if leg is Leg.OUTWARD else link.target_city
        if (
            begins == home
            and brief.no_modes.isdisjoint(link.modes)
            and demand.allows(link.modes, link.departs, link.arrives)
        ):
            yield link


def _leaves_time(out: Link, home: Link) -> bool:
    if out.arrives is None or home.departs is None:
        return True
    return out.arrives < home.departs


def _cost(brief: Brief, link: Link) -> int:
    return brief.in_money(link.cost(brief.travellers), link.currency)


def _nights(brief: Brief, places: Iterable[Place]) -> tuple[int, Proof | None]:
    """Return the least that all nights cost in a lodging as wished, and what is against it."""
    if not brief.lodged_nights:
        return 0, None
    stay = Stay(0, brief.city, 0, brief.lodged_nights)
    hotels = [place for place in places if place.kind is PlaceKind.HOTEL and place.is_open]
    lacks = {hotel.id: lack_of(brief, stay, hotel) for hotel in hotels}
    fitting = [hotel for hotel in hotels if not lacks[hotel.id].faults]
    if not fitting:
        return 0, _no_lodging(brief, hotels, lacks)
    least = min(brief.night_cost(hotel) for hotel in fitting) * stay.nights
    most = _most(brief, SpendOn.LODGING)
    if most is not None and least > most:
        return 0, Proof(Reason.NIGHTS, {"cost": _money(brief, least), "most": _money(brief, most)})
    return least, None


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

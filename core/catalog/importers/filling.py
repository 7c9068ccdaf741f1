"""Findings as rows of our own form: what a file does not say is what is usual."""

import hashlib
import re
from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from statistics import median_low

from core.catalog.checks import MEAL_MINUTES
from core.catalog.domain import City, Place
from core.catalog.exchange import convert
from core.catalog.files import PLACE_EXTRAS, RawRow
from core.catalog.hours import NO_HOLIDAYS, is_open_throughout, is_sound
from core.catalog.importers.finding import Finding, Sort
from core.catalog.importers.sorts import USUAL, Usual
from core.kernel.errors import InvalidRequestError
from core.kernel.money import to_major, to_minor
from core.schemas.catalog import Meal, PlaceKind

_YEAR = tuple(date(2028, 1, 1) + timedelta(days=n) for n in range(366))
_SLUG = re.compile(r"[^a-z0-9]+")
_CUISINE = re.compile(r"[a-z0-9]+([_-][a-z0-9]+)*")
_LEVELS = ((0.6, 1), (1.6, 2), (3.0, 3))
"""Up to how many times what is usual a price is cheap, moderate and expensive."""
_MAX_HOURS, _MAX_NAME, _MAX_AREA, _MAX_ALIASES = 255, 120, 80, 10
_UNPRINTABLE = re.compile(r"[\x00-\x1f\x7f-\x9f;]+")


@dataclass(frozen=True, slots=True)
class Norms:
    """What places cost in a city, by category, in minor units of its currency."""

    city: City
    usual_cost: Mapping[str, int]

    def cost(self, category: str) -> int:
        """Return what a place of a category costs as a rule; 0 is free."""
        found = self.usual_cost.get(category)
        return _converted(USUAL[category], self.city.currency) if found is None else found


def norms_of(city: City, places: Iterable[Place]) -> Norms:
    """Return what is usual in a city that has these places: the middle of each category."""
    costs: defaultdict[str, list[int]] = defaultdict(list)
    for place in places:
        costs[place.category].append(place.typical_cost)
    return Norms(city, {category: median_low(each) for category, each in costs.items()})


def row_of(finding: Finding, norms: Norms, today: date) -> RawRow:
    """Return a finding as a row of a file of places, whose rules are then those of any row."""
    usual = USUAL[finding.sort.category]
    hours, confidence = _hours(finding, usual)
    level, cost = _price(finding, norms, usual)
    cells = {
        "id": _id(finding, norms.city),
        "kind": str(finding.sort.kind),
        "category": finding.sort.category,
        "name_en": _clean(finding.name_en or finding.name, _MAX_NAME),
        "name_local": _clean(finding.name, _MAX_NAME),
        "lat": f"{finding.lat:.6f}",
        "lon": f"{finding.lon:.6f}",
        "position_confidence": "approximate",
        "area": _clean(finding.area, _MAX_AREA) or norms.city.name_en,
        "tags": ";".join(usual.tags),
        "visit_minutes": str(usual.minutes),
        "price_level": str(level),
        "typical_cost": str(to_major(cost, norms.city.currency)),
        "currency": norms.city.currency,
        "popularity": str(finding.weight),
        "must_see": "no",
        "indoor": usual.indoor,
        "best_time": "evening" if finding.sort.category == "bar" else "any",
        "meals": ";".join(_meals(finding.sort, hours)),
        "cuisine": ";".join(_cuisine(finding)),
        "opening_hours": hours,
        "hours_confidence": confidence,
        "source": _source(finding, today),
        "name_zh": _clean(finding.name_zh, _MAX_NAME),
        "aliases": ";".join(_aliases(finding)),
        "wheelchair": finding.wheelchair,
        "licence": finding.origin.licence,
        "attribution": finding.origin.attribution,
        "verified_on": finding.verified_on.isoformat() if finding.verified_on else "",
    }
    return RawRow(finding.number, dict.fromkeys(PLACE_EXTRAS, "") | cells)


def _id(finding: Finding, city: City) -> str:
    slug = _SLUG.sub("-", finding.source_id.lower()).strip("-")
    whole = f"{city.id}-{slug}"
    if len(whole) <= 64:
        return whole
    digest = hashlib.sha256(slug.encode()).hexdigest()[:12]
    return f"{whole[:51].rstrip('-')}-{digest}"


def _hours(finding: Finding, usual: Usual) -> tuple[str, str]:
    """Return hours that parse, and how sure they are; what nobody can read is told as a comment."""
    if finding.hours and len(finding.hours) <= _MAX_HOURS and is_sound(finding.hours):
        return finding.hours, "typical"
    told = _clean((finding.raw_hours or finding.hours).replace('"', "'"), 120)
    with_comment = f'{usual.hours} "{told}"'
    return (with_comment if told and is_sound(with_comment) else usual.hours), "unknown"


def _price(finding: Finding, norms: Norms, usual: Usual) -> tuple[int, int]:
    """Return price level and typical cost in minor units, which are 0 together or not at all."""
    currency, norm = norms.city.currency, norms.cost(finding.sort.category)
    is_sight = finding.sort.kind is PlaceKind.ATTRACTION
    if finding.price is not None and (finding.price > 0 or is_sight):
        cost = to_minor(Decimal(str(finding.price)), currency)
        return _level(cost, norm), cost
    return (max(usual.price_level, 1), norm) if norm else (0, 0)


def _level(cost: int, norm: int) -> int:
    if cost == 0:
        return 0
    return next((level for factor, level in _LEVELS if cost <= factor * (norm or cost)), 4)


def _converted(usual: Usual, currency: str) -> int:
    try:
        return convert(usual.cost_eur_cents, "EUR", currency).amount_minor
    except InvalidRequestError:
        return usual.cost_eur_cents


def _meals(sort: Sort, hours: str) -> list[str]:
    if sort.kind is not PlaceKind.RESTAURANT:
        return []
    served = [
        str(meal)
        for meal, window in MEAL_MINUTES.items()
        if any(is_open_throughout(hours, day, *window, NO_HOLIDAYS) for day in _YEAR)
    ]
    return served or [str(Meal.SNACK)]


def _cuisine(finding: Finding) -> list[str]:
    if finding.sort.kind is not PlaceKind.RESTAURANT:
        return []
    words = (word.strip().lower().replace(" ", "_") for word in finding.cuisine)
    good = dict.fromkeys(word for word in words if _CUISINE.fullmatch(word) and len(word) <= 40)
    return list(good)[:8] or ["local"]


def _aliases(finding: Finding) -> list[str]:
    known = {finding.name, finding.name_en, finding.name_zh}
    cleaned = (_clean(alias, _MAX_NAME) for alias in finding.aliases if alias not in known)
    return list(dict.fromkeys(alias for alias in cleaned if alias))[:_MAX_ALIASES]


def _source(finding: Finding, today: date) -> str:
    day = finding.seen_on or today
    return f"{finding.origin.name}; {finding.origin.licence}; {day.isoformat()}"


def _clean(text: str, max_chars: int) -> str:
    return _UNPRINTABLE.sub(" ", text).strip()[:max_chars].strip()

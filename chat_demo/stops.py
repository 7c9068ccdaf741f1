"""One stop of a day: when, what, why, what it rests on, and what would fit instead."""

from collections.abc import Iterable

from chat_demo import trip_words
from chat_demo.dates import lasting, long_date
from chat_demo.icons import icon
from chat_demo.markup import Html, join, tag
from chat_demo.understood import Names
from core.client.http import Language
from core.kernel.hours import readable_hours
from core.kernel.money import format_money
from core.schemas.links import LegOut
from core.schemas.plans import PlanSubTrip, StopExplained, StopInstead
from core.schemas.trips import SubTripKind, Transfer


def stop_row(stop: PlanSubTrip, language: Language, names: Names) -> Html:
    """Return a stop with the way that leads to it."""
    body = _journey(stop, stop.leg, language) if stop.leg else _visit(stop, language, names)
    return tag(
        "li",
        _way(stop.transfer, stop.currency, language) if stop.transfer else Html(""),
        tag(
            "div",
            tag("time", _time(stop), class_="tw-time"),
            tag("span", str(stop.order_index + 1), class_="tw-no"),
            tag("div", body, class_="tw-stop-body"),
            tag("span", *_cost(stop, language), class_="tw-cost"),
            class_="tw-stop",
        ),
    )


def about(amount: int, currency: str, language: Language) -> str:
    """Return an amount as the estimate it is."""
    return trip_words.ABOUT.to(language, amount=format_money(amount, currency))


def _visit(stop: PlanSubTrip, language: Language, names: Names) -> Html:
    return join(
        [
            tag("div", _title(stop, language, names), class_="tw-stop-title"),
            tag("div", stop.reason, class_="tw-reason") if stop.reason else Html(""),
            tag("div", *_facts(stop, language), class_="tw-facts"),
            _more(stop, stop.explain, language) if stop.explain else Html(""),
        ]
    )


def _journey(stop: PlanSubTrip, leg: LegOut, language: Language) -> Html:
    """Return where a journey leaves and arrives, and how sure that is."""
    chip = tag("span", trip_words.LINK_MODES[leg.mode].to(language), class_="tw-chip")
    number = f" {leg.number}" if leg.number else ""
    later = (leg.arrives_at.date() - leg.departs_at.date()).days
    days_later = trip_words.DAYS_LATER.to(language, count=later) if later > 0 else ""
    by = stop.explain.arrive_by if stop.explain else None
    facts = [trip_words.BE_THERE_BY.to(language, time=by)] if by else []
    ends = tag(
        "div",
        tag("span", tag("b", f"{leg.departs_at:%H:%M}"), f" {leg.origin_name}"),
        tag("span", f"— {lasting(leg.minutes, language)} →", class_="tw-small"),
        tag("span", tag("b", f"{leg.arrives_at:%H:%M}"), f" {leg.target_name} ", days_later),
        class_="tw-ends",
    )
    return join(
        [
            tag(
                "div",
                *(icon(leg.mode), " ", tag("strong", f"{stop.name}{number}"), " ", chip),
                class_="tw-stop-title",
            ),
            ends,
            tag(
                "div",
                *(tag("span", fact) for fact in [*facts, trip_words.TIMES[leg.times].to(language)]),
                class_="tw-facts",
            ),
        ]
    )


def _time(stop: PlanSubTrip) -> str:
    """Return from when to when; a night goes on, so that it only has a beginning."""
    is_night = stop.kind is SubTripKind.HOTEL
    return stop.start_time if is_night else f"{stop.start_time}–{stop.end_time}"


def _title(stop: PlanSubTrip, language: Language, names: Names) -> Html:
    pieces: list[str | Html] = [icon(stop.kind), " ", tag("strong", stop.name)]
    others = (name for name in names.get(stop.place_id or "", ()) if name != stop.name)
    other = next(others, None)
    if other:
        pieces += [" ", tag("span", other, class_="tw-other-name")]
    what = trip_words.MEALS.get(stop.meal or "")
    if stop.kind is SubTripKind.HOTEL:
        what = trip_words.NIGHT
    if what:
        pieces += [" ", tag("span", what.to(language), class_="tw-chip")]
    return join(pieces)


def _way(way: Transfer, currency: str, language: Language) -> Html:
    far = f"{way.distance_m / 1000:.1f} km" if way.distance_m >= 1000 else f"{way.distance_m} m"
    text = trip_words.WAY.to(language, minutes=way.minutes, distance=far)
    cost = f" · {about(way.cost, currency, language)}" if way.cost else ""
    name = trip_words.WAYS[way.mode].to(language)
    return tag("div", icon(way.mode), f" {name} {text}{cost}", class_="tw-way")


def _cost(stop: PlanSubTrip, language: Language) -> Iterable[str | Html]:
    """Yield the estimate for all, and how it comes about where more than one pays."""
    if not stop.cost:
        yield trip_words.FREE.to(language) if stop.place_id else ""
        return
    yield about(stop.cost, stop.currency, language)
    units = stop.explain.cost_units if stop.explain else stop.leg.units if stop.leg else None
    if units and units > 1 and stop.cost % units == 0:
        each = format_money(stop.cost // units, stop.currency)
        shares = trip_words.TICKETS.to(language, price=each, count=units)
        yield tag("span", shares, class_="tw-small")


def _facts(stop: PlanSubTrip, language: Language) -> Iterable[Html]:
    """Yield opening hours and, marked, what we are not sure of."""
    if stop.place_id is None:
        yield _doubt(trip_words.NOT_IN_CATALOGUE.to(language))
        return
    if stop.kind is not SubTripKind.HOTEL:
        yield _hours(stop, language)
        yield from _deadlines(stop, language)
    if stop.position_confidence == "approximate":
        yield tag("span", trip_words.POSITION_APPROXIMATE.to(language))
    if stop.position_confidence == "unsure":
        yield _doubt(trip_words.POSITION_UNSURE.to(language))


def _deadlines(stop: PlanSubTrip, language: Language) -> Iterable[Html]:
    """Yield until when it is open that day and, where there is slack, when to be there."""
    explain = stop.explain
    if explain is None:
        return
    if explain.open_until not in (None, "24:00") and stop.hours_confidence != "unknown":
        yield tag("span", trip_words.OPEN_UNTIL.to(language, time=explain.open_until))
    if explain.arrive_by is not None and explain.arrive_by > stop.start_time:
        yield tag("span", trip_words.BEGIN_BY.to(language, time=explain.arrive_by))


def _hours(stop: PlanSubTrip, language: Language) -> Html:
    if not stop.opening_hours or stop.hours_confidence == "unknown":
        return _doubt(trip_words.HOURS_UNKNOWN.to(language))
    sure = stop.hours_confidence == "verified"
    phrase = trip_words.OPEN if sure else trip_words.USUALLY_OPEN
    return tag("span", phrase.to(language, hours=readable_hours(stop.opening_hours, language)))


def _doubt(text: str) -> Html:
    return tag("span", f"⚠ {text}", class_="tw-doubt")


def _more(stop: PlanSubTrip, explain: StopExplained, language: Language) -> Html:
    """Return, folded, what would fit instead and what the facts rest on.

    Whom a licence wants named is named where nothing else would fit, too.
    """
    others = explain.alternatives
    if not others and not explain.attribution:
        return Html("")
    if not others:
        return tag("p", _source(explain, language), class_="tw-small")
    phrase = trip_words.ONE_ALTERNATIVE if len(others) == 1 else trip_words.ALTERNATIVES
    return tag(
        "details",
        tag("summary", phrase.to(language, count=len(others))),
        tag("ul", *(_instead(other, stop.currency, language) for other in others)),
        tag("p", trip_words.HOW_TO_TAKE.to(language), class_="tw-small"),
        tag("p", _source(explain, language), class_="tw-small"),
        class_="tw-others",
    )


def _instead(other: StopInstead, currency: str, language: Language) -> Html:
    when = trip_words.INSTEAD.to(
        language, start=other.start_time, end=other.end_time, minutes=other.minutes_away
    )
    cost = about(other.cost, currency, language) if other.cost else trip_words.FREE.to(language)
    return tag("li", tag("b", other.name), tag("span", f" {when} · {cost}", class_="tw-small"))


def _source(explain: StopExplained, language: Language) -> str:
    known = trip_words.SOURCES.get(explain.source)
    source = known.to(language) if known else trip_words.SOURCE.to(language, source=explain.credit)
    day = explain.verified_on
    if day is None:
        return f"{source} · {trip_words.NOT_VERIFIED.to(language)}"
    return f"{source} · {trip_words.VERIFIED_ON.to(language, day=long_date(day, language))}"

"""Journeys between cities and nights in hotels as text and HTML; pure."""

from collections.abc import Sequence
from datetime import datetime
from html import escape

from console.shown import Ride, Stay
from console.texts import Words
from core.kernel.money import format_money
from core.schemas.links import LegOut, TimesKind

_MINUTES_PER_HOUR = 60


def called(leg: LegOut, say: Words) -> str:
    """Return the kind of journey and its number, where one is known."""
    mode = say(f"link.{leg.mode}")
    return f"{mode} {leg.number}" if leg.number else mode


def from_to(leg: LegOut, say: Words) -> str:
    """Return from where to where, when, and how long it takes."""
    abroad = leg.departs_at.utcoffset() != leg.arrives_at.utcoffset()
    return say(
        "link.from_to",
        origin=leg.origin_name,
        target=leg.target_name,
        departs=_moment(leg.departs_at, leg, say, zone=abroad),
        arrives=_moment(leg.arrives_at, leg, say, zone=abroad),
        duration=duration_text(leg.minutes, say),
    )


def price(leg: LegOut, cost: int, currency: str, say: Words) -> str:
    """Return what one ticket or vehicle costs, how many there are, and what all of them cost."""
    whole = format_money(cost, currency)
    if leg.units <= 1 and leg.currency == currency:
        return say("card.about", cost=whole)
    per = "vehicle" if leg.per_vehicle else "person"
    one = format_money(leg.price, leg.currency)
    return say(f"link.price_{per}", one=one, units=leg.units, cost=whole)


def duration_text(minutes: int, say: Words) -> str:
    """Return minutes as people say them."""
    hours, rest = divmod(minutes, _MINUTES_PER_HOUR)
    if not hours:
        return say("link.minutes", minutes=rest)
    return say("link.hours", hours=hours, minutes=rest) if rest else say("link.full", hours=hours)


def itinerary_html(rows: Sequence[Ride | Stay], say: Words) -> str:
    """Return the journeys and the stays of a trip, a line each, in their order."""
    lines = "".join(_ride(row, say) if isinstance(row, Ride) else _stay(row, say) for row in rows)
    return f'<ul class="tw-way-list">{lines}</ul>'


def _ride(ride: Ride, say: Words) -> str:
    leg = ride.leg
    doubt = ' class="tw-warn"' if leg.times is TimesKind.TYPICAL else ""
    return _line(
        ride.day,
        f"<b>{escape(called(leg, say))}</b> {escape(from_to(leg, say))}"
        f"{_change(leg, say)}"
        f"<small>{escape(price(leg, ride.cost, ride.currency, say))}</small>"
        f"<small{doubt}>{escape(say(f'times.{leg.times}'))}</small>",
        say,
    )


def _change(leg: LegOut, say: Words) -> str:
    """Return where one changes, how one gets there and on, and how long one has; maybe nothing."""
    change = leg.change
    if change is None:
        return ""
    told = say(
        "link.change",
        city=change.name,
        first=say(f"link.{change.first_mode}"),
        after=duration_text(change.first_minutes, say),
        wait=duration_text(change.wait_minutes, say),
        then=say(f"link.{change.then_mode}"),
    )
    return f"<small>{escape(told)}</small>"


def _stay(stay: Stay, say: Words) -> str:
    key = "stay.night" if stay.nights == 1 else "stay.nights"
    cost = say("card.about", cost=format_money(stay.cost, stay.currency)) if stay.cost else ""
    facts = " · ".join(text for text in (stay.city, cost) if text)
    return _line(
        stay.first_day,
        f"<b>{escape(say(key, nights=stay.nights))}</b> {escape(stay.name)}"
        f"<small>{escape(facts)}</small>",
        say,
    )


def _line(day: int, what: str, say: Words) -> str:
    when = escape(say("card.day", n=day + 1))
    return f'<li><span class="tw-when">{when}</span><div>{what}</div></li>'


def _moment(moment: datetime, leg: LegOut, say: Words, *, zone: bool) -> str:
    """Return a clock's time; on a later day with how much later, abroad with the zone."""
    text = f"{moment:%H:%M}"
    if days := (moment.date() - leg.departs_at.date()).days:
        text = say("link.days_later", time=text, days=days)
    offset = moment.strftime("%z")
    return f"{text} (UTC{offset[:3]}:{offset[3:]})" if zone and offset else text

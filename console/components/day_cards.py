"""A day of a trip as HTML: pure, and every value from outside escaped."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from html import escape

from console.charts import DAY_COLOURS, MODE_COLOURS
from console.components import journeys
from console.shown import ShownDay, ShownStop
from console.texts import Words
from core.kernel.hours import readable_hours
from core.kernel.money import format_money
from core.schemas.links import TimesKind
from core.schemas.plans import CheckOut, PlanMode, PlanReport, Severity, StopExplained, StopInstead
from core.schemas.trips import SubTripKind, Transfer

Fact = tuple[str, bool]
"""What is said of a stop, and whether it is a doubt."""


@dataclass(frozen=True)
class Remarks:
    """What a report says of days and stops; `(day, None)` is said of a whole day."""

    said: Mapping[tuple[int, int | None], Sequence[CheckOut]] = field(default_factory=dict)

    @classmethod
    def of(cls, report: PlanReport | None) -> "Remarks":
        """Return the remarks of a report: what does not hold, and of which day it is said."""
        said: dict[tuple[int, int | None], list[CheckOut]] = {}
        for check in report.remarks if report is not None else ():
            if check.day_index is not None:
                said.setdefault((check.day_index, check.order_index), []).append(check)
        return cls(said)


def day_html(
    day: ShownDay, say: Words, remarks: Remarks = Remarks(), mode: PlanMode | None = None
) -> str:
    """Return one day: its stops in order, and between them how to get from one to the next.

    `mode` names the plan the day is of, where two stand side by side.
    """
    colour = DAY_COLOURS[day.index % len(DAY_COLOURS)]
    cost = _day_cost(day)
    facts = "".join(
        f"<span>{escape(text)}</span>"
        for text in (
            say.date(day.date),
            day.city,
            day.title,
            cost and say("card.about", cost=cost),
        )
        if text
    )
    whose = "" if mode is None else f'<span class="tw-plan">{escape(say(f"mode.{mode}"))}</span>'
    ink = "" if mode is None else f"; --tw-mode: {MODE_COLOURS[mode]}"
    stops = "".join(
        _way_html(stop, say) + _stop_html(stop, say, remarks.said.get((day.index, place), ()))
        for place, stop in enumerate(day.stops)
    )
    said = day.summary if day.stops else say("card.empty")
    summary = f"<p>{escape(said)}</p>" if said else ""
    return (
        f'<section class="tw-day" style="--tw-day: {colour}{ink}"><header>'
        f"<b>{escape(say('card.day', n=day.index + 1))}</b>{facts}{whose}</header>"
        f"{_remarks_html(remarks.said.get((day.index, None), ()), say)}{summary}"
        f"<ol>{stops}</ol></section>"
    )


def _stop_html(stop: ShownStop, say: Words, checks: Sequence[CheckOut]) -> str:
    looks = {SubTripKind.HOTEL: ' class="tw-hotel"', SubTripKind.TRANSPORT: ' class="tw-ride"'}
    reason = f"<p>{escape(stop.reason)}</p>" if stop.reason else ""
    between = ""
    if stop.leg is not None:
        between = f"<p>{escape(journeys.from_to(stop.leg, say))}</p>"
    return (
        f'<li{looks.get(stop.kind, "")}><div class="tw-no">{stop.order_index + 1}</div>'
        f'<div class="tw-time">{_times_html(stop, say)}</div>'
        f'<div><div class="tw-name">{escape(stop.name)}'
        f'<span class="tw-kind">{escape(_kind(stop, say))}</span></div>{between}{reason}'
        f'<div class="tw-facts">{_facts_html(_facts(stop, say))}</div>'
        f"{_remarks_html(checks, say)}{_explained_html(stop, say)}</div></li>"
    )


def _times_html(stop: ShownStop, say: Words) -> str:
    if stop.start is None:
        return f"<small>{escape(say('card.no_time'))}</small>"
    # A night goes on: the end of the day it has in the plan would look like its own.
    goes_on = stop.kind is SubTripKind.HOTEL or stop.end == stop.start
    end = "" if goes_on else stop.end or ""
    return f"{escape(stop.start)}<small>{escape(end)}</small>"


def _kind(stop: ShownStop, say: Words) -> str:
    if stop.leg is not None:
        return journeys.called(stop.leg, say)
    return say.known(f"meal.{stop.meal}", stop.meal) if stop.meal else say(f"kind.{stop.kind}")


def _facts(stop: ShownStop, say: Words) -> list[Fact]:
    """Return cost, opening hours and how sure we are of them and of the position."""
    if stop.leg is not None:
        return [(journeys.price(stop.leg, stop.cost, stop.currency, say), False),
                (say(f"times.{stop.leg.times}"), stop.leg.times is TimesKind.TYPICAL)]  # fmt: skip
    facts: list[Fact] = []
    if stop.cost:
        facts.append((say("card.about", cost=format_money(stop.cost, stop.currency)), False))
    elif stop.kind in (SubTripKind.ATTRACTION, SubTripKind.MEAL):
        facts.append((say("card.free"), False))
    if stop.opening_hours:
        hours = readable_hours(stop.opening_hours, say.language)
        sure = say.known(f"hours.{stop.hours_confidence}", say("hours.unknown"))
        facts.append((say("card.hours", hours=hours, sure=sure), False))
    if stop.position_confidence:
        unsure = stop.position_confidence != "good"
        facts.append((say(f"position.{stop.position_confidence}"), unsure))
    if stop.place_id is None and stop.kind is not SubTripKind.CUSTOM:
        facts.append((say("card.unknown_place"), True))
    return facts


def _facts_html(facts: Sequence[Fact]) -> str:
    return "".join(
        f'<span class="tw-warn">{escape(text)}</span>' if doubt else f"<span>{escape(text)}</span>"
        for text, doubt in facts
    )


def _remarks_html(checks: Sequence[CheckOut], say: Words) -> str:
    """Return what does not hold, and what else is worth knowing, each with what mends it."""
    lines = []
    for check in checks:
        word = "bad" if check.severity is Severity.HARD else "tip"
        what = f"{check.message} · {check.hint}" if check.hint else check.message
        lines.append(f'<p class="tw-{word}">{escape(say(f"card.{word}", what=what))}</p>')
    return "".join(lines)


def _explained_html(stop: ShownStop, say: Words) -> str:
    """Return what folds out under a stop: until when, on what facts, and what else would fit."""
    if stop.explain is None:
        return ""
    lines = [*_said_of(stop, stop.explain, say)]
    if not lines:
        return ""
    items = "".join(f"<li>{escape(line)}</li>" for line in lines)
    return f"<details><summary>{escape(say('explain.more'))}</summary><ul>{items}</ul></details>"


def _said_of(stop: ShownStop, known: StopExplained, say: Words) -> list[str]:
    lines = []
    if known.why and known.why != stop.reason:
        lines.append(known.why)
    if known.open_until:
        lines.append(say("explain.open_until", time=known.open_until))
    if known.arrive_by:
        key = "explain.be_there" if stop.leg is not None else "explain.begin_by"
        lines.append(say(key, time=known.arrive_by))
    if known.cost_per and known.cost_units and stop.cost:
        lines.append(say(f"explain.per_{known.cost_per}", units=known.cost_units))
    if known.source:
        lines.append(_source(known, say))
    lines += [_instead(other, stop.currency, say) for other in known.alternatives]
    return lines


def _source(known: StopExplained, say: Words) -> str:
    source = say.known(f"source.{known.source}", known.credit)
    if known.verified_on is None:
        return say("explain.source", source=source)
    return say("explain.verified", source=source, date=known.verified_on.isoformat())


def _instead(other: StopInstead, currency: str, say: Words) -> str:
    cost = format_money(other.cost, currency) if other.cost else say("card.free")
    return say(
        "explain.instead",
        name=other.name,
        start=other.start_time,
        end=other.end_time,
        minutes=other.minutes_away,
        cost=cost,
    )


def _way_html(stop: ShownStop, say: Words) -> str:
    if stop.transfer is None:
        return ""
    text = way_text(stop.transfer, stop.currency, say)
    return f'<li class="tw-way"><i></i><i></i><div>{escape(text)}</div></li>'


def way_text(transfer: Transfer, currency: str, say: Words) -> str:
    """Return how one gets there, how long it takes, how far it is and what it costs."""
    text = say(
        "card.way",
        how=say(f"transfer.{transfer.mode}"),
        minutes=transfer.minutes,
        km=f"{transfer.distance_m / 1000:.1f}",
    )
    cost = format_money(transfer.cost, currency) if transfer.cost else ""
    return say("card.way_cost", way=text, cost=cost) if cost else text


def _day_cost(day: ShownDay) -> str:
    if not day.stops:
        return ""
    return format_money(sum(stop.whole_cost for stop in day.stops), day.stops[0].currency)

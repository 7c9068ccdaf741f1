"""A planned day as HTML: pure, and every value from outside escaped."""

from html import escape

from console.charts import DAY_COLOURS
from console.texts import Words
from core.kernel.money import format_money
from core.schemas.plans import PlanDayCard, PlanSubTrip
from core.schemas.trips import SubTripKind, Transfer

STYLE = """<style>
.tw-day { border: 1px solid color-mix(in srgb, currentColor 16%, transparent);
  border-radius: .6rem; padding: .9rem 1rem .4rem; margin-bottom: .9rem; line-height: 1.45; }
.tw-day header { display: flex; flex-wrap: wrap; align-items: baseline; gap: .2rem .6rem;
  margin-bottom: .5rem; }
.tw-day header b { color: var(--tw-day); font-size: 1.02rem; }
.tw-day header span { opacity: .72; font-size: .88rem; }
.tw-day ol { list-style: none; margin: 0; padding: 0; }
.tw-day li { display: grid; grid-template-columns: 1.55rem 3.1rem minmax(0, 1fr);
  gap: 0 .6rem; padding: 0 0 .75rem; margin: 0; position: relative; }
.tw-day li:not(:last-child)::before { content: ""; position: absolute; left: .74rem;
  top: 1.5rem; bottom: 0; border-left: 2px solid var(--tw-day); opacity: .35; }
.tw-day li.tw-way { padding-bottom: .5rem; font-size: .8rem; opacity: .72; }
.tw-day li.tw-way::before { top: 0 !important; border-left-style: dotted !important; }
.tw-no { background: var(--tw-day); color: #fff; border-radius: 50%; width: 1.55rem;
  height: 1.55rem; display: grid; place-items: center; font-size: .8rem; font-weight: 600; }
.tw-hotel .tw-no { border-radius: .3rem; background: #64748b; }
.tw-time { font-variant-numeric: tabular-nums; font-size: .88rem; line-height: 1.55rem; }
.tw-time small { display: block; opacity: .65; line-height: 1.1; font-size: .8rem; }
.tw-name { font-weight: 600; line-height: 1.55rem; overflow-wrap: anywhere; }
.tw-kind { font-weight: 400; font-size: .75rem; opacity: .8; margin-left: .35rem;
  border: 1px solid color-mix(in srgb, currentColor 25%, transparent);
  border-radius: 1rem; padding: .05rem .5rem; white-space: nowrap; }
.tw-day p { margin: .05rem 0 .15rem; font-size: .88rem; overflow-wrap: anywhere; }
.tw-facts { display: flex; flex-wrap: wrap; gap: 0 .9rem; font-size: .8rem; opacity: .8; }
.tw-warn { color: color-mix(in srgb, #ea7b0c 72%, currentColor); }
</style>"""


def day_html(card: PlanDayCard, say: Words) -> str:
    """Return one day: its stops in order, and between them how to get from one to the next."""
    colour = DAY_COLOURS[card.day_index % len(DAY_COLOURS)]
    cost = _day_cost(card)
    facts = "".join(
        f"<span>{escape(text)}</span>"
        for text in (say.date(card.date), card.title, cost and say("card.about", cost=cost))
        if text
    )
    stops = "".join(
        _way_html(stop.transfer, say) + _stop_html(stop, say) for stop in card.sub_trips
    )
    empty = "" if card.sub_trips else f"<p>{escape(say('card.empty'))}</p>"
    return (
        f'<section class="tw-day" style="--tw-day: {colour}"><header>'
        f"<b>{escape(say('card.day', n=card.day_index + 1))}</b>{facts}</header>"
        f"{empty}<ol>{stops}</ol></section>"
    )


def _stop_html(stop: PlanSubTrip, say: Words) -> str:
    kind = say(f"meal.{stop.meal}") if stop.meal else say(f"kind.{stop.kind}")
    hotel = ' class="tw-hotel"' if stop.kind is SubTripKind.HOTEL else ""
    reason = f"<p>{escape(stop.reason)}</p>" if stop.reason else ""
    return (
        f'<li{hotel}><div class="tw-no">{stop.order_index + 1}</div>'
        f'<div class="tw-time">{escape(stop.start_time)}'
        f"<small>{escape(stop.end_time)}</small></div>"
        f'<div><div class="tw-name">{escape(stop.name)}<span class="tw-kind">{escape(kind)}</span>'
        f'</div>{reason}<div class="tw-facts">{_facts_html(stop, say)}</div></div></li>'
    )


def _facts_html(stop: PlanSubTrip, say: Words) -> str:
    """Return cost, opening hours and how sure we are of them and of the position."""
    facts = []
    if stop.cost:
        facts.append((say("card.about", cost=format_money(stop.cost, stop.currency)), False))
    elif stop.kind is not SubTripKind.HOTEL:
        facts.append((say("card.free"), False))
    if stop.opening_hours:
        sure = say(f"hours.{stop.hours_confidence or 'unknown'}")
        facts.append((say("card.hours", hours=stop.opening_hours, sure=sure), False))
    if stop.position_confidence:
        unsure = stop.position_confidence != "good"
        facts.append((say(f"position.{stop.position_confidence}"), unsure))
    if stop.leg is not None:
        facts.append((f"{stop.leg.origin_name} → {stop.leg.target_name}", False))
    elif stop.place_id is None:
        facts.append((say("card.unknown_place"), True))
    return "".join(
        f'<span class="tw-warn">{escape(text)}</span>' if warn else f"<span>{escape(text)}</span>"
        for text, warn in facts
    )


def _way_html(transfer: Transfer | None, say: Words) -> str:
    if transfer is None:
        return ""
    text = say(
        "card.way",
        how=say(f"transfer.{transfer.mode}"),
        minutes=transfer.minutes,
        km=f"{transfer.distance_m / 1000:.1f}",
    )
    return f'<li class="tw-way"><i></i><i></i><div>{escape(text)}</div></li>'


def _day_cost(card: PlanDayCard) -> str:
    if not card.sub_trips:
        return ""
    return format_money(sum(stop.cost for stop in card.sub_trips), card.sub_trips[0].currency)

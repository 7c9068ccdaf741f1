"""Facts of trips in Chinese: short, exact, and only what stands in them."""

from collections.abc import Callable
from typing import Any

from core.kernel.times import date_text
from core.llm.providers.offline.assistant.chinese import (
    budget,
    day_lines,
    from_to,
    in_brackets,
    journey_words,
    minutes,
    named,
    on_day,
    problems,
    stop_line,
    way_sentences,
    way_words,
)
from core.schemas import facts as f
from core.schemas.chat import Stage

_MOST_LINES = 30
_PARTS = {
    "attraction": "景点", "meal": "餐饮", "hotel": "住宿", "transport": "城际交通",
    "custom": "自己的安排", "way": "市内交通",
}  # fmt: skip


def _schedule(fact: f.ScheduleFacts) -> list[str]:
    day, trip = fact.day, fact.trip
    when = on_day(day.date, trip.today)
    where = f"“{trip.title}”的第{day.number}天，在{day.city}"
    if not day.stops:
        told = [f"{when}是{where}，还没有安排。"]
        if trip.stage is not Stage.AFTER:
            told.append("告诉我您想做什么，我来安排时间。")
        return told
    told = [f"{when}是{where}，共{len(day.stops)}项安排："]
    told += [f"\n- {stop_line(stop)}" for stop in day.stops[:_MOST_LINES]]
    if len(day.stops) > _MOST_LINES:
        told.append(f"\n- 还有{len(day.stops) - _MOST_LINES}项")
    return [*told, f"全部约{day.cost}。"] if day.cost else told


def _next_stop(fact: f.NextStopFacts) -> list[str]:
    stop, trip = fact.next, fact.trip
    if stop is None or fact.date is None:
        if trip.stage is Stage.AFTER:
            return [f"“{trip.title}”已在{date_text(trip.end_date, 'zh')}结束，后面没有安排了。"]
        told = [f"“{trip.title}”后面没有定好时间的安排了。"]
        return told + ([f"按计划您现在在{named(fact.at)}。"] if fact.at else [])
    what = journey_words(stop) if stop.journey else named(stop)
    told = [f"下一站是{what}，{on_day(fact.date, trip.today)}{stop.start}。"]
    told += way_sentences(stop, fact.leave_by)
    if fact.minutes_left is not None:
        told.append(f"还有{minutes(fact.minutes_left)}。")
    return told


def _directions(fact: f.DirectionsFacts) -> list[str]:
    stop = fact.target
    when = on_day(fact.date, fact.trip.today) + (stop.start or "")
    if stop.journey is not None:
        return [f"{when}：{journey_words(stop)}。", *way_sentences(stop, fact.leave_by)]
    start = f"从{fact.origin}" if fact.origin else ""
    if stop.way is None:
        told = [f"{named(stop)}安排在{when}，{start}怎么去我不清楚。"]
        return told + ([f"可以给司机看：{stop.local_name}。"] if stop.local_name else [])
    told = [f"{start}去{named(stop)}，{way_words(stop.way)}。"]
    return [*told, f"请在{fact.leave_by}前出发，{when}到。"] if fact.leave_by else told


def _cost(fact: f.CostFacts) -> list[str]:
    each = f"（每人{fact.per_person}）" if fact.per_person else ""
    subject = f"“{fact.trip.title}”"
    if fact.scope == "stop":
        subject = fact.name or ""
    elif fact.scope == "day" and fact.date:
        subject = on_day(fact.date, fact.trip.today)
    told = [f"{subject}大约{fact.amount}{each}。"]
    if len(fact.parts) > 1:
        shares = [f"{_PARTS[part.kind]}{part.amount}" for part in fact.parts]
        told.append(f"其中{'、'.join(shares)}。")
    return [*told, *budget(fact.budget, fact.left, fact.over), "以上均为估算。"]


def _stay(fact: f.StayFacts) -> list[str]:
    when = on_day(fact.date, fact.trip.today)
    if fact.hotel is None:
        return [f"{when}晚上在{fact.city}还没有安排住宿。", "可以让我找那里的酒店。"]
    told = [f"{when}晚上住{fact.city}的{fact.hotel}{in_brackets(fact.local_name)}。"]
    if fact.first_night and fact.check_out:
        told.append(
            f"{date_text(fact.first_night, 'zh')}{fact.check_in or ''}入住，"
            f"{date_text(fact.check_out, 'zh')}退房，共{fact.nights}晚。"
        )
    return [*told, f"每晚约{fact.cost_per_night}。"] if fact.cost_per_night else told


def _summary(fact: f.SummaryFacts) -> list[str]:
    trip = fact.trip
    told = [
        f"“{trip.title}”：{'、'.join(trip.cities)}{trip.day_count}天，"
        f"{from_to(trip.start_date, trip.end_date)}，{trip.travellers}人。",
        *day_lines(fact.days),
        f"全部约{fact.amount}。",
        *budget(fact.budget, fact.left, fact.over),
    ]
    return told + problems(fact.problems, "需要留意")


def _no_trip(fact: f.NoTripFacts) -> list[str]:
    if not fact.known:
        return ["您在这里还没有行程。", "告诉我想去哪里、玩几天，我来规划。"]
    known = "、".join(f"“{title}”" for title in fact.known)
    said = f"没有找到叫“{fact.said}”的行程。" if fact.said else "那个行程打不开了。"
    return [said, f"现有{known}，您指的是哪一个？"]


def _outside(fact: f.OutsideFacts) -> list[str]:
    trip = fact.trip
    which = on_day(fact.date, trip.today) if fact.date else "那一天"
    span = from_to(trip.start_date, trip.end_date)
    told = [f"{which}不在“{trip.title}”之内，它是{span}，共{trip.day_count}天。"]
    match trip.stage:
        case Stage.AFTER:
            told.append("行程已经结束，可以问我其中某一天，或者要一份总结。")
        case Stage.BEFORE:
            told.append("行程还没开始，比如可以问我第一天的安排。")
        case Stage.DURING:
            told.append("可以问我其中某一天，比如今天。")
    return told


def _unknown(fact: f.UnknownFacts) -> list[str]:
    where = ""
    if fact.where:
        where = f"在“{fact.where}”里" if fact.what == "stop" else f"在{fact.where}"
    told = [f"{where}没有找到“{fact.said}”。"]
    return [*told, f"有{'、'.join(fact.known[:5])}，是其中哪一个？"] if fact.known else told


TRIPS_ZH: dict[type[Any], Callable[[Any], list[str]]] = {
    f.ScheduleFacts: _schedule,
    f.NextStopFacts: _next_stop,
    f.DirectionsFacts: _directions,
    f.CostFacts: _cost,
    f.StayFacts: _stay,
    f.SummaryFacts: _summary,
    f.NoTripFacts: _no_trip,
    f.OutsideFacts: _outside,
    f.UnknownFacts: _unknown,
}

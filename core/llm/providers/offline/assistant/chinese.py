"""What facts of every kind have in common, in Chinese."""

from collections.abc import Sequence
from datetime import date

from core.kernel.times import date_text, weekday_text
from core.schemas import facts as f
from core.schemas import facts_found as g
from core.schemas.trips import SubTripKind

_MODES = {"walk": "步行", "transit": "乘公共交通", "taxi": "乘出租车"}
_BY = {
    "train": "火车", "flight": "航班", "bus": "大巴", "ferry": "渡轮", "drive": "自驾",
    "taxi": "出租车",
}  # fmt: skip
_HOUR = 60
_KM = 1000
_SHOWN = 4


def hours(fact: g.HoursFacts) -> list[str]:
    """Return when a place is open."""
    name, day = f"{fact.name}{in_brackets(fact.local_name)}", weekday_text(fact.date, "zh")
    if not fact.known:
        return [f"我不知道{name}的开放时间，请到当地再确认。"]
    planned = f"您的行程安排在{fact.planned}去。" if fact.planned else ""
    if not fact.spans:
        told = [f"{name}{day}不开放。"]
        return told + ([f"但{planned}"] if planned else [])
    spans = "、".join(f"{span.start}至{span.end}" for span in fact.spans)
    told = [f"{name}{day}开放时间为{spans}。"]
    if fact.spans[-1].start == "00:00" and fact.spans[-1].end == "24:00":
        told = [f"{name}{day}全天开放。"]
    elif fact.come_by:
        told.append(f"想好好看一看，请最晚{fact.come_by}到。")
    if planned:
        told.append(planned)
    if not fact.sure:
        told.append("这是通常的开放时间，当天情况未核实。")
    return told


def problems(found: Sequence[str], lead: str) -> list[str]:
    """Return a sentence that lists what is wrong, the first of it."""
    if not found:
        return []
    shown = [problem.rstrip("。") for problem in found[:_SHOWN]]
    more = f"；另有{len(found) - _SHOWN}处" if len(found) > _SHOWN else ""
    return [f"{lead}：{'；'.join(shown)}{more}。"]


def day_lines(days: Sequence[f.DayLine]) -> list[str]:
    """Return a line for each day."""
    return [
        f"\n- 第{day.number}天，{weekday_text(day.date, 'zh')}，{day.city}："
        f"{'、'.join(day.stops) if day.stops else '空'}"
        for day in days
    ]


def budget(whole: str | None, left: str | None, over: str | None) -> list[str]:
    """Return what is left of a budget."""
    if whole is None:
        return []
    if over is not None:
        return [f"超出预算{whole}，多{over}。"]
    return [f"预算{whole}还剩{left}。"]


def simulated(is_so: bool, what: str) -> list[str]:
    """Return that something was not looked up."""
    return [f"以上为模拟数据（{what}），并非实时查询。"] if is_so else []


def way_sentences(stop: f.StopFact, leave_by: str | None) -> list[str]:
    """Return how one gets to a stop, and when one leaves."""
    if stop.journey is not None:
        return [f"请在{leave_by}前到{stop.journey.origin}。"] if leave_by else []
    if stop.way is None:
        return []
    way = stop.way
    told = f"{_MODES[way.mode]}约{minutes(way.minutes)}（{distance(way.distance_m)}）"
    return [f"{told}，请在{leave_by}前出发。" if leave_by else f"{told}。"]


def way_words(way: f.WayFact) -> str:
    """Return a way in words."""
    cost = f"，全部约{way.cost}" if way.cost else ""
    return f"{_MODES[way.mode]}约{minutes(way.minutes)}（{distance(way.distance_m)}{cost}）"


def stop_line(stop: f.StopFact) -> str:
    """Return a stop in a line."""
    times = stop.start or ""
    times += f"–{stop.end}" if stop.start and stop.end and stop.end != stop.start else ""
    lead = f"{times} " if times else ""
    if stop.journey is not None:
        return f"{lead}{journey_words(stop)}"
    if stop.kind is SubTripKind.HOTEL:
        return f"{lead}入住{named(stop)}"
    return f"{lead}{named(stop)}"


def place_line(place: g.PlaceLine) -> str:
    """Return a place in a line."""
    far = f"，距离{distance(place.distance_m)}" if place.distance_m is not None else ""
    about = f"：{place.about.rstrip('。')}" if place.about else ""
    return f"{place.name}{in_brackets(place.local_name)}{far}{about}"


def journey_words(stop: f.StopFact) -> str:
    """Return a journey in words."""
    leg = stop.journey
    if leg is None:
        return stop.name
    times = f"{leg.departs}–{leg.arrives}"
    return f"{leg.origin}到{leg.target}的{_BY[leg.mode]}{leg.number}（{times}）"


def named(stop: f.StopFact) -> str:
    """Return a stop's name, with what is written on its door."""
    return f"{stop.name}{in_brackets(stop.local_name)}"


def in_brackets(name: str) -> str:
    """Return a name in brackets."""
    return f"（{name}）" if name else ""


def on_day(day: date, today: date) -> str:
    """Return a day as it is said today."""
    near = {0: "今天", 1: "明天", 2: "后天", -1: "昨天"}.get((day - today).days)
    return near or weekday_text(day, "zh")


def from_to(start: date, end: date) -> str:
    """Return the days from one to another."""
    if start == end:
        return weekday_text(start, "zh")
    return f"{date_text(start, 'zh')}至{date_text(end, 'zh')}"


def minutes(count: int) -> str:
    """Return a length of time."""
    if count < _HOUR:
        return f"{count}分钟"
    whole, rest = divmod(count, _HOUR)
    return f"{whole}小时" + (f"{rest}分钟" if rest else "")


def distance(metres: int) -> str:
    """Return a distance."""
    return f"{metres}米" if metres < _KM else f"{metres / _KM:.1f}公里"

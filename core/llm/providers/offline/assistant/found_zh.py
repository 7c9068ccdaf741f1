"""What was looked up, in Chinese."""

from collections.abc import Callable, Mapping
from typing import Any

from core.kernel.times import date_text, weekday_text
from core.llm.providers.offline.assistant.chinese import (
    distance,
    hours,
    in_brackets,
    minutes,
    place_line,
    simulated,
)
from core.schemas import facts_found as g
from core.schemas.tools import Sky

_SKIES = {
    Sky.CLEAR: "晴", Sky.CLOUDY: "多云", Sky.RAIN: "有雨", Sky.HEAVY_RAIN: "大雨", Sky.SNOW: "有雪",
}  # fmt: skip
_WET = (Sky.RAIN, Sky.HEAVY_RAIN, Sky.SNOW)
_REFUSED: Mapping[str, tuple[str, ...]] = {
    "no_city": ("要查哪个城市？",),
    "unknown_city": ("我不认识“{said}”这个城市。",),
    "no_origin": ("您从哪个城市出发？",),
    "unknown_spot": ("在{where}没有找到叫“{said}”的地方。",),
    "no_flight": ("这段没有到{where}的航班：太近或者太远。", "可以考虑火车，或在别处中转。"),
    "past": ("那一天已经过去了，请给一个以后的日期。",),
    "too_far": ("太远了，我最多只能查到{limit}。",),
    "same_city": ("出发地和目的地相同，您从哪里出发？",),
    "down": ("暂时查不到，请再问一次。",),
    "refused": ("这样查不了，请说明城市和日期。",),
}


def _weather(fact: g.WeatherFacts) -> list[str]:
    lines = [
        f"{_SKIES[day.sky]}，{day.low_c}～{day.high_c}°C，降水概率{day.rain_chance_percent}%"
        for day in fact.days
    ]
    if len(lines) == 1:
        told = [f"{fact.city}{weekday_text(fact.days[0].date, 'zh')}：{lines[0]}。"]
    else:
        told = [f"{fact.city}的天气："]
        told += [
            f"\n- {weekday_text(day.date, 'zh')}：{line}"
            for day, line in zip(fact.days, lines, strict=True)
        ]
    if any(day.sky in _WET for day in fact.days):
        told.append("请带雨具。")
    return [*told, *simulated(fact.simulated, "根据常年气候")]


def _hotels(fact: g.HotelsFacts) -> list[str]:
    start = date_text(fact.check_in, "zh")
    what = f"{fact.city}{start}入住{fact.nights}晚、{fact.travellers}人"
    if not fact.hotels:
        told = [f"{what}：没有空房足够的酒店。"]
        if fact.budget and fact.cheapest:
            told = [f"{what}：没有{fact.budget}以内的酒店，最便宜的要{fact.cheapest}。"]
        return [*told, *_booking(fact.to_book), *simulated(fact.simulated, "价格和房态")]
    lines = [
        f"\n- {hotel.name}{in_brackets(hotel.local_name)}：{hotel.total}"
        + (f"，距离{distance(hotel.distance_m)}" if hotel.distance_m is not None else "")
        for hotel in fact.hotels
    ]
    told = [f"{what}，以下为全程总价：", *lines, *_booking(fact.to_book)]
    return [*told, *simulated(fact.simulated, "价格和房态")]


def _flights(fact: g.FlightsFacts) -> list[str]:
    what = f"{weekday_text(fact.date, 'zh')}{fact.origin}到{fact.target}"
    if not fact.flights:
        return [f"{what}没有余票足够的航班。", *simulated(fact.simulated, "时刻")]
    lines = [
        f"\n- {flight.number}：{flight.departs} {flight.origin} – {flight.arrives}"
        f"{f'（+{flight.days_later}天）' if flight.days_later else ''} {flight.target}，"
        f"{flight.total}"
        for flight in fact.flights
    ]
    lead = f"{what}的航班，{fact.travellers}人总价："
    return [lead, *lines, *_booking(fact.to_book), *simulated(fact.simulated, "时刻和票价")]


def _places(fact: g.PlacesFacts) -> list[str]:
    near = f"{fact.near}附近" if fact.near else ""
    what = f"“{fact.said}”" if fact.said else "地点"
    open_on = f"（{weekday_text(fact.date, 'zh')}开放）" if fact.date else ""
    if not fact.places:
        return [f"在{fact.city}{near}没有找到{what}{open_on}。", "换个说法或换一类地方试试。"]
    because = ""
    if fact.because:
        because = f"您说过{'、'.join(f'“{words}”' for words in fact.because)}，"
    lead = f"{because}在{fact.city}{near}找到这些{what}{open_on}："
    return [lead, *[f"\n- {place_line(place)}" for place in fact.places]]


def _tool_refused(fact: g.ToolRefusedFacts) -> list[str]:
    values = {
        "said": fact.said or "",
        "where": fact.cities[0] if fact.cities else "那里",
        "limit": date_text(fact.limit, "zh") if fact.limit else "",
    }
    told = _booking(fact.to_book) + [line.format(**values) for line in _REFUSED[fact.reason]]
    if fact.reason in ("no_city", "unknown_city") and fact.cities:
        told.append(f"我熟悉{'、'.join(fact.cities)}等。")
    return told


def _city(fact: g.CityFacts) -> list[str]:
    return [
        f"{fact.name}{in_brackets(fact.local_name)}最有名的有：",
        *[f"\n- {place_line(place)}" for place in fact.known_for],
        *(
            [f"一餐大约{fact.meal}一人，住一晚大约{fact.night}一间。"]
            if fact.meal and fact.night
            else []
        ),
        f"我熟悉那里的{fact.sights}个景点、{fact.restaurants}家餐饮和{fact.hotels}家酒店，"
        f"当地用{fact.currency}。",
    ]


def _place(fact: g.PlaceFacts) -> list[str]:
    told = [f"{place_line(fact.place)}，在{fact.city}。"]
    if fact.place.cost:
        told.append(f"每人约{fact.place.cost}，参观约{minutes(fact.visit_minutes)}。")
    if fact.book_ahead:
        told.append("需要提前预约。")
    return [*told, *hours(fact.today)]


def _remembers(fact: g.RemembersFacts) -> list[str]:
    told = ["我还没有记下关于您的事。", "告诉我您的喜好，我会记住。"]
    if fact.is_off:
        told = ["这个对话不使用记忆。"]
    elif fact.known:
        told = [f"我记得：{'、'.join(f'“{words}”' for words in fact.known)}。"]
    if fact.plea == "forget" and (fact.known or fact.is_off):
        told += [
            "在对话里我不会直接删除；请到记忆页面（`/api/ai/memories`）逐条删除或全部删除。",
            "也可以告诉我哪条不再成立，比如“我不再吃素了”。",
        ]
    return told


def _booking(to_book: bool) -> list[str]:
    return ["我不能代订，只能查询。"] if to_book else []


def _assistant(fact: g.AssistantFacts) -> list[str]:
    return [f"我熟悉{'、'.join(fact.cities)}。", "告诉我想去哪里、玩几天，我来规划。"]


FOUND_ZH: dict[type[Any], Callable[[Any], list[str]]] = {
    g.HoursFacts: hours,
    g.WeatherFacts: _weather,
    g.HotelsFacts: _hotels,
    g.FlightsFacts: _flights,
    g.PlacesFacts: _places,
    g.ToolRefusedFacts: _tool_refused,
    g.CityFacts: _city,
    g.PlaceFacts: _place,
    g.AssistantFacts: _assistant,
    g.RemembersFacts: _remembers,
}

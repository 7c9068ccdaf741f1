"""What results of tools and suggestions say, by key, in English and Chinese.

A name in the parameters is `{"en": …, "zh": …}`, an amount of money `{"amount": …, "currency": …}`
in minor units; everything else is said as it is.
"""

from collections.abc import Mapping
from typing import Any, Literal, NamedTuple

from core.kernel.money import format_money

Language = Literal["en", "zh"]


class _Message(NamedTuple):
    en: str
    zh: str


_MESSAGES: Mapping[str, _Message] = {
    "weather.outlook": _Message(
        "{city}, {start} to {end}: {low} to {high} °C; days with rain or snow: {wet} of {days}"
        " (simulated from climate normals)",
        "{city} {start} 至 {end}：{low}～{high}°C，{days} 天中有 {wet} 天有雨雪"
        "（根据气候平均值模拟）",
    ),
    "weather.umbrella": _Message(
        "Take an umbrella: it is wet on {dates}", "请带雨具：{dates} 有雨雪"
    ),
    "weather.indoors": _Message("See something under a roof on {date}", "{date} 适合安排室内景点"),
    "weather.heat": _Message(
        "It gets up to {high} °C: rest at noon and carry water",
        "最高气温 {high}°C：中午宜休息，注意补水",
    ),
    "weather.cold": _Message(
        "It gets down to {low} °C: pack warm things", "最低气温 {low}°C：请带保暖衣物"
    ),
    "hotels.found": _Message(
        "Hotels in {city} from {check_in} (nights: {nights}, rooms: {rooms}): {count} found, from"
        " {cheapest} in all (simulated rates)",
        "{city} {check_in} 起 {nights} 晚、{rooms} 间房：{count} 家酒店可订，总价 {cheapest} 起"
        "（模拟价格）",
    ),
    "hotels.over_budget": _Message(
        "Hotels in {city} from {check_in} (nights: {nights}, rooms: {rooms}): none within {budget};"
        " the cheapest takes {cheapest} in all (simulated rates)",
        "{city} {check_in} 起 {nights} 晚、{rooms} 间房：没有总价 {budget} 以内的酒店，"
        "最低 {cheapest}（模拟价格）",
    ),
    "hotels.sold_out": _Message(
        "Hotels in {city} from {check_in} (nights: {nights}, rooms: {rooms}): none has the rooms"
        " (simulated availability)",
        "{city} {check_in} 起 {nights} 晚、{rooms} 间房：没有酒店有足够空房（模拟房态）",
    ),
    "hotels.raise_budget": _Message(
        "Look with a budget of {cheapest}", "将预算调整为 {cheapest} 再查"
    ),
    "hotels.any_category": _Message("Look at hotels of every category", "查看所有档次的酒店"),
    "hotels.eat_nearby": _Message("See where to eat near {hotel}", "看看 {hotel} 附近的餐厅"),
    "hotels.weather": _Message("See the weather of those days", "查看这几天的天气"),
    "flights.found": _Message(
        "Flights from {origin} to {destination} on {date}: {count} found, the cheapest {number} at"
        " {departs} for {cheapest} in all (simulated timetable and fares)",
        "{date} {origin}至{destination}航班：共 {count} 班，最便宜的是 {departs} 起飞的 {number}，"
        "总价 {cheapest}（模拟时刻与票价）",
    ),
    "flights.none": _Message(
        "Flights from {origin} to {destination} on {date}: none has the seats at these times"
        " (simulated timetable)",
        "{date} {origin}至{destination}航班：该时段没有足够余票（模拟时刻）",
    ),
    "flights.any_time": _Message("Look at the whole day", "查看全天航班"),
    "flights.hotels": _Message("Find a hotel in {city} from {date}", "查找 {city} {date} 起的酒店"),
    "flights.weather": _Message("See the weather in {city}", "查看 {city} 的天气"),
    "places.found": _Message(
        "Places in {city}: {count} found, {first} first",
        "{city}：找到 {count} 个地点，首选 {first}",
    ),
    "places.none": _Message("Places in {city}: none is like that", "{city}：没有符合条件的地点"),
    "places.wider": _Message("Look at everything in {city}", "查看{city}的全部地点"),
    "places.weather": _Message("See the weather on {date}", "查看 {date} 的天气"),
    "assistant.weather": _Message(
        "See the weather in {city} from {date}", "查看{city} {date} 起的天气"
    ),
    "assistant.hotels": _Message(
        "Find a hotel in {city} from {date} (nights: {nights})",
        "查找{city} {date} 起 {nights} 晚的酒店",
    ),
    "assistant.flights": _Message(
        "Look for flights to {city} on {date}", "查找 {date} 去{city}的航班"
    ),
    "assistant.fill_day": _Message("Plan something for day {day}", "安排第 {day} 天"),
    "assistant.next_stop": _Message("Where do I go next?", "下一站去哪里？"),
    "assistant.directions": _Message("How do I get there?", "怎么去？"),
    "assistant.summary": _Message("Sum up the trip", "总结这次旅行"),
    "assistant.export": _Message("Export the trip", "导出行程"),
    "assistant.feedback": _Message("Say how it was", "说说感受"),
}


def tool_message_keys() -> frozenset[str]:
    """Return every key there is a sentence for."""
    return frozenset(_MESSAGES)


def tool_text(key: str, params: Mapping[str, Any], language: Language) -> str:
    """Return the sentence of a summary or suggestion.

    Raises:
        KeyError: There is no such sentence, or it says something that is not in `params`.
    """
    template = getattr(_MESSAGES[key], language)
    return str(template.format_map({name: _shown(v, language) for name, v in params.items()}))


def _shown(value: Any, language: Language) -> Any:
    match value:
        case {"en": _, "zh": _}:
            return value[language]
        case {"amount": amount, "currency": currency}:
            return format_money(amount, currency)
        case list():
            return ("、" if language == "zh" else ", ").join(map(str, value))
    return value

"""The words of files, in both languages, and sentences made of them."""

from collections.abc import Callable, Mapping
from datetime import datetime

from core.catalog.hours import DAY_MIN
from core.catalog.openings import Spans
from core.exports.document import Day, Language, Stop, TripDocument
from core.kernel.money import format_money
from core.kernel.times import clock_text
from core.schemas.links import TimesKind
from core.schemas.trips import SubTripKind

_WORDS: Mapping[str, tuple[str, str]] = {
    "day": ("Day {n}", "第 {n} 天"),
    "day.part": ("Day {n}, part {part}", "第 {n} 天（{part}）"),
    "travellers": ("{n} travellers", "{n} 人"),
    "traveller": ("1 traveller", "1 人"),
    "from": ("From {city}", "从{city}出发"),
    "budget": ("Budget", "预算"),
    "cost": ("Cost of the stops (estimate)", "各站费用合计（估算）"),
    "sources": ("Sources", "信息来源"),
    "estimates": (
        "Costs, ways and times between stops are estimates; opening hours marked typical are"
        " usual ones. Check before you go.",
        "费用、路程与交通时间均为估算；标注“通常”的开放时间仅供参考，出行前请核实。",
    ),
    "version": ("Version {n} of {at} UTC", "第 {n} 版，{at}（UTC）"),
    "editorial": (
        "Tripwright's own catalogue (editorial estimates)",
        "Tripwright 自编目录（估算）",
    ),
    "no_stops": ("Nothing planned", "暂无安排"),
    "all_day": ("any time", "时间不限"),
    "hours": ("Open", "开放时间"),
    "hours.always": ("all day", "全天"),
    "hours.closed": ("not on this day", "当天不开放"),
    "hours.typical": ("typical", "通常"),
    "hours.verified": ("verified", "已核实"),
    "hours.unknown": ("not verified", "未核实"),
    "verified_on": ("checked on {date}", "{date} 核实"),
    "approximate": ("position approximate", "位置为近似值"),
    "way": ("{mode} {minutes} min, {km} km", "{mode} {minutes} 分钟，{km} 公里"),
    "leg": (
        "{mode} {number} {origin} {departs} – {target} {arrives}",
        "{mode} {number} {origin} {departs} – {target} {arrives}",
    ),
    "typical_times": ("times are typical, not a timetable", "时间为通常班次，并非时刻表"),
    "map.scale": ("{length}", "{length}"),
    "map.none": ("No position is known of any stop of this day.", "当天各站均无已知位置。"),
    "page": ("Page {n} of {of}", "第 {n} 页，共 {of} 页"),
    "missing": (
        "{n} characters that no font of ours has stand as □.",
        "有 {n} 个字符缺少字形，以 □ 代替。",
    ),
    "mode.walk": ("Walk", "步行"),
    "mode.transit": ("Public transport", "公共交通"),
    "mode.taxi": ("Taxi", "打车"),
    "mode.flight": ("Flight", "航班"),
    "mode.train": ("Train", "火车"),
    "mode.bus": ("Bus", "大巴"),
    "mode.ferry": ("Ferry", "轮渡"),
    "mode.drive": ("Drive", "自驾"),
    "kind.attraction": ("Sight", "景点"),
    "kind.meal": ("Meal", "用餐"),
    "kind.hotel": ("Hotel", "酒店"),
    "kind.transport": ("Journey", "城际交通"),
    "kind.custom": ("Own", "自定义"),
    "meal.breakfast": ("Breakfast", "早餐"),
    "meal.lunch": ("Lunch", "午餐"),
    "meal.dinner": ("Dinner", "晚餐"),
    "meal.snack": ("Snack", "小吃"),
    "alarm": ("Soon: {name}", "即将开始：{name}"),
    "column.day": ("Day", "天"),
    "column.date": ("Date", "日期"),
    "column.city": ("City", "城市"),
    "column.order": ("No.", "序号"),
    "column.kind": ("Kind", "类型"),
    "column.name": ("Name", "名称"),
    "column.other_name": ("Local name", "当地名称"),
    "column.start": ("Start", "开始"),
    "column.end": ("End", "结束"),
    "column.cost": ("Cost", "费用"),
    "column.currency": ("Currency", "货币"),
    "column.way": ("Way there", "到达方式"),
    "column.way_minutes": ("Minutes", "路程分钟"),
    "column.way_km": ("Kilometres", "路程公里"),
    "column.way_cost": ("Cost of the way", "路程费用"),
    "column.latitude": ("Latitude", "纬度"),
    "column.longitude": ("Longitude", "经度"),
    "column.area": ("Area", "区域"),
    "column.hours": ("Opening hours", "开放时间"),
    "column.journey": ("Journey", "城际交通"),
    "column.reason": ("Why", "理由"),
    "column.place_id": ("Place", "地点编号"),
    "column.source": ("Source", "来源"),
}
Words = Callable[..., str]
"""Returns the words of a key with its parameters filled in."""


def words_of(language: Language) -> Words:
    """Return the words of a language."""

    def say(key: str, /, **values: object) -> str:
        return _WORDS[key][language == "zh"].format(**values)

    return say


def all_words() -> str:
    """Return every word there is, in both languages, for who must know their characters."""
    return "".join(word for pair in _WORDS.values() for word in pair)


def day_heading(day: Day, say: Words) -> str:
    """Return e.g. `Day 2 · 2027-03-02 · Xi'an`."""
    return " · ".join((say("day", n=day.number), day.date.isoformat(), day.city.name))


def kind_of(stop: Stop, say: Words) -> str:
    """Return what a stop is: the meal, where one is known."""
    meal = f"meal.{stop.meal}"
    return say(meal) if meal in _WORDS else say(f"kind.{stop.kind.value}")


def times_of(stop: Stop) -> str:
    """Return e.g. `09:30–11:00`, with what is known of both; empty where nothing is.

    A night goes on, so that of one there is only the beginning.
    """
    if stop.leg is not None and stop.starts_at is not None and stop.ends_at is not None:
        later = (stop.ends_at.date() - stop.starts_at.date()).days
        mark = f" ({later:+d})" if later else ""
        return f"{_clock(stop.starts_at)}–{_clock(stop.ends_at)}{mark}"
    if stop.kind is SubTripKind.HOTEL and stop.start_time is not None:
        return stop.start_time
    return "–".join(filter(None, (stop.start_time, stop.end_time)))


def way_of(stop: Stop, say: Words) -> str:
    """Return how one gets to a stop from the one before; empty where nobody knows."""
    way = stop.transfer
    if way is None:
        return ""
    km = f"{way.distance_m / 1000:.1f}"
    return say("way", mode=say(f"mode.{way.mode.value}"), minutes=way.minutes, km=km)


def journey_of(stop: Stop, say: Words) -> str:
    """Return a journey with both of its ends, in the times that are told there."""
    leg = stop.leg
    if leg is None or stop.starts_at is None or stop.ends_at is None:
        return ""
    told = say(
        "leg",
        mode=say(f"mode.{leg.mode.value}"),
        number=leg.number,
        origin=leg.origin_name,
        departs=_stamp(stop.starts_at),
        target=leg.target_name,
        arrives=_stamp(stop.ends_at),
    )
    unsure = leg.times is TimesKind.TYPICAL
    return " ".join(told.split()) + (f"; {say('typical_times')}" if unsure else "")


def hours_of(stop: Stop, say: Words) -> str:
    """Return when a place is open on the day, with how sure that is; empty where nobody knows."""
    place = stop.place
    if place is None or stop.opens is None:
        return ""
    notes = [say(f"hours.{place.hours_confidence}")]
    if place.verified_on is not None:
        notes.append(say("verified_on", date=place.verified_on.isoformat()))
    return f"{say('hours')} {_told(stop.opens, say)} ({', '.join(notes)})"


def _told(opens: Spans, say: Words) -> str:
    if not opens:
        return say("hours.closed")
    if opens[0][0] == 0 and opens[0][1] >= DAY_MIN:
        return say("hours.always")
    if len(opens) > 1 and opens[0][0] == 0 and opens[-1][1] > DAY_MIN:
        opens = opens[1:]  # the end of the night before, as this one's
    return ", ".join(f"{clock_text(start)}–{clock_text(end % DAY_MIN)}" for start, end in opens)


def money_lines(document: TripDocument, say: Words) -> list[str]:
    """Return the budget and what the stops come to, where there are any."""
    lines = []
    if document.budget is not None:
        lines.append(f"{say('budget')}: {format_money(document.budget, document.currency)}")
    sums = [format_money(amount, currency) for currency, amount in document.totals().items()]
    if sums:
        lines.append(f"{say('cost')}: {' + '.join(sums)}")
    return lines


def summary_line(document: TripDocument, say: Words) -> str:
    """Return cities, dates and party in one line."""
    first, last = document.days[0].date, document.days[-1].date
    party = (
        say("traveller") if document.travellers == 1 else say("travellers", n=document.travellers)
    )
    names = " – ".join(city.name for city in document.cities)
    start = [say("from", city=document.origin.name)] if document.origin else []
    return " · ".join((names, f"{first} – {last}", party, *start))


def version_line(document: TripDocument, say: Words) -> str:
    """Return which version of the trip this is."""
    at = document.updated_at.strftime("%Y-%m-%d %H:%M")
    return say("version", n=document.version, at=at)


def credit_lines(document: TripDocument, say: Words) -> list[str]:
    """Return where the facts come from, in words."""
    return [say("editorial") if credit == "editorial" else credit for credit in document.credits()]


def details_of(stop: Stop, say: Words) -> list[str]:
    """Return what there is to say of a stop besides its name and times, a line each."""
    lines = [way_of(stop, say), journey_of(stop, say)]
    if stop.cost:
        lines.append(format_money(stop.cost, stop.currency))
    place = stop.place
    if place is not None:
        local = place.other_name if place.other_name != stop.name else ""
        lines += [local, hours_of(stop, say)]
        if place.approximate:
            lines.append(say("approximate"))
    return [line for line in (*lines, stop.reason) if line]


def _clock(moment: datetime) -> str:
    return moment.strftime("%H:%M")


def _stamp(moment: datetime) -> str:
    # Not `%Y`: it does not pad years before 1000 on every machine.
    return f"{moment.date().isoformat()} {_clock(moment)}"

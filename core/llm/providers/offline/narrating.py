"""Tells a finished plan in a few sentences, each of which says only what the question says."""

from collections.abc import Mapping, Sequence
from typing import Any

Facts = Mapping[str, Any]

_MOST_NAMES = 4
_FAR_MIN = 45
"""A way longer than this is worth a warning, and shorter ones a promise."""
_STRENUOUS = 3
_LONGEST_REASON = 400
_ON_THE_ROAD = frozenset({"drive", "taxi"})


def narrate(blocks: Facts) -> dict[str, Any]:
    """Return the answer to `narrate`; the title is left as it is."""
    zh = blocks["language"] == "zh"
    tell_trip, tell_day = (_trip_zh, _day_zh) if zh else (_trip_en, _day_en)
    days = blocks["days"]
    return {
        "summary": ("" if zh else " ").join(tell_trip(blocks["trip"], days)),
        "days": {
            str(day["day_index"]): {
                "summary": ("" if zh else " ").join(tell_day(day)),
                "stops": _reasons(day, zh=zh),
            }
            for day in days
        },
    }


def _reasons(day: Facts, *, zh: bool) -> dict[str, str]:
    """Return why a stop is there and what it is, where there is something to say of it."""
    found = {}
    for stop in day["stops"]:
        more = [stop["about"]] if stop.get("about") else []
        if stop.get("book_ahead") and not more:
            more = ["请提前预约。" if zh else "Book ahead."]
        text = ("" if zh else " ").join(filter(None, (stop["reason"], *more)))
        if more and len(text) <= _LONGEST_REASON:
            found[str(stop["index"])] = text
    return found


def _sights(day: Facts) -> list[Facts]:
    return [stop for stop in day["stops"] if stop["kind"] == "attraction" and "area" in stop]


def _journeys(day: Facts) -> tuple[list[Facts], list[Facts]]:
    """Return the journeys of a day before its first sight, and those after it."""
    first = min((sight["index"] for sight in _sights(day)), default=0)
    legs = [(stop["index"] < first, stop["journey"]) for stop in day["stops"] if "journey" in stop]
    return [leg for early, leg in legs if early], [leg for early, leg in legs if not early]


def _to_book(days: Sequence[Facts]) -> list[str]:
    names = [stop["name"] for day in days for stop in day["stops"] if stop.get("book_ahead")]
    return list(dict.fromkeys(names))[:_MOST_NAMES]


def _strenuous(day: Facts) -> list[str]:
    return [stop["name"] for stop in day["stops"] if stop.get("effort", 0) >= _STRENUOUS]


# English

_BY_EN = {
    "train": "by train", "flight": "by air", "bus": "by bus", "ferry": "by ferry",
    "drive": "by car", "taxi": "by taxi",
}  # fmt: skip


def _trip_en(trip: Facts, days: Sequence[Facts]) -> list[str]:
    told = []
    legs = [
        f"{leg['from']} to {leg['to']} {_BY_EN[leg['mode']]} on day {leg['day']}"
        for leg in trip["journeys"]
    ]
    if legs:
        told.append(f"The way: {_and(legs)}.")
    elif len(trip["cities"]) == 1:
        length = "The day is" if trip["days"] == 1 else f"All {trip['days']} days are"
        told.append(f"{length} spent in {trip['cities'][0]}.")
    nights = [_nights_en(stay) for stay in trip["stays"]]
    if nights:
        told.append(f"Nights: {_and(nights)}.")
    if trip["interests"] and trip["sights_of_interest"]:
        told.append(f"{_share_en(trip)} for {_and(trip['interests'][:3])}.")
    cost = f"All of it comes to about {trip['cost']}"
    if trip["budget"]:
        cost += f", {'within' if trip['within_budget'] else 'above'} the budget of {trip['budget']}"
    told.append(f"{cost}.")
    if to_book := _to_book(days):
        told.append(f"To be booked ahead: {_and(to_book)}.")
    return told


def _share_en(trip: Facts) -> str:
    every, those = trip["sights"], trip["sights_of_interest"]
    if every == those:
        return f"All {every} sights are" if every > 1 else "The one sight is"
    return f"Of {every} sights, {those} {'is' if those == 1 else 'are'}"


def _nights_en(stay: Facts) -> str:
    hotel = f" ({stay['hotel']})" if stay["hotel"] else ""
    return f"{stay['nights']} in {stay['city']}{hotel}"


def _day_en(day: Facts) -> list[str]:
    told = [f"{day['theme']}."] if day["theme"] else []
    sights, before, after = _sights(day), *_journeys(day)
    told += [_leaving_en(leg) for leg in before]
    if len(sights) > 1:
        told.append(_together_en(day, sights))
    told += [_leaving_en(leg) for leg in after]
    if to_book := _to_book([day]):
        told.append(f"To be booked ahead: {_and(to_book)}.")
    if hard := _strenuous(day):
        told.append(f"Much walking or climbing: {_and(hard)}.")
    return told


def _together_en(day: Facts, sights: Sequence[Facts]) -> str:
    areas = {sight["area"] for sight in sights}
    names = _and([sight["name"] for sight in sights])
    longest = day["longest_way_min"]
    if len(areas) == 1 and "" not in areas:
        where = f"{names} are {'both' if len(sights) == 2 else 'all'} in {sights[0]['area']}"
    else:
        where = f"From {sights[0]['name']} the day goes to {_and([s['name'] for s in sights[1:]])}"
    if longest > _FAR_MIN:
        return f"{where}; the longest way takes {longest} minutes."
    on_foot = " and all are on foot" if day["only_walks"] else ""
    return f"{where}; no way takes more than {longest} minutes{on_foot}."


def _leaving_en(leg: Facts) -> str:
    target, at = leg["to"], leg["departs"]
    if leg["mode"] in _ON_THE_ROAD:
        return f"The drive to {target} begins at {at}."
    station = f" {leg['from_station']}" if leg["from_station"] else ""
    return (
        f"The {leg['mode']} to {target} leaves{station} at {at}: be there by {leg['be_there_by']}."
    )


def _and(names: Sequence[str]) -> str:
    return " and ".join([", ".join(names[:-1]), names[-1]] if len(names) > 1 else names)


# Chinese

_BY_ZH = {
    "train": "乘火车", "flight": "乘飞机", "bus": "乘大巴", "ferry": "乘渡轮",
    "drive": "自驾", "taxi": "乘出租车",
}  # fmt: skip
_WHAT_ZH = {"train": "列车", "flight": "航班", "bus": "大巴", "ferry": "渡轮"}


def _trip_zh(trip: Facts, days: Sequence[Facts]) -> list[str]:
    told = []
    legs = [
        f"第{leg['day']}天{_BY_ZH[leg['mode']]}从{leg['from']}到{leg['to']}"
        for leg in trip["journeys"]
    ]
    if legs:
        told.append(f"路线：{'，'.join(legs)}。")
    elif len(trip["cities"]) == 1:
        told.append(f"{trip['days']}天都在{trip['cities'][0]}。")
    nights = [
        f"{stay['city']}{stay['nights']}晚" + (f"（{stay['hotel']}）" if stay["hotel"] else "")
        for stay in trip["stays"]
    ]
    if nights:
        told.append(f"住宿：{'、'.join(nights)}。")
    if trip["interests"] and trip["sights_of_interest"]:
        told.append(f"{_share_zh(trip)}与{'、'.join(trip['interests'][:3])}有关。")
    cost = f"全部费用约{trip['cost']}"
    if trip["budget"]:
        cost += f"，{'未超出' if trip['within_budget'] else '超出'}预算{trip['budget']}"
    told.append(f"{cost}。")
    if to_book := _to_book(days):
        told.append(f"需要提前预约：{'、'.join(to_book)}。")
    return told


def _share_zh(trip: Facts) -> str:
    every, those = trip["sights"], trip["sights_of_interest"]
    return f"{every}个景点都" if every == those else f"{every}个景点中，{those}个"


def _day_zh(day: Facts) -> list[str]:
    told = [f"{day['theme']}。"] if day["theme"] else []
    sights, before, after = _sights(day), *_journeys(day)
    told += [_leaving_zh(leg) for leg in before]
    if len(sights) > 1:
        told.append(_together_zh(day, sights))
    told += [_leaving_zh(leg) for leg in after]
    if to_book := _to_book([day]):
        told.append(f"需要提前预约：{'、'.join(to_book)}。")
    if hard := _strenuous(day):
        told.append(f"步行或爬坡较多：{'、'.join(hard)}。")
    return told


def _together_zh(day: Facts, sights: Sequence[Facts]) -> str:
    longest = day["longest_way_min"]
    where = f"当天从{sights[0]['name']}到{'、'.join(sight['name'] for sight in sights[1:])}"
    if longest > _FAR_MIN:
        return f"{where}，最远的一段路程{longest}分钟。"
    on_foot = "，全程步行" if day["only_walks"] else ""
    return f"{where}，各段路程都不超过{longest}分钟{on_foot}。"


def _leaving_zh(leg: Facts) -> str:
    if leg["mode"] in _ON_THE_ROAD:
        return f"{leg['departs']}出发前往{leg['to']}。"
    what = f"开往{leg['to']}的{_WHAT_ZH[leg['mode']]}{leg['departs']}"
    station = f"从{leg['from_station']}" if leg["from_station"] else ""
    return f"{what}{station}出发，请在{leg['be_there_by']}前到达。"

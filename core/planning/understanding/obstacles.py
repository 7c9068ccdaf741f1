"""What cannot be had as wished, said in English and Chinese with what is done instead."""

from collections.abc import Mapping, Sequence
from typing import Any

from core.kernel.money import format_money
from core.kernel.times import dates_in_words
from core.schemas.plans import Obstacle

_MESSAGES: Mapping[str, tuple[str, str]] = {
    "unknown_destination": (
        "{name} is not in the catalogue, so it is left out",
        "目录中没有“{name}”，已略去",
    ),
    "unknown_origin": (
        "{name} is not in the catalogue, so the journeys there and back are not planned",
        "目录中没有出发地“{name}”，未安排往返交通",
    ),
    "same_city": (
        "The trip goes where it starts, so no journeys to {city} and back are planned",
        "出发地与目的地同为{city}，未安排往返交通",
    ),
    "unknown_must_see": (
        "{name} is not known in these cities; the nearest names are {nearest}",
        "这些城市中没有“{name}”；名称最接近的有：{nearest}",
    ),
    "must_see_elsewhere": (
        "{name} is in {city}, where this trip does not go, so it is left out",
        "“{name}”在{city}，这次行程不去那里，已略去",
    ),
    "closed_for_good": (
        "{name} has closed for good, so it is left out",
        "“{name}”已永久关闭，已略去",
    ),
    "both_ways": (
        "{name} is to be seen and to be avoided; it is seen",
        "“{name}”既要去又要避开；按要去处理",
    ),
    "too_few_cities": (
        "Of {name} only {found} cities are known, not {wished}",
        "“{name}”只收录了 {found} 个城市，少于所要求的 {wished} 个",
    ),
    "unreachable": (
        "No journey to {city} is known, so it is left out",
        "没有前往{city}的交通，已略去",
    ),
    "banned": (
        "{city} can only be reached in ways that were ruled out, so it is left out",
        "前往{city}只能使用已被排除的交通方式，已略去",
    ),
    "does_not_fit": (
        "There are not enough days for {city} beside the others, so it is left out",
        "天数不足以安排{city}，已略去",
    ),
    "no_ride": (
        "No journey from {origin} to {target} on {date} is known; it is not planned",
        "{date}没有从{origin}到{target}的交通，未作安排",
    ),
    "ruled_out": (
        "From {origin} to {target} on {date} one gets only by {modes}, which was ruled out; that "
        "journey is not planned",
        "{date}从{origin}到{target}只能乘坐{modes}，而这已被排除，未作安排",
    ),
    "stretched": (
        "The days do not fit as wished; stays are longer or shorter",
        "停留天数无法完全按要求安排，已作调整",
    ),
    "over_budget": (
        "Journeys and the cheapest lodging alone take {least}, {difference} more than the {asked} "
        "there are",
        "仅交通与最便宜的住宿就需{least}，比预算{asked}多{difference}",
    ),
    "dear_rides": (
        "The cheapest journeys that were found cost {cost}; they may cost at most {most}",
        "找到的最便宜的城际交通需{cost}，而要求不超过{most}",
    ),
    "no_way_to_meet": (
        "What was asked for contradicts itself, so no plan can keep all of it",
        "所提要求相互矛盾，没有方案能全部满足",
    ),
    "no_journeys": (
        "No journey from {origin} to {target} on {date} is as it was asked for",
        "{date}没有符合要求的从{origin}到{target}的班次",
    ),
    "no_time_to_return": (
        "No journey back leaves after the first arrival on the same day",
        "当天抵达后已没有返程班次",
    ),
    "no_lodging": (
        "No lodging is all that was asked for; the nearest is {name} at {cost} a night: {lacks}",
        "没有完全符合要求的住宿；最接近的是{name}（每晚{cost}）：{lacks}",
    ),
    "dear_nights": (
        "The cheapest lodging as asked for costs {cost} in all, and may cost at most {most}",
        "符合要求的最便宜住宿全程需{cost}，而要求不超过{most}",
    ),
    "no_place": (
        "Nothing that may be visited there is: {words}",
        "当地没有可安排的：{words}",
    ),
    "too_little_money": (
        "Journeys for {rides} and nights for {nights} alone come to {least}, more than {most}",
        "仅城际交通（{rides}）与住宿（{nights}）就需{least}，超过{most}",
    ),
    "contradiction": (
        "These cannot all hold: {words}; the first of them counts",
        "以下要求相互矛盾：{words}；以第一项为准",
    ),
    "most_travellers": (
        "A plan is for at most {most} travellers, not {said}; this one is for {most}",
        "一份行程最多安排 {most} 人，而不是 {said} 人；现按 {most} 人安排",
    ),
    "most_day_count": (
        "A trip has at most {most} days, not {said}; {most} are planned",
        "一次行程最多 {most} 天，而不是 {said} 天；现安排 {most} 天",
    ),
    "no_such_thing": (
        "There is no such thing as {words}, so it is left out",
        "不存在“{words}”，已略去",
    ),
    "past_start": (
        "The trip begins on {date}, which is past; it is planned for that day all the same",
        "出发日期{date}已过，仍按该日期安排",
    ),
    "unknown_word": (
        "{word} is not known in these cities",
        "这些城市中没有“{word}”",
    ),
    "cheapest_plan": (
        "No plan was found for {asked}: this is the cheapest found that keeps everything else. It "
        "takes {least}, which is {difference} more",
        "没有找到不超过{asked}的方案：所给方案是满足其他要求的方案中找到的最便宜者，需{least}，多出{difference}",
    ),
    "not_met": (
        "{what}. No plan was found that keeps this wish; this one comes nearest",
        "{what}。没有找到能满足此项要求的方案，所给方案最为接近",
    ),
    "no_rooms": (
        "No room was wanted, so no lodging is planned",
        "要求不订房间，未安排住宿",
    ),
}


_NOTHING_NEAR: Mapping[str, tuple[str, str]] = {
    "unknown_must_see": (
        "{name} is not known in these cities, nor is anything of a like name",
        "这些城市中没有“{name}”，也没有名称相近的地点",
    ),
}
"""Said instead where `nearest` is empty."""


def codes() -> frozenset[str]:
    """Return the codes that have messages."""
    return frozenset(_MESSAGES)


def obstacle(code: str, language: str, *, fields: Sequence[str] = (), **numbers: Any) -> Obstacle:
    """Return the obstacle of this code, said in the language of the request."""
    known = _NOTHING_NEAR if numbers.get("nearest") == "" else _MESSAGES
    message = dates_in_words(known[code][language == "zh"].format_map(numbers), language)
    return Obstacle(code=code, fields=list(fields), message=message, numbers=numbers)


def money_short(asked: int, least: int, currency: str) -> dict[str, Any]:
    """Return how much there is, the least it takes, and what is missing: in words and in numbers.

    Args:
        asked: what may be spent, in minor units.
        least: what it takes at least.
        currency: of both.
    """
    amounts = {"asked": asked, "least": least, "difference": least - asked}
    told = {name: format_money(amount, currency) for name, amount in amounts.items()}
    minor = {f"{name}_minor": amount for name, amount in amounts.items()}
    return {**told, **minor, "currency": currency}

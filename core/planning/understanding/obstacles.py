"""What cannot be had as wished, said in English and Chinese with what is done instead."""

from collections.abc import Mapping, Sequence
from typing import Any

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
        "No journey from {origin} to {target} is known; it is not planned",
        "没有从{origin}到{target}的交通，未作安排",
    ),
    "stretched": (
        "The days do not fit as wished; stays are longer or shorter",
        "停留天数无法完全按要求安排，已作调整",
    ),
    "over_budget": (
        "Journeys and the cheapest lodging alone cost more than the budget",
        "仅交通与最便宜的住宿已超出预算",
    ),
    "contradiction": (
        "These cannot all hold: {words}; what was said first counts",
        "以下要求相互矛盾：{words}；以先说的为准",
    ),
    "unknown_word": (
        "{word} is not known in these cities",
        "这些城市中没有“{word}”",
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


def codes() -> frozenset[str]:
    """Return the codes that have messages."""
    return frozenset(_MESSAGES)


def obstacle(code: str, language: str, *, fields: Sequence[str] = (), **numbers: Any) -> Obstacle:
    """Return the obstacle of this code, said in the language of the request."""
    message = _MESSAGES[code][language == "zh"].format_map(numbers)
    return Obstacle(code=code, fields=list(fields), message=message, numbers=numbers)

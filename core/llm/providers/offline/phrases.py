"""The few sentences the offline model says, in English and Chinese."""

from collections.abc import Sequence

from core.llm.providers.offline.reading import Row

_TAGS_ZH = {
    "history": "历史", "culture": "文化", "art": "艺术", "architecture": "建筑", "nature": "自然",
    "gardens": "园林", "views": "风景", "food": "美食", "shopping": "购物", "nightlife": "夜生活",
    "family": "亲子", "religion": "宗教", "science": "科学", "technology": "科技",
    "photography": "摄影", "music": "音乐", "theatre": "戏剧", "sports": "运动", "water": "水景",
    "hiking": "徒步", "local_life": "市井生活", "modern": "现代都市", "literature": "文学",
    "wellness": "休闲养生", "animals": "动物",
}  # fmt: skip
_TITLE_CHARS = 120
"""A longer title is refused; a place's name is never longer."""


def day_title(rows: Sequence[Row], language: str) -> str:
    """Name a day after what is most known in it, and only the first where two are too long."""
    known = sorted(rows, key=lambda row: (-row.popularity, row.id))[:2]
    names = [row.name for row in known]
    if not names:
        return "自由安排" if language == "zh" else "A day at leisure"
    both = "、".join(names) if language == "zh" else " and ".join(names)
    return both if len(both) <= _TITLE_CHARS else names[0]


def trip_title(cities: Sequence[str], days: int, interests: Sequence[str], language: str) -> str:
    """Name the trip."""
    city = _listed(cities, language)
    if language == "zh":
        wished = "、".join(_TAGS_ZH[tag] for tag in interests[:2])
        return f"{city}{days}日游" + (f"：{wished}" if wished else "")
    length = "One day" if days == 1 else f"{days} days"
    wished = " and ".join(tag.replace("_", " ") for tag in interests[:2])
    return f"{length} in {city}" + (f": {wished}" if wished else "")


def _listed(cities: Sequence[str], language: str) -> str:
    if language == "zh":
        return "、".join(cities)
    return " and ".join([", ".join(cities[:-1]), cities[-1]] if len(cities) > 1 else cities)

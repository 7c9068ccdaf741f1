"""Opening hours of OpenStreetMap's syntax as people read them."""

import re

_WORDS = {
    "Mo-Su": ("daily", "每天"),
    "Mo": ("Mon", "周一"), "Tu": ("Tue", "周二"), "We": ("Wed", "周三"), "Th": ("Thu", "周四"),
    "Fr": ("Fri", "周五"), "Sa": ("Sat", "周六"), "Su": ("Sun", "周日"),
    "PH": ("public holidays", "节假日"), "off": ("closed", "休息"), "closed": ("closed", "休息"),
    "24/7": ("at all hours", "全天"), "sunrise": ("sunrise", "日出"), "sunset": ("sunset", "日落"),
    "dawn": ("dawn", "黎明"), "dusk": ("dusk", "黄昏"),
}  # fmt: skip
_MONTHS = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")
_SPELT = _WORDS | {name: (name, f"{number}月") for number, name in enumerate(_MONTHS, 1)}
_WORD = re.compile(r"24/7|\b(?:" + "|".join(each for each in _SPELT if each != "24/7") + r")\b")


def readable_hours(hours: str, language: str) -> str:
    """Return opening hours with their abbreviations spelled out: `每天 09:00-17:00`."""
    spelt = _WORD.sub(lambda found: _SPELT[found[0]][language == "zh"], hours)
    return re.sub(r",(?=\S)", ", ", spelt)

"""How far something is, as people say it in English and Chinese."""

import re

KM = (
    r"(?P<km>\d{1,4}(?:\.\d{1,17})?|[一两二三四五六七八九十半])\s*"
    r"(?P<unit>公里|千米|km\b|kilomet(?:er|re)s?\b|里(?!面)|米|m\b|met(?:er|re)s?\b|miles?\b)"
)
"""A distance with its unit."""


def kilometres(found: re.Match[str]) -> float:
    """Return the distance of the groups `km` and `unit`, in kilometres."""
    number = found["km"]
    value = {"半": 0.5, "两": 2.0}.get(number) or (
        float(number) if number[0].isascii() else float("零一二三四五六七八九十".index(number))
    )
    unit = found["unit"].lower()
    if unit in ("米", "m") or unit.startswith("met"):
        return round(value / 1000, 3)
    if unit.startswith("mile"):
        return round(value * 1.609344, 3)
    return round(value / 2 if unit == "里" else value, 3)

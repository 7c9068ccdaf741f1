"""What a text wishes and no field of the form can say: it must be told, so it must be found."""

import re
from collections.abc import Iterator

from core.llm.providers.offline.wording.clock import SURE_CLOCK, time_of
from core.llm.providers.offline.wording.sheet import PLACE, Sheet
from core.llm.providers.offline.wording.tongue import tongue_of

_A_HOUSE = (
    r"(?! ?(?:restaurants?|cuisines?|places?|eater\w+|caf\w+|dish\w*|stalls?|markets?|bakery))"
)
_DIET = re.compile(
    r"\b(?:vegetarians?|vegans?|pescatarians?|plant[- ]based|halal|kosher|gluten[- ]free"
    r"|coeliacs?|celiacs?|lactose[- ](?:free|intolerant)|dairy[- ]free|nut[- ]free|diabetics?"
    r"|(?:(?:nut|peanut|shellfish|seafood|milk|egg|wheat|soy|fish) )?allerg(?:y|ies)"
    rf"|allergic to \w+)\b{_A_HOUSE}"
    r"|(?:纯素|素食|吃素|茹素|只吃清真|清真饮食|乳糖不耐|糖尿病|[\u4e00-\u9fff]{1,2}过敏)"
    r"(?!者?的?(?:餐厅|餐馆|馆|店|菜))",
    re.I | re.A,
)
_STARS = re.compile(
    r"\b(?:[2-7]|two|three|four|five|six|seven)[- ]stars?\b|[二三四五六七2-7]星级?", re.I
)
_NEAR_TRANSPORT = re.compile(
    r"(?:离|距离?|靠近|邻近|挨着)(?:地铁|轻轨|公交|车站|火车站|高铁站|机场)站?口?(?:很|比较|要|得|最好)?近?一?点?"
    r"|(?:地铁|轻轨)站?口?(?:附近|旁边?|边上)"
    r"|\b(?:near|close to|next to|by)(?: (?:the|a|an))?"
    r" (?:metro|subway|underground|tube|train|railway|bus)(?: (?:station|stop|line)s?)?\b",
    re.I,
)
_CLOCK = re.compile(SURE_CLOCK, re.I | re.A)
_A_LITTLE = "一点"
"""Alone it is hardly one o'clock: 慢一点, 便宜一点."""
_TO_DIETS = {"vegan": "vegetarian", "素": "vegetarian", "plant": "vegetarian", "清真": "halal"}
_NOT_WISHED = re.compile(
    r"\b(?:no|not|n['’]?t|skip\w*|avoid\w*|without|except|seen|been to|visited|already|near"
    r"|close to|next to|by|beside|around|from|at|like|than|hotel|of)[\s\uf8fd\uf8fe]+(?:the\s+)?$",
    re.I,
)
_MOST = 10
_LONGEST = 80


def find_diets(sheet: Sheet) -> list[tuple[int, int]]:
    """Return where a text says what somebody does not eat, whatever else was read of it."""
    return [found.span() for found in _DIET.finditer(sheet.text)][:_MOST]


def kind_of_diet(words: str) -> str:
    """Return what places for those who eat so are called, or the words again."""
    lower = words.lower()
    return next((kind for part, kind in _TO_DIETS.items() if part in lower), lower.rstrip("s"))


def find_unkept(rest: Sheet) -> Iterator[tuple[int, int]]:
    """Yield where stars of hotels, stations to be near to and hours stand that no rule has read."""
    for pattern in (_STARS, _NEAR_TRANSPORT):
        for found in pattern.finditer(rest.text):
            yield found.span()
    for clause in rest.clauses():
        found_clock = _CLOCK.search(rest.text, *clause)
        if found_clock and found_clock[0] != _A_LITTLE and time_of(found_clock[0]):
            yield clause if clause[1] - clause[0] <= _LONGEST else found_clock.span()


def find_only_named(rest: Sheet) -> Iterator[tuple[str, int, int]]:
    """Yield the sights of an English text that are named and of which nothing else is said.

    "Two days in Rome: the Pantheon, Trevi Fountain" wishes to see both.
    """
    if tongue_of(rest) == "zh":
        return
    for found in re.finditer(PLACE, rest.text):
        before = rest.text[max(0, found.start() - 24) : found.start()]
        if rest.kind(found[0]) == "attraction" and not _NOT_WISHED.search(before):
            yield rest.name(found[0], found.start()), *found.span()

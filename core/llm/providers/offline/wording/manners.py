"""Meals that are to be planned, and how well somebody can walk."""

import re

_MEALS = {
    "breakfast": r"早餐|早饭|早点|\bbreakfasts?\b",
    "lunch": r"午餐|午饭|中饭|中餐(?!厅|馆)|\blunch(?:es)?\b",
    "dinner": r"晚餐|晚饭|\bdinners?\b|\bsuppers?\b",
}
_ALL = re.compile(
    r"(?:一日|每天|每日|日常)?三餐(?:都|全|也)?(?:要|需要|安排|包|帮)?|\b(?:all (?:three )?"
    r"|three )meals (?:a|each|every|per) day\b|\bevery meal\b"
    r"|\bbreakfast,? lunch,? (?:and|&) dinner\b|早中晚(?:三餐|饭|餐)?",
    re.I,
)
_ONLY = re.compile(
    r"(?:只|仅|就)(?:要|需要?|安排|包|管|吃|订"
    r"|帮[^，,。]{0,4}安排)*\s*(?P<zh>[早午晚中][餐饭点](?:[和、与]?[早午晚中][餐饭点])*)"
    r"|\b(?:only|just)\s+(?:need |want |plan |arrange |include |book )?(?P<en>(?:breakfast"
    r"|lunch|dinner)s?(?:\s*(?:and|,|&)\s*(?:breakfast|lunch|dinner)s?)*)",
    re.I,
)
_NONE = re.compile(
    r"(?:不(?:用|需要?|要|必|吃)|别|无需)(?:帮我|给我|你)?(?:安排|考虑|包|管|订"
    r"|吃)*\s*(?P<zh>[早午晚中][餐饭](?:[和、与]?[早午晚中][餐饭])*)"
    r"|\b(?:no need (?:for|to plan|to arrange)|don't (?:need|plan|include|arrange|want|eat)"
    r"|do not (?:need|plan|include|arrange|want|eat)|skip|without"
    r"|no)\s+(?:any )?(?P<en>(?:breakfast|lunch|dinner)s?(?:\s*(?:and|or|,|&)\s*(?:breakfast"
    r"|lunch|dinner)s?)*)(?! reservations?)",
    re.I,
)
_WHEELCHAIR = re.compile(
    r"轮椅|无障碍|残疾|截瘫|\bwheel-?chairs?\b|\b(?:step|barrier)-free\b|\bdisabled\b"
    r"|\bparaplegic\b",
    re.I,
)
_LIMITED = re.compile(
    r"(?:走不动|走不了(?:太|很)?(?:多|远|长)?|不能(?:走|爬)(?:太|很)?(?:多|远|久|长|高)"
    r"|不(?:方便|宜|适合)(?:走|爬|行走|长时间走)|腿脚?(?:不好|不便|不方便|不太好|不太方便"
    r"|受伤|有伤)|行动不(?:便|方便)|膝盖(?:不好|有伤|疼|不太好)|拄拐|走路(?:慢|不便|困难"
    r"|不方便|吃力)"
    r"|少走路|别走太多|不想走太多|爬不动|不想爬山|不要爬(?:山|楼))"
    r"|\b(?:can(?:'t|not| not)|unable to|hard to|difficult to|trouble|difficulty|problems?"
    r"|struggle\w*)\s+(?:to )?(?:walk(?:ing)?|climb(?:ing)?)|\bbad (?:knees?|hips?|back"
    r"|legs?)\b|\blimited mobility\b|\bmobility (?:issues|problems|limitations)\b"
    r"|\b(?:no|not|don't|dont|can't|cannot) walk(?:ing)? (?:too |very |so )?(?:much|far|long"
    r"|a lot)\b"
    r"|\b(?:don't|do not|doesn't|not|dislikes?|hates?|no) (?:like )?long walks\b"
    r"|\b(?:not|no|little|minimal|minimum|less|without|avoid)\s+(?:much |a lot of |too much "
    r"|long |any |steep )*(?:walk(?:s|ing)?|climb(?:s|ing)?|stairs)\b|\bwalks? (?:slowly"
    r"|with a (?:cane|stick))\b|\bcrutches\b|\bcan(?:'t|not) (?:do|manage) (?:stairs|steps"
    r"|long walks)\b",
    re.I,
)

_NO_MEALS = re.compile(
    r"\b(?:no|without|skip|don['’]?t (?:plan|include|need|want)|do not (?:plan|include|need|want)"
    r"|no need (?:for|to plan)) (?:any |the )?"
    r"(?:(?:restaurants?|eating out)(?: (?:or|and) |, no ))?meals?"
    r"\b(?! (?:before|after|over|above|costing|more|deals?|plans?))"
    r"|(?:不(?:用|需要?|必|要)|无需|别)(?:帮?(?:我|我们))?(?:安排|考虑|管|推荐|订)(?:任何)?(?:吃饭|用餐|餐饮|餐食|三餐|吃的)"
    r"|不(?:安排|管|考虑)(?:任何)?(?:吃饭|用餐|餐饮|餐食|三餐)|不吃饭(?!店|馆)",
    re.I,
)

Span = tuple[int, int] | None


def find_meals(text: str) -> tuple[list[str] | None, Span]:
    """Return the meals of each day where that is said, and where; an empty list is none."""
    no_meals = _NO_MEALS.search(text)
    if no_meals:
        return [], no_meals.span()
    whole = _ALL.search(text)
    if whole:
        return list(_MEALS), whole.span()
    only = _ONLY.search(text)
    if only:
        return _named(only[0]), only.span()
    none = _NONE.search(text)
    if none:
        left = [meal for meal in _MEALS if meal not in _named(none[0])]
        return left or None, none.span()
    return None, None


def find_mobility(text: str) -> tuple[str | None, Span]:
    """Return how well the party walks where that is said, and where."""
    for value, pattern in (("wheelchair", _WHEELCHAIR), ("limited", _LIMITED)):
        found = pattern.search(text)
        if found:
            return value, found.span()
    return None, None


def _named(text: str) -> list[str]:
    return [meal for meal, words in _MEALS.items() if re.search(words, text, re.I)]

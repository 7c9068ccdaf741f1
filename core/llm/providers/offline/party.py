"""How many travel, as people say it in English and Chinese."""

import re

from core.llm.providers.offline.numerals import NUMBER, whole_number

_COMPANION_EN = (
    "wife|husband|partner|girlfriend|boyfriend|fianc[ée]e?|mother|mom|mum|father|dad|friend|sister"
    "|brother"
)
_COMPANION_ZH = "老婆|老公|女朋友|男朋友|女友|男友|妻子|丈夫|爱人|对象|朋友|闺蜜|同学|同事|妈|爸"
_A = rf"(?P<n>{NUMBER}|\ban?(?= ))"
_ADULTS = re.compile(
    rf"{_A}\s*(?:个|位)?(?:大人|成人|adults?\b)|(?P<zh>{NUMBER})大(?={NUMBER}小)", re.I
)
_CHILDREN = re.compile(
    rf"{_A}\s*(?:个|位)?(?:孩子|小孩|儿童|娃|宝宝|kids?\b|child(?:ren)?\b|toddlers?\b|bab(?:y|ies)\b)"
    rf"|大(?P<zh>{NUMBER})小",
    re.I,
)
_COMPANY = re.compile(
    rf"(?:\bwith|我和|我跟|我与)\s*(?:my )?{_A}\s*(?:个|位)?(?:other )?"
    r"(?:朋友|同学|同事|闺蜜|friends?\b|colleagues?\b|others\b)",
    re.I,
)
"""Those who come along with the one who writes."""
_PARTIES = (
    (re.compile(r"(?:我和|我跟|带着?|陪)(?:我)?(?:爸妈|父母|爸爸妈妈)|\bmy parents\b", re.I), 3),
    (
        re.compile(
            r"夫妻|夫妇|情侣|小两口|蜜月|双人|二人世界"
            rf"|(?:我和|我跟|我与|带着?|陪)我?(?:{_COMPANION_ZH})"
            rf"|\bcouples?\b(?! (?:of|days|nights))|honeymoon|\bmy (?:{_COMPANION_EN})\b",
            re.I,
        ),
        2,
    ),
    (
        re.compile(
            r"\bsolo\b|\balone\b|\bby myself\b|\bjust me\b|独自|独行|自己去"
            r"|(?<![一二两三四五六七八九十百每\d])一个人",
            re.I,
        ),
        1,
    ),
)
_PEOPLE = (
    re.compile(
        rf"(?P<n>{NUMBER})\s*(?:个人|人(?!均|民|份)|位|名"
        r"|people\b|persons?\b|pax\b|travell?ers?\b|friends\b|of us\b)",
        re.I,
    ),
    re.compile(rf"\b(?:family|group|party) of (?P<n>{NUMBER})", re.I),
    re.compile(rf"一家(?P<n>{NUMBER})口|(?P<m>{NUMBER})口之家"),
    re.compile(rf"我们(?P<n>{NUMBER})个"),
    re.compile(rf"\bfor (?P<n>{NUMBER})(?=\s*(?:[,.;!?]|$|and\b|with\b|in\b|on\b|who\b))", re.I),
)


def find_travellers(text: str) -> int | None:
    """Return the size of the party, children included."""
    children = _count(_CHILDREN, text) or 0
    adults = _count(_ADULTS, text)
    if adults is not None:
        return adults + children
    company = _count(_COMPANY, text)
    if company is not None:
        return 1 + company + children
    for pattern, size in _PARTIES:
        if pattern.search(text):
            return size + children
    found = (_count(pattern, text) for pattern in _PEOPLE)
    return next((count for count in found if count is not None), None)


def _count(pattern: re.Pattern[str], text: str) -> int | None:
    match = pattern.search(text)
    if match is None:
        return None
    word = next(word for word in match.groupdict().values() if word)
    return 1 if word.lower() in ("a", "an") else whole_number(word)

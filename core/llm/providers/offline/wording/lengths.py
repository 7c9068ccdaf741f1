"""How many days a trip has, as people say it in English and Chinese."""

import re

from core.llm.providers.offline.numerals import CROWD, NUMBER, whole_number

ADJECTIVES = (
    r"(?:(?:full|whole|entire|long|short|slow|quiet|nice|great|good|fun|cool|hot|calm|solid|easy|lazy"
    r"|busy|happy|sunny|cosy|cozy|lovely|leisurely|clear|free|more|extra|mellow|chill|gentle|magical"
    r"|(?!need|speed|spend|dur|even|morn|action|hundred|includ|follow)"
    r"[a-z]{3,12}(?:ed|ing|ful|ous|ive|tic|able|less)),? "
    r"(?:and )?|[a-z]+-(?:packed|filled|free) ){0,3}"
)
"""What may stand between a number and the days it counts."""
_MANY = rf"(?:{CROWD}|{NUMBER})"
_DAYS = re.compile(
    rf"({_MANY})\s*-?\s*(?:个)?(?:整?天(?!之?后|以后|前|窗)|日(?!元|圆|本|[期号语式落出料])"
    rf"|{ADJECTIVES}days?\b(?! from now| (?:pass|ticket)))",
    re.I,
)
_IN_ALL = re.compile(
    rf"(?:一共|总共|共计?|全程|行程)\s*(?:是|为|玩|待|呆|去|有)?\s*({NUMBER})\s*(?:整?天(?![前后窗])|日游)"
)
"""The days of a trip, where others are counted as well."""
_SHORT = re.compile(r"\b(\d{1,2}) ?d ?[/,]? ?\d{1,2} ?n\b", re.I)
"""As 5D4N."""
_SHEET = re.compile(
    rf"(?:天数|时长|行程长度)\s*(?:共|约|为|是)?\s*[:：=]?\s*({NUMBER})"
    r"|\b(?:number of |no\. of |# of )?(?:days|duration|length)(?: of (?:stay|trip"
    rf"|the trip))?\s*[:=]\s*({NUMBER})",
    re.I,
)
"""As a line of a form says it."""
_NIGHTS = re.compile(
    rf"({NUMBER})\s*-?\s*(?:个)?(?:晚(?!上|饭|餐)|夜(?!景|生活|市)|{ADJECTIVES}nights?\b)", re.I
)
_LENGTHS = (
    (re.compile(r"半个月|\bhalf a month\b", re.I), 15),
    (re.compile(r"\b(?:easter|thanksgiving)(?: long)? (?:weekend|break|holidays?)\b", re.I), 4),
    (
        re.compile(
            r"小?长周末|\blong weekend\b|\bbank holiday\b"
            r"|\b(?:memorial|labor|presidents?['’]?|columbus) day weekend\b",
            re.I,
        ),
        3,
    ),
    (re.compile(r"周末|weekend", re.I), 2),
    (
        re.compile(
            r"(?:两|2|二)\s*(?:个?星期|周)(?!后)|(?<!in )\b(?:two|2)[- ]weeks?\b|fortnight", re.I
        ),
        14,
    ),
    (
        re.compile(
            r"(?:一|1)\s*(?:整?个?星期|周)(?![后一-十日天年])|(?<!in )\b(?:a|one|1|full"
            r"|whole)[- ](?:[a-z]+ )?week\b(?! of|ly|end)|\bweek-?long\b|\bfor a week\b|黄金周",
            re.I,
        ),
        7,
    ),
    (re.compile(r"\b(?:a )?couple of days\b|(?<!第)(?:俩|两)日", re.I), 2),
    (re.compile(r"\b(?:a )?few days\b|几天(?!前|后)", re.I), 3),
    (
        re.compile(
            r"\bday[- ]trip\b|\ba day in\b|\bsingle day\b"
            r"|当[天日](?:往返|来回|去回|去当[天日]回)"
            r"|一[天日](?:往返|来回)|一日游",
            re.I,
        ),
        1,
    ),
)
_LONGER = (
    (re.compile(rf"({NUMBER})\s*(?:个?星期|周(?![后末年岁一二三四五六日天]))"
                rf"|(?<!in )\b({NUMBER})[- ]weeks?\b(?! ago| old)", re.I), 7),
    (re.compile(rf"({NUMBER})\s*整?个月(?![后前大])|(?<!in )\b({NUMBER})[- ]months?\b"
                r"(?! ago|[- ]old)", re.I), 30),
)  # fmt: skip
"""Lengths that are counted in more than days."""
_PRICE_OF_A_DAY = re.compile(r"(?<=[元块\d])\s*/?\s*一天(?!游)|一天(?=\s*\d)")
_PRICE_OF_A_NIGHT = re.compile(
    r"(?:酒店|宾馆|民宿|住宿|房费|房价)[^,，。;；\n]{0,4}[一每]晚"
    r"|[一每]晚(?=[^,，。;；\n]{0,8}(?:\d|[一二三四五六七八九]百))"
)
_DAY_OF_TRIP = re.compile(
    rf"(?:第|\bday )\s*{NUMBER}\s*(?:天|日)?|(?:最后|头|前|后|某|有|每|另|整|哪)[一1]天(?!游)", re.I
)


def find_more_nights(text: str, days: int) -> tuple[int, int] | None:
    """Return where a text says of a trip of so many days that it has as many nights or more."""
    for match in _NIGHTS.finditer(text):
        if whole_number(match[1]) > days:
            return match.span()
    return None


def find_length(text: str) -> tuple[int, int, int] | None:
    """Return how many days the trip has, and where that is said."""
    for other in (_PRICE_OF_A_DAY, _PRICE_OF_A_NIGHT, _DAY_OF_TRIP):
        text = other.sub(lambda found: " " * len(found[0]), text)
    for pattern in (_SHEET, _IN_ALL, _SHORT, _DAYS):
        match = pattern.search(text)
        if match:
            return whole_number(next(filter(None, match.groups()))), *match.span()
    for pattern, days in _LENGTHS:
        found = pattern.search(text)
        if found:
            return days, *found.span()
    for pattern, days in _LONGER:
        match = pattern.search(text)
        if match:
            return days * whole_number(next(filter(None, match.groups()))), *match.span()
    match = _NIGHTS.search(text)
    return (whole_number(match[1]) + 1, *match.span()) if match else None

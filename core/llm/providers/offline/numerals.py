"""Numbers, money and dates as people write them in English and Chinese."""

import re
from datetime import date, timedelta

_ZH_DIGITS = {char: value for value, char in enumerate("零一二三四五六七八九")} | {
    "两": 2,
    "俩": 2,
    "〇": 0,
}
_EN_WORDS = {
    "one": 1, "two": 2, "three": 3, "four": 4, "five": 5, "six": 6, "seven": 7, "eight": 8,
    "nine": 9, "ten": 10, "eleven": 11, "twelve": 12, "thirteen": 13, "fourteen": 14,
}  # fmt: skip
NUMBER = rf"(?:\d+|[一二两俩三四五六七八九十]{{1,3}}|\b(?:{'|'.join(_EN_WORDS)})\b)"
"""A whole number below one hundred, as digits or words."""

_CURRENCIES = {
    "CNY": r"元|块|人民币|rmb|cny|yuan|￥|¥",
    "USD": r"\$|usd|us dollars?|dollars?|美元|美金",
    "EUR": r"€|eur\b|euros?|欧元",
    "GBP": r"£|gbp|pounds?|英镑",
    "JPY": r"jpy|yen|日元|日圆|円",
}
_AMOUNT = r"(\d[\d,]*(?:\.\d+)?)\s*(万|千|k\b|thousand)?"
_SCALES = {"万": 10_000, "千": 1_000, "k": 1_000, "thousand": 1_000}
_UNIT = "|".join(_CURRENCIES.values())
_MONEY = (
    re.compile(rf"(?:预算|budget)[^\d$€£￥¥]{{0,16}}?({_UNIT})?\s*{_AMOUNT}\s*({_UNIT})?", re.I),
    re.compile(rf"人均[^\d]{{0,4}}()?{_AMOUNT}\s*({_UNIT})?", re.I),
    re.compile(rf"({_UNIT})\s*{_AMOUNT}()", re.I),
    re.compile(rf"(){_AMOUNT}\s*({_UNIT})", re.I),
)
_PER_PERSON = re.compile(r"人均|每人|per person|each|a head|/\s*人|pp\b", re.I)

_MONTHS = (
    "january", "february", "march", "april", "may", "june", "july", "august", "september",
    "october", "november", "december",
)  # fmt: skip
_MONTH = "|".join(rf"{name[:3]}(?:{name[3:]})?" if name != "may" else "may" for name in _MONTHS)
_WEEKDAYS_ZH = "一二三四五六日"
_WEEKDAYS_EN = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")


def whole_number(text: str) -> int:
    """Return the value of what `NUMBER` matched."""
    word = text.strip().lower()
    if word.isdigit():
        return int(word)
    if word in _EN_WORDS:
        return _EN_WORDS[word]
    tens, ten, ones = word.partition("十")
    if not ten:
        return _ZH_DIGITS[word]
    return (_ZH_DIGITS[tens] if tens else 1) * 10 + (_ZH_DIGITS[ones] if ones else 0)


def find_money(text: str) -> tuple[float, str | None, bool] | None:
    """Return amount, currency where it is said, and whether it is meant per person."""
    for pattern in _MONEY:
        match = pattern.search(text)
        if match is not None:
            before, digits, scale, after = match.groups()
            amount = float(digits.replace(",", "")) * _SCALES.get((scale or "").lower(), 1)
            around = text[max(0, match.start() - 8) : match.end() + 14]
            return amount, _currency(before or after), bool(_PER_PERSON.search(around))
    return None


def _currency(word: str | None) -> str | None:
    for code, pattern in _CURRENCIES.items():
        if word and re.fullmatch(pattern, word, re.I):
            return code
    return None


def find_date(text: str, today: date) -> date | None:
    """Return the first day that is named; one without a year is the next such day."""
    for find in (_iso, _chinese, _english, _relative, _weekday):
        found = find(text, today)
        if found is not None:
            return found
    return None


def _iso(text: str, _today: date) -> date | None:
    match = re.search(r"\b(\d{4})[-/.](\d{1,2})[-/.](\d{1,2})\b", text)
    return _date(int(match[1]), int(match[2]), int(match[3])) if match else None


def _chinese(text: str, today: date) -> date | None:
    match = re.search(r"(?:(\d{4})年)?(\d{1,2})月(\d{1,2})[日号]", text)
    return _upcoming(today, match[1], int(match[2]), int(match[3])) if match else None


def _english(text: str, today: date) -> date | None:
    match = re.search(
        rf"\b({_MONTH})\.? (\d{{1,2}})(?:st|nd|rd|th)?(?:,? (\d{{4}}))?\b", text, re.I
    )
    if match:
        return _upcoming(today, match[3], _month(match[1]), int(match[2]))
    match = re.search(
        rf"\b(\d{{1,2}})(?:st|nd|rd|th)? ({_MONTH})\.?(?:,? (\d{{4}}))?\b", text, re.I
    )
    return _upcoming(today, match[3], _month(match[2]), int(match[1])) if match else None


def _relative(text: str, today: date) -> date | None:
    for pattern, days in ((r"大后天", 3), (r"后天|day after tomorrow", 2), (r"明天|tomorrow", 1),
                          (r"今天|\btoday\b", 0)):  # fmt: skip
        if re.search(pattern, text, re.I):
            return today + timedelta(days=days)
    return None


def _weekday(text: str, today: date) -> date | None:
    match = re.search(r"(下+)?(?:周|星期|礼拜)([一二三四五六日天])", text)
    if match:
        target = _WEEKDAYS_ZH.index(match[2].replace("天", "日"))
        monday = today - timedelta(days=today.weekday())
        found = monday + timedelta(weeks=len(match[1] or ""), days=target)
        return found if found >= today else found + timedelta(weeks=1)
    match = re.search(rf"\b(next )?({'|'.join(_WEEKDAYS_EN)})\b", text, re.I)
    if match is None:
        return None
    ahead = (_WEEKDAYS_EN.index(match[2].lower()) - today.weekday()) % 7
    return today + timedelta(days=ahead or 7)


def _month(word: str) -> int:
    return next(i for i, name in enumerate(_MONTHS, start=1) if name[:3] == word[:3].lower())


def _upcoming(today: date, year: str | None, month: int, day: int) -> date | None:
    if year:
        return _date(int(year), month, day)
    found = _date(today.year, month, day)
    if found is None or found >= today:
        return found
    return _date(today.year + 1, month, day)


def _date(year: int, month: int, day: int) -> date | None:
    try:
        return date(year, month, day)
    except ValueError:
        return None

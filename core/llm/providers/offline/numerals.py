"""Numbers as people write them in English and Chinese."""

import re

_ZH_DIGITS = {char: value for value, char in enumerate("零一二三四五六七八九")} | {
    "两": 2,
    "俩": 2,
}
_ZH_UNITS = {"十": 10, "百": 100, "千": 1_000}
_ZH_TEN_THOUSAND = "万"
_EN_WORDS = {
    "one": 1, "two": 2, "three": 3, "four": 4, "five": 5, "six": 6, "seven": 7, "eight": 8,
    "nine": 9, "ten": 10, "eleven": 11, "twelve": 12, "thirteen": 13, "fourteen": 14,
    "fifteen": 15, "sixteen": 16, "seventeen": 17, "eighteen": 18, "nineteen": 19,
}  # fmt: skip
_EN_TENS = {
    "twenty": 20, "thirty": 30, "forty": 40, "fifty": 50, "sixty": 60, "seventy": 70,
    "eighty": 80, "ninety": 90,
}  # fmt: skip
_EN = (
    rf"\b(?:(?:{'|'.join(_EN_TENS)})(?:[ -](?:{'|'.join(list(_EN_WORDS)[:9])}))?"
    rf"|{'|'.join(_EN_WORDS)})\b"
)
NUMBER = (
    r"(?:(?<![\d.])\d{1,3}(?!\d|\.\d)"
    r"|(?<![第零一二两俩三四五六七八九十百千万])"
    r"(?:[二三四五六七八九]?十[一二三四五六七八九]?|[一二两俩三四五六七八九]{1,2})"
    rf"|{_EN})"
)
"""A whole number below one hundred, as digits or words; 两三 is "two or three"."""

CROWD = (
    r"(?:(?<![\d.])\d{3,9}(?!\d|\.\d)|(?<![\d.])\d{1,4}(?:\.\d)?[千万]"
    r"|(?<![第零一二两三四五六七八九十百千万])[一二两三四五六七八九十]{1,3}[百千万]"
    r"[零一二两三四五六七八九十百千万]{0,9}"
    rf"|(?:{_EN}|\ba)\s+(?:thousand|hundred)\b)"
)
"""A whole number of a hundred or more, as digits with or without a scale, or as words."""

AMOUNT = (
    r"(?:\d{1,4}[万千kw][1-9](?![\d.万千百])"
    r"|\d[\d,]{0,14}(?:\.\d{1,3})?\s*(?:万|千|百|[kw](?![A-Za-z\d])|thousand\b|hundred\b)?"
    r"|[一二两三四五六七八九十]{1,3}[百千万][零一二两三四五六七八九十百千万]{0,9}"
    r"|(?<![一二两三四五六七八九百千万第])[二三四五六七八九]?十[一二三四五六七八九]?"
    r"(?=\s?(?:元|块|以内|以下|左右|[,，。;；！!\n]|$))"
    rf"|(?:{_EN}|\ba)\s+(?:thousand|hundred)\b)"
)
"""A quantity of any size, as digits with or without a scale, or as words."""
_SCALES = {
    "万": 10_000, "w": 10_000, "千": 1_000, "k": 1_000, "thousand": 1_000, "百": 100,
    "hundred": 100,
}  # fmt: skip

_POINTS = re.compile(r"\d{1,3}\.\d{3}")
"""As 1.500, which is no sum of money but with a thousand."""
_MIXED = re.compile(r"(\d{1,4})([万千kw])(\d)")
"""As 1万5, whose last digit counts thousands."""


def whole_number(text: str) -> int:
    """Return the value of what `NUMBER` or `CROWD` matched; of "two or three" the larger."""
    word = text.lower()
    if word.isdecimal():
        return int(word)
    if re.search(r"[百千万]|hundred|thousand", word):
        return int(amount(word))
    if word[0].isascii():
        return _english(word)
    return int(_chinese(word)) if "十" in word else _ZH_DIGITS[word[-1]]


def amount(text: str) -> float:
    """Return the value of what `AMOUNT` matched."""
    word = text.lower().strip()
    mixed = _MIXED.fullmatch(word)
    if mixed:
        unit = _SCALES[mixed[2]]
        return float(int(mixed[1]) * unit + int(mixed[3]) * unit // 10)
    if word[0] in _ZH_DIGITS or word[0] in _ZH_UNITS:
        return _chinese(word)
    for scale, factor in _SCALES.items():
        if word.endswith(scale):
            return _plain(word.removesuffix(scale).strip()) * factor
    return _plain(word)


def _plain(word: str) -> float:
    if _POINTS.fullmatch(word):
        return float(word.replace(".", ""))
    if word == "a":
        return 1.0
    return float(_english(word)) if word.isalpha() or "-" in word else float(word.replace(",", ""))


def _english(word: str) -> int:
    tens, _, ones = word.replace("-", " ").partition(" ")
    return (_EN_TENS | _EN_WORDS)[tens] + (_EN_WORDS[ones] if ones else 0)


def _chinese(word: str) -> float:
    """Return the value of Chinese numerals; the last digit of 一千五 counts hundreds."""
    whole = section = digit = 0
    unit = 1
    for char in word:
        if char in _ZH_UNITS:
            unit = _ZH_UNITS[char]
            section, digit = section + (digit or 1) * unit, 0
        elif char == _ZH_TEN_THOUSAND:
            unit = 10_000
            whole, section, digit = (whole + section + digit) * unit, 0, 0
        else:
            digit = _ZH_DIGITS[char]
            unit = 1 if char == "零" else unit
    return float(whole + section + digit * max(1, unit // 10))

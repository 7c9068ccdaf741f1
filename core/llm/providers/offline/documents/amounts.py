"""Every amount of money in a text, with where it stands."""

import re
from dataclasses import dataclass
from decimal import Decimal

_CODES = "USD|EUR|GBP|CNY|RMB|JPY|HKD|SGD|AUD|CAD|CHF|KRW|THB|TWD|MOP"
_SIGNS = {
    "HK$": "HKD", "US$": "USD", "S$": "SGD", "A$": "AUD", "C$": "CAD", "NT$": "TWD", "$": "USD",
    "€": "EUR", "£": "GBP", "￥": "CNY", "¥": "CNY", "₩": "KRW", "RMB": "CNY", "人民币": "CNY",
}  # fmt: skip
_WORDS = {
    "港元": "HKD", "港币": "HKD", "美元": "USD", "美金": "USD", "欧元": "EUR", "英镑": "GBP",
    "日元": "JPY", "澳元": "AUD", "元": "CNY", "圆": "CNY", "yuan": "CNY", "euros": "EUR",
    "euro": "EUR", "dollars": "USD", "dollar": "USD", "pounds": "GBP", "yen": "JPY",
}  # fmt: skip
_BEFORE = "|".join([*(re.escape(sign) for sign in _SIGNS), rf"\b(?:{_CODES})"])
_AFTER = "|".join([*_WORDS, rf"(?:{_CODES})\b", "€", "£"])
_SUM = r"(?P<sum>\d{1,3}(?:[,.' ]\d{3})+(?:[.,]\d{1,2})?|\d+(?:[.,]\d{1,2})?)(?![\d])"
_SCALE = r"\s*(?P<scale>万|亿|千|million\b|thousand\b|k\b)?"
_AMOUNTS = tuple(
    re.compile(pattern, re.I)
    for pattern in (
        rf"(?P<unit>{_BEFORE})\s*{_SUM}{_SCALE}",
        rf"(?<![\d.,]){_SUM}{_SCALE}\s*(?P<unit>{_AFTER})",
    )
)
_SCALES = {
    "万": 10_000, "亿": 100_000_000, "千": 1_000, "million": 1_000_000, "thousand": 1_000,
    "k": 1_000,
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Amount:
    """An amount in major units as it is written from `start` to `end`."""

    start: int
    end: int
    value: Decimal
    currency: str


def amounts_in(text: str) -> list[Amount]:
    """Return the amounts of a text in order."""
    found = [
        Amount(match.start(), match.end(), _value(match), _currency(match["unit"]))
        for pattern in _AMOUNTS
        for match in pattern.finditer(text)
    ]
    apart: list[Amount] = []
    for amount in sorted(found, key=lambda amount: (amount.start, -amount.end)):
        if not apart or amount.start >= apart[-1].end:
            apart.append(amount)
    return apart


def _value(match: re.Match[str]) -> Decimal:
    written = match["sum"].replace(" ", "").replace("'", "")
    cents = ""
    mark = max(written.rfind("."), written.rfind(","))
    if mark >= 0 and len(written) - mark - 1 <= 2:
        written, cents = written[:mark], written[mark + 1 :]
    whole = Decimal(re.sub(r"[.,]", "", written) + (f".{cents}" if cents else ""))
    return whole * _SCALES.get((match["scale"] or "").lower(), 1)


def _currency(unit: str) -> str:
    word = unit.lower()
    for known, code in (*_SIGNS.items(), *_WORDS.items()):
        if known.lower() == word:
            return code
    code = unit.upper()
    return "CNY" if code == "RMB" else code

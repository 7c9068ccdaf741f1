"""Budgets as people write them in English and Chinese."""

import re
from dataclasses import dataclass
from itertools import islice

from core.llm.providers.offline.numerals import AMOUNT, amount

_A, _Z = r"(?<![A-Za-z])", r"(?![A-Za-z])"
"""Where a word of Latin letters begins and ends, also beside digits and Chinese."""
_SIGNS = {
    "HKD": rf"{_A}hk\$|{_A}hkd{_Z}|港币|港元", "AUD": rf"{_A}a\$|{_A}aud{_Z}",
    "CAD": rf"{_A}ca?\$|{_A}cad{_Z}", "SGD": rf"{_A}s\$|{_A}sgd{_Z}",
    "USD": rf"{_A}us\$|\$|{_A}usd{_Z}|美元|美金", "EUR": rf"€|{_A}eur{_Z}|欧元",
    "GBP": rf"£|{_A}gbp{_Z}|英镑", "JPY": rf"{_A}jpy{_Z}|日元|日圆|日币", "KRW": rf"₩|{_A}krw{_Z}",
    "CNY": rf"￥|¥|人民币|{_A}rmb{_Z}|{_A}cny{_Z}",
}  # fmt: skip
"""What stands before an amount, and after it as well."""
_WORDS = {
    "AUD": "澳元|澳币", "CAD": "加元|加币", "SGD": "新加坡元|新币",
    "USD": rf"{_A}(?:us )?dollars?{_Z}|{_A}bucks{_Z}|美刀",
    "EUR": rf"{_A}euros?{_Z}", "GBP": rf"{_A}pounds?{_Z}|{_A}quid{_Z}",
    "JPY": rf"{_A}yen{_Z}|円", "KRW": "韩元|韩币", "CNY": rf"元|块|{_A}yuan{_Z}",
}  # fmt: skip
"""What stands after an amount only."""
_SIGN = "|".join(_SIGNS.values())
UNIT = f"{_SIGN}|{'|'.join(_WORDS.values())}"
_OTHER_UNIT = (
    r"(?!\s*-?\s*(?:[天日晚夜周月号点人个位名口岁分公米步级%/星]|小时|(?:day|night|week|month|hour"
    r"|star)s?\b"
    r"|people\b|persons?\b|adults?\b|kids?\b|children\b|travell?ers?\b|friends\b|am\b|pm\b|km\b"
    r"|m\b|min|places\b|stops\b|\d|\.\d))"
)
_SUM = rf"(?<![\d.,])(?P<sum>{AMOUNT})(?![\d万千百])"
_UP_TO = rf"(?:{AMOUNT}\s*(?:-|–|~|～|到|至|to)\s*)?"
_ROUND_SUM = (
    r"(?<![\d.,])(?P<sum>\d[\d,]{2,14}|\d{1,4}(?:\.\d{1,3})?\s*(?:[万千]|[kw](?![A-Za-z\d]))[1-9]?"
    r"|[一二两三四五六七八九十]{1,3}[百千万][零一二两三四五六七八九十百千万]{0,9})"
)
_SPENT = r"(?:花费|费用|开销|开支|支出|消费|花销|金额|总价)"
_LEAD = (
    r"(?:人均|每人|不(?:要|能|得|可)?(?:超过?|高于|多于)|别超过?|(?:控制|限制|压)在|最多|至多|顶多"
    rf"|上限|总共?{_SPENT}|花[费销]|(?:全部|全程|整个|整趟|所有)的?{_SPENT}"
    r"|(?:一共|总共|只|能|可以|准备|打算|愿意|计划|想)花|总共|一共|总计|合计|加(?:起来|一起)|手头上?(?:有|只有)|身上只?有"
    r"|under|below|less than|no more than|up to|at most|spend\w*|afford|set aside|exceed\w*"
    r"|(?:spending|cost) (?:limit|cap))"
)
"""What stands before a sum that may be spent."""
_MONEY = tuple(
    re.compile(pattern, re.I)
    for pattern in (
        r"(?:预算|budget)(?:[^\d$€£￥¥。；;!?！？\n.]|\.(?!\s)){0,16}?"
        rf"(?P<before>{_SIGN})?\s*"
        rf"{_UP_TO}{_SUM}\s*(?:(?P<after>{UNIT})|{_OTHER_UNIT})",
        rf"(?P<before>{_SIGN})\s*{_UP_TO}{_SUM}{_OTHER_UNIT}",
        rf"{_SUM}\s*(?P<after>{UNIT})",
        rf"{_LEAD}[^\d，,。；;!?！？\n]{{0,10}}?{_ROUND_SUM}{_OTHER_UNIT}",
        rf"{_ROUND_SUM}\s*(?:以内|以下|之内|内(?=[,，。;；！!\n]|$)|封顶|搞定)",
    )
)
"""From the surest sign of a budget to the least."""
_BELOW_NOTHING = re.compile(rf"(?:(?:^|[\s:：为是])[-−]|负|\bminus)\s?(?:{_SIGN})?\s?$", re.I)
_MOST_SUMS = 50
_CLAUSE_MAX = 200
_CLAUSE_END = re.compile(r"[,，。；;!?！？\n]|\.(?=\s)")
_PER_PERSON = re.compile(
    r"人均|每人|每个人|\bper (?:person|head|adult|traveller)|\beach\b|\ba head|/\s*(?:人|person)"
    r"|\bpp\b",
    re.I,
)
_PER_DAY = re.compile(
    r"每天|每日|/\s*(?:天|日|day)|(?<!for )\b(?:per|a|each|every) day|\bdaily\b"
    r"|[元块\d]\s*一天(?!游)|一天\s*\d",
    re.I,
)
_PER_NIGHT = re.compile(r"每晚|一晚|/\s*(?:晚|night)|\b(?:per|a|each|every) night", re.I)


@dataclass(frozen=True, slots=True)
class Money:
    """An amount in major units, the currency where it is said, and what it is meant for."""

    amount: float
    currency: str | None
    per_person: bool
    per_day: bool


@dataclass(frozen=True, slots=True)
class Budget:
    """A budget, where it is said, and where another of the same sort is."""

    money: Money
    start: int
    end: int
    other: tuple[int, int] | None = None


def currency_of(word: str | None) -> str | None:
    """Return the currency that a sign or word stands for."""
    for code, sign in _SIGNS.items():
        if word and re.fullmatch(f"{sign}|{_WORDS.get(code, sign)}", word, re.I):
            return code
    return None


def find_money(text: str) -> Money | None:
    """Return what may be spent; the price of a night is no budget."""
    budget = find_budget(text)
    return budget.money if budget else None


def find_budget(text: str) -> Budget | None:
    """Return what may be spent, where that is said, and where something else is said."""
    sure = _MONEY[0]
    for pattern in _MONEY:
        matches = islice(pattern.finditer(text), _MOST_SUMS)
        sums = [(found, _money(text, found)) for found in matches]
        budgets = [(found, money) for found, money in sums if money]
        if not budgets:
            continue
        found, money = budgets[0]
        others = [
            other.span()
            for other, said in (budgets[1:] if pattern is sure else ())
            if (said.per_person, said.per_day) == (money.per_person, money.per_day)
            and (said.amount, said.currency) != (money.amount, money.currency)
        ]
        return Budget(money, *found.span(), others[0] if others else None)
    return None


def _money(text: str, match: re.Match[str]) -> Money | None:
    clause = _clause(text, match)
    if _PER_NIGHT.search(clause):
        return None
    sign = -1 if _BELOW_NOTHING.search(text, 0, match.start("sum")) else 1
    return Money(
        sign * amount(match["sum"]),
        _currency(match),
        bool(_PER_PERSON.search(clause)),
        bool(_PER_DAY.search(clause)),
    )


def _clause(text: str, match: re.Match[str]) -> str:
    """Return what was found with the words around it, up to the next comma on either side."""
    before = _CLAUSE_END.split(text[max(0, match.start() - _CLAUSE_MAX) : match.start()])[-1]
    after = _CLAUSE_END.split(text[match.end() : match.end() + _CLAUSE_MAX])[0]
    return f"{before}{match[0]}{after}"


def _currency(match: re.Match[str]) -> str | None:
    groups = match.groupdict()
    return currency_of(groups.get("before") or groups.get("after"))

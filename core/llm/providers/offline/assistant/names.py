"""Names in a message: what is left of a span when all that only surrounds them is taken away."""

import re
from functools import cache

from core.llm.providers.offline.assistant.hearing import MARKS, Heard
from core.llm.providers.offline.wording.elsewhere import city_names

_SIGNS = rf"[\s,.!?;:\"'()~{MARKS}]+"
_BEFORE = re.compile(
    r"(?:(?:what(?:'s| is| are)|the|a|an|my|our|your|some|any|this|that|to|at|in"
    r"|on|of|for|visiting|visit|seeing|see"
    r"|going to|go to|going|stop at|stop in|a stop|a visit to|a trip to|eating|eat at|having"
    r"|have|entrance (?:fee|ticket)s? (?:to|for|of)|tickets? (?:to|for|of)|and|then|also|just|only"
    r"|good|nice|great|best|cheap(?:est)? (?=flight)|there)\b\s*)+"
)
_BEHIND = re.compile(
    r"(?:\s+(?:that day|please|too|as well|also|instead|then|now|visit|there|again|anymore|any more"
    r"|any longer"
    r"|from here|from there|from|to|on|in|at|for|out|with|and|or|of|itself|open|be|is|are|cost"
    r"|thing|us|me))+$"
)
_BEFORE_ZH = re.compile(
    r"(?:好的|好(?=[,. ])|不过|但是?|嗯+|然后|对了|谢谢"
    r"|一趟|我们?的?|你|请问?|[那这][家间座]|那么?|这个?|那个|一下|一个|一家|个|去|到|在|往|参观|游览|逛逛?"
    r"|看看?|玩|吃"
    r"|的|把|将|再|还|也|都|就|想|要|从|和|跟|关于|有没有|有|对于|先)+(?=.)"
)
_BEHIND_ZH = re.compile(
    r"(?:那天|当天|下来|加起来|算下来|的时间|的门票|门票|参观|的行程|行程(?:里|中)|行程|这一?站|那一?站|的|(?<!酒)吧|来着|在哪[里儿]?|还剩下?|还够|了"
    r"|呢|吗|么|啊|呀|哦|嘛|一下"
    r"|大概|大约|一般|今年|现在|是|要|会|在|也|就|还|里面?|那边|那里|从|能不能|可不可以|要花(?:我们)?|几点到|有|谢谢)+$"
)
_ZH = re.compile(r"[\u4e00-\u9fff]")
_PRONOUN = re.compile(
    r"(?:it|they|these|those|that|this|there|here|them|that one|this one|that place|this place"
    r"|the place|那里|那儿|这里|这儿|它们?|这个?|那个?|那家|这家|这个地方|那个地方|此处|你|我们?"
    r"|好的?|不过|但是?|嗯+|然后|那么?|对了)"
)
_EVERYTHING = re.compile(
    r"(?:whole|entire|(?:whole |entire |total )?(?:trip|journey|holiday|vacation|itinerary|plan"
    r"|schedule|thing"
    r"|stay|day|budget|everything|it all|all|total|all of it|cost)s?|(?:总|整|全|这"
    r"|本)?(?:个|趟|次|程)?"
    r"(?:行程|旅行|旅程|旅游|出行|花费|费用|预算|全部|一共|总共|总)|[整全这]?趟|全程|一天|整天|每天)"
)
_MOST = 80


def name_in(heard: Heard, start: int, end: int) -> str | None:
    """Return the name in a span as it was written; None where none is left."""
    text = heard.text[start:end]
    at, to = _inner(text)
    words = heard.words(start + at, start + to)
    if not words or len(words) > _MOST or _PRONOUN.fullmatch(text[at:to]):
        return None
    return words


def is_everything(name: str | None) -> bool:
    """Say whether a name is no name, but that of the trip as a whole."""
    return name is not None and _EVERYTHING.fullmatch(name.lower()) is not None


def _inner(text: str) -> tuple[int, int]:
    """Return where a name stands in a text."""
    start, end = 0, len(text)
    while start < end:
        before = [found.end() for lead in _LEADS if (found := lead.match(text, start, end))]
        behind = [found.start() for tail in _TAILS if (found := tail.search(text, start, end))]
        inner = max(before, default=start), min(behind, default=end)
        if inner == (start, end):
            break
        start, end = inner[0], max(inner)
    return start, end


_LEADS = (re.compile(_SIGNS), _BEFORE, _BEFORE_ZH)
_TAILS = (re.compile(_SIGNS + "$"), _BEHIND, _BEHIND_ZH)


@cache
def _cities() -> re.Pattern[str]:
    names = sorted({name.lower() for name in city_names()}, key=len, reverse=True)
    latin = [re.escape(name) for name in names if not _ZH.search(name)]
    return re.compile(
        rf"\b(?:{'|'.join(latin)})\b|" + "|".join(name for name in names if _ZH.search(name))
    )


def city_in(heard: Heard, start: int = 0, end: int | None = None) -> tuple[int, int] | None:
    """Return where the first city that everybody knows stands."""
    found = _cities().search(heard.text, start, len(heard.text) if end is None else end)
    return found.span() if found else None


def is_city(name: str) -> bool:
    """Say whether a folded name is that of a city everybody knows."""
    return _cities().fullmatch(name) is not None

"""What was assumed on the way to a brief, said in English and Chinese."""

import re
from datetime import date
from typing import Any

from core.kernel.times import dates_in_words
from core.schemas.plans import Assumption

_ASSUMED = {
    "home": (
        "No city named: taken is the one of what is to be seen: {}",
        "未给出城市：按想去的地点选定{}",
    ),
    "region": ("Of {} these were chosen, as the days allow: {}", "“{}”范围很广，按天数选定：{}"),
    "said_date": ("Taken as the date where the trip goes: {}", "按目的地当地日期理解：{}"),
    "spelling": ("Read as a name that was misspelt: {}", "按拼写有误的名称理解：{}"),
    "yen": ("The sign ¥ is read as yen, the money there", "“¥”按当地货币日元理解"),
    "own_money": (
        "No currency given: taken is {}, the money of where the trip starts",
        "未注明币种：按出发地货币 {} 理解",
    ),
    "start_date": ("No date given: tomorrow", "未给出日期：默认从明天开始"),
    "day_count": ("No length given: three days", "未给出天数：默认三天"),
    "several": ("No length given: {} days", "未给出天数：默认{}天"),
    "travellers": ("No party given: one traveller", "未给出人数：默认一人"),
    "company": ("No number given: {}, by who comes along", "未给出人数：按同行者计为{}人"),
    "pace": ("No pace given: normal", "未给出节奏：默认适中"),
    "daily_window": ("No hours given: 09:00 to 21:30", "未给出每日时段：默认 09:00–21:30"),
    "hours": ("No hours given: {}, for the visits", "未给出每日时段：按参观时间定为 {}"),
    "budget": ("No budget given: none kept", "未给出预算：不限预算"),
    "rates": (
        "Costs are in {}, by reference rates of the European Central Bank",
        "费用以 {} 计，按欧洲中央银行参考汇率",
    ),
    "avoid": ("Not known here, so nothing to avoid: {}", "目录中没有，无需避开：{}"),
    "unread": ("Could not be used as written: {}", "无法采用所写内容：{}"),
    "unkept": (
        "Read, but nothing here can keep it, so see to it yourself: {}",
        "已读到但无法据此安排，请自行留意：{}",
    ),
    "remembered": ("From what you told us on {}: {}", "按您在{}告诉我们的：{}"),
    "anchor": ("Not known here; only its time counts: {}", "目录中没有，仅采用其时间：{}"),
}
_REFUSALS = (
    (re.compile(r"Input should be less than or equal to (\S+)"), "应不大于 {}"),
    (re.compile(r"Input should be greater than or equal to (\S+)"), "应不小于 {}"),
    (re.compile(r"Input should be greater than (\S+)"), "应大于 {}"),
    (re.compile(r"Input should be less than (\S+)"), "应小于 {}"),
)
"""Why a value is refused, for readers of Chinese."""


def assumed(
    key: str,
    language: str,
    value: Any,
    *,
    field: str | None = None,
    detail: str = "",
    more: str = "",
) -> Assumption:
    """Return the assumption of this key, about a field of that name unless another is given.

    Dates in `detail` are told in words; `more` is told as it is.
    """
    message = _ASSUMED[key][language == "zh"].format(dates_in_words(detail, language), more)
    shown = value.isoformat() if isinstance(value, date) else value
    return Assumption(field=field or key, value=shown, message=message)


def refusal(why: str, language: str) -> str:
    """Return why a value was refused, in the language of the request where there are words."""
    for pattern, chinese in _REFUSALS if language == "zh" else ():
        found = pattern.fullmatch(why)
        if found:
            return chinese.format(found[1])
    return why

"""What money may be spent on what, out of words; amounts in major units."""

import re
from collections.abc import Iterator
from itertools import islice

from core.llm.providers.offline.money import UNIT, currency_of
from core.llm.providers.offline.numerals import AMOUNT, amount
from core.llm.providers.offline.wording.promise import Promise
from core.llm.providers.offline.wording.sheet import Sheet

_ON = {
    "lodging": r"住宿|酒店|宾馆|民宿|旅馆|房费|房价|住(?=的|上|预算|费)"
    r"|住(?=[一两二三四五六七八九十\d]{1,2}[晚夜])"
    r"|\b(?:hotels?"
    r"|lodgings?|accommodations?|rooms?)\b",
    "meals": r"餐饮|餐[厅馆]|用餐|吃饭|吃喝|饮食|伙食|餐费|饭钱|美食|吃(?=的|上|预算|方面)"
    r"|[每一单]?[顿餐](?:饭)?"
    r"|\b(?:food(?: and drinks?)?|meals?|dining|eating(?: out)?|restaurants?|(?:break|lunch"
    r"|dinner)\w*)\b",
    "sights": r"门票|景点|游览|参观|景区|游玩|看景|\b(?:sights?|sightseeing|attractions?"
    r"|(?:entrance|admission)s?(?: fees| tickets)?"
    r"|museums?|tickets to sights)\b",
    "intercity": r"大交通|跨城市?(?:的)?交通|跨市交通|城际交通|城市间(?:的)?交通"
    r"|城市之间的交通|往返(?:的)?(?:交通|路费|机票|车票|火车票|高铁票)"
    r"|交通(?:往返|来回)|来回(?:的)?(?:交通|路费|机票|车票)|机票|火车票|高铁票|车票|路费"
    r"|交通费?用?[（(](?:往返|来回|大交通|城际)[)）]|(?<![市城]内)(?<![内地])(?<![市城]内的)交通(?=费|开销|花费|预算|支出)"
    r"|\b(?:flights?|airfares?|train (?:tickets|fares|rides)|trains|inter-?city (?:travel"
    r"|transport(?:ation)?|transfers?)|getting there(?: and back)?"
    r"|travel between (?:the )?cities|transport(?:ation)? between (?:the )?cities)\b",
    "local_transport": r"市内(?:的)?(?:交通|出行)|城(?:市)?内(?:的)?(?:交通|出行)"
    r"|当地(?:的)?(?:交通|出行)|本地交通|(?:打车|地铁|公交|出租车|坐车)(?:费|钱)?(?:[和与跟加、](?:打车|地铁|公交|出租车)(?:费|钱)?)+"
    r"|打车|地铁费|公交费|坐车"
    r"|\b(?:local (?:transport(?:ation)?|transit|travel)|inner-?city (?:transport(?:ation)?"
    r"|travel)|getting around|taxis|cabs|public transport(?:ation)?"
    r"|transport(?:ation)? (?:with)?in (?:the )?(?:city|town))\b",
}
_CATEGORY = "|".join(f"(?P<{on}>{pattern})" for on, pattern in _ON.items())
_ZH_TAIL = r"(?:上|方面|费用?|开销|花费|支出|消费|这块|部分|价格?|的?钱)?(?:的)?(?:总)?"
_ZH_LIMIT = (
    r"(?:不(?:要|能|可|可以|得)?(?:超过?|高于|多于)|别超过?|控制在|限制在|压在|最多(?:花"
    r"|用)?|至多|上限(?:是|为)?"
    r"|不高于|低于|少于|小于|≤|<=|[:：]|只有|只能花|只想花)"
)
_MONEY = (
    rf"(?P<sign>{UNIT})? ?(?<![\d.,])(?:\d{{2,6}} ?(?:元"
    rf"|块)? ?[-–—~～到至] ?)?(?P<sum>{AMOUNT})"
    rf"(?![\d,.]*(?:[:：]\d|[点时分]|\s*(?:公里|千米|km|分钟|小时|minutes|hours)))"
    rf" ?(?P<unit>{UNIT})?"
)
_PER = (
    r"(?:人均|总共|一共|总计|合计|每人|每个人|每位|一个人|每晚|一晚|每夜|每天|每日|一天|每间(?:房)?"
    r"|每[顿餐](?:饭)?|一[顿餐](?:饭)?|单[顿餐]|平均|都|大概|大约|差不多|吃饭|的话"
    r"|加起来|加一起|单程|往返|来回"
    r"|一?共|(?:入?住)?[一二两三四五六七八九十\d]{1,2}(?:[晚夜天]|个?人)|[ ,]){0,5}"
)
_AFTER = r"(?:\s*(?:以内|以下|之内|左右|封顶|上限))?"
_ZH = re.compile(
    rf"{_PER}(?:在|把|将|的)?(?:{_CATEGORY}){_ZH_TAIL}{_PER}(?:的)?(?P<word>预算|花费|费用|开销"
    r"|价格|价位|开支|消费|花销|钱)?(?:上限)?"
    r"(?:是|为|要|希望|最好|也|就|尽量|大概|大约|约|请|花|用"
    rf"|得)*{_PER}(?P<limit>{_ZH_LIMIT})?(?:在|为|到)?{_PER}(?:大约"
    rf"|大概)?\s*{_MONEY}(?P<more>{_AFTER})",
    re.I | re.A,
)
_MONEY_EN = (
    rf"(?P<sign>{UNIT})? ?(?<![\d.,])(?P<sum>{AMOUNT})(?![\d,.]*(?:[:：]\d|[点时分]|\s*(?:公里"
    rf"|千米|km|分钟|小时|minutes|hours|[ap]\.?m\b|o'?clock\b))) ?(?P<unit>{UNIT})?"
)
_PER_EN = (
    r"(?:\s*(?:,|per|a|each|every|/|total|in total|in all|for the (?:whole"
    r"|entire) trip|for everyone|person|night|meal|day|head|room|pp|apiece)\b){0,6}"
)
_UP_TO = (
    r"(?:at most|no more than|not more than|up to|under|below|less than|within"
    r"|max(?:imum)?(?: of)?|a maximum of"
    r"|not exceed(?:ing)?|doesn't exceed|exceed|cap(?:ped)?(?: (?:of|at))?"
    r"|limit(?:ed)?(?: (?:of|to))?|only|around|about|of|is|at|to|:)"
)
_EN = (
    re.compile(
        r"\b(?:spend(?:ing)?|pay(?:ing)?|budget(?:ing)?|allow|allocate|set aside"
        rf"|have)\b[^.;\n\d]{{0,24}}?{_MONEY_EN}{_PER_EN}\s*(?:max(?:imum)?|tops|total"
        r"|in total|or less)?\s*"
        r"(?:on|for|towards?)\s+(?:the |our |my |all |any |each |entering |visiting "
        rf"|admission to )*(?:{_CATEGORY})",
        re.I | re.A,
    ),
    re.compile(
        rf"(?:{_UP_TO}\s+){{1,4}}{_MONEY_EN}{_PER_EN}\s*(?:on|for)\s+(?:the |our |my |all "
        rf"|any |each |every )*(?:{_CATEGORY})",
        re.I | re.A,
    ),
    re.compile(
        rf"(?:{_CATEGORY})\s*(?P<word>budget|costs?|expenses|spending|bills?|prices?|rates?"
        r"|fees?|limit)?\s*"
        r"(?:(?:should|must|to|can|may|will|has to|have to|need to|be|is|are|cost|stay|kept"
        r"|keep|not|remain|going|go|over|run)\s+){0,8}"
        rf"(?:{_UP_TO}\s*){{1,4}}{_MONEY_EN}{_PER_EN}",
        re.I | re.A,
    ),
    re.compile(
        rf"{_MONEY_EN}\s*(?:total )?(?:budget|limit|cap|max(?:imum)?)?\s+(?:for"
        rf"|on)\s+(?:the |our |my |all )*(?:{_CATEGORY})",
        re.I | re.A,
    ),
    re.compile(
        rf"(?:a|our|my|the)?\s*(?:{_CATEGORY})\s+(?P<word>budget|limit|cap)\s*(?:of|is|:"
        rf"|at)?\s*{_MONEY_EN}{_PER_EN}",
        re.I | re.A,
    ),
)
_NIGHTLY = (
    re.compile(rf"{_MONEY_EN}\s*(?:max(?:imum)? )?(?:per|a|each|every|/)\s*night\b", re.I | re.A),
    re.compile(rf"每晚{_ZH_TAIL}(?:预算)?{_ZH_LIMIT}?在?{_MONEY}{_AFTER}", re.I | re.A),
    re.compile(rf"{_MONEY}\s*(?:/|每|一)\s*晚(?!饭|餐)", re.I | re.A),
    re.compile(rf"一晚{_ZH_LIMIT}?在?{_MONEY}(?:以内|以下|之内|左右|封顶)", re.I | re.A),
    re.compile(rf"{_MONEY}(?:以内|以下|左右)的?(?P<lodging>酒店|宾馆|民宿|住宿|房间)", re.I | re.A),
)
"""What is paid by the night is paid for lodging."""
_FREE = re.compile(
    r"(?:只|仅|光|全部?|都)(?:想|要|希望|打算)?(?:去|看|逛|玩|游览|参观|安排"
    r"|选)?(?:那些)?(?:门票)?(?:免费|不要钱|不收费|不花钱"
    r"|(?:不要|不用|不用买|无需|没有|零)门票)(?:的)?(?:景点|景区|地方|场馆|项目)?"
    r"|(?:不去|不看|不想去|不要|避开|别安排)(?:任何)?(?:收费|要钱|要门票|花钱"
    r"|付费)(?:的)?(?:景点|景区|地方|项目)?"
    r"|(?:不花|不想花|不愿花|不买)(?:任何)?(?:钱买)?门票(?:钱|费)?|(?:景点|门票|景区)(?:必须"
    r"|都|全部|全|要)?(?:是)?免费(?!的?(?:也|更|最|优先|就更))的?"
    r"|\b(?:only|just|exclusively)\b[^.;,\n]{0,24}?\bfree (?:of charge )?(?:sights?"
    r"|attractions?|museums?|things|places|entry|admission)\b"
    r"|\bfree (?:sights?|attractions?|museums?|places) only\b|\b(?:no|avoid|without"
    r"|skip)(?: any)? (?:paid|ticketed|paying) (?:sights?|attractions?|museums?|places"
    r"|entr\w+)\b"
    r"|\b(?:sights?|attractions?|places)\b[^.;,\n]{0,20}?\b(?:must|should|need to"
    r"|have to) (?:all )?be free\b"
    r"|\bnothing (?:that|which) (?:costs|charges) (?:admission|entry|an entrance fee)\b"
    r"|\b(?:don't|do not|won't|not) (?:want to |going to )?(?:pay|spend anything"
    r"|spend money) (?:for|on) (?:any )?(?:sights?|attractions?|admissions?|entrance|entry"
    r"|tickets)\b",
    re.I | re.A,
)
_ALL_TOGETHER = re.compile(
    r"(?:吃喝玩乐|[吃住行玩]{3,4}|机票?[+加和]?酒店?)[^，,。；;\n\d]{0,14}?"
    r"(?:总共|一共|总计|合计|加(?:起来|一起)|全部)"
)
"""A sum of everything is of none of its parts."""
_PERSON = re.compile(
    r"人均|每人|每个人|每位|一个人|/人|\bper (?:person|head)|\beach\b|\ba head\b|/\s*person"
    r"|\bpp\b|\bapiece\b",
    re.I | re.A,
)
_NIGHT = re.compile(
    r"每晚|一晚|每夜|/晚|\b(?:per|a|each|every) night|/\s*night|\bnightly\b", re.I | re.A
)
_DAY = re.compile(r"每天|每日|一天|/天|\b(?:per|a|each|every) day|/\s*day|\bdaily\b", re.I | re.A)
_MEAL = re.compile(
    r"[每一单][顿餐]|\b(?:per|a|each|every) (?:meal|dinner|lunch)|/\s*meal", re.I | re.A
)
_A_MEAL = re.compile(r"\b(?:breakfast|lunch|dinner)\b", re.I | re.A)
_PRICE_OF_A_MEAL = re.compile(
    r"^(?![^,，。;；\n]{0,40}(?:预算|总|一共|全程|整|每[天日]|一天))[^,，。;；\n]{0,40}人均", re.A
)
"""What a restaurant costs is said for each person."""
_ROOM = re.compile(r"每间|/间|\bper room|\ba room\b", re.I | re.A)
_AN_HOUR = re.compile(
    r"\b(?:at|around|about|by) (?:\d|1\d|2[0-4])\s*$"
    r"|\b(?:breakfast|lunch|dinner) (?:at|around|about|by) (?:\d|1\d|2[0-4])"
    r" (?:every|each) day\s*$",
    re.I | re.A,
)
"""A bare number at the end of "dinner at 8" is when, not how much."""
_IN_ALL = re.compile(r"一共|总共|总计|合计|加起来|加一起|人均|每人")
_COUNTS = re.compile(r"\s*[间个晚夜天家次顿人张位名种样]")
_ONE_WAY = re.compile(r"单程|每程|\b(?:one|each) way\b", re.I)
"""A price of half the journeys."""
_MOST = 200
"""So many sums at most are looked at, of texts nobody wrote."""
_CLAUSE_MAX = 200
_STOP = re.compile(r"[,，。;；!！?？\n]|\.(?=\s)")


def find_spending(sheet: Sheet, travellers: int | None, days: int | None) -> list[Promise]:
    """Return what may be spent on what; the budget of the whole trip is none of it."""
    found = [
        Promise({"kind": "spend", "on": "sights", "maximum": 0}, *free.span())
        for free in _FREE.finditer(sheet.text)
    ]
    taken = [(promise.start, promise.end) for promise in found]
    taken += [whole.span() for whole in _ALL_TOGETHER.finditer(sheet.text)]
    for match in islice(_matches(sheet.text), _MOST):
        if any(start < match.end() and match.start() < end for start, end in taken):
            continue
        promise = _promise(match, sheet.text, travellers, days)
        if promise is not None:
            found.append(promise)
            taken.append(match.span())
    return found


def _matches(text: str) -> Iterator[re.Match[str]]:
    for found in _ZH.finditer(text):
        groups = found.groupdict()
        sure = any(groups[name] for name in ("word", "limit", "more", "unit"))
        if sure or (_IN_ALL.search(found[0]) and not _COUNTS.match(text, found.end())):
            yield found
    for pattern in (*_EN, *_NIGHTLY):
        yield from (found for found in pattern.finditer(text) if not _AN_HOUR.search(found[0]))


def _promise(
    match: re.Match[str], text: str, travellers: int | None, days: int | None
) -> Promise | None:
    groups = match.groupdict()
    on = next((name for name in _ON if groups.get(name)), "lodging")
    around = _clause(text, match)
    whole = amount(match["sum"])
    per = _per(on, around)
    if on == "lodging" and per == "trip" and match.re is _NIGHTLY[-1]:
        per = "night"
    if _DAY.search(around) and per in ("trip", "person"):
        if days is None:
            return None
        whole *= days
    if on == "intercity" and _ONE_WAY.search(around):
        whole *= 2
    if _MEAL.search(around) and on == "meals" and not _PERSON.search(around):
        # A meal of the whole party: what each may eat for.
        whole /= travellers or 1
    condition = {"kind": "spend", "on": on, "maximum": round(whole, 2)}
    currency = currency_of(groups.get("sign") or groups.get("unit"))
    condition |= {"per": per} if per != "trip" else {}
    condition |= {"currency": currency} if currency else {}
    return Promise(condition, *match.span())


def _per(on: str, around: str) -> str:
    person = bool(_PERSON.search(around))
    if on == "meals" and (
        _MEAL.search(around)
        or (person and _A_MEAL.search(around))
        or _PRICE_OF_A_MEAL.search(around)
    ):
        return "person_meal"
    if on == "lodging" and _NIGHT.search(around):
        if _ROOM.search(around):
            return "room_night"
        return "person_night" if person else "night"
    return "person" if person else "trip"


def _clause(text: str, match: re.Match[str]) -> str:
    before = _STOP.split(text[max(0, match.start() - _CLAUSE_MAX) : match.start()])[-1]
    after = _STOP.split(text[match.end() : match.end() + _CLAUSE_MAX])[0]
    return f"{before}{match[0]}{after}"

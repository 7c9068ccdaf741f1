"""How one travels between cities and gets about in them, out of words."""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from itertools import islice

from core.llm.providers.offline.wording.distances import KM, kilometres
from core.llm.providers.offline.wording.promise import Promise
from core.llm.providers.offline.wording.sheet import CITY, Sheet

_LINKS: Mapping[str, str] = {
    "flight": r"(?:来回|往返)的?(?:飞)?机票|机票(?:来回|往返)"
    r"|坐?飞机(?!场|票|餐)|航班(?!号)|乘机|班机|航空|恐飞|飞(?=过?去|往返|回|过来|着去"
    r"|[，,。;；！!\n]|$)"
    r"|\b(?:flights?|fly(?:ing)?|flew|air ?planes?|planes?|air travel|by air)\b(?! (?:number"
    r"|ticket))",
    "train": r"(?:来回|往返)的?(?:火|高铁|动)车?票"
    r"|火车(?!站|票)|高铁(?!站|票)|动车(?!站|票)|列车|城铁|绿皮车?"
    r"|\b(?:trains?|rail(?:way|road)?s?|high-speed rail)\b(?! (?:station|ticket))",
    "drive": r"自驾(?:游)?(?![党族圈爱迷])|开车|驾车|(?<!出)租车"
    r"|\bself[- ]?driv(?:e|ing|en)\b(?: car)?|\bdriv(?:e|ing)\b|\broad[- ]?trips?\b"
    r"|\brent(?:al|ing|ed)? (?:a )?cars?\b|\bcar rentals?\b|\bown car\b|\bbehind the wheel\b",
    "bus": r"大巴|长途(?:汽)?车|客车|\bcoach(?:es)?\b|\b(?:long[- ]distance"
    r"|inter-?city) bus(?:es)?\b|\bby bus\b(?= (?:from|to|between))",
    "ferry": r"轮船|渡轮|邮轮|坐船(?=去|回|往返)|\bferr(?:y|ies)\b",
}
_LOCAL: Mapping[str, str] = {
    "taxi": r"打车|打的(?=去|出行|$)|出租车?|的士|网约车|滴滴|\b(?:taxi(?:s|cabs?)?|cabs?"
    r"|uber|ride[- ]hail\w*|rideshare)\b",
    "transit": r"地铁(?!站|口|沿线|附近|旁)|公交(?!站)车?|公共交通|轨道交通|轻轨"
    r"|\b(?:metros?|subways?|underground|tube"
    r"|public transport(?:ation)?|public transit|transit|trams?"
    r"|(?:city |local |public )?bus(?:es)?|mrt|light rail)\b(?! (?:station|stop))",
    "walk": r"步行(?!街|太|过多)|走路(?!太|过多)"
    r"|徒步(?=游|出行|逛|去|为主)|腿着|\b(?:walk(?:ing)?|on foot"
    r"|by foot)\b(?! (?:tour|too|much|far|long|a lot|very))",
}
_LINK = "|".join(f"(?P<{mode}>{words})" for mode, words in _LINKS.items())
_ABOUT = "|".join(f"(?P<{mode}>{words})" for mode, words in _LOCAL.items())
_ANY_LINK, _ANY_ABOUT = re.compile(_LINK, re.I | re.A), re.compile(_ABOUT, re.I | re.A)
_NO_ZH = (
    r"(?:不(?:是|再)?(?:太|大)?(?:想|要|希望|愿意?|打算|能|可以?|考虑|会|用|喜欢|接受|准|必"
    r"|敢|方便|建议|以|坐|乘|搭|开|选|走|让我)*"
    r"|别(?:给我|让我)?|勿|避免|拒绝|禁止|谢绝|讨厌|害怕|恐惧|怕|除了|没(?:有)?(?:办法|法)"
    r"|无法|排除|恐)"
)
_NO_ZH_BEFORE = re.compile(
    rf"{_NO_ZH}(?:选择|使用|采用|乘坐|搭乘|乘|坐|搭|打|叫|用|以|开|去|安排|任何|[、和或与及,\s]"
    r"|打车|出租车?|地铁|公交车?|步行|走路|taxi|metro|walk|train|airplane|飞机|火车|高铁"
    r"|动车|自驾)*$",
    re.I | re.A,
)
_NO_EN_BEFORE = re.compile(
    r"\b(?:no|not|n't|never|avoid(?:ing|s|ed)?|without|non|exclud\w+|refuse|refusing|hates?"
    r"|dislikes?|rather than|instead of|except|nor|neither"
    r"|unable|can't|cannot|cant|dont|won't|wouldn't|skip(?:ping)?|rul\w+ out|opposed to"
    r"|afraid of|scared of|against|anything but|other than|stay off|keep off|off"
    r"|(?:steer\w*|stay\w*|keep\w*) (?:clear of|away from)|free of|oppos\w+ to|averse to)\b"
    r"[\s-]+(?:(?!but\b|only\b)[\w'’]+[\s/,-]+){0,6}$|(?:n't"
    r"|n’t)\s+(?:(?!but\b)[\w'’]+[\s/-]+){0,6}$|\bnon-$",
    re.I | re.A,
)
_NO_AFTER = re.compile(
    r"^-free\b|^[^.,;，。；\n]{0,16}?\b(?:is|are|isn't|aren't|would be|should be"
    r"|must be)\s+(?:not (?:what (?:we|i)\b|an option|possible|acceptable|allowed|preferred"
    r"|wanted|for us|desired|on the table)"
    r"|n't (?:an option|possible)|an option|out of the question|off the table|ruled out"
    r"|excluded|avoided|to be avoided|a no-go|unacceptable|forbidden|out)"
    r"|^\s*(?:都|就|也)?(?:不行|不要|不坐|免谈|不考虑|除外|不接受|算了)",
    re.I | re.A,
)
_OF_A_SUM = re.compile(
    r"(?:\d[\d,.]*k?|euros?|pounds|dollars|usd|gbp|eur|yuan|bucks|budget|cost|price|money)[\s(]+"
    r"(?:exclud\w+|excl\.?|not (?:including|counting)|without|before)\s+(?:\w+\s+){0,2}$",
    re.I,
)
"""What a sum is without, as "800 euros excluding flights"."""
_NO_AFTER_GUARD = re.compile(r"\b(?:is|are)\s+an option\b", re.I | re.A)
_YES_ZH = r"(?:坐|乘坐?|搭乘?|选择|选|用|走|以|打算|计划|想|要|希望|只|都|全程|优先|尽量|最好)"
_YES_BEFORE = re.compile(rf"{_YES_ZH}\s*(?:的)?$|交通(?:方式|工具)?\s*[:：是为]\s*$", re.I | re.A)
_YES_AFTER = re.compile(
    r"^\s*(?:(?:和|或|或者|、|/|跟)\s*\S{1,6}?)?\s*(?:出行|往返|来回|去(?!哪)|回|过去|前往"
    r"|返回|到|为主|优先|出发|返程|就行|即可|都行|都可以)",
    re.I | re.A,
)
_NOTHING_BUT = re.compile(r"(?:[之以]?外)?\s*(?:其[他它]的?|别的|什么)(?:都|也|一律|一概)*不")
"""As in 除了火车别的都不坐."""
_YES_EN_BEFORE = re.compile(
    r"\b(?:by|via)\s+(?:high[- ]speed |bullet |a |the )?$"
    r"|\b(?:tak(?:e|ing)|us(?:e|ing)|ride|riding|catch|prefer(?:ring|s|red)?(?: to (?:take"
    r"|use|travel by|go by))?|only|want (?:to take|to use)|like to (?:take|use|go by)"
    r"|travel(?:ling|ing)? (?:only )?(?:by|on)|stick to|just)\s+"
    r"(?:only |just |exclusively )?(?:the |a |an )?(?:high[- ]speed |bullet |fast |direct "
    r"|night )?$",
    re.I | re.A,
)
_YES_EN_AFTER = re.compile(
    r"^\s*(?:only|there|in both directions|both ways|out|back|home|down|up|over|in\b"
    r"|all the way|(?:is|are) (?:preferred|our preference|fine only)|travel only)\b",
    re.I | re.A,
)
_FLY = re.compile(r"^fly", re.I | re.A)
_FLOWN = re.compile(rf"{CITY}市?\s*飞(?:到|往|去|抵)?\s*{CITY}")
_WANTS_TO = re.compile(
    r"\b(?:prefer(?:s|red)?|like|love|want|plan(?:ning)?|going|intend|hope|wish|decided"
    r"|happy|have|need)\s+(?:on\s+|to\s+)?(?:to\s+)?$|\b(?:we'?ll|we will|i'?ll|i will|will"
    r"|by|let's)\s+(?:be\s+)?$",
    re.I | re.A,
)
_OUT = re.compile(
    r"去程|去的时候|去时|前往(?:目的地)?|过去|出发(?:时|的时候)|往(?=[^返])|(?<!不)去(?!年"
    r"|处|掉)|\b(?:there|outbound|outward|on the way (?:there|out)|out\b|going|to get there)",
    re.I | re.A,
)
_BACK = re.compile(
    r"返程|回程|返回|回来|回去|(?<!往)返(?!程)|(?<![来往])回(?!族)|\b(?:back|return(?:ing)?"
    r"|home|inbound|on the way (?:back|home))\b",
    re.I | re.A,
)
_JUST_BEFORE = re.compile(
    r"(?:去程|去的时候|去时|(?P<back>回程|返程|回来|返回|回去)(?:的时候|时)?)\s*[:：]?"
    r"(?:坐|乘坐?|搭乘?|选|用|是|为|要|想)*$"
)
_BOTH = re.compile(
    r"往返|来回|全程|双程|都(?:坐|乘|是)|\b(?:both ways|both directions|round[- ]trip"
    r"|there and back|throughout|all the way)\b",
    re.I | re.A,
)
_OR_ELSE = re.compile(r"\s*(?:,\s*)?(?:or|and/or)\s+(?:to |by |the |an? |take |go )*", re.I)
"""What stands between a way that is wanted and another that would do as well."""
_MOST = 12
"""So many ways at most are read of one clause."""
_IN_TOWN = re.compile(
    r"市内|出门|城(?:市)?内|市区|城里|当地|本地|期间|在那边|景点(?:之)?间|日常|出行方式"
    r"|到了(?:之后|以后)?|\b(?:get(?:ting)? (?:around|about)|in (?:the )?(?:city|town)"
    r"|within (?:the )?(?:city|cities|town)"
    r"|local(?:ly)?|around (?:the )?(?:city|town)|between (?:the )?(?:sights|places"
    r"|attractions|stops)|inner-?city|everywhere|in each city|day to day)\b",
    re.I | re.A,
)
_TOWN_YES = re.compile(
    r"(?:为主|主要|至少|体验|只|必须|一定|都|全程|全部|尽量|方式|使用|选择|靠|出行|游玩|代步|一律|交通)"
    r"|\b(?:only|by|use|using|take|taking|prefer\w*|mainly|mostly|stick|rely|just|on)\b",
    re.I | re.A,
)
_BEYOND = (
    re.compile(
        r"(?:若|如果|如|要是|只要|凡是|当)?[^,，。;；\n]{0,16}?(?:超过|大于|多于"
        rf"|超出|远于|超)\s*{KM}(?:的)?(?:路程|距离|路|话|地方"
        r"|的时候)*\s*[,，]?\s*(?:则|就|都|必须|一律|要|请|得|才|改|的话)*(?:坐"
        rf"|乘坐?|选择|用|使用|安排)?\s*(?:{_ABOUT})",
        re.I | re.A,
    ),
    re.compile(
        rf"{KM}\s*(?:以上|以外|开外)(?:的)?(?:路程|距离|路|地方)*\s*[,，]?\s*(?:则"
        rf"|就|都|必须|一律|要|请|得)*(?:坐|乘坐?|选择|用|使用|安排)?\s*(?:{_ABOUT})",
        re.I | re.A,
    ),
    re.compile(
        rf"\b(?:{_ABOUT})\b[^.;\n]{{0,40}}?\b(?:over|more than|beyond|longer than"
        rf"|exceed(?:ing|s)?|above|further than|farther than|greater than)\s+{KM}",
        re.I | re.A,
    ),
    re.compile(
        r"\b(?:over|more than|beyond|longer than|exceeds?|exceeding|above"
        r"|further than|farther than"
        rf"|greater than)\s+{KM}[^.;\n]{{0,30}}?\b(?:{_ABOUT})\b",
        re.I | re.A,
    ),
)


_MAINLY = re.compile(
    r"主要|至少|体验|坐[一两1-3]?[次回]|坐坐|为主|期间|尽量|多(?:坐|走|用)|步行游|\b(?:main|most|larg|primar|prefer"
    r"|where possible|when possible|as much as)",
    re.I | re.A,
)
"""Some of the ways at least, though not all."""
_IF_FAR = re.compile(
    r"(?:远|累|晚|雨|急|不动|来不及|赶时间|不方便)了?(?:的(?:话|地方|时候))?(?:再|就|才|可以?|也)*$"
)
"""What comes after it is done at times only."""
_LITTLE = re.compile(r"(?:别|不要|不想|不能|尽量)(?:走|坐)?(?:太多|太|少)(?:的)?$|[太少]$")
"""What comes after it is not to be done often, which rules nothing out."""
_EACH = re.compile(
    r"必须|一定|务必|都(?:要|得|想|坐|用|体验)|既|\b(?:must|have to|each of)\b|\bboth\b(?! ways)",
    re.I,
)
"""Every one of several ways is to be used."""


@dataclass(slots=True)
class _Said:
    modes: dict[str, None] = field(default_factory=dict)
    start: int = 10**9
    end: int = 0

    def add(self, mode: str, start: int, end: int) -> None:
        self.modes[mode] = None
        self.start, self.end = min(self.start, start), max(self.end, end)


def find_local_modes(sheet: Sheet) -> list[Promise]:
    """Return how one gets about in a city."""
    promises = list(_beyond(sheet))
    text = sheet.covered(*((promise.start, promise.end) for promise in promises)).text
    for start, end in sheet.clauses():
        only, none = _Said(), _Said()
        town = _IN_TOWN.search(text, start, end)
        for found in islice(_ANY_ABOUT.finditer(text, start, end), _MOST):
            mode = str(found.lastgroup)
            if _LITTLE.search(text, start, found.start()):
                continue
            if _denied(text, found, start, end):
                none.add(mode, start, end)
            elif town or _is_meant(text, found, start, end):
                only.add(mode, start, end)
        each = len(only.modes) > 1 and _EACH.search(text, start, end)
        some = "all" if each or _MAINLY.search(text, start, end) else "only"
        for said, match in ((only, some), (none, "none")):
            if said.modes:
                condition = {"kind": "local_mode", "modes": list(said.modes)}
                condition |= {"match": match} if match != "only" else {}
                promises.append(Promise(condition, said.start, said.end))
    return _merged(promises)


def _is_meant(text: str, found: re.Match[str], start: int, end: int) -> bool:
    """Say whether a way is wanted in a clause that does not speak of the city."""
    if _IF_FAR.search(text, start, found.start()):
        return False
    if re.match(r"步行|打车", found[0]):
        return True
    links = _ANY_LINK.search(text, start, end)
    return _TOWN_YES.search(text, start, end) is not None and not links


def _merged(promises: list[Promise]) -> list[Promise]:
    """Return the promises with one for all the ways that are wanted."""
    wanted = [p for p in promises if "match" not in p.condition and "beyond_km" not in p.condition]
    if len(wanted) < 2:
        return promises
    modes = dict.fromkeys(mode for p in wanted for mode in p.condition["modes"])
    first = Promise(wanted[0].condition | {"modes": list(modes)}, wanted[0].start, wanted[0].end)
    return [first, *(promise for promise in promises if promise not in wanted)]


def _beyond(sheet: Sheet) -> Iterator[Promise]:
    taken: list[tuple[int, int]] = []
    for pattern in _BEYOND:
        for found in pattern.finditer(sheet.text):
            if any(start < found.end() and found.start() < end for start, end in taken):
                continue
            taken.append(found.span())
            mode = next(mode for mode in _LOCAL if found[mode])
            yield Promise(
                {"kind": "local_mode", "modes": [mode], "beyond_km": kilometres(found)},
                *found.span(),
            )


def find_links(sheet: Sheet) -> list[Promise]:
    """Return how one travels between cities."""
    said: dict[tuple[str, str], _Said] = {}
    text = sheet.text
    for start, end in _stretches(sheet):
        chosen = 0
        for found in islice(_ANY_LINK.finditer(text, start, end), _MOST):
            mode = str(found.lastgroup)
            denied = _denied(text, found, start, end)
            either = chosen and _OR_ELSE.fullmatch(text, chosen, found.start())
            if not denied and not either and not _wanted(text, found, start, end):
                continue
            chosen = 0 if denied else found.end()
            leg = _leg(text, found, start, end)
            said.setdefault((leg, "none" if denied else "only"), _Said()).add(mode, start, end)
    return _promised(said)


def find_flown(sheet: Sheet) -> Iterator[Promise]:
    """Yield the journeys that are said by their two ends alone: 长沙飞青岛."""
    for found in _FLOWN.finditer(sheet.text):
        yield Promise({"kind": "link_mode", "modes": ["flight"]}, *found.span())


def _stretches(sheet: Sheet) -> Iterator[tuple[int, int]]:
    """Yield clauses, and what comes after "and" in them where both speak of a journey."""
    joint = re.compile(
        r"\s+(?:and|but|then)\s+(?=(?:then\s+)?(?:take|fly|return|come|go|drive|back|by"
        r"|the (?:train|bus|ferry))\b)",
        re.I | re.A,
    )
    for start, end in sheet.clauses():
        at = start
        for found in joint.finditer(sheet.text, start, end):
            if not re.search(r"\bneither\b", sheet.text[start:end], re.I | re.A):
                yield at, found.start()
                at = found.end()
        yield at, end


def _denied(text: str, found: re.Match[str], start: int, end: int) -> bool:
    before, after = text[start : found.start()], text[found.end() : end]
    if _NOTHING_BUT.match(after) and before.endswith(("除", "除了")):
        return False
    if found[0].startswith("恐飞") or _NO_ZH_BEFORE.search(before):
        return True
    if re.search(
        r"\b(?:not only|don't mind|do not mind|no objection|not opposed|no problem"
        r"|no preference)\b|不介意|不排斥|不反对",
        before,
        re.I | re.A,
    ):
        return False
    if _NO_EN_BEFORE.search(before):
        return _OF_A_SUM.search(before) is None
    gone = _NO_AFTER.search(after)
    return bool(gone and not _NO_AFTER_GUARD.search(gone[0]))


def _wanted(text: str, found: re.Match[str], start: int, end: int) -> bool:
    before, after = text[start : found.start()], text[found.end() : end]
    word = found[0]
    if re.search(
        r"(?:open to|fine with|ok(?:ay)? with|don't mind|either way|flexible|no preference"
        r"|不介意|不排斥|都行|都可以)",
        text[start:end],
        re.I | re.A,
    ):
        return bool(re.search(r"都行|都可以", text[start:end]))
    if not word.isascii():
        return bool(
            _YES_BEFORE.search(before)
            or _YES_AFTER.search(after)
            or _NOTHING_BUT.match(after)
            or word[0] in "坐乘飞往来"
            or word.startswith("机票")
            or word.startswith(("自驾", "开车", "驾车"))
            or not (before.strip() or after.strip())
        )
    if (found.lastgroup == "flight" and _FLY.match(word)) or found.lastgroup == "drive":
        verb = bool(_WANTS_TO.search(before) or _YES_EN_AFTER.search(after) or not before.strip())
        return verb and not re.search(
            r"\b(?:within|under|less than|at most|an? hour)", after, re.I | re.A
        )
    if re.search(r"(?:^|[\u4e00-\u9fff])\s*$", before) and re.search(
        r"[\u4e00-\u9fff]", text[start:end]
    ):
        return bool(_YES_BEFORE.search(before) or _YES_AFTER.search(after))
    return bool(
        _YES_EN_BEFORE.search(before) or re.match(r"\s*only\b|\s+both ways", after, re.I | re.A)
    )


def _leg(text: str, found: re.Match[str], start: int, end: int) -> str:
    clause = text[start:end]
    if _BOTH.search(clause):
        return "every"
    before, after = text[start : found.start()], text[found.end() : end]
    just = _JUST_BEFORE.search(before)
    if just:
        return "return" if just["back"] else "outward"
    at_once = re.match(r"\s*(?:(去|过去|前往)|(回|返))", after)
    if at_once:
        return "return" if at_once[2] else "outward"
    back = _BACK.search(after[:12]) or _BACK.search(before[-14:])
    out = _OUT.search(after[:12]) or _OUT.search(before[-14:])
    if back and out:
        near = _BACK.search(after[:4]) or (_BACK.search(before[-6:]) and not _OUT.search(after[:4]))
        return "return" if near else "outward"
    return "return" if back else "outward" if out else "every"


def _promised(said: Mapping[tuple[str, str], _Said]) -> list[Promise]:
    speaks_of_return = any(leg == "return" for leg, _ in said)
    found: dict[tuple[str, str], _Said] = {}
    for (leg, match), modes in said.items():
        # "By train to Nanjing" is by train unless the way back is said to be another.
        whole = "every" if leg == "outward" and not speaks_of_return else leg
        one = found.setdefault((whole, match), _Said())
        for mode in modes.modes:
            one.add(mode, modes.start, modes.end)
    for match in ("only", "none"):
        out, back = found.get(("outward", match)), found.get(("return", match))
        if out and back and list(out.modes) == list(back.modes):
            found[("every", match)] = _Said(
                out.modes, min(out.start, back.start), max(out.end, back.end)
            )
            del found[("outward", match)], found[("return", match)]
    promises = []
    for (leg, match), modes in found.items():
        condition = {"kind": "link_mode", "modes": list(modes.modes)}
        condition |= {"leg": leg} if leg != "every" else {}
        condition |= {"match": match} if match == "none" else {}
        promises.append(Promise(condition, modes.start, modes.end))
    return promises

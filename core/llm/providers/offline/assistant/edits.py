"""Changes of a trip as people ask for them: move, remove, add, replace, at another time."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from core.llm.providers.offline.assistant.hearing import DAY, GONE, TIME, D, Heard, T
from core.llm.providers.offline.assistant.names import name_in
from core.llm.providers.offline.wording.clock import LENGTH, length_of

Said = dict[str, Any]
_IT = r"(?P<o>.+?)"
_TRIP_EN = r"(?:my |our |the |this )?(?:trip|itinerary|schedule|plan|list|day)\b"
_TRIP_ZH = r"(?:从|在)?(?:我们?的)?(?:行程|计划|日程|安排|清单)(?:里面?|中|上|表)?"
_ALL = re.compile(r"(?:全部?|所有)的?(?:安排|行程|景点|活动)?都?|everything|all of it|it all")
_NO_NAMES = frozenset({"l", "w", "r", "r2"})
_EARLIER = re.compile(r"\b(?:earlier|forward|bring|up)\b|提|早|往前|向前")
_KIND = (
    r"restaurant|hotel|museum|breakfast|lunch|dinner|meal|餐厅|饭店|酒店|宾馆|景点|早[饭餐]"
    r"|午[饭餐]|晚[饭餐]"
)
_SEE = r"(?:see|visit|go to|do|have|try|check out|stop at|eat at|explore|tour)"


@dataclass(frozen=True, slots=True)
class _Way:
    """One way of asking: `kind` of change, with what is changed as `o`, what comes as `p`.

    `to` is where it goes; days there are those it is to be on, days elsewhere those it is on now.
    """

    kind: str
    pattern: re.Pattern[str]


def _ways(kind: str, *patterns: str) -> tuple[_Way, ...]:
    return tuple(_Way(kind, re.compile(pattern)) for pattern in patterns)


_WAYS = (
    # English
    *_ways(
        "replace",
        r"^(?:replace|swap(?: out)?|exchange|substitute|switch(?: out)?"
        rf"|trade) {_IT} (?:with|for|by|to|and) (?P<p>.+)$",
        rf"\b(?:rather|prefer to|prefer) (?:{_SEE} )?(?P<p>.+?) (?:than|instead of|to"
        rf"|over) (?:{_SEE} )?{_IT}$",
        rf"^(?:i(?:'d| would)? (?:like|want|prefer|love) )?(?:(?:{_SEE}|go|add"
        r"|take) )?(?:to )?(?P<p>.+?) (?:instead of|rather than"
        rf"|in place of) (?:{_SEE} )?{_IT}$",
        rf"^(?:change|switch|swap) {_IT} (?:to|into) (?P<p>[^{DAY}{TIME}]+)$",
        rf"^(?:instead of|rather than|in place of) {_IT},? (?:(?:i|we)(?:'d| would)? (?:like"
        r"|want|love) to )?"
        rf"(?:{_SEE} )?(?P<p>.+)$",
    ),
    *_ways(
        "replace",
        rf"^(?:change|switch|swap) (?P<o>(?:the |my |our |that )?(?:{_KIND})(?: (?:on|of) {D})?)$",
        rf"^(?P<at>{D}的?)?(?:把|将)?(?P<at2>{D}的?)?(?P<o>[^,{DAY}]+?)[想要]?(?:换|改)(?:成)?一?[家间](?:餐厅"
        r"|饭店|酒店|别的)?$",
        rf"^(?:(?:have|eat) )?(?P<o>{_KIND})(?P<at2>(?: (?:on|for))? {D}|) (?:at )?(?P<p>somewhere"
        rf" (?:else|cheaper|better|nicer|different|closer))(?P<at>(?: on)? {D}|)$",
        rf"^a different (?P<o>{_KIND})(?P<at>(?: (?:on|for))? {D}|)$",
        rf"^(?:another|a different|a new|some other) (?:restaurant|place|spot|hotel|one) (?:for"
        rf"|instead of)"
        rf" (?:the |my |our )?(?P<o>{_KIND})(?P<at>(?: (?:on|for))? {D}|)$",
        rf"^(?:i|we) (?:want|need) a different (?P<o>{_KIND})(?P<at>(?: (?:on|for))? {D}|)$",
        rf"^(?P<at>{D}的?)?{T}?的?换一?[家个间](?:别的|其他的?|其它的?)?(?P<o>{_KIND})(?:吃|住|看看?)?$",
    ),
    *_ways(
        "replace",
        rf"^(?:(?:find|get|give|book|show|choose|pick)(?: me| us)? )?(?P<p>(?:an? )?(?:cheaper"
        rf"|better"
        rf"|different|nicer|closer) (?P<o>{_KIND})) instead$",
        rf"^(?P<at2>{D}的?)?(?:把|将)?(?P<at>{D}的?)?(?P<o>{_KIND})(?:给)?换一?[家个间](?P<p>(?:更|再)?(?:便宜|好|近|贵"
        r"|高档|舒服|安静)一?[点些]?的?)$",
    ),
    *_ways(
        "add",
        r"^(?:i|we)(?:'d| would)? (?:like|love|want|wish) to (?:see|visit|go to"
        rf"|explore) (?P<p>(?=.*{DAY})"
        r"(?!.*\binstead\b).+)$",
        rf"^(?:put|fit|squeeze|slot) (?P<p>.+?) in(?P<to>(?: (?:on|for|to|at))? [{DAY}{TIME}].*|)$",
    ),
    *_ways(
        "move",
        rf"^(?:change|adjust|set|update|move|shift) (?:the )?(?:time|start|hour|date"
        rf"|day)s? (?:of|for) {_IT}"
        rf" (?P<to>(?:to|for|on|at)\b.*)$",
        rf"^(?:can|could|should) {_IT} (?:go|move|be moved|be)"
        rf" (?P<to>(?:to|on)\b.*[{DAY}{TIME}].*)$",
        rf"^{_IT} (?:should|must|has to|needs to|ought to) (?:be|go|happen|start|come)"
        r" (?P<to>(?:on|at|before|after|in)\b.+)$",
        r"^(?:i|we)(?:'d| would)? (?:prefer"
        rf"|rather) (?:to )?(?:{_SEE}) {_IT} (?P<to>(?:on )?[{DAY}].*)$",
        r"^(?:move|mvoe|shift|reschedule|postpone|relocate|transfer|bring forward|bring"
        r"|push back|push"
        rf"|delay|advance|put off|switch|change|drag) {_IT} (?P<to>(?:forward |back )?(?:to"
        r"|until|till|on|onto|into|for|before"
        rf"|after|from|at|by|in)\b.*)$",
        r"^(?:put|place|do|schedule|keep|have|visit|see|go to|set|make|start|begin|eat|fit"
        rf"|plan) {_IT}"
        rf" (?P<to>(?:right |just |directly )?(?:before|after)\b.+)$",
        rf"^(?:put|place|stick|pop|slot) {_IT} (?P<to>(?:on|to|in|at|into)\b.*[{DAY}{TIME}].*)$",
        rf"^(?:move|shift|reschedule|postpone|delay) {_IT}(?: *,)? (?P<to>(?:earlier|later)\b.*)$",
        r"^(?:i(?:'d| would)? |we(?:'d| would)? )?(?:(?:like|want|love"
        rf"|prefer) to )?(?:{_SEE}) {_IT}"
        rf" (?P<to>(?:on |at )?[{DAY}{TIME}].*\binstead)$",
    ),
    *_ways(
        "retime",
        rf"^(?P<w>push|move|shift|delay|postpone|bring|start|make|have|do) {_IT}(?: (?P<r>back"
        rf"|forward|up))?"
        rf"(?: by)? (?P<l>{LENGTH})(?: (?P<r2>later|earlier|back|forward))?$",
        rf"^{_IT} (?P<l>{LENGTH}) (?P<r2>later|earlier)$",
        rf"^(?P<at>{D}的?)?(?:把|将)?{_IT}(?:都|统统|整体)*(?:往后|往前|向后|向前)?(?P<w>推迟|延后|推后|推|延|晚|提前|提|早)"
        rf"(?:一?[点些])?(?P<l>{LENGTH})$",
        r"^(?:(?:can|could) (?:we|i) )?(?:start|begin|have|eat|make|set|schedule|do|get|see"
        rf"|visit|go to) {_IT}"
        r"(?P<to>(?: to be)?[, ]*(?:a bit |a little |(?:an?|half an|\w+) (?:hours?"
        r"|minutes?) )?(?:later|earlier|sooner|\bat\b"
        rf"|\bfor\b|\bby\b)[, ]*(?:at |by |around )?{T}.*)$",
    ),
    *_ways(
        "remove",
        r"^(?:remove|delete|skip|drop|cancel|cut(?: out)?|get rid of|leave out|take out"
        r"|scrap|ditch|erase"
        rf"|forget(?: about)?|no more|eliminate|cross off|not|strike) {_IT}$",
        rf"^(?:take|kick|throw|get|leave|cut|pull) {_IT} (?:out|off)\b(?P<at>.*)$",
        r"^(?:(?:i|we) )?(?:don'?t|do not|no longer|won'?t|really don'?t) (?:(?:want|need|wanna"
        r"|feel like|care)(?: to)? )?"
        rf"(?:{_SEE}|go(?:ing)? to|see(?:ing)?|visit(?:ing)?|do(?:ing)?) {_IT}$",
        rf"^(?:i|we) (?:don'?t want|no longer want|don'?t need) {_IT} (?:any ?more"
        rf"|any longer|in {_TRIP_EN})$",
    ),
    *_ways(
        "add",
        r"^(?:add|include|insert|squeeze in|squeeze|fit in|put in|throw in|append|slot in"
        r"|work in|pop in) (?P<p>.+)$",
        r"^(?:i|we) (?:also|additionally) (?:want|would like|need|'d like|like"
        rf"|wish)(?: to)? (?:{_SEE} )?(?P<p>.+)$",
        rf"^(?:i(?:'d| would)|we(?:'d| would)) (?:also )?(?:like|love) to also {_SEE} (?P<p>.+)$",
        rf"^(?:also|additionally) {_SEE} (?P<p>.+)$",
        rf"^(?:{_SEE}) (?P<p>.+) (?:as well|too)$",
    ),
    # Chinese
    *_ways(
        "replace",
        rf"不(?:想|要)?去(?!了){_IT}了?[, ]*(?:而|就|那)?(?:改去|改成|改为|换成|换去|而是去"
        r"|去)(?P<p>.+)$",
        rf"(?:把|将)?{_IT}(?:太[^,]{{1,3}}了?)?(?:不去了|不要了|取消)?[, ]*(?:换成|改成"
        r"|替换成|替换为|换为|改为"
        rf"|变成|改去|换去)(?:去)?(?P<p>[^{DAY}{TIME}].*)$",
        rf"^(?P<at>{D}的?)?{_IT}换(?:成|为|去)?(?P<p>(?!一?[家个间种套]|到|在|成|时间|酒店|餐厅)[^{DAY}{TIME}]{{2,}})$",
        rf"^用(?P<p>.+?)(?:来)?(?:代替|替换|替代|取代|换掉|换)(?:掉)?{_IT}$",
        rf"^(?:比起|与其去?){_IT}[, ]*(?:我|我们)?(?:更|不如|还是)?(?:想|愿意)?去(?P<p>.+)$",
    ),
    *_ways(
        "move",
        rf"^(?P<to>{D}(?:的|在)?{T}?|{T})(?:的时候|左右)?[, ]*(?:我们?|咱们?)?(?:改|换)(?:成"
        rf"|为)?(?:去|看|逛|玩){_IT}$",
        rf"^(?P<at>.*?)(?:把|将){_IT}(?:的时间|的日期)?(?:移动?|挪动?|搬|换|改|调换?|调整|放"
        r"|推迟|提前|延后|延迟|安排|转|排|往后推)"
        rf"(?P<to>(?:到|至|在|去|成|为).+)$",
        rf"^{_IT}(?:的时间|的日期)?(?:往[后前]|向[后前])?(?:移动?|挪动?|改|换|调|调整|推迟?|提前|延后|延迟|放|安排|排"
        rf"|改约)(?P<to>(?:到|至|在)[^{DAY}{TIME}]?[{DAY}{TIME}].*)$",
        rf"^{_IT}(?:改|推迟|提前|延后|换成?|改成)(?P<to>[{DAY}{TIME}].*)$",
        rf"^{_IT}(?:移动?|挪动?|改|换|调|放)(?P<to>(?:到|至|在).+(?:前|后)面?)$",
        rf"^(?:我|我们)?(?:想|要|希望)?(?P<to>{D}{T}?)(?:(?:再|才)去|(?:再|才)(?=看|参观|逛"
        rf"|玩))(?:看|参观|逛|玩)?{_IT}$",
        rf"^{_IT}(?:晚|早)(?:一?点|些)(?:儿)?[, ]*(?:吧|到|在)?(?P<to>{T}.*?)(?:再|才)?(?:去|看"
        rf"|吃|开始)?$",
        rf"^(?P<at>{D})?(?P<o>[^a-z]*?[\u4e00-\u9fff][^a-z]*?)(?:改|放|安排|定)?(?:到"
        rf"|在)?(?P<to>{T})(?:吃|开始|出发|去|进行|举行)?(?:可以|行|好)?$",
        rf"^(?:我|我们)?(?:更|宁愿|宁可)想?(?P<to>{D}{T}?)去{_IT}$",
        rf"^先去?{_IT}[, ]*(?:再|然后|后)去?(?P<b>.+)$",
        rf"^(?P<to>{D}{T}?)去{_IT}(?:更好|比较好|好一?点|好些)$",
    ),
    *_ways(
        "remove",
        r"^(?:那|就|还是|给我|帮我)*(?:删掉|删除|删了|去掉|取消|移除|拿掉|不要|不去)(?:它"
        r"|这个|那个|这一?站|那一?站)?了?$",
        rf"(?:把|将){_IT}(?:{_TRIP_ZH})?(?:给)?(?:删掉|删除|删了|删去|删|去掉|取消掉?|移除"
        r"|拿掉|划掉|不要|砍掉|撤掉)(?:了)?$",
        rf"^(?P<at>{D}的?)?(?:删掉|删除|删了|删去|删|去掉|取消掉?|移除|拿掉|跳过|略过|砍掉"
        rf"|不要|别去){_IT}$",
        rf"(?P<at>{D}[^{DAY}]{{0,2}})?(?:不想再?|不要再?|不|别)(?:去|参观|逛|看|玩)(?!了){_IT}了?$",
        rf"(?P<at>{D})?(?:不想|不要|不)吃{_IT}了$",
        rf"^(?P<at>{D}的?)?{_IT}(?:咱们?|我们?)?(?:就|还是|先)*(?:别|不|甭)(?:想|要)?(?:去|看|逛|参观|玩|吃)(?:了|啦)$",
        rf"^(?P<at>{D}的?)?(?P<o>全部?|所有(?:的)?(?:安排|行程|景点|活动)?|一切)(?:都|给)*(?:删|取消|清空|去|不要)(?:掉|除|空|了)*$",
        rf"^(?:把|将)?(?P<at>{D}的?)(?P<o>全部?|所有(?:的)?(?:安排|行程|景点|活动)?|安排|行程)?(?:都|给|全)*(?:删|取消|清)(?:掉|除|空|光|了)+$",
        rf"^(?:清空|删光|全部?删掉?|取消)(?P<at>{D})(?:的)?(?P<o>全部|所有(?:的)?(?:安排|行程|景点|活动)?|安排|行程)?$",
        rf"^(?:clear|empty|wipe|clean)(?: out)? (?P<at>{D})(?: completely)?$",
        rf"^(?P<at>{D}的?)?{_IT}(?:不要了|拿掉|删了|划掉|砍掉|移除|撤掉|不去了|就不去了|不想去了|删掉|删除|去掉|取消"
        r"|不看了|(?:就|还是)算了)$",
    ),
    *_ways(
        "add",
        r"^(?P<at>.*?)(?:还)?(?:能|可以)?(?:再)?(?:塞|排|放|加|安排|挤)(?:得|的)?(?:下|进)(?:去)?(?P<p>.{2,})$",
        r"^(?P<at>.*?)(?:把|将)(?P<p>.+?)(?:加到|加进|加入|加在|添加到|添加进|放进|塞进"
        r"|安排到|排进|插到|插入|加)(?P<to>.*)$",
        r"^(?P<at>.*?)(?:再|多|帮我|给我|也|可以|能不能|能|想)*(?:加上|加入|加[一两]?个"
        r"|加一下|(?<![新参增更])加(?![坡拿油])|添加|添上|增加|插入|插一个|新增|加进"
        r"|安排去|安排一?个|安排上|排一个|塞个|塞进)(?!班)(?P<p>.+)$",
        r"^(?P<at>.*?)(?:我|我们)?(?:还|也|另外|顺便|顺路)(?:想|要|打算|希望|可以"
        r"|能)?(?:再)?(?:去|看|参观|逛|玩|到)(?:看看|逛逛|一下)?(?P<p>.+)$",
    ),
)
_DAY_EN = re.compile(
    r"(?:\b(?P<prep>from|to|on|for|until|till|by|at|in|of|onto"
    rf"|into)\s+)?(?:the )?(?P<d>{D})(?:'s)?"
)
_DAY_ZH = re.compile(rf"(?P<prep>从|到|至|在|去|于)?(?P<d>{D})(?:那天)?的?")
_CLOCK = re.compile(
    r"(?:(?:\b(?:to|at|by|for|until|till|around|about|in|be)\s+)*"
    rf"|[到至在的]?)(?P<t>{T})(?:的时候|左右|钟)?"
)
_ORDER = (
    re.compile(
        r"\b(?:(?:right|just|directly|immediately) )?(?P<w>before"
        r"|after)\s+(?P<n>[^\ue000-\ue003]+?)(?=\s+(?:on|to|in|from|at)?\s*[\ue000-\ue003]"
        r"|$)"
    ),
    re.compile(
        r"(?:^|[在到至\ue000-\ue003的,])(?P<n>[^\ue000-\ue003,的在到把将]{1,12}?)(?:之"
        r"|以)?(?P<w>前|后)面?"
        r"(?=$|[,再加安插去增添放\ue003])"
    ),
)
_TRIP = re.compile(
    rf"\b(?:from|in|to|out of|on|of|off|into) {_TRIP_EN}|{_TRIP_ZH}|\b(?:any ?more"
    r"|any longer|earlier|later|sooner)\b"
)
_ANY = re.compile(
    r"(?:(?:find|get|give|show)(?: me| us)? )?(?:(?:something|somewhere|anything|anywhere)(?: else"
    r"| different| better"
    r"| similar| cheaper)?|(?:another|a different)(?: one| place| restaurant| hotel"
    r"| museum| sight| stop)?)|(?:另外?|别|其他|其它|不同)的?"
    r"(?:一?[家个间])?(?:餐厅|饭店|酒店|地方|景点)?"
)
"""What leaves it to us which place comes."""
_DINNER = re.compile(r"dinner|supper|晚[饭餐]|夜宵|\bdrinks?\b")
_EVENING_FROM, _NOON = 5 * 60, 12 * 60


@dataclass(slots=True)
class _Found:
    """What a span says of a change beside a name; what was read of it is gone from `text`."""

    text: str
    days: list[tuple[str, Said]] = field(default_factory=list)
    time: str | None = None
    time_to: bool = False
    order: dict[str, str] = field(default_factory=dict)


def find_change(heard: Heard, start: int, end: int) -> Said | None:
    """Return the change that is asked for in a span, politeness cut off; None where none is."""
    core = heard.text[start:end]
    for way in _WAYS:
        found = way.pattern.search(core)
        if found is not None:
            change = _change(heard, way.kind, found, start)
            if change is not None:
                return _with_day_before(heard, change, start, start + found.start())
    return None


def _with_day_before(heard: Heard, change: Said, start: int, end: int) -> Said:
    """Return a change with the day that was said before all that asks for it."""
    if change["kind"] == "add" or "day" in change or "stop_day" in change:
        return change
    before = (day for at, day in heard.days.items() if start <= at < end)
    day = next(before, None)
    return change if day is None else change | {"stop_day": day}


def _change(heard: Heard, kind: str, found: re.Match[str], base: int) -> Said | None:
    groups = found.groupdict()
    parts = {
        name: _read(heard, base + found.start(name), base + found.end(name))
        for name, words in groups.items()
        if words is not None and name not in _NO_NAMES
    }
    change: Said = {"kind": kind}
    for part, key in (("o", "stop"), ("p", "place")):
        if part in parts:
            name = _name(heard, parts[part], base + found.start(part))
            if key == "stop" and _ALL.fullmatch(parts[part].text.strip(f" {GONE}")):
                name = "everything"
            if name is None and key == "place":
                return None
            if key == "stop" or not _ANY.fullmatch((name or "").lower()):
                change[key] = name
    if "b" in parts:
        change["before"] = _name(heard, parts["b"], base + found.start("b"))
    _put_days(change, kind, parts)
    if groups.get("l"):
        minutes = length_of(groups["l"])
        if minutes is None:
            return None
        change["by"] = -minutes if _EARLIER.search(found[0]) else minutes
    if kind == "remove" and "o" not in parts and "stop_day" in change:
        change["stop"] = "everything"
    return _put_when(change, list(parts.values()))


def _put_when(change: Said, read: Sequence[_Found]) -> Said | None:
    """Add the hour and the neighbours that were read; None where a move goes nowhere."""
    change["time"] = next((one.time for one in read if one.time), None)
    for one in read:
        change |= one.order
    if change["kind"] == "move":
        if not any(change.get(key) for key in ("day", "time", "before", "after")):
            return None
        _as_time_alone(change)
    if change["time"]:
        change["time"] = _in_the_evening(change)
    return {key: value for key, value in change.items() if value is not None}


def _as_time_alone(change: Said) -> None:
    """Make a change of the time alone of one that names a time and no day it is to be on."""
    if change["time"] and not any(change.get(key) for key in ("day", "before", "after")):
        change["kind"] = "retime"


def _put_days(change: Said, kind: str, parts: Mapping[str, _Found]) -> None:
    """Put each day where it belongs: the one something is on, and the one it is to be on."""
    goal = "day" if kind in ("move", "add") else "stop_day"
    for part, read in parts.items():
        for prep, day in read.days:
            is_now = prep in ("from", "从") or (prep == "on" and read.time_to)
            is_now = is_now or (kind == "move" and part in ("o", "at"))
            key = "stop_day" if is_now else goal
            if key == "day" and "day" in change and kind == "move" and prep in ("to", "到"):
                change["stop_day"], change["day"] = change["day"], day
            change.setdefault(key, day)


def _read(heard: Heard, start: int, end: int) -> _Found:
    """Read days, times and neighbours out of a span."""
    found = _Found(heard.text[start:end])
    for pattern in (_DAY_EN, _DAY_ZH):
        for match in pattern.finditer(found.text):
            day = heard.days[start + match.start("d")]
            found.days.append((match["prep"] or "", day))
        found.text = pattern.sub(_gone, found.text)
    for match in _CLOCK.finditer(found.text):
        found.time = found.time or heard.times[start + match.start("t")]
        found.time_to = "to" in match[0].split()
    found.text = _TRIP.sub(_gone, _CLOCK.sub(_gone, found.text))
    for pattern in _ORDER:
        order = pattern.search(found.text)
        if order is not None:
            key = "before" if order["w"] in ("before", "前") else "after"
            name = name_in(heard, start + order.start("n"), start + order.end("n"))
            if name is not None:
                found.order[key] = name
                found.text = pattern.sub(_gone, found.text)
    return found


def _gone(match: re.Match[str]) -> str:
    return GONE * len(match[0])


def _name(heard: Heard, found: _Found, start: int) -> str | None:
    """Return the first name in what is left of a span."""
    for piece in re.finditer(rf"[^{GONE}]+", found.text):
        name = name_in(heard, start + piece.start(), start + piece.end())
        if name is not None:
            return name
    return None


def _in_the_evening(change: Said) -> str:
    """Return a time; nobody has dinner in the morning."""
    hour, minute = map(int, change["time"].split(":"))
    of_day = hour * 60 + minute
    if _DINNER.search((change.get("stop") or "").lower()) and _EVENING_FROM <= of_day < _NOON:
        hour += 12
    return f"{hour:02d}:{minute:02d}"

"""Questions about a trip: what is on, where next, how one gets there, what it costs."""

import re
from typing import Any

from core.llm.providers.offline.assistant.hearing import D, Heard
from core.llm.providers.offline.assistant.names import is_everything, name_in

Said = dict[str, Any]
_OURS = r"(?:my|our|the|this|your|that)"
_N = r"(?P<n>.+?)"
_END = r"(?=[?.!,;]|$)"
_WE = r"(?:we|i|you|they)"
_STOP_ZH = (
    r"(?P<n>第[一二三四五六七八九\d](?:站|[个家处](?:景点|地方)?)|最后一?(?:站|[个家处])|餐厅|饭店"
    r"|早[饭餐]|午[饭餐]|晚[饭餐])"
)
_OF_TRIP = (
    rf"(?:{_OURS} )?(?:whole |entire |full |current |next |upcoming )?(?:trip|itinerary"
    r"|journey|holiday|vacation|tour)"
)


def _any(*patterns: str) -> tuple[re.Pattern[str], ...]:
    return tuple(map(re.compile, patterns))


_ASKS: tuple[tuple[str, tuple[re.Pattern[str], ...]], ...] = (
    (
        "summary",
        _any(
            rf"\bhow (?:was|is|did|does) {_OF_TRIP}(?: look(?:ing)?| go(?:ing)?)?[?.! ]*$",
            r"\b(?:overview|summar\w+|recap|outline|rundown|run-through|gist)\b"
            r"|\b(?:short|quick|brief) version\b|\bin (?:a nutshell|short|brief)\b"
            r"|\bhow (?:many days|long) (?:is|are"
            rf"|does|will) {_OF_TRIP}",
            rf"\b(?:when|what (?:day|date|time)) (?:does|do|is|will|did) {_OF_TRIP} (?:start"
            r"|begin|end|over|finish)",
            r"\b(?:what|which|list|show|any|all)\b.{0,14}\btrips\b"
            r"|^(?!.*\b(?:cost|much|expensive|price|spend|budget)).*\b(?:whole|entire|full)"
            r" (?:trip|itinerary|schedule|plan)\b",
            r"\b(?:next|upcoming) (?:trip|journey|holiday|vacation)\b|下一?次(?:的)?(?:旅行"
            r"|行程|旅游|出行)",
            r"\bany (?:problems|conflicts|issues) (?:with|in) (?:my|our|the)",
            r"概览|总览|总结|概括|概况|(?:整个|全部|完整的?|所有的?)(?:行程|计划"
            r"|安排)(?!.*(?:多少|花|费|钱))",
            r"(?:行程|旅行|旅程|旅游)(?:一共|总共)?(?:有|是)?(?:几天|多少天)|有(?:哪些|几个"
            r"|什么)(?:行程|旅行)(?:计划)?\W*$",
            r"(?:行程|旅行|旅程)(?:是)?(?:什么时候|几号|哪天|何时)(?:开始|结束|出发)"
            r"|行程有(?:什么)?(?:问题|冲突)",
        ),
    ),
    (
        "hours",
        _any(
            r"\b(?:when|what time|how (?:late|early|long)) (?:does|do|is|are|will"
            rf"|can) {_N} (?:open|close(?! to\b)|shut|be open|be closed)\b",
            rf"\b(?:is|are|will|does|do) {_N} (?:be )?(?:still )?(?:open|opened|closed"
            r"|close(?! to\b)|shut)\b",
            rf"{_N}'s (?:opening|business|visiting) (?:hours?|times?)",
            r"\b(?:opening|business|visiting|closing) (?:hours?|times?)(?: (?:of|for"
            rf"|at) {_N}{_END})?",
            rf"{_N}(?:'s)? (?:opening|business|visiting) (?:hours?|times?)",
            rf"\bhours (?:of|for|at) {_N}{_END}",
            r"\b(?:open|opens|closed|closes|closing time)\b",
            rf"{_N}(?:一般|通常)?(?:什么时候|几点|何时|多晚)(?:钟)?(?:开门|关门|开放|关闭|开"
            r"|关|营业|闭馆|开馆|下班)",
            rf"{_N}(?:的)?(?:开放时间|营业时间|开门时间|关门时间|闭馆时间|参观时间)",
            rf"{_N}(?:会|还|有)?(?:开放|开门|关门|营业|闭馆|休息|开不开门|开着)(?:到几点"
            r"|到什么时候)?(?:吗|么|不|没|$)",
            rf"{_N}(?:营业|开放|开)到(?:几点|什么时候|多晚)",
            rf"{_N}(?:还)?(?:开吗|开不开|关不关|开着吗|关吗)",
        ),
    ),
    (
        "directions",
        _any(
            rf"\b(?:when|what time) (?:do|should|must|will|would) {_WE} (?:have to |need to "
            rf"|got to )?"
            rf"(?:leave|set off|set out|head out|depart|start out) (?:for|to get to) {_N}{_END}",
            rf"去{_N}(?:要|得|该|应该)?(?:几点|什么时候|多早)(?:钟)?(?:就)?(?:要|得|该)?(?:出门|出发|动身)",
            rf"(?:几点|什么时候|多早)(?:要|得|该|应该)?(?:出门|出发|动身)(?:才能|才)?(?:去|到){_N}(?:吗|呢|[?.!,]|$)",
            r"\bhow (?:do|can|should|would|could|will|am"
            rf"|are) {_WE} (?:supposed to )?(?:best )?(?:get|go|travel|walk|come|reach"
            r"|drive)"
            rf"(?: back)?(?: from .+?(?= to\b))?(?: to)? {_N}{_END}",
            rf"\bhow to (?:get|go|travel|reach)(?: back)?(?: to)? {_N}{_END}",
            r"\b(?:the )?(?:best |fastest |quickest |easiest )?(?:way|route|directions?"
            rf"|path) (?:from .+? )?(?:to|towards) (?:get to )?{_N}{_END}",
            rf"\bis (?:it )?(?:very |too |really )?far (?:to|from) {_N}{_END}",
            rf"{_N}(?:很|太)?远(?:吗|不远)",
            rf"\bhow far (?:away )?(?:is"
            rf"|are) (?:it )?(?:from .+? )?(?:to )?{_N}(?: from .+?)?{_END}",
            r"\bhow long (?:does it take|will it take|would it take|is it|is the (?:way"
            r"|walk|ride|trip|drive))"
            rf"(?: from .+?)? to (?:get to |get |walk to |go to |drive to |reach )?{_N}{_END}",
            r"\bdirections\b|\bhow (?:do|can) (?:we|i) get\b",
            rf"(?:从.+?)?(?:怎么|如何|怎样)(?:才能)?(?:坐车|坐地铁|坐公交|打车|开车|走路|骑车)?(?:去|到|走到|回|前往){_N}(?:比较|最|好"
            r"|快|方便|呢|吗|呀|啊|[?.!,]|$)",
            rf"(?:从.+?)?(?:到|去|回){_N}(?:要|应该|该|得)?(?:怎么|如何|怎样)(?:走|去|过去"
            r"|坐车|到|坐)",
            rf"(?:从.+?)?(?:到|去|回){_N}(?:大概|大约)?(?:要|需要|得)?(?:花)?(?:多久"
            r"|多长时间|多少分钟|几分钟)",
            rf"(?:从.+?)?(?:离|距离?|到|去){_N}(?:有)?(?:多远|远吗|远不远|还有多远)",
            rf"{_STOP_ZH}(?:要|该)?(?:怎么|如何|怎样)(?:走|去|过去|到)",
            r"(?:怎么|如何|怎样)(?:走|去|过去|到|坐车)|多远|路线$",
        ),
    ),
    (
        "next_stop",
        _any(
            r"\bwhat(?:'s| is|s)(?: up)? next\b|\bnext (?:stop|sight|place|destination"
            r"|activity|thing|visit|attraction)\b|^next$",
            rf"\bwhere (?:do|are|should|shall|will|to) ?{_WE}? ?(?:go|going|head|heading|be"
            r"|be going|off to)? ?(?:next|now|after this|after that)\b",
            r"\bwhat (?:comes|is|do we do|are we doing|happens)(?: on)? (?:next"
            rf"|after (?:this|that)|now)\b|\bwhere should {_WE} be\b",
            r"下一?[站个处](?:景点|地方|目的地|行程|活动|点)?(?:[是去在哪呢?]|$|有|什么)"
            r"|接下来|接着去|下面去哪|等会儿?去|待会儿?去|之后去哪",
            r"^(?:那|我们|我)*(?:然后|之后|下面|现在)(?:我们|我)?(?:应该|该|要|再)?(?:去|在"
            r"|到)(?:哪|什么地方)",
        ),
    ),
    (
        "stay",
        _any(
            rf"\bwhere (?:are|do|will|did|am|is) {_WE} (?:be )?(?:stay|sleep|staying"
            r"|sleeping|spending the night)",
            r"\b(?:which|what) (?:hotel|hostel|accommodation)\b(?! (?:is|are) (?:good|best"
            rf"|near|cheap))(?=.*\b(?:{_WE}|is it|booked|{_OURS})\b|.*\ue000)",
            r"\b(?:name|address|phone|number) of (?:my|our|the) (?:hotel|hostel"
            r"|accommodation)|\b(?:my|our) (?:hotel|hostel)'?s? (?:name|address)",
            r"\bwhat(?:'s| is|s) (?:my|our) (?:hotel|hostel|accommodation)|\bwhere(?:'s| is"
            r"|s) (?:my|our|the) (?:hotel|hostel)",
            r"是哪家(?:酒店|宾馆|旅馆|民宿)|住(?:在)?(?:哪|什么地方|什么酒店|什么宾馆|几星)(?!.{0,3}(?:好|合适|方便|推荐))",
            r"(?:我们?的?|住的)(?:酒店|宾馆|旅馆|民宿)(?:叫什么|是哪|在哪|的?地址|的?名字"
            r"|是什么|怎么样)",
            r"(?:酒店|宾馆|旅馆|民宿)(?:的)?(?:地址|名字|叫什么|在哪)",
        ),
    ),
    (
        "cost",
        _any(
            rf"\bhow much (?:do|will|did|are|would|should) {_WE} (?:have to )?(?:spend"
            rf"|pay)(?:ing)?\b",
            r"\bhow much (?:is|are|for|does|do|will|would|did|was"
            r"|were) (?:the )?(?:(?:entrance |entry |admission )?(?:fee|tickets?|admission"
            rf"|price|entry|entrance|cost)s? (?:for|to|of|at|in) )?{_N}(?: (?:cost|costs|be"
            rf"|come to|set (?:us|me) back|run (?:us|me)(?: to)?))?{_END}",
            rf"\b(?:what|how much) (?:does|do|will|would|did) {_N} cost",
            rf"\bhow much (?:do|will|did|are|would|should) {_WE} (?:spend|pay|spending|paying)\b",
            r"\b(?:price|cost|fee|tickets?|admission|budget|costs) (?:of|for"
            rf"|to) (?:visiting )?{_N}{_END}",
            rf"\b(?:is|are) (?!{_WE}\b){_N} (?:expensive|cheap|free|pricey|costly)\b",
            r"\bhow much\b|\bcosts?\b|\bprice|\bexpensive\b|\bbudget\b|\bspend(?:ing)?\b"
            r"|\bentrance fee|\bfor free\b",
            rf"{_N}(?:的)?(?:门票|票价|费用|花费|价格|开销|预算)?(?:一共|总共|大概"
            r"|大约)?(?:要|得|需要|是)?(?:花|收)?(?:多少钱|几块钱?|多少费用|贵吗|贵不贵"
            r"|免费吗|要钱吗|要不要钱|收费吗|多少$)",
            rf"{_N}(?:的)?(?:门票|票价|价格)(?:是|要)?(?:多少|怎么|$)",
            r"多少钱|花费|预算|费用|贵不贵|贵吗|开销|门票",
        ),
    ),
    (
        "schedule",
        _any(
            r"\b(?:when|what time|which day|what day|on which day|on what day) (?:are|do"
            rf"|will|is|am|did|does) {_WE} (?:be )?"
            r"(?:going to |go to |visiting |visit |seeing |see |at |doing |do |having "
            rf"|have |arriving (?:at|in) |arrive (?:at|in) |get to |going )*{_N}{_END}",
            rf"\b(?:when|what time|where)(?:'s| is|s) (?:our |my |the )?{_N}{_END}",
            r"\bwhat(?:'s| is|s) (?:our |my |the )?(?P<n>(?:first|frist|second|third|fourth"
            r"|fifth|last|\d(?:st|nd|rd|th)) (?:stop|sight|place))\b",
            rf"\b(?:is|are|do we have|have we got) {_N} (?:in|on|part of|included in) {_OF_TRIP}",
            rf"\b(?:does|do) {_OF_TRIP} (?:include|have|cover|contain) {_N}{_END}",
            r"(?:什么时候|几点|哪天|哪一天|第几天|何时|几号)(?:要|会|能|我们)*(?:去|到|参观"
            rf"|逛|看|吃|玩|游览|安排了?){_N}(?:呢|吗|呀|[?.!,]|$)",
            rf"\bwhere (?:do|are|will|should|did) {_WE} (?:be )?(?:eat|eating|have|having)"
            rf" {_N}{_END}",
            rf"{_STOP_ZH}(?:是|在)?(?:哪|什么|几点(?:吃|开始)?\W*$)",
            r"(?:在哪里?|去哪里?|在什么地方)(?:儿)?(?:吃|用)(?P<m>早[饭餐]|午[饭餐]"
            r"|晚[饭餐]|中饭)",
            r"(?P<m>早[饭餐]|午[饭餐]|晚[饭餐]|中饭)(?:我们|咱们?)?(?:要|该|会|应该)?(?:是|去|在|订在|安排在)*"
            r"(?:哪里?|哪儿|哪家|什么地方)(?:的|里)?(?:餐厅|店|馆子)?(?:吃|用)?",
            rf"{_N}(?:是|安排在|排在|在)(?:第几天|哪天|哪一天|什么时候|几点)",
            rf"(?:行程|计划|安排)(?:里面?|中|上)?(?:有没有|包括|包含|有){_N}(?:吗|么|[?.!,]|$)",
        ),
    ),
)
_SCHEDULE = re.compile(
    rf"\b(?:are|is|am) {_WE} (?:free|busy)\b|"
    rf"\b(?:plan|plans|schedule|itinerary|agenda|program(?:me)?|planned|lined up|scheduled)\b"
    rf"|\bwh?at(?:'s|s| is| are| do| did| will| have| happens| about| was| were| shall)\b.*{D}"
    rf"|\bwhere (?:are|do|did|will|am) {_WE}\b.*|\b(?:anything|something)\b.*"
    rf"|\bdo {_WE} have\b.*{D}|\bwhat\b.*\bthat day\b"
    rf"|\b(?:show|tell|give|describe|walk|read)\b.*{D}"
    r"|行程|安排|计划|日程|活动|去哪|做什么|干什么|干嘛|干啥|玩什么|有什么|有空|有事|怎么玩"
    r"|哪里玩|去了哪|讲讲|说说|看看"
)
_OTHER_TRIP = (
    re.compile(
        r"\b(?:my|our|the) (?P<n>(?!whole|entire|next|last|full|own|current|upcoming|day"
        r"|road|new|total)[a-z][\w'-]*(?: (?!in\b|on\b|of\b|for\b|my\b|our\b|the\b|to\b"
        r"|is\b)[\w'-]+){0,3}) (?:trip|itinerary|journey|holiday|vacation|tour)\b"
    ),
    re.compile(
        r"\b(?:trip|journey|holiday|vacation|itinerary) (?:to|in|for) (?P<n>(?!my|our|the"
        rf"|{D})[a-z][\w' -]{{1,30}}?)(?= (?:cost|start|begin|end|be|is|on)\b|[?.!,\ue000]"
        r"|$)"
    ),
    re.compile(
        r"(?:我们?的)?(?:去)?(?P<n>[\u4e00-\u9fff]{2,8}?)(?:之行|之旅|的行程|的旅行|那趟"
        r"|那次旅行|旅行的|行程)"
    ),
)
_NO_TRIP = re.compile(
    r"我们?|我们?的|整个|这次|这个|今|明|全部|完整|本次|当前|看一下|看看|查看|帮我|下一"
    r"|接下来|的|所有|你|有|是"
)
_DOINGS = re.compile(r"(?:start|begin|leave|depart|finish|end|set off|get up|wake up)(?: .*)?")
_NEXT = re.compile(r"next (?:stop|sight|place|one)|下一?(?:站|个(?:景点|地方)?)")
_NEEDS_NO_NAME = frozenset({"next_stop", "stay", "summary"})


def find_ask(heard: Heard) -> Said | None:
    """Return what is asked about a trip; None where nothing is."""
    for ask, patterns in _ASKS[1 if heard.days else 0 :]:
        for pattern in patterns:
            found = pattern.search(heard.text)
            if found is not None:
                said = _asked(heard, ask, found)
                if said is not None:
                    return said
    if _SCHEDULE.search(heard.text):
        return _with_trip(heard, {"ask": "schedule", "day": heard.day()})
    return None


def _asked(heard: Heard, ask: str, found: re.Match[str]) -> Said | None:
    said: Said = {"ask": ask, "day": heard.day()}
    groups = found.groupdict()
    part = next((part for part in ("n", "m") if groups.get(part)), None)
    subject = name_in(heard, *found.span(part)) if part else None
    if ask == "schedule":
        if subject is None:
            return None
        subject = None if _DOINGS.fullmatch(subject.lower()) else subject
    if ask not in _NEEDS_NO_NAME and not is_everything(subject) and not _is_next(subject):
        said["subject"] = subject
    if is_everything(subject):
        said["whole"] = True
    return _with_trip(heard, said)


def _is_next(subject: str | None) -> bool:
    """Say whether a name is that of the stop that comes next, whichever that is."""
    return subject is not None and _NEXT.fullmatch(subject.lower()) is not None


def _with_trip(heard: Heard, said: Said) -> Said:
    trip = _other_trip(heard)
    if trip is not None:
        said["trip"] = trip
        said["subject"] = None
    return {key: value for key, value in said.items() if value is not None}


def _other_trip(heard: Heard) -> str | None:
    for pattern in _OTHER_TRIP:
        found = pattern.search(heard.text)
        if found is not None and not _NO_TRIP.search(found["n"]):
            return name_in(heard, *found.span("n"))
    return None

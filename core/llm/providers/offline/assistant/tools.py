"""What is asked of the tools: weather, hotels, flights, places."""

import re
from typing import Any

from core.llm.providers.offline.assistant.hearing import Heard
from core.llm.providers.offline.assistant.names import city_in, is_city, name_in
from core.llm.providers.offline.money import find_budget
from core.llm.providers.offline.numerals import NUMBER, whole_number
from core.llm.providers.offline.party import find_company

Said = dict[str, Any]
_WEATHER = re.compile(
    r"\b(?:weather|wether|wheather|weahter|forecast|temp(?:erature)?s?|umbrella|raincoat|rainy"
    r"|sunny|jacket|coat|humid)\b"
    r"|\b(?:rain|raining|snow|snowing)\b|\bhow (?:hot|cold|warm|windy|wet)\b|\bfreezing\b"
    r"|\b(?:is|will"
    r"|was|does) it (?:going to |gonna |be |get |very |really |too )*(?:hot|cold|warm|windy"
    r"|freezing|cool)\b"
    r"|天气|淋雨|有雨|雨吗|下不下雨|外套|羽绒服|雨衣|气温|温度|下雨|下雪|带伞|雨伞|冷不冷|热不热|(?:会不会|很|太|有多|多|特别|非常)(?:冷|热|潮|晒)|[冷热](?:吗|么|不)|多少度"
    r"|刮风|晴天|几度|台风"
)
_RAIN = re.compile(r"\b(?:umbrella|raincoat)\b|雨衣|雨伞|带伞")
_FLIGHT = re.compile(
    r"\bflights?\b|\bfly(?:ing)?\b|\bplane\b|\bairfares?\b|\bairlines?\b|机票|航班|飞机"
    r"|[坐飞]飞?机|飞(?:到|往|去|回|机)|[\u4e00-\u9fff\ue000-\ue002]飞[\u4e00-\u9fff]|直飞"
)
_HOTEL = re.compile(
    r"\bhotels?\b|\bhostels?\b|\baccommodations?\b|\brooms?\b|\blodging\b|\bguest ?houses?\b"
    r"|\bairbnb\b|\bryokan\b|\bplace to (?:stay|sleep)\b"
    r"|\bwhere (?:can|could|should|to|shall) ?(?:i|we)? ?(?:stay|sleep)\b"
    r"|\bsomewhere to (?:stay|sleep)\b|地方住|住的地方"
    r"|酒店|宾馆|旅馆|民宿|住宿|青旅|客栈|房间|订房|住(?:在)?哪里?(?:比较|最)?(?:好|合适"
    r"|方便)|哪里住"
)
_OURS = re.compile(
    r"\b(?:my|our) (?:flight|plane|hotel|hostel|room)\b|我们?的(?:航班|飞机|机票|酒店|房间)"
    r"|(?:回|到|去|离)(?:酒店|宾馆)"
)
_STAY = re.compile(
    r"\b(?:the|that|this) (?:hotel|hostel)\b(?! (?:in|near|around|at)\b)|[那这]家(?:酒店|宾馆|旅馆)"
    r"|^\W*(?:酒店|宾馆|住宿)(?:一共|总共|大概)?(?:要|花)?多少钱"
)
_AROUND_HOTEL = re.compile(
    r"\b(?:near|around|close to|next to|by|at|to|from|in) (?:the |my |our )?(?:hotel"
    r"|hostel)\b|(?:酒店|宾馆|旅馆)(?:附近|周围|周边|旁边?|边上)"
)
_NIGHTS = re.compile(rf"({NUMBER})\s*-?\s*(?:个)?(?:晚(?!上|饭|餐|[点点])|夜(?!景|市)|nights?\b)")
_LENGTH = re.compile(
    rf"(?:未来|接下来|这|今后|之后|next|following|coming)\s*(?:的)?({NUMBER})\s*-?\s*(?:天"
    rf"|日|days?\b)|({NUMBER})\s*-?\s*(?:天|days?\b)(?:的)?(?:天气|weather|forecast)"
)
_KINDS = re.compile(
    r"\b(?:hostels?|guest ?houses?|ryokan|resorts?|apartments?|airbnb|boutique hotels?)\b"
    r"|青旅|民宿|客栈|公寓|度假村"
)
_NEAR = (
    re.compile(
        r"\b(?:near|around|close to|next to|beside|nearby|not far from"
        r"|walking distance (?:of|from|to)|by) (?P<n>.+?)(?=\b(?:for|under|below|from|on|in"
        r"|with|at|tonight)\b|[?.!,;\ue000-\ue003]|$)"
    ),
    re.compile(r"(?P<n>[^,.?!\ue000-\ue003]{1,20}?)(?:的)?(?:附近|周围|周边|旁边|边上|一带)"),
)
_NO_ORIGIN = re.compile(r"人$|[怎么订帮买我想要给查找]|如何|[一两几]张")
_NEARBY = re.compile(r"附近|周围|周边|旁边|今|现在|哪")
_HERE = re.compile(
    r"^(?:here|me|us|it|there|by|这里?|这儿|那里?|那儿|我们?|的|有没有|推荐|找|帮我|有什么"
    r"|)$"
)
_ROUTE = (
    re.compile(
        r"\bflights? (?P<a>(?!from\b|to\b|for\b|home\b|back\b)[a-z]+(?: [a-z]+)?) to (?P<b>.+?)"
        r"(?=\b(?:on|for|in|at|next)\b|[?.!,;\ue000-\ue003]|$)"
    ),
    re.compile(
        r"\bfrom (?P<a>.+?) to (?P<b>.+?)(?=\b(?:on|for|in|at|next|leaving|return)\b"
        r"|[?.!,;\ue000-\ue003]|$)"
    ),
    re.compile(
        r"\b(?:to|into|for) (?P<b>.+?) from (?P<a>.+?)(?=\b(?:on|for|in|at|next)\b"
        r"|[?.!,;\ue000-\ue003]|$)"
    ),
    re.compile(
        r"从?(?P<a>(?!怎么|如何|怎样|什么)[\u4e00-\u9fff]{2,8}?)(?:到|飞往|飞到|飞去|飞|去"
        r"|至|回)(?P<b>[\u4e00-\u9fff]{2,8}?)(?=的|有|最|机票|航班|飞机|[?.!,;\ue000-\ue003]"
        r"|$)"
    ),
)
_BETWEEN = re.compile(r"\bbetween .+ and |之间")
_TO = (
    re.compile(
        r"\b(?:home to|back to|to|for|into) (?P<b>(?!for\b|\d|two|three)[a-z].+?)(?=\b(?:on"
        r"|for|in|at|next|from|with)\b|[?.!,;\ue000-\ue003]|$)"
    ),
    re.compile(
        r"(?:去|到|飞往|飞到|飞去|飞|回|往)(?P<b>[\u4e00-\u9fff]{2,8}?)(?=的|有|最|机票|航班"
        r"|飞机|[?.!,;\ue000-\ue003]|$)"
    ),
)
_IN = re.compile(
    r"\b(?:in|at) (?P<c>[a-z][\w' -]{1,30}?)(?=\b(?:for|under|below|from|on|in|with|at|near"
    r"|during|over|right)\b|[?.!,;\ue000-\ue003]|$)"
)
_SEEK = (
    re.compile(
        r"\b(?:tips|ideas?|recommendations?|suggestions?) (?:for|on) (?P<n>.+?)(?=\b(?:in|near"
        r"|nearby|around|close|next to|by|at|on)\b|[?.!,;\ue000-\ue003]|$)"
    ),
    re.compile(
        r"\b(?:places?|spots?|somewhere|anywhere) (?:for|to (?:eat|drink|get|have|buy|find))"
        r" (?P<n>.+?)(?=\b(?:in|near|nearby|around|close|next to|by|at|on)\b"
        r"|[?.!,;\ue000-\ue003]|$)"
    ),
    re.compile(
        r"值得一?[看去逛玩吃](?:一下)?的(?P<n>[^,.?!\ue000-\ue003]+?)(?:有哪些|有什么|[?.!,]"
        r"|$)"
    ),
    re.compile(
        r"哪家(?:的)?(?P<n>[^,.?!\ue000-\ue003]+?)(?:比较|最|更|做得)?(?:好吃|好喝|正宗|地道|不错|有名|好)"
    ),
    re.compile(r"最近的(?P<n>[^,.?!\ue000-\ue003]+?)(?:在|$)"),
    re.compile(r"想[吃喝](?P<n>[^,.?!\ue000-\ue003]+?)(?:了|[?.!,]|$)"),
    re.compile(
        r"\b(?:where (?:can|could|do|should) (?:i|we) (?:eat|find|get|buy|drink|have|try|see"
        r"|grab|go for)|find(?: me| us)?|search(?: for)?|look(?:ing)? (?:for|up)"
        r"|recommend(?: me| us)?|suggest(?: me| us)?|show (?:me|us)"
        r"|any|best|nearest|closest|(?:is|are) there|(?:what|which)(?: are| is)?"
        r"|i (?:want|need|fancy|feel like)(?: to (?:eat|drink|have|find))?|give me) (?P<n>.+?)"
        r"(?=\b(?:are there|is there|in|near|nearby|around|close|next to|by|at|on|for|with"
        r"|can|do|should|could)\b|[?.!,;\ue000-\ue003]|$)"
    ),
    re.compile(
        r"(?:哪里|哪儿|什么地方|哪有|哪(?!些))(?:可以|能|有|好)*(?:吃|喝|买|找|玩|看)?(?:到"
        r"|的)?(?P<n>[^,.?!\ue000-\ue003]+?)(?:吃|喝|卖|买)?(?:吗|呢|[?.!,]|$)"
    ),
    re.compile(
        r"(?:有什么|有哪些|有没有|推荐一?下?|推荐|找一?下|找找|找个?|搜索|搜一?下|查一?下"
        r"|最好的|好吃的|有)(?:附近的?|[好可][吃喝玩看]的|不错的|便宜的|地道的|正宗的|有名的|靠谱的|好点的|适合"
        r"|比较好的)*(?P<n>[^,.?!\ue000-\ue003]+?)(?:吗|呢|推荐|可以|有哪些|有什么|[?.!,]|$)"
    ),
    re.compile(
        r"(?:附近|周围|周边|旁边)(?:的|有没有|有什么|有|哪些"
        r"|好吃的)*(?P<n>[^,.?!\ue000-\ue003]+?)(?:吗|呢|推荐|有哪些|有什么|[?.!,]|$)"
    ),
)
_HERE_IS = re.compile(
    r"(?:^|[\ue000-\ue003,请问])(?P<n>(?:(?!的)[\u4e00-\u9fff]){2,8}?)(?:里|那边|一带)?(?:有什么"
    r"|有哪些|有没有|哪里有|哪有|最好的|哪里可以|哪里能)"
)
_HAS = re.compile(r"有(?!空|事|时间).{1,12}(?:吗|么)\W*$")
_WHAT_THERE_IS = re.compile(r"有(?:什么|啥|哪些)[呢吗呀啊]?\W*$")
"""Asked of a day alone, it is asked what is on."""
_DOES_THERE = re.compile(
    r"\b(?:any|some|every)thing\b.{0,30}\bto (?:do|see|eat|visit|try)\b|\bwhere to (?:go|eat"
    r"|drink|shop)\b"
    r"|去哪|哪里?玩|哪儿玩|[玩逛吃看买]什么|[玩逛吃看买]啥|哪家|必[吃去看玩]|好[玩吃]的"
)
_THING_THERE = re.compile(
    r"^\W*(?!is\b|where\b|which\b|any\b|are\b|was\b|do\b|does\b|did\b|can\b|could\b|how\b|why\b|when\b|who\b|what\b|tell\b"
    r"|i\b|we\b|you\b|my\b|our\b|it\b|the trip|plan\b|going\b|to\b|from\b|in\b|at\b|on\b|and\b"
    r"|no\b|yes\b)"
    r"(?:(?:some|good|nice|great|cheap|cool|top|decent|authentic|local|popular) )*"
    r"(?P<n>[a-z][a-z' -]{2,40}?)(?: (?:places?|spots?|joints?))? (?:in|around"
    r"|near) [^\ue000-\ue003]+$"
)
_OF_US = re.compile(r"\b(?:we|our|us|planned)\b|我们?|咱|之[行旅]|行程|安排|计划")
"""Asked of a city, these ask for a place; of our own trip they do not."""
_IS_SEEKING = re.compile(
    r"\b(?:tips|ideas?|recommendations?|suggestions?) (?:for|on)\b|"
    r"\b(?:want|like|fancy|feel like|craving)\b.*\b(?:eat|eating|drink)\b|\bcraving\b"
    r"|最近的.{1,8}在哪|我们?想[吃喝]"
    r"|\b(?:place|spot|somewhere) (?:for|to (?:eat|drink|get|have))\b|"
    r"\bwhere (?:can|could|should) (?:i|we)\b|\bwhich\b.*\bshould (?:i|we)\b|\b(?:find"
    r"|search|recommend|suggest|looking for"
    r"|look for)\b|\b(?:best|any|nearest|closest)\b.*|\b(?:is|are) there\b|\bnear(?:by)?\b"
    r"|\bthings to (?:do|see)\b"
    r"|\bclose to\b|\bwhat (?:can|could|should|to) (?:i|we)? ?(?:see|do|visit|eat)\b"
    r"|(?:哪里|哪儿|什么地方)(?:可以|能|有|好|看|吃|喝|买|玩|逛)|哪有|推荐|附近|周围|周边"
    r"|有哪些|有什么(?!安排"
    r"|计划|行程|活动|事|好?不)|找|搜索|最好的|有没有"
)
_THINGS = re.compile(
    r"^(?:(?:can|could|should|to|do)\b.*|things|places|something|anything|stuff|to do|to see"
    r"|can|could|good|sights?|好玩的?|好吃的?|地方|好看的|景点|玩的?|吃的?|什么|特别的?"
    r"|(?:还有)?(?:什么)?可[看玩吃逛]的?|else|值得.*|好|推荐)?$"
)
_FOR_WHOM = re.compile(
    r"(?:适合|带)(?P<n>[\u4e00-\u9fff]{1,6}?)(?:的|去|玩)|\b(?:with|for) (?:my |our |the |small "
    r"|little )?(?P<m>kids|children|family|couples?|toddlers?)\b"
)
_FOR_SO_MANY = re.compile(
    rf"\bfor ({NUMBER})(?=[?.!,]|\s+(?:in|near|at|on|around|close|from|please|with|tonight)\b|\s*$)"
)
_PEOPLE = re.compile(rf"({NUMBER})\s*(?:个)?(?:人|位|people|persons?|guests?|adults?|travell?ers?)")


def is_weather(heard: Heard) -> bool:
    """Say whether the weather is asked about."""
    return _WEATHER.search(heard.text) is not None


def is_rain(heard: Heard) -> bool:
    """Say whether it is asked what to take along against the rain."""
    return _RAIN.search(heard.text) is not None


def is_flight(heard: Heard) -> bool:
    """Say whether flights are looked for; one's own are in the trip."""
    return _FLIGHT.search(heard.text) is not None and _OURS.search(heard.text) is None


def is_hotel(heard: Heard) -> bool:
    """Say whether a bed is looked for; one's own is in the trip."""
    text = heard.text
    found = _HOTEL.search(_AROUND_HOTEL.sub("", text))
    return found is not None and _OURS.search(text) is None


def is_of_stay(heard: Heard) -> bool:
    """Say whether a bed is spoken of as one that is known already."""
    return _STAY.search(heard.text) is not None and city_in(heard) is None


def is_seeking(heard: Heard) -> bool:
    """Say whether places are looked for."""
    if heard.days and city_in(heard) is None and _WHAT_THERE_IS.search(heard.text):
        return False
    if _IS_SEEKING.search(heard.text):
        return True
    if heard.days or city_in(heard) is None or _OF_US.search(heard.text):
        return False
    return any(found.search(heard.text) for found in (_HAS, _DOES_THERE, _THING_THERE))


def weather(heard: Heard) -> Said:
    """Return what is asked of the weather tool."""
    found = _LENGTH.search(heard.text)
    days = whole_number(found[1] or found[2]) if found else 2 if heard.weekend else None
    return _tidy({"city": _city(heard), "day": heard.day(), "days": days})


def flight(heard: Heard) -> Said:
    """Return what is asked of the flight tool."""
    said: Said = {"day": heard.day(), "travellers": _party(heard)}
    for pattern in () if _BETWEEN.search(heard.text) else (*_ROUTE, *_TO):
        found = pattern.search(heard.text)
        if found is None:
            continue
        groups = found.groupdict()
        said["city"] = _short(heard, found.span("b"))
        origin = _short(heard, found.span("a")) if "a" in groups else None
        said["origin"] = None if origin and _NO_ORIGIN.search(origin) else origin
        break
    else:
        said |= _two_cities(heard)
    return _tidy(said)


def _two_cities(heard: Heard) -> Said:
    """Return from where and where to, of two cities that are only named one after the other."""
    first = city_in(heard)
    second = city_in(heard, first[1]) if first else None
    if first is None or second is None:
        return {"city": _city(heard)}
    return {"origin": heard.words(*first), "city": heard.words(*second)}


def hotel(heard: Heard) -> Said:
    """Return what is asked of the hotel tool."""
    nights, kind = _NIGHTS.search(heard.text), _KINDS.search(heard.text)
    budget = find_budget(heard.text)
    return _tidy(
        {
            "city": _city(heard),
            "day": heard.day(),
            "nights": whole_number(nights[1]) if nights else None,
            "travellers": _party(heard),
            "budget": int(budget.money.amount) if budget and budget.money.amount >= 1 else None,
            "currency": budget.money.currency if budget else None,
            "near": _near(heard),
            "text": heard.words(*kind.span()) if kind else None,
        }
    )


def place(heard: Heard) -> Said:
    """Return what is asked of the place tool."""
    city = city_in(heard)
    near = _near(heard)
    for pattern in (_IN,):
        found = pattern.search(heard.text)
        inside = name_in(heard, *found.span("c")) if found else None
        if inside is not None and near is None and not is_city(inside.lower()):
            near = inside
    found = _HERE_IS.search(heard.text)
    if found is not None and near is None and not is_city(found["n"]):
        name = name_in(heard, *found.span("n"))
        near = None if name is None or _HERE.match(name) or _NEARBY.search(name) else name
    text = _sought(heard, near)
    said = {"text": text, "near": near, "day": heard.day()}
    if city is not None and heard.words(*city) != near:
        said["city"] = heard.words(*city)
    return _tidy(said)


def _sought(heard: Heard, near: str | None) -> str | None:
    whom = _FOR_WHOM.search(heard.text)
    if whom is not None:
        return heard.words(*whom.span("n" if whom["n"] else "m"))
    for pattern in (*_SEEK, _THING_THERE):
        for found in pattern.finditer(heard.text):
            name = name_in(heard, *_without(heard, found.span("n"), near))
            if name is not None and not _THINGS.match(name.lower()) and name != near:
                return name if not is_city(name.lower()) else None
    return None


def _without(heard: Heard, span: tuple[int, int], near: str | None) -> tuple[int, int]:
    """Return a span without the city or neighbour it begins with."""
    start, end = span
    city = city_in(heard, start, end)
    if city is not None and city[0] - start <= 1:
        start = city[1]
    if near is not None and heard.words(start, end).startswith(near):
        start += len(near)
    return start, end


def _near(heard: Heard) -> str | None:
    for pattern in _NEAR:
        found = pattern.search(heard.text)
        if found is not None:
            name = name_in(heard, *found.span("n"))
            if name is not None and not _HERE.match(name.lower()):
                return name
    return None


def _city(heard: Heard) -> str | None:
    span = city_in(heard)
    if span is not None:
        return heard.words(*span)
    found = _IN.search(heard.text)
    name = name_in(heard, *found.span("c")) if found else None
    # A city that not everybody knows is written with a capital letter.
    return name if name and name[0].isupper() else None


def _short(heard: Heard, span: tuple[int, int]) -> str | None:
    city = city_in(heard, *span)
    return heard.words(*city) if city else name_in(heard, *span)


def _party(heard: Heard) -> int | None:
    found = _PEOPLE.search(heard.text) or _FOR_SO_MANY.search(heard.text)
    return whole_number(found[1]) if found else find_company(heard.text).travellers


def _tidy(said: Said) -> Said:
    return {key: value for key, value in said.items() if value is not None}

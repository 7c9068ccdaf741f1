"""Questions about a city or a land as such, which no trip and no search answers."""

import re

from core.llm.providers.offline.assistant.hearing import DAY, GONE, Heard
from core.llm.providers.offline.assistant.names import city_in, is_city

_LANDS = (
    r"japan|china|korea|thailand|vietnam|singapore|france|italy|spain|germany|england|britain"
    r"|the uk|switzerland|america|the us|the usa|australia|europe|asia|日本|中国|韩国|泰国|越南"
    r"|新加坡|法国|意大利|西班牙|德国|英国|瑞士|美国|澳大利亚|欧洲|亚洲"
)
_LAND = re.compile(_LANDS)
_OF_ONES_TRIP = re.compile(
    rf"[{DAY}]|\b(?:trip|itinerary|plans?|schedule|stops?|hotels?|flights?|weather)\b|\b(?:we|our)\b"
    r"(?!.*\b(?:visit|go)\b)|行程|安排|计划|酒店|航班|机票|天气|攻略|路线|我们的"
)
_SO = (
    r"expensive|cheap|pricey|affordable|costly|safe|dangerous|big|large|small|crowded|busy|walkable"
    r"|touristy|clean|beautiful|boring|interesting|nice|good|worth"
)
_SO_ZH = r"贵|便宜|高|安全|危险|大|小|好玩|有意思|漂亮|干净|挤|热闹|无聊|值得"
_ABOUT = re.compile(
    rf"^(?:so |and |but |hey |hi )?(?:is|are) .{{2,40}}\b(?:{_SO})\b"
    rf"|\bhow (?:very )?(?:{_SO}) is\b|\bis it (?:{_SO})\b"
    r"|\b(?:famous|known|special|unique|typical)\b|\bwhat(?:'s| is|s) .{2,30} like\b"
    r"|\b(?:tell me|talk|know|learn|say) (?:\w+ ){0,3}about\b|\bintroduce\b|\bhistory\b"
    r"|\b(?:best|right|good|ideal) (?:time|season|month)\b|\bwhen (?:to|should (?:i|we"
    r"|one)) (?:go|visit)\b"
    r"|\bwhich (?:is|one is|city is)\b|\b(?:versus|vs)\b|\bdifference\b|\bpeople live\b"
    r"|(?:物价|消费|花销)|介绍|说说|讲讲|聊聊|谈谈|了解"
    r"|(?:特色|特产|有名|出名|著名|闻名|特别)(?:的)?(?:是?什么|有什么|有哪些|吗|呢|是啥)?[?.! ]*$"
    rf"|(?:有点|会|很|不|算|比较|特别)*(?:{_SO_ZH})(?:不(?:{_SO_ZH}))?(?:去)?(?:吗|么|嘛)?[?.! ]*$"
    r"|什么(?:季节|时候|时间|月份?)|几月|哪个(?:季节|月|更|好|比较)|哪里更|怎么样[?.! ]*$"
    r"|历史|文化|值不值得"
)
_OF_LANDS = re.compile(
    r"\b(?:one|people|they|shops?|stores?|restaurants|money|cash|cards?|bring|pay|rude|polite|usual"
    r"|legal|need to)\b|现金|商店|商场|超市|刷卡|支付|付款|礼貌|习惯|带多少|人们|当地人"
)
"""Asked of a land, these are about its ways, also on a certain day of the week."""
_SEEKS = re.compile(
    r"\b(?:best|good) (?!time|season|month)[a-z]+ in\b|\b(?:restaurants?|museums?|food"
    r"|dish(?:es)?|places?"
    r"|bars?|caf[eé]s?|sights?|markets?|shops?)\b|特色(?:菜|小吃|美食|餐)|哪[些家]|推荐|好吃|景点|餐厅|博物馆"
)
_LEAST = 2


def is_of_city(heard: Heard) -> bool:
    """Say whether a question is about a city or a land: what it is like, famous for, how dear."""
    text = heard.text
    if is_of_land(heard):
        return True
    if _ABOUT.search(text) is None or _OF_ONES_TRIP.search(text) or _SEEKS.search(text):
        return False
    return _LAND.search(text) is not None or _is_subject(heard)


def is_of_land(heard: Heard) -> bool:
    """Say whether a question is about the ways of a land, which are the same on any such day."""
    text = heard.text
    return _LAND.search(text) is not None and _OF_LANDS.search(text) is not None


def _is_subject(heard: Heard) -> bool:
    """Say whether a city is named by itself: it is no part of the name of a place."""
    span = city_in(heard)
    if span is None:
        return False
    rest = heard.text[span[1] :].lstrip(GONE)
    return not re.match(
        r"(?:塔|站|园|寺|大学|机场|\s(?:tower|station|airport|university|skytree|castle"
        r"|eye|bridge|museum|zoo|palace|temple)\b)",
        rest,
    )


def is_of_prices(heard: Heard) -> bool:
    """Say whether it is asked how dear a land or a city is, which is no cost of a trip."""
    found = _PRICES.search(heard.text)
    where = (found["a"] or found["b"] or "").strip() if found else ""
    return _LAND.fullmatch(where) is not None or is_city(where)


_PRICES = re.compile(
    r"\b(?:is|how (?:expensive|cheap) is)\s+(?P<a>[a-z ]{2,30}?)"
    r"(?:\s+(?:very |really |too |that )?(?:expensive|cheap|pricey|affordable)\b|\W*$)"
    r"|^\W*(?:在|去)?(?P<b>[\u4e00-\u9fff]{2,8}?)(?:的)?(?:物价|消费|旅游|玩)?(?:很|会|高|贵|便宜)"
    r"(?:不?贵|不高|不便宜)?(?:吗|么)?\W*$"
)

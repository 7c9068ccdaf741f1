"""What is to be seen and what is to be avoided, out of the words of a sentence."""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from core.llm.providers.offline.numerals import NUMBER
from core.llm.providers.offline.vocabulary import INTERESTS

_NAMES_MAX = 10
_HAN_NAME_MAX = 10
_NAME_MAX = 100
_QUOTES = " 　的了'\"“”‘’()（）《》"

_CLAUSE = r"([^,，。.;；!！?？\n]+)"
_MORE_NAMES = (
    r"((?:,\s?(?:and |or )?(?:the )?"
    r"(?!(?:Budget|We|I|Our|My|Avoid|No|Not|Please|Start|From|For|With)\b)"
    r"[A-Z][^,，。.;；!！?？\n]*){0,9})"
)
"""Further names of an English list: each begins with a capital letter."""
_MORE_WORDS = (
    r"((?:,\s?(?!and\b|or\b|but\b)[a-z][a-z' -]{2,24}){0,5},?\s(?:and|or)\s[a-z][a-z' -]{2,24})?"
)
"""And of a list of things that are no names."""
_NOT_A_THING = (
    r"(?!\s+(?:more|less|later|earlier|rush|hurry|problem|limit|need|idea|time|way|one|matter|kids"
    r"|children|car|specific|particular|special|preferences?|restrictions?|requirements?|other"
    r"|longer|paid|doubt|visits?|budget|rooms?)\b)"
)
_AVOID = re.compile(
    r"(?:(?<![要想去能])不(?:想|要|用|必)?(?:去|逛|看|安排)|别(?:安排|去|带我们?去)|不(?:太)?(?:喜欢|爱)|没兴趣|讨厌|避开"
    r"|(?<![要想])不(?:想|要)(?!太|早|超|晚|有|赶|那么|这么|累|再|担心|错过)"
    rf"|(?i:\bavoid(?:ing)?\b|\bno\b{_NOT_A_THING}|\bskip\b|\bwithout\b{_NOT_A_THING}|\bhates?\b"
    r"|\bdislikes?\b|\bnot interested in\b"
    r"|\b(?:do not|don't|don’t) (?:like|love|want to (?:see|visit|go to))))"
    rf"[\s:：]*{_CLAUSE}{_MORE_WORDS}"
)
_MUST = re.compile(
    r"(?:必[去看]的?|(?:一定|必须|务必)要?(?:去|看|逛|打卡)|不[能想]错过"
    r"|(?i:\bmust(?:[- ]sees?|[- ]visits?| go to)\b|\b(?:have|need) to (?:see|visit)\b"
    r"|\b(?:can't|cannot|don't|don’t|do not) miss\b))"
    rf"(?:有|是|(?i: are\b| is\b))?[\s:：]*{_CLAUSE}{_MORE_NAMES}"
)
_MUST_AFTER = re.compile(
    r"(?:^|[,，。;；\n])([^,，。;；!！?？\n]{2,40}?)(?:这几个|这些|这两个)?(?:地方|景点)?"
    r"(?:都|也|是|一定|必须|务必)+(?:想|要|得|必须?)(?:去|看|逛|打卡)(?=[,，。;；!！\n]"
    r"|一?[下遍趟]|$)"
)
"""The same with the names first: 洪崖洞、解放碑都要去."""
_WISH = re.compile(
    r"(?:(?<!不)(?:想|希望|打算|计划|准备)要?[^,，。.;；!！?？\n去看逛参不]{0,8}?(?:去|看|逛|参观)"
    r"|(?i:\b(?:want|like|love|hope|plan) to (?:see|visit)\b))"
    rf"[\s:：]*{_CLAUSE}{_MORE_NAMES}"
)
"""May as well speak of the journey itself, so that only what looks like a name counts."""
_GO = re.compile(
    r"(?:^|(?<=[，,。；;、\n])|(?<=[先再后还也并晚天上午]))(?:逛(?:一?逛|一下)?|爬|游览|参观|打卡)(?![逛爬街山完了过])"
    rf"[\s:：]*{_CLAUSE}"
)
"""The same as one of several things one does: 逛故宫，爬长城."""

_HAN = "[\u4e00-\u9fff\ue000-\uf8ff]"
"""A Chinese letter, or a part of a name that another rule has read."""
_LIST = re.compile(
    r"[、/&,，]|\s*\b(?:and|or)\b\s*|以及|还有|或者?"
    rf"|(?<={_HAN}{{2}})和(?={_HAN}{{2}}|\s?[A-Za-z])|(?<=[A-Za-z])\s?和\s?",
    re.I,
)
"""A 和 is part of 颐和园 and 雍和宫: it joins two names where both have two letters or more."""
_WHEN = (
    r"(?:[a-z\d]|(?:Jan|Feb|Mar|Apr|May|Jun|Jul|Aug|Sep|Oct|Nov|Dec|Mon|Tue|Wed|Thu|Fri|Sat|Sun))"
)
_CUT = re.compile(
    r"\s+(?:for|with|next|this|during|because|but|so|then|if|who|while|as|please|thanks|thank)\b.*$"
    rf"|\s+(?:in|on|from|at|by)\s+(?={_WHEN}).*$"
    rf"|\s*{NUMBER}\s*-?\s*(?:[天日晚夜]|(?i:days?|nights?|weeks?)\b).*$"
    r"|(?:[这下本]*(?:周|星期)|明天|后天|国庆|五一|元旦|圣诞|[\d一二三四五六七八九十]+月).*$"
    r"|(?:玩|待|呆|旅游|旅行|度假|出差|走走|转转|放松|因为|但是?|然后|就行|即可).*$"
    r"|(?<=\S\S)(?:看看|逛逛|看一下|看一看|逛一逛|逛一下|转一转|一趟|一下|那边|那里|等地|等景点"
    r"|等地方|这样的|之类的?|什么的|啥的)$"
)
_LEADING = re.compile(
    r"^(?:看看|看|逛逛|逛|参观|游览|爬|坐|打卡|一下|到|去|(?i:the|some|any|all|see|visit)\s"
    r"|an?\s)[\s:：]*"
)
_OF_PLACES = re.compile(
    r"(?:[塔山湖江河桥寺庙宫馆院园街路巷镇村城楼阁岛湾滩海站居址厦场门墙洞峡谷泉林陵墓祠坊苑府殿坛堂厅区港头布窟台观店库学校厂圈屋碑像]"
    r"|中心|(?<!味)道)$|[A-Za-z\d]$|(?:博物|风景|遗迹|名胜|古迹|景点|号)"
)
"""What a name of a place ends in that begins with that of its city."""
_NO_NAME = re.compile(
    r"(?:地方|景点|城市|东西|项目)$|^(?:[一几]个|一些|有|没|人|吃|喝|买|泡|拍|住|体验|感受|散步)"
    r"|^(?:日[出落]|星星|演出|表演)|^(?:as|lots|much|many|everything)\b"
    r"|^(?:eat|try|drink|have|stay|go|do|take|get|enjoy|relax|walk|shop|rest|swim|hike|taste)\b",
    re.I,
)
_A_WAY = re.compile(
    r"(?:flights?|trains?|bus(?:es)?|taxis?|planes?|hotels?)\b"
    r"(?! (?-i:[A-Z][a-z]+ ?(?:Museum|House|Street|Market)))",
    re.I,
)
_NOT_SEEN = re.compile(
    r"飞机|火车|高铁|动车|自驾|开车|地铁|公交|公共交通|交通工具|打车|出租|步行|走路|航班|合住|合租|拼房|青旅"
    r"|吸烟|抽烟|转机|中转|红眼"
    r"|住|酒店|房间|超过|预算|花|钱|辣|香菜|早起|排队|人多|[早午晚]餐|太|赶|累"
    r"|\b(?:flights?|fly(?:ing)?|planes?|air(?:planes?| travel)?|trains?|bus(?:es)?|driv\w+"
    r"|self-driv\w+|taxis?|cabs?"
    r"|metro|subway|walk\w*|cars?|smok\w+|pets?|shared?|sharing|dorms?|rooms?|hotels?|hostels?"
    r"|accommodations?|stairs"
    r"|breakfasts?|lunch(?:es)?|dinners?|layovers?|stopovers?|early|late|spicy|crowds?|crowded"
    r"|spend\w*|pay\w*|cost)\b",
    re.I,
)
"""Ways, beds and money: wished or not, but nothing one goes to see."""
_GENERIC = {
    tag: re.compile(
        rf"(?-i:[a-z]+ )?(?:{pattern})[a-z]*"
        r"(?: (?:places|things|stuff|malls?|streets?|spots?|areas|activities)"
        r"|类|店|街|场所|活动|景点)?",
        re.I,
    )
    for tag, pattern in INTERESTS.items()
}


@dataclass(frozen=True, slots=True)
class Wishes:
    """Names to see; names or interests to avoid; interests said as something to see; the rest."""

    must_see: list[str]
    avoid: list[str]
    interests: frozenset[str]
    rest: str


def find_wishes(text: str, cities: Iterable[str]) -> Wishes:
    """Return what the text wishes; `rest` is what remains to look for interests in."""
    known = sorted(cities, key=len, reverse=True)
    avoided = [interest_of(name) or name for name in _names(_AVOID, text, known)]
    rest = _AVOID.sub(" ", text)
    named = [*_names(_MUST, rest, known), *_names(_MUST_AFTER, rest, known)]
    wished = [
        name for pattern in (_WISH, _GO) for name in _names(pattern, _MUST.sub(" ", rest), known)
    ]
    must_see = [name for name in named if not interest_of(name)]
    must_see += [name for name in wished if not interest_of(name) and _is_like_a_name(name)]
    for name in must_see:
        rest = rest.replace(name, " ")
    return Wishes(
        must_see=list(dict.fromkeys(must_see))[:_NAMES_MAX],
        avoid=list(dict.fromkeys(avoided))[:_NAMES_MAX],
        interests=frozenset(tag for name in (*named, *wished) if (tag := interest_of(name))),
        rest=rest,
    )


def interest_of(name: str) -> str | None:
    """Return the interest that is all a name says, as of "temples" but not of "Lama Temple"."""
    return next((tag for tag, pattern in _GENERIC.items() if pattern.fullmatch(name)), None)


def _names(pattern: re.Pattern[str], text: str, cities: list[str]) -> Iterator[str]:
    for match in pattern.finditer(text):
        for part in _LIST.split(",".join(said for said in match.groups() if said)):
            name = _cleaned(part or "", cities)
            if 1 < len(name) <= _NAME_MAX and _is_a_sight(name):
                yield name


def _is_a_sight(name: str) -> bool:
    if _NO_NAME.search(name) or _A_WAY.match(name):
        return False
    return (name.isascii() and _is_like_a_name(name)) or not _NOT_SEEN.search(name)


def _cleaned(part: str, cities: list[str]) -> str:
    name = _after_city(_CUT.sub("", part.strip(_QUOTES)).strip(_QUOTES), cities)
    while (shorter := _LEADING.sub("", name).strip(_QUOTES)) != name:
        name = shorter
    return _after_city(name, cities)


def _after_city(name: str, cities: list[str]) -> str:
    """Return what comes after a city's name: 兵马俑 of 西安看兵马俑, but all of 广州塔."""
    for city in cities:
        if city.casefold() not in name.casefold():
            continue
        name = re.sub(rf"\s+in {re.escape(city)}$", "", name, flags=re.I)
        if name.casefold() == city.casefold():
            return ""
        if name.startswith(city) and re.match(
            r"\s*[的看逛吃喝爬泡住坐参感体拍打旅]", name[len(city) :]
        ):
            return name[len(city) :].strip(_QUOTES)
        if name.startswith(city) and not name.isascii() and not _OF_PLACES.search(name):
            return ""
    return name


def _is_like_a_name(name: str) -> bool:
    if name.isascii():
        return any(char.isupper() for char in name)
    return len(name) <= _HAN_NAME_MAX or any(char.isupper() for char in name)

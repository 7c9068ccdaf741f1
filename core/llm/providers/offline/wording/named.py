"""Places that are named: which must be visited, which not, and of which one is enough."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from typing import Any

from core.llm.providers.offline.wording.kinds import ONE_ENOUGH
from core.llm.providers.offline.wording.promise import Promise
from core.llm.providers.offline.wording.sheet import PLACE, Sheet

_SUBJECTS = {"attraction": "sight", "restaurant": "restaurant", "hotel": "hotel"}
_WISH = re.compile(
    r"[去看逛玩游尝吃喝坐爬品住订]|参观|打卡|体验|选择|安排|包括|包含|想|希望|必|一定"
    r"|酒店(?:是|要|选|定)|餐厅(?:是|要|选)|景点|以下|感受|欣赏|走走|转转|推荐|喜欢"
    r"|\b(?:visit\w*|see(?:ing)?|go(?:ing)?|includ\w+|explor\w+|tour\w*|eat\w*|din(?:e|ing"
    r"|ner)|try|stay\w*|book\w*|lunch|breakfast|drinks?|want\w*|wish\w*|love|like"
    r"|must(?:-\w+)?|stop\w*|check out"
    r"|keen|prefer\w*|hotel|restaurant|sleep|miss|need|have to|hop(?:e|ing)|plan\w*|add"
    r"|experience|climb|walk|interested|dying|excited|favou?rite|avoid\w*|skip\w*|no|not"
    r"|without|except)\b",
    re.I | re.A,
)
_VERBS: tuple[tuple[str, re.Pattern[str]], ...] = (
    (
        "hotel",
        re.compile(r"住|订(?!餐)|酒店(?!·)|宾馆|\b(?:stay\w*|sleep|hotel|check in)\b", re.I | re.A),
    ),
    (
        "restaurant",
        re.compile(
            r"[吃尝喝品]|用餐|餐厅|就餐|\b(?:eat\w*|din(?:e|ing|ner)|lunch"
            r"|breakfast|restaurants?|drinks?|taste)\b",
            re.I | re.A,
        ),
    ),
    (
        "sight",
        re.compile(
            r"[看逛玩游爬]|参观|打卡|景点|欣赏|\b(?:visit\w*|see(?:ing)?"
            r"|explor\w+|tour\w*|climb|sights?|attractions?)\b",
            re.I | re.A,
        ),
    ),
)
_NO = re.compile(
    r"(?:不(?:是|再|太|大|怎么)?(?:想|要|希望|愿意?|打算|能|可以|考虑|会|用|喜欢|爱|接受|吃"
    r"|去|看|逛|住|玩|需要?|感兴趣|包括|包含|安排|必)"
    r"|别(?=[去看逛吃住玩安选给让])|避免|避开|拒绝|讨厌|除了|没(?:有)?兴趣|排除|远离|跳过|绕开"
    r"|\b(?:no|not|avoid\w*|without|except\w*|skip\w*|hates?|dislikes?|rather than"
    r"|instead of|exclud\w+|apart from|neither|nor|never|dont|leave out|leaving out"
    r"|stay away|steer clear)\b|n't\b|n’t\b)",
    re.I | re.A,
)
_NO_AFTER = re.compile(
    rf"(?:{PLACE}|[、和与及跟])*(?:什么的|之类的?|这些|那种|这种)?"
    r"(?:(?:实在|有点|有些|比较|太|很)[\u4e00-\u9fff]{1,3})?(?:就|也|都)*"
    r"(?:(?:不(?:要|用|必|想|打算|考虑|安排)?|别)(?:去|看|逛|吃|住|安排)?了?(?=[，,。；;！!\n]|$)"
    r"|算了|免了|除外)"
)
_NOT_NO = re.compile(
    r"不(?:能|要|想|可|容|可以)?错过|不得不|不要忘|别忘|不(?:要|想)?太|非.{1,4}不可|\b(?:do"
    r"|does|did|would|could|must|should|can)?(?:n't|n’t|not| not|never"
    r"|cannot)\s+(?:want to )?(?:miss|forget)|not only|no later|not later|no earlier"
    r"|not before"
    r"|\bcan'?t wait|不早于|不晚于|不少于|不超过|不迟于",
    re.I | re.A,
)
_YES_AGAIN = re.compile(
    r"\b(?:but|however|though|yet)\b|但|而是|不过|只想?[去看]|改[去看]"
    r"|(?<![不没])(?<!不[太怎再是会])(?:喜欢|更?想[去看逛吃玩尝])",
    re.I,
)
_PAST = re.compile(
    r"[去看玩逛来吃住]过(?!夜|去)|上次|之前(?:已|去)|已经去|\b(?:already|last time|have been"
    r"|'ve been|visited before)\b",
    re.I,
)
_OR = re.compile(
    rf"{ONE_ENOUGH}(?=[^\u4e00-\u9fff]|$|就|即|便|都|也)|或|之一|任选|任意(?:一|其)|其中(?:的)?(?:任意)?一|至少(?:去|选|看|吃|住)?(?:其中)?一"
    r"|要么|[二两三四]选一|\b(?:or|either|any (?:one )?of|at least one|one of)\b",
    re.I | re.A,
)
_ALL_OF = re.compile(r"\b(?:whether|more or less|or so|or less)\b", re.I)
_NEARBY = re.compile(
    rf"^(?:{PLACE}|[\u4e00-\u9fff]{{0,4}}?)?(?:的)?(?:附近|周边|周围|旁边|边上|一带)|^的?地铁站"
    r"|^\s*(?:的)?(?:旁|那边|对面|站?出发)|^\s*(?:area|district"
    r"|neighbou?rhood)\b",
    re.I,
)
_NEAR_BEFORE = re.compile(
    r"(?:离|靠近|临近|邻近|距离?|\bnear(?: to)?|\bclose to|\baround|\bnext to|\bby"
    r"|\bopposite)\s*(?:the\s+)?$",
    re.I | re.A,
)
_SENTENCE_END = re.compile(r"[。;；!！?？\n]|\.(?=\s|$)")
_JUST_LIST = re.compile(
    rf"^(?:\s|{PLACE}|[、/&和与及或跟·的等]|以及|还有|或者|and|or|the|also|as well as|then"
    r"|plus|\(|\))*$",
    re.I,
)


@dataclass(slots=True)
class _State:
    wished: bool = False
    denied: bool = False
    verb: str = ""
    group: int = 0


@dataclass(frozen=True, slots=True)
class _Found:
    name: str
    subject: str
    start: int
    end: int
    denied: bool
    group: int


def find_named(sheet: Sheet) -> list[Promise]:
    """Return which of the marked places are wished and which not."""
    found = list(_found(sheet))
    anys = {
        number
        for number, (start, end) in enumerate(sheet.clauses(), start=1)
        if _OR.search(_ALL_OF.sub(" ", sheet.text[start:end]))
    }
    promises: list[Promise] = []
    for subject in ("sight", "restaurant", "hotel"):
        mine = [one for one in found if one.subject == subject]
        denied = [one for one in mine if one.denied]
        wished = [one for one in mine if not one.denied]
        # Nobody sleeps in several hotels that are all named: one of them is enough.
        either = [one for one in wished if one.group in anys]
        every = [one for one in wished if one.group not in anys]
        if every:
            promises.append(_promise(subject, every, "all"))
        promises += [
            _promise(subject, [one for one in either if one.group == group], "any")
            for group in sorted({one.group for one in either})
        ]
        if denied:
            promises.append(_promise(subject, denied, "none"))
    return promises


def _promise(subject: str, found: Sequence[_Found], match: str) -> Promise:
    names = list(dict.fromkeys(one.name for one in found))
    condition: dict[str, Any] = {"kind": "places", "subject": subject, "names": names}
    if match == "none" or (match == "any" and len(names) > 1):
        condition["match"] = match
    spans = tuple((one.start, one.end) for one in found)
    return Promise(condition, min(spans)[0], max(end for _, end in spans), spans)


def _found(sheet: Sheet) -> Iterator[_Found]:
    text = sheet.text
    state = _State()
    last_end = 0
    for number, (start, end) in enumerate(sheet.clauses(), start=1):
        if _SENTENCE_END.search(text[last_end:start]):
            # A new line may go on with a list that a colon began.
            state = state if _JUST_LIST.match(text[start:end]) and ":" in text[:start] else _State()
        last_end = end
        clause = text[start:end]
        if not _JUST_LIST.match(clause):
            wished = _WISH.search(clause) is not None
            going_on = state.wished and not wished
            state = state if going_on else _State(wished=wished, group=number)
            if going_on and _OR.search(clause):
                state.group = number
        if not state.wished or _PAST.search(clause):
            continue
        for found in re.finditer(PLACE, clause):
            at = start + found.start()
            gone = _NO_AFTER.match(text, start + found.end(), end)
            if _NEARBY.match(text[start + found.end() : end]) or _NEAR_BEFORE.search(
                text[start:at]
            ):
                continue
            one = _one(sheet, state, text[start:at], at, found[0])
            yield replace(one, denied=True) if gone else one


def _one(sheet: Sheet, state: _State, before: str, at: int, mark: str) -> _Found:
    plain = _NOT_NO.sub(lambda found: " " * len(found[0]), re.sub(PLACE, " ", before))
    again = max((found.end() for found in _YES_AGAIN.finditer(plain)), default=0)
    if again:
        state.denied = False
    if _NO.search(plain, again):
        state.denied = True
    verbs = [
        (max(m.start() for m in found), name)
        for name, pattern in _VERBS
        if (found := list(pattern.finditer(plain)))
    ]
    state.verb = max(verbs)[1] if verbs else state.verb
    kinds = sheet.kind(mark).split("|")
    subjects = [_SUBJECTS[kind] for kind in kinds if kind in _SUBJECTS] or ["sight"]
    subject = state.verb if state.verb in subjects else subjects[0]
    return _Found(sheet.name(mark, at), subject, at, at + len(mark), state.denied, state.group)

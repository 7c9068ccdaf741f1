"""Kinds of sights, of food and of hotels that are wished or not, in the words of a catalogue."""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import lru_cache
from typing import Any

from core.llm.providers.offline.wording.kinds_words import CLASSES, CUISINES, FEATURES, SIGHTS
from core.llm.providers.offline.wording.promise import Promise
from core.llm.providers.offline.wording.sheet import Sheet

_LATIN = re.compile(r"[A-Za-z]")
_GENERIC = re.compile(r"其[它他](?:中餐)?|other")
"""A kind of this name is meant only where nothing else stands around it."""
_SENTENCE_MAX = 300
_SENTENCE_END = re.compile(r"[。;；!！?？\n]|\.(?=\s|$)")

_CONTEXT: Mapping[str, re.Pattern[str]] = {
    "sight": re.compile(
        r"[去看逛玩游观赏]|参观|感受|体验|打卡|喜欢|爱|景点|想|安排|不要|无感|兴趣|\b(?:visit|see|tour|explore"
        r"|love|like|enjoy|interested|keen on|into|fan of|fond of|include|go to|wander"
        r"|stroll|prefer|sights?|attractions?|want)",
        re.I | re.A,
    ),
    "restaurant": re.compile(
        r"[吃尝品喝菜餐]|料理|美食|口味|想|喜欢|体验|\b(?:food|eat|din(?:e|ing|ner)|lunch"
        r"|breakfast|meal|cuisine|restaurant|taste|try|culinary|dish|flavou?r|crav|love"
        r"|drink|gastronom|palate|serve|foodie)",
        re.I | re.A,
    ),
    "hotel": re.compile(
        r"酒店|[住宿]|宾馆|旅馆|客?房|间房|客栈|居(?=[^民然])|[大双单]床"
        r"|(?:^|[要得]|必须|最好|希望)[有带含]|\b(?:hotel|stay|room|lodging|accommodation|hostel"
        r"|place to sleep|apartment|resort|inn)",
        re.I | re.A,
    ),
}
_OWN: Mapping[str, re.Pattern[str]] = {
    "sight": re.compile(
        r"[去逛玩]|看(?!到|见|得|电影)|游(?!泳|戏)|参观|欣赏|感受|打卡|visit|see\b|explore|tour\b",
        re.I,
    ),
    "restaurant": re.compile(r"[吃尝喝]|品尝|餐|cuisine|food|eat|dine|taste|try\b", re.I),
    "hotel": re.compile(
        r"住|酒店|宾馆|民宿|[能可以]看(?:到|见)?[江河湖海山夜]|hotel|stay|room|lodging|accommodation",
        re.I,
    ),
}
_NO = re.compile(
    r"(?:不(?:是|再|太|大|怎么)?(?:想|要|希望|愿意?|打算|能|可以|考虑|会|用|喜欢|爱|接受|吃"
    r"|去|看|逛|住|碰|需要?|感兴趣)"
    r"|别(?!的|墅|人|致)|避免|避开|拒绝|讨厌|除了|没(?:有)?兴趣|排除|忌|戒|远离|跳过|过敏"
    r"|\b(?:no|not|n't|avoid(?:ing)?|without|except|skip|hates?|dislikes?|allergic to"
    r"|rather than|instead of|sick of|tired of|exclud\w+|apart from|neither|nor|never"
    r"|dont)\b|n't\b|n’t\b)",
    re.I | re.A,
)
_YES_AGAIN = re.compile(
    r"\b(?:but|however|instead|though)\b|但|而是|而要|只要|不过"
    r"|(?<![不没])(?<!不[太怎再是会])(?<!不[怎是]么)(?<!是很)(?:喜欢|偏好|偏爱|钟爱|热爱"
    r"|更?想[去看逛吃玩尝])|\b(?:not only|don't mind)\b|不介意",
    re.I,
)
_NOT_NO = re.compile(
    r"(?:不(?:能|要|想|可)?错过|不得不|不要太|不介意|\b(?:don't|not|never|can't|cannot"
    r"|mustn't|wouldn't)(?: want to)? miss|not only|no preference|not (?:too|very|that)\b"
    r"|no more than|not more than|no later|no earlier|not before|not after)",
    re.I,
)
_NO_AFTER = re.compile(
    r"^[^，,。；;.\n]{0,6}?(?:不要(?!错过)|不去|不吃|不用|不想[去看逛吃]|不考虑|不安排|别(?:安排|去|吃)|就?算了"
    r"|除外|过敏|免了)|^\s*(?:is"
    r"|are) (?:not|out|off)",
    re.I,
)
_MORE_OF_IT = re.compile(r"(?:可以|可|要|就|得|都)*多(?:安排|看|去|来|逛|选|走|玩|[一几]?些|点)")
"""What follows a kind that is wished, whatever was said before it."""
ONE_ENOUGH = (
    r"(?:至少|任意|随便|任选|选|中)(?:去|吃|选|逛|看|玩|来|尝|要|有|安排)?(?:其中|其)?的?(?:任意)?(?:一|1)"
    r"(?:个|种|样|处|家|项|类)"
)
"""Of several things any one is enough, where nothing follows."""
_ONE_OF_THEM = re.compile(r"\s*(?:其中|里面|这(?:些|几[个种]|[两三][个种]))")
_OR = re.compile(
    r"或|之一|任选|任意一|其中一|要么|[二两三四]选一|都(?:行|可以|可|成)|均可|哪个都"
    rf"|{ONE_ENOUGH}(?=[^\u4e00-\u9fff]|$|就|即|便|都|也)|\b(?:or|either|any of|one of|any one)\b",
    re.I | re.A,
)


@dataclass(frozen=True, slots=True)
class _Thing:
    label: str
    start: int
    end: int
    denied: bool
    clause: int


@dataclass(slots=True)
class _State:
    context: bool = False
    denied: bool = False
    any: bool = False
    ends: set[int] = field(default_factory=set)


def find_kinds(sheet: Sheet, subject: str, labels: Sequence[str]) -> list[Promise]:
    """Return which kinds are wished, which not, and of which one is enough.

    `labels` are the catalogue's words for them; without any, a kind is called as it was written.
    """
    things, anys = _things(sheet, subject, tuple(labels))
    promises: list[Promise] = []
    for denied in (False, True):
        group = [thing for thing in things if thing.denied is denied]
        single = [t for t in group if denied or t.clause not in anys]
        if single:
            promises.append(_promise(subject, single, "none" if denied else "all"))
        for clause in sorted({t.clause for t in group} & anys if not denied else ()):
            either = [thing for thing in group if thing.clause == clause]
            promises.append(_promise(subject, either, "any"))
    return promises


def label_of(subject: str, labels: Sequence[str], word: str) -> str | None:
    """Return what a catalogue calls a kind, or None where it has no such."""
    pattern, names = _pattern(subject, tuple(labels))
    found = pattern.fullmatch(word)
    label: str | None = names(found) if found and labels else None
    return label if label in labels else None


def _promise(subject: str, things: Sequence[_Thing], match: str) -> Promise:
    labels = list(dict.fromkeys(thing.label for thing in things))
    condition: dict[str, Any] = {"kind": "labels", "subject": subject, "labels": labels}
    if match == "none" or (match == "any" and len(labels) > 1):
        condition["match"] = match
    spans = tuple((thing.start, thing.end) for thing in things)
    return Promise(condition, min(spans)[0], max(end for _, end in spans), spans)


def _things(sheet: Sheet, subject: str, labels: tuple[str, ...]) -> tuple[list[_Thing], set[int]]:
    pattern, names = _pattern(subject, labels)
    text = sheet.text
    state = _State()
    things: list[_Thing] = []
    anys: set[int] = set()
    last_end, group = 0, 0
    for number, (start, end) in enumerate(sheet.clauses(), start=1):
        if _SENTENCE_END.search(text[last_end:start]):
            state = _State()
        last_end = end
        found = list(pattern.finditer(text, start, end))
        of_them = _ONE_OF_THEM.match(text, start, end)
        own = None if of_them else _OWN[subject].search(text, start, end)
        if own or not state.context:
            group = number
            state.denied = False
        if subject != "restaurant" and not own and _of_another(subject, text, start, end):
            state.context = False
        around = (start, end) if subject != "restaurant" else _sentence(text, start, end)
        state.context = state.context or _CONTEXT[subject].search(text, *around) is not None
        if not state.context:
            continue
        for match in found:
            label = names(match)
            if label and _stands_alone(text, match):
                denied = _denied(text, start, match, state)
                things.append(_Thing(label, match.start(), match.end(), denied, group))
        if (found or of_them) and _OR.search(text, start, end):
            anys.add(group)
    return things, anys


def _of_another(subject: str, text: str, start: int, end: int) -> bool:
    others = (pattern for other, pattern in _OWN.items() if other != subject)
    return any(pattern.search(text, start, end) for pattern in others)


def _sentence(text: str, start: int, end: int) -> tuple[int, int]:
    first, last = max(0, start - _SENTENCE_MAX), min(len(text), end + _SENTENCE_MAX)
    before = [found.end() for found in _SENTENCE_END.finditer(text, first, start)]
    after = _SENTENCE_END.search(text, end, last)
    return (before[-1] if before else first), (after.start() if after else last)


def _denied(text: str, start: int, match: re.Match[str], state: _State) -> bool:
    before = _NOT_NO.sub(lambda found: " " * len(found[0]), text[start : match.start()])
    again = max((found.end() for found in _YES_AGAIN.finditer(before)), default=0)
    if again:
        state.denied = False
    if _MORE_OF_IT.match(text, match.end()):
        state.denied = False
    elif _NO.search(before, again):
        state.denied = True
    elif _CONTEXT["sight"].search(before, again) and _OWN["sight"].search(before, again):
        state.denied = False
    return state.denied or bool(_NO_AFTER.search(text[match.end() : match.end() + 20]))


def _stands_alone(text: str, match: re.Match[str]) -> bool:
    if not _GENERIC.fullmatch(match[0]):
        return True
    before, after = text[: match.start()].rstrip(), text[match.end() :].lstrip(" ")
    led = re.search(r"(?:游览|参观|去|看|逛|类型的\S{0,4}|[和或、])$", before)
    return bool(led and (not after or after[0] in "和或、，,。；;\n"))


@lru_cache(maxsize=512)
def _pattern(subject: str, labels: tuple[str, ...]) -> Any:
    """Return a pattern of all kinds of a subject, and what gives the label of a match."""
    parts: list[str] = []
    answers: list[str | None] = []
    for alias, label in sorted(_aliases(labels), key=lambda pair: -len(pair[0])):
        parts.append(_bounded(re.escape(alias)))
        answers.append(label)
    for thing in _CLASSES if subject == "hotel" else ():
        parts += [thing.pattern for label in labels if thing.search(label)]
        answers += [label for label in labels if thing.search(label)]
    for thing in _KINDS[subject]:
        known = [label for label in labels if thing.search(label)]
        parts.append(thing.pattern)
        # Without a catalogue's words a kind of food is what was written; of sights we then say
        # nothing, for interests do.
        best = min(known, key=len) if known else None
        answers.append(
            best
            if best or (subject == "sight" and labels)
            else ""
            if not labels or subject != "sight"
            else None
        )
    merged = re.compile("|".join(f"(?P<k{i}>{part})" for i, part in enumerate(parts)), re.I | re.A)

    def label_of(match: re.Match[str]) -> str | None:
        answer = answers[int(str(match.lastgroup)[1:])]
        if answer == "":
            return None if subject == "sight" else match[0].strip()
        return answer

    return merged, label_of


def _aliases(labels: Sequence[str]) -> Iterator[tuple[str, str]]:
    seen: set[str] = set()
    for label in labels:
        for alias in (label, *re.split(r"[/、]", label)):
            if len(alias.strip()) > 1 and alias not in seen:
                seen.add(alias)
                yield alias, label


def _bounded(words: str) -> str:
    """Return a pattern whose Latin words are whole words."""
    if not _LATIN.search(words):
        return f"(?:{words})"
    return rf"(?:(?<![A-Za-z])(?:{words})(?![A-Za-z]))"


_CLASSES = tuple(re.compile(_bounded(words), re.I | re.A) for words in CLASSES)
_KINDS: Mapping[str, tuple[re.Pattern[str], ...]] = {
    subject: tuple(re.compile(_bounded(words), re.I | re.A) for words in things)
    for subject, things in (("sight", SIGHTS), ("restaurant", CUISINES), ("hotel", FEATURES))
}

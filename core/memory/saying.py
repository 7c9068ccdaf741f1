"""What somebody prefers, out of his own words, by rules: offline, and always.

A clause counts where the traveller speaks of himself, or of nobody at all ("no flights"). What is
asked, supposed, long past, meant for tonight or said of others is no preference of his.
"""

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass

from core.memory import said_words as words
from core.memory.preferences import Preference, Slot
from core.memory.said_hours import day_end, day_start

_SENTENCE = re.compile(r"[^.。!！?？\n;；]+(?:\.(?=\d|m\b)[^.。!！?？\n;；]*)*[.。!！?？;；]*")
_CLAUSE = re.compile(
    r"\s*[,，、]\s*(?:and |but |or )?|\s+(?:but|although|though|so|because)\s+|但是?|不过|而且"
    r"|所以|因为",
    re.I,
)
_ASKED = re.compile(
    r"[?？]\s*$|(?:吗|呢|么|嘛)[?？。！!]*\s*$|有没有|是不是|能不能|可不可以|要不要|哪(?:里|些|个"
    r"|儿|家)|怎么|多少"
    r"|什么(?!都|也)|^(?:is|are|was|were|do|does|did|can|could|will|would|should|shall|may|what"
    r"|which|where|when"
    r"|who|whose|how|why|any)\b",
    re.I,
)
_TOLD = re.compile(
    r"\b(?:don['’]?t|do not|never) forget\b|remember|keep in mind|note that|bear in mind"
    r"|记住|记得|请注意",
    re.I,
)
_FORGET = re.compile(
    r"^\W*(?:(?:please|can you|could you|you can)\s+)*(?:forget|unlearn|delete|erase"
    r"|(?:don['’]?t|do not|stop) remember(?:ing)?)\b|(?<!别)(?<!要)(?<!会)忘(?:掉|记|了)|别再?记",
    re.I,
)
"""What is to be forgotten is not said anew."""
_SUPPOSED = re.compile(
    r"\b(?:if|suppose|imagine|whether|unless|used to|was|were|when i was|years ago|might be"
    r"|maybe)\b"
    r"|如果|假如|要是|假设|万一|(?<![点半钟刻])以前|曾经|小时候|过去|原来|也许",
    re.I,
)
_FOR_NOW = re.compile(
    r"\b(?:tonight|today|right now|this (?:morning|evening|afternoon)|tomorrow|for once)\b"
    r"|今[晚天早]|明[天晚早]|这顿|这会儿|今儿",
    re.I,
)
_THIS_TIME = re.compile(
    r"\b(?:this (?:trip|time|holiday|journey)|on this one)\b|这[次趟回](?!不同)|本次|此行|这个行程",
    re.I,
)
_KIN_EN = (
    r"(?:friends?|wife|husband|partner|girlfriend|boyfriend|mother|mom|mum|father|dad|parents?"
    r"|son|daughter"
    r"|sister|brother|colleagues?|boss|kids?|children|family|grandma|grandpa|roommate|aunt|uncle"
    r"|cousin|dog|guests?)"
)
_KIN_ZH = (
    r"(?:朋友|老婆|老公|妻子|丈夫|太太|先生|女友|男友|女朋友|男朋友|妈妈?|爸爸?|母亲|父亲|爸妈"
    r"|父母|儿子|女儿|姐姐?|妹妹?"
    r"|哥哥?|弟弟?|同事|老板|孩子|同学|室友|奶奶|爷爷|外婆|外公|闺蜜|客人)"
)
_OURSELVES = re.compile(
    rf"\bmy {_KIN_EN} and (?:i|me)\b|\b(?:i|we) and my {_KIN_EN}\b|\b(?:i|we|us|i['’]m|we['’]re"
    rf"|i['’]ve|we['’]ve|i['’]d|we['’]d"
    rf"|myself|ourselves)\b|我和(?:我)?的?{_KIN_ZH}|(?:我们|咱们?|俺|本人|我俩|我(?!的?{_KIN_ZH}"
    rf"|家))",
    re.I,
)
_OTHERS = re.compile(
    rf"\b(?:my|our|a|the|his|her|one of my|some) (?:\w+ )?{_KIN_EN}(?:['’]s)?\b|\b(?:he|she|they"
    rf"|you|it|everyone|people|somebody"
    r"|someone|the (?:restaurant|hotel|place|caf[eé]|city|museum|food|menu|shop|chef|guide"
    r"|locals?|tour)"
    r"|this (?:restaurant|hotel|place|dish)|there)(?:['’](?:s|re|ve))?\b"
    rf"|我(?:的|家)?{_KIN_ZH}|(?<!带)(?<!带着)(?<!陪)(?<!和){_KIN_ZH}|他们?|她们?|你们?|您|别人"
    rf"|大家|有人|(?:这|那)(?:家|个|里|道)"
    r"|餐厅|饭店|店里|当地人|游客",
    re.I,
)
_LIKES = re.compile(
    r"\b(?:love|like|enjoy|adore|prefer|fan of|fans of|into|interested in|fond of|crazy about"
    r"|keen on|passionate about)\b"
    r"|喜欢|爱(?:吃|逛|看|好)?|热爱|偏好|感兴趣|迷",
    re.I,
)
_DISLIKES = re.compile(
    r"\b(?:hate|dislike|can['’]?t stand|cannot stand|not (?:really |much )?(?:a )?fans? of"
    r"|not (?:really )?(?:into|interested in|keen"
    r" on|fond of)|(?:do not|don['’]t) (?:really )?(?:like|enjoy|care for|want)|avoid|bored (?:by"
    r"|of|with)|tired of|allergic to|no|skip|away from)\b"
    r"|讨厌|(?:不|没)(?:太|怎么|是很|大|那么)?(?:喜欢|爱(?!人)|感兴趣|想去|想逛|想看)|没兴趣"
    r"|受不了|避开|反感|怕|厌",
    re.I,
)
_EATS_NOT = re.compile(
    r"\b(?:(?:do not|don['’]t|can['’]?t|cannot|can not|never|won['’]t|not) (?:really )?(?:eat"
    r"|have|take|drink|tolerate|handle|stand|like|do)"
    r"|allergic to|intolerant (?:to|of)|no|nothing|without|avoid|hate|allergy|allergies)\b"
    r"|(?:不|没)(?:能|太能|可以|会|想|怎么|太|敢|要|喜欢|爱|习惯)?(?:吃|喝|碰|放|沾)|过敏|忌(?:口"
    r"|吃)?|别放|怕(?=辣)|不要(?=辣|香菜)|讨厌",
    re.I,
)
_EATS_AGAIN = re.compile(
    r"\b(?:(?:can|do|love|like|enjoy|eat|started|am eating|'m eating) (?:to )?(?:eat(?:ing)?|have"
    r"|handle)?|fine with|ok(?:ay)? with)\b"
    r"|(?:现在|已经|又|开始|也|很|能|可以|会|最|爱|喜欢)+(?:开始)?(?:能|可以|爱|喜欢|敢)?吃"
    r"|吃得了|爱吃|不忌|无辣不欢",
    re.I,
)
_EVERYTHING = re.compile(
    r"\b(?:eat (?:everything|anything)|no (?:dietary|food) (?:restrictions?|requirements?))\b"
    r"|什么都(?:能|可以)?吃|不(?:挑食|忌口)|没有?忌口",
    re.I,
)
_JUST_SO = re.compile(
    r"^(?:(?:please|strictly|only|just|all|always|a)\s+)*(?:\S+?)(?:\s+(?:food|meals?"
    r"|restaurants?|dishes|options?|diet))?"
    r"(?:\s+(?:please|only))*$",
    re.I,
)
_TAKES_NOT = re.compile(
    r"\b(?:no(?! longer)|avoid|without|(?:do not|don['’]t|won['’]t|can['’]?t|cannot|never"
    r"|refuse to|rather not|hate to)(?: want to| like to| take| go by"
    r"| use| do)*|hate|afraid of|scared of|fear of|terrified of|not (?:take|fly|drive)|dislike)\b"
    r"|(?:不|别|从不|没法|拒绝)(?:能|想|要|敢|喜欢|爱|可以|会|愿意)*(?:坐|乘|搭|打|用|开|自|租)"
    r"|恐飞|怕坐|怕(?=飞)|讨厌坐|晕(?=船)",
    re.I,
)
_SEASICK = re.compile(r"seasick|晕船", re.I)
_ANSWERS = re.compile(
    r"\b(?:answer|reply|speak|talk|write|respond)\b|回答|回复|说|讲|交流|聊", re.I
)

_TABLES = {
    name: words.compiled(getattr(words, name))
    for name in (
        "EATS", "EATEN", "INTERESTS", "CUISINES", "AVOIDED", "MODES", "LODGINGS", "BUDGETS",
        "COMPANIES", "PACES", "MOBILITIES", "LANGUAGES",
    )
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Said:
    """A sentence that says what somebody prefers; `this_time` is of one trip alone."""

    words: str
    preferences: tuple[Preference, ...]
    this_time: bool


def said_preferences(text: str) -> list[Said]:
    """Return the sentences of a text that say what its writer prefers, with what they say."""
    found = []
    for match in _SENTENCE.finditer(text):
        sentence = match[0].strip()
        preferences = tuple(dict.fromkeys(_of_sentence(sentence)))
        if preferences:
            found.append(Said(sentence, preferences, bool(_THIS_TIME.search(sentence))))
    return found


def _of_sentence(sentence: str) -> Iterator[Preference]:
    if _FORGET.search(sentence):
        return
    told = _TOLD.search(sentence)
    is_ours: bool | None = None
    spoken = sentence[told.end() :] if told else sentence
    clauses = [clause for clause in _CLAUSE.split(spoken) if clause.strip()]
    asked_whole = bool(_ASKED.match(sentence)) and not told
    for number, clause in enumerate(clauses):
        is_ours = _is_ours(clause, is_ours)
        last = number == len(clauses) - 1
        asked = asked_whole or (
            _ASKED.search(clause) and not told and (last or _ASKED.match(clause))
        )
        if asked or is_ours is False or _SUPPOSED.search(clause) or _FOR_NOW.search(clause):
            continue
        yield from _of_clause(clause.strip(), spoken=is_ours is True)


def _is_ours(clause: str, before: bool | None) -> bool | None:
    """Say whether a clause speaks of the traveller; as that before it where it names nobody."""
    ours, others = _OURSELVES.search(clause), _OTHERS.search(clause)
    if ours and others:
        return ours.start() <= others.start()
    if ours:
        return True
    return False if others else before


def _of_clause(clause: str, *, spoken: bool) -> Iterator[Preference]:
    yield from _diets(clause, spoken=spoken)
    yield from _tastes(clause)
    yield from _ways(clause)
    yield from _simple(clause, spoken=spoken)
    for slot, hour in ((Slot.DAY_START, day_start(clause)), (Slot.DAY_END, day_end(clause))):
        if hour is not None:
            yield Preference(slot, hour)


def _diets(clause: str, *, spoken: bool) -> Iterator[Preference]:
    if _EVERYTHING.search(clause):
        yield Preference(Slot.DIET, "any")
        return
    for value, match in _matches("EATS", clause):
        bare = clause[: match.start()] + "X" + clause[match.end() :]
        if spoken or _JUST_SO.match(bare) or not clause.isascii():
            yield Preference(Slot.DIET, value, holds=not _is_ended(clause, match))
    named = {value for value, _ in _matches("EATS", clause)}
    for value, match in _matches("EATEN", clause):
        if value in named:
            continue
        if _goes_with(_EATS_NOT, clause, match):
            yield Preference(Slot.DIET, value)
        elif spoken and _EATS_AGAIN.search(clause) and value in ("vegetarian", "no_spicy"):
            yield from (
                Preference(Slot.DIET, ended, holds=False)
                for ended in ((value, "vegan") if value == "vegetarian" else (value,))
            )


def _tastes(clause: str) -> Iterator[Preference]:
    of_dishes = any(True for table in ("CUISINES", "EATEN") for _ in _matches(table, clause))
    for table, slot in (("INTERESTS", Slot.INTEREST), ("CUISINES", Slot.CUISINE)):
        for value, match in _matches(table, clause):
            if value == "food" and of_dishes:
                continue
            if _goes_with(_DISLIKES, clause, match):
                if slot is Slot.INTEREST or not _EATEN_TOO.search(match[0]):
                    yield Preference(slot, value, holds=False)
            elif _goes_with(_LIKES, clause, match):
                yield Preference(slot, value)
    for value, match in _matches("AVOIDED", clause):
        if _goes_with(_DISLIKES, clause, match):
            yield Preference(Slot.AVOID, value)
        elif re.search(r"\b(?:don['’]t mind|do not mind|fine with)\b|不介意|不怕", clause, re.I):
            yield Preference(Slot.AVOID, value, holds=False)


_EATEN_TOO = re.compile(r"seafood|海鲜", re.I)
"""A cuisine that is also something one does not eat, and then that is what counts."""


def _ways(clause: str) -> Iterator[Preference]:
    if _SEASICK.search(clause):
        yield Preference(Slot.NO_MODE, "ferry")
    for value, match in _matches("MODES", clause):
        if _goes_with(_TAKES_NOT, clause, match):
            yield Preference(Slot.NO_MODE, value)
        elif re.search(
            r"\b(?:fine|ok(?:ay)?|again|now|don['’]t mind)\b|可以|不怕|又|没问题", clause, re.I
        ):
            yield Preference(Slot.NO_MODE, value, holds=False)


_SIMPLE: Mapping[str, Slot] = {
    "PACES": Slot.PACE,
    "MOBILITIES": Slot.MOBILITY,
    "LODGINGS": Slot.LODGING,
    "BUDGETS": Slot.BUDGET,
    "COMPANIES": Slot.COMPANY,
}
_ENDING = re.compile(
    r"\b(?:no longer|any ?more|not .{0,20}any ?more|don['’]t need|do not need|without)\b|不再"
    r"|不用|不需要|没有?带|不带",
    re.I,
)


def _simple(clause: str, *, spoken: bool) -> Iterator[Preference]:
    for table, slot in _SIMPLE.items():
        for value, match in _matches(table, clause):
            if slot is Slot.COMPANY and not spoken and clause.isascii():
                continue
            ended = _ENDING.search(clause[: match.start()] + " " + clause[match.end() :])
            yield Preference(slot, value, holds=not ended)
    for value, _ in _matches("LANGUAGES", clause):
        if _ANSWERS.search(clause):
            yield Preference(Slot.LANGUAGE, value)


def _matches(table: str, clause: str) -> Iterable[tuple[str, re.Match[str]]]:
    for value, pattern in _TABLES[table].items():
        match = pattern.search(clause)
        if match:
            yield value, match


def _goes_with(verb: re.Pattern[str], clause: str, thing: re.Match[str]) -> bool:
    """Say whether a verb is said of a thing: before it, or in Chinese right behind it."""
    before = [match for match in verb.finditer(clause) if match.start() <= thing.start()]
    if before:
        between = clause[before[-1].end() : thing.start()]
        return not re.search(r"\b(?:but|love|like|enjoy|prefer)\b|喜欢|但", between, re.I)
    return bool(verb.match(clause[thing.end() :].lstrip(" 都也就我们的")))


def _is_ended(clause: str, match: re.Match[str]) -> bool:
    """Say whether a diet is said to be over: "no longer vegetarian", "不吃素了"."""
    before = clause[: match.start()]
    if re.search(
        r"\b(?:no longer|not|stopped|quit|gave up|isn['’]t|aren['’]t)\b|n['’]t\b|不再|不(?=$)"
        r"|不是|放弃|戒",
        before,
        re.I,
    ):
        return True
    return bool(re.search(r"any ?more", clause[match.end() :], re.I))

"""What is wished of where one sleeps: rooms, beds, kind of room and house rules."""

import re
from dataclasses import dataclass, field
from typing import Any

from core.llm.providers.offline.numerals import NUMBER, whole_number
from core.llm.providers.offline.wording.promise import Promise
from core.llm.providers.offline.wording.sheet import Sheet

_BEDS: tuple[tuple[int, str], ...] = (
    (
        3,
        r"三人[间房]|三床[间房]?|三张床|\btriple(?:[- ]bed(?:ded)?)?(?: rooms?)?\b"
        r"|\bthree[- ]bed(?:ded)? rooms?\b",
    ),
    (
        2,
        r"双床(?:房|间|标间)?|标准?间|双标|标双|双人标间|[两二2]张(?:单人"
        r"|小)?床(?:的?房间?)?|twin房|\btwin(?:[- ]bed(?:ded|s)?)?(?: rooms?)?\b"
        r"|\b(?:two|2|double|separate)[- ](?:single )?beds?(?: rooms?)?\b"
        r"|\brooms? with (?:two|2|separate|twin) beds\b",
    ),
    (
        1,
        r"单床(?:房|间)?|大床(?:房|间)?|单人(?:房|间|床房)|[一1]张(?:大"
        r"|双人)?床(?:的?房间?)?|双人床(?:房|间)?|\bdouble(?: bed)? rooms?\b"
        r"|\bsingle(?:[- ]bed(?:ded)?)? rooms?\b"
        r"|\b(?:king|queen)(?:[- ]size[d]?)?(?: bed(?:ded|s)?)?(?: rooms?)?\b|\b(?:one|1"
        r"|a) (?:big |large |double )?bed\b|\bone[- ]bed(?:ded)? rooms?\b",
    ),
)
_BED = "|".join(f"(?P<b{beds}>{words})" for beds, words in _BEDS)
_KIND_BEFORE = r"(?:(?:有|带|能|可以?)[^，,。；;\n]{1,8}的|家庭|豪华|标准|商务|高级|亲子|普通){0,2}"
_ROOMS = (
    re.compile(
        rf"(?P<n>{NUMBER}|零|0)\s*(?:间|个)\s*(?:{_KIND_BEFORE}\s*(?:{_BED}|客房|房间"
        rf"|房|屋子?|标间|酒店|民宿)|(?={_KIND_BEFORE}酒店))",
        re.I | re.A,
    ),
    re.compile(
        rf"(?:开|住|订|定|预订|预定|要|需要)\s*(?:了)?\s*(?P<n>{NUMBER})\s*间(?=有|带"
        r"|[，,。；;！!\n]|$)",
        re.I | re.A,
    ),
    re.compile(
        rf"\b(?P<n>{NUMBER}|zero|no)\s+(?:separate |hotel |different |adjoining "
        rf"|connecting |private |entire )*(?:{_BED}|rooms?\b)",
        re.I | re.A,
    ),
    re.compile(rf"\b(?P<n>an?)\s+(?:{_BED})", re.I | re.A),
    re.compile(rf"(?P<n>单)间(?={_BED})", re.I | re.A),
    re.compile(rf"(?:{_BED})\s*[x×*，,]?\s*(?P<n>{NUMBER})\s*[间个](?!人)", re.I | re.A),
)
_SLEPT_IN = r"hotels?|hostels?|accommodations?|lodgings?|places? to (?:stay|sleep)"
_EACH = re.compile(r"(?:各|每人|每个人|一人|\d人各)(?:自|住|开|订|要)*$")
_BED_ALONE = re.compile(_BED, re.I | re.A)
_DENIED = re.compile(
    r"(?:不(?:要|想要?|住|订|是)|别|\bno|\bnot(?: a)?|\bavoid|\bwithout(?: a)?)\s*$", re.I | re.A
)

_ROOM = (
    r"(?:rooms?|places?|homes?|apartments?|flats?|houses?|units?|accommodations?"
    r"|lodgings?|rentals?|suites?|properties|spaces?)"
)
_TYPES: tuple[tuple[str, str], ...] = (
    (
        "not_shared_room",
        r"(?:\b(?:not?|non|avoid(?:ing)?|without|never|other than|anything but|instead of"
        r"|no one wants|rather than|against|clear of|away from|except)|n['’]?t)"
        r"[\s-]+(?:(?:be|being|to|a|any|any of|want|wish|like|prefer|plan|willing|interested in"
        r"|open to|keen on|fond of|comfortable|consider|considering|looking for|accept"
        r"|use|using|have|having|stay|staying|live|living|sleep|sleeping|in|with|book|booking"
        r"|into|our|the|for|options?"
        rf"|sharing|that are|{_ROOM})\s+){{0,6}}shar(?:e[ds]?|ing)(?:\s+(?:a |our |the )?{_ROOM})?"
        rf"|\b(?:shared?|sharing)(?: an?| our| the| any)? {_ROOM}(?: \w+){{0,3}}"
        r" (?:is|are|would be)(?: (?:not|out of|off|never)\b"
        r"|n['’]t\b| a no-go| unacceptable)"
        r"|\b(?:not|no|avoid|without|don't want|do not want|n't)\s+(?:to )?(?:be )?(?:sharing"
        r"|share)\b|\bnone of us\b[^.;\n]{0,16}?\bshar|\bnobody\b[^.;\n]{0,16}?\bshar"
        r"|\bunshared\b|\b(?:no|avoid|not|without)\s+(?:a |any )?(?:dorm\w*|bunk\w*)"
        r"|不(?:要|想|住|愿意?|接受|喜欢|和别人|跟别人|与他人|与人|想和别人|想跟人|要和陌生人"
        r"|跟陌生人)*(?:合住|合租|拼房|共享|共用房间?|多人间|床位|青旅)",
    ),
    (
        "entire_room",
        rf"\b(?:entire|whole|full)[\s-]+(?:{_ROOM}|thing)|\b(?:entire|whole) (?:home|place"
        rf"|unit)s?\b|{_ROOM} (?:entirely|all|completely) to ourselves"
        r"|\bplace (?:all )?to (?:ourselves|myself)\b|\bexclusive use\b"
        r"|整套|整租|整屋|整间|整栋|独栋|包栋|一整套|独享整",
    ),
    (
        "private_room",
        rf"\bprivate[\s-]+(?:bed)?(?:{_ROOM})|\b{_ROOM}(?: \w+){{0,2}} (?:is|are|be) private\b"
        r"|\b(?:own|separate) rooms?\b"
        r"|独立(?:的)?(?:房间|单间|客房)|私人(?:房间|客房)|独立房|独卫单间",
    ),
    (
        "shared_room",
        rf"\bshared?[- ]{_ROOM}|\bdorm(?:itor(?:y|ies)|s)?\b|\bshar(?:e"
        rf"|ing) (?:a |our |the )?{_ROOM}\b|合住|合租房?|拼房|多人间|床位|青旅",
    ),
)
_TYPE = tuple((kind, re.compile(words, re.I | re.A)) for kind, words in _TYPES)

_OK = (
    r"(?:allow(?:s|ed|ing)?|permit(?:s|ted|ting)?|permissible|accept(?:s|ed|ing|able)?"
    r"|welcom(?:e|es|ed|ing)|friendly|ok(?:ay)?|fine|possible|accommodat(?:e|es|ing)"
    r"|suitable|appropriate|(?:not|never|nor|\w+n['’]t) (?:be )?(?:forbid|forbidden"
    r"|prohibit(?:ed)?|ban(?:ned)?|disallow(?:ed)?|refused?|object to|oppose[ds]?|excluded?"
    r"|rule[ds]? out|turn(?:ed)? away|restrict(?:ed)?|precluded?|limit(?:ed)?)"
    r"|conducive|tolerat\w+|lenient|open|can be|can|able to|is not a problem|host(?:s|ing)?"
    r"|throw(?:ing)?|hold(?:ing)?|support\w*|let(?:s|ting)?|enabl\w+"
    r"|(?:with|has|have|impose\w*|without|not impose)(?: no| any)? (?:restrictions?|rules?|bans?"
    r"|prohibitions?) (?:on|against))"
)
_OK_ZH = r"(?:允许|可以?|能|接受|让|欢迎|支持|方便|不禁止|友好)"


def _rule(words: str, zh: str) -> re.Pattern[str]:
    return re.compile(
        rf"\b{_OK}\b[^.;,\n]{{0,32}}?\b(?:{words})|\b(?:{words})\b[^.;,\n]{{0,28}}?\b{_OK}\b"
        rf"|\b(?:{words})\b[^.;\n]{{0,60}}?\b{_OK}\b[^.;,\n]{{0,12}}?\b(?:them|that|it|this)\b"
        rf"|\b(?:{words})[- ]friendly\b"
        rf"|(?:\bno|n['’]t be (?:an?|any)|\bwithout (?:an?|any)) (?:{words})[- ]ban\b"
        rf"|{_OK_ZH}[^，,。；;\n]{{0,6}}?(?:{zh})|(?:{zh})[^，,。；;\n]{{0,3}}?(?:友好|ok"
        r"|可以|没问题)",
        re.I | re.A,
    )


_RULES: dict[str, tuple[re.Pattern[str], ...]] = {
    "pets": (
        _rule(r"pets?|dogs?|cats?|animals?|puppy|puppies", "带?(?:宠物|狗|猫|毛孩子)(?:入住)?"),
        re.compile(
            r"\b(?:bring(?:ing)?|with|travel(?:ling|ing)? with|accompanied by|take"
            r"|taking|have)\b[^.;,\n]{0,24}?\b(?:pets?|dogs?|cats?|puppy|puppies"
            r"|kitten|rabbit|parrot)\b"
            r"|(?:带|携带?|还有|牵)(?:着|上|了)?[^，,。；;\n]{0,8}?(?:宠物|狗(?!不理)"
            r"|猫(?!空)|小狗|小猫|毛孩子|柯基|泰迪|金毛|拉布拉多|兔子)",
            re.I | re.A,
        ),
    ),
    "smoking": (
        _rule(r"smok(?:e|ing|ers?)|cigarettes?", "吸烟|抽烟"),
        re.compile(
            r"\bsmoking (?:rooms?|accommodations?|places?)\b(?<!non-)|\bwe (?:both "
            r"|all )?smoke\b|\b(?:we|i) (?:are|am|'re|'m) (?:a )?smokers?\b|吸烟房"
            r"|可吸烟|烟民",
            re.I | re.A,
        ),
    ),
    "parties": (
        _rule(
            r"part(?:y|ies|ying)(?! of| size)|celebrat\w+|gatherings?",
            "(?:办|开|搞|举办|举行)?(?:派对|聚会|轰趴|party)",
        ),
        re.compile(
            r"\b(?:host|throw|hold|have|hosting|throwing|holding)\s+(?:a "
            r"|some |our |small |birthday )*part(?:y|ies)\b|(?:想|要|打算"
            r"|计划)(?:在[^，,。]{0,6})?(?:办|开|搞"
            r"|举办)[^，,。]{0,4}?(?:派对|聚会|轰趴|party)|派对房|轰趴",
            re.I | re.A,
        ),
    ),
    "visitors": (
        _rule(
            r"visitors?|guests? (?:to visit|over|from outside)|outside guests"
            r"|friends over",
            "访客|客人来访|朋友来访|会客|外人",
        ),
        re.compile(
            r"\b(?:hav(?:e|ing)|receiv\w+|expect\w*|invit\w+|entertain\w*) (?:some "
            r"|our |local )*(?:visitors|guests over|friends over)\b"
            r"|\bvisitors? (?:policy|are a must)\b|(?:会?有"
            r"|接待)(?:朋友)?(?:来)?访客",
            re.I | re.A,
        ),
    ),
    "children_under_10": (
        _rule(
            r"(?:young |small |little )?(?:child(?:ren)?|kids?|toddlers?)(?: under| below"
            r"| younger than)?(?: the age of)?(?: 10| ten)?",
            "(?:10|十)岁以下(?:的)?(?:儿童|孩子|小孩)|(?:带)?(?:小孩子?|儿童|孩子)入住",
        ),
        re.compile(
            r"\b(?:child(?:ren)?|kids?)[- ](?:under|below"
            r"|younger than)(?: the age of)? ?(?:10|ten)\b(?=[^.;\n]{0,40}(?:allow"
            r"|permit|accept|welcom|ok|stay))",
            re.I | re.A,
        ),
    ),
}
_NOT_OK = re.compile(
    r"(?:不(?:要|想|允许|可以?|能|让|准|得|接受|欢迎)|禁止?|无|\bno|\bnon|\bnot|n't|n’t"
    r"|\bwithout|\bavoid|\bprohibit\w*|\bforbid\w*)[^，,。；;.\n]{0,10}$",
    re.I | re.A,
)
_NO_BAN = re.compile(
    r"not a problem|不禁止|no (?:rules|bans?|restric|prohib)|[- ]ban$"
    r"|(?:not|never|n['’]t) (?:be )?(?:forbid|prohibit|bann?|disallow|refuse|object|oppose|exclude"
    r"|rule|turn|restrict|preclude|limit)",
    re.I,
)
_NO_MIND = re.compile(
    r"\bno (?:specific |particular |special )?(?:preference|requirement)s?"
    r"|\b(?:we|i)(?:['’]ve| have| had) no (?:\w+ )?restrictions?",
    re.I,
)


@dataclass(slots=True)
class Rules:
    """Room type and house rules, each with where it stands."""

    values: dict[str, Any] = field(default_factory=dict)
    spans: dict[str, tuple[int, int]] = field(default_factory=dict)


_NO_LODGING = re.compile(
    rf"\bno (?:need (?:for|of) (?:an? |any )?)?(?:{_SLEPT_IN})"
    r"(?: (?:is |are )?(?:needed|required|necessary|wanted|please))?"
    r"(?=\s*(?:[,.;:!]|$|as\b|because\b|since\b|we\b|i\b|for\b))"
    rf"|\b(?:(?:do not|don['’]?t|does not|won['’]?t|will not) (?:need|want|require|book)|without)"
    rf" (?:an? |any |the |to book (?:an? |any )?)?(?:{_SLEPT_IN})"
    r"(?=\s*(?:[,.;:!]|$|as\b|because\b|since\b))"
    r"|\b(?:stay|staying|sleep|sleeping|lodging) (?:with|at) (?:(?:a |my |our |some |the )?"
    r"(?:friends?|family|relatives?|parents?|sister|brother|aunt|uncle|cousins?|son|daughter)"
    r"(?:['’]s?)?)(?: (?:place|home|house|flat|apartment))?\b"
    r"|\bha(?:ve|s) (?:already )?(?:got )?(?:a place|somewhere) to (?:stay|sleep)\b"
    r"|(?:不(?:用|需要?|必|想|要)|无需|别)(?:帮?(?:我|我们))?(?:安排|预?订|考虑|推荐|找)?(?:酒店|住宿|宾馆|民宿)"
    r"(?=[，,。；;！!\n]|$)|住(?:在)?(?:我?的?(?:朋友|亲戚|同学|父母|爸妈|姐姐|哥哥|自己))家(?:里)?(?=[，,。；;！!\n]|$)",
    re.I,
)
"""Who sleeps at friends' books no room."""


def find_rooms(sheet: Sheet, travellers: int | None) -> list[Promise]:
    """Return how many rooms, and with how many beds; a room each is one for every traveller."""
    elsewhere = _NO_LODGING.search(sheet.text)
    if elsewhere:
        return [Promise({"kind": "room", "rooms": 0}, *elsewhere.span())]
    condition: dict[str, Any] = {"kind": "room"}
    start, end = len(sheet.text), 0
    text = sheet.text
    for pattern in _ROOMS:
        for found in pattern.finditer(text):
            if _DENIED.search(text[max(0, found.start() - 12) : found.start()]):
                continue
            word = found["n"].lower()
            none = word in ("零", "0", "zero", "no")
            if none and (found["b1"] or found["b2"] or found["b3"]):
                continue
            count = 0 if none else 1 if word in ("a", "an", "单") else whole_number(found["n"])
            each = _EACH.search(text, max(0, found.start() - 6), found.start())
            condition.setdefault(
                "rooms", travellers if each and count == 1 and travellers else count
            )
            start, end = min(start, found.start()), max(end, found.end())
            break
        if "rooms" in condition:
            break
    for found in _BED_ALONE.finditer(text):
        if not _DENIED.search(text[max(0, found.start() - 12) : found.start()]):
            condition["beds"] = next(beds for beds, _ in _BEDS if found[f"b{beds}"])
            start, end = min(start, found.start()), max(end, found.end())
            break
    return [Promise(condition, start, end)] if len(condition) > 1 else []


def find_rules(sheet: Sheet) -> Rules:
    """Return the kind of room and what the house must allow."""
    rules = Rules()
    for kind, pattern in _TYPE:
        found = pattern.search(sheet.text)
        if found and (kind == "not_shared_room" or not _denied(sheet.text, found.start())):
            rules.values["room_type"] = kind
            rules.spans["room_type"] = found.span()
            break
    allowed = []
    for rule, patterns in _RULES.items():
        for pattern in patterns:
            found = next(
                (m for m in pattern.finditer(sheet.text) if not _refused(sheet.text, m)), None
            )
            if found:
                allowed.append(rule)
                rules.spans[f"must_allow.{len(allowed) - 1}"] = found.span()
                break
    if allowed:
        rules.values["must_allow"] = allowed
    return rules


def _denied(text: str, at: int) -> bool:
    return bool(_DENIED.search(text[max(0, at - 14) : at]))


def _refused(text: str, found: re.Match[str]) -> bool:
    before = text[max(0, found.start() - 16) : found.start()]
    return bool(
        _NOT_OK.search(before)
        or (
            re.search(r"\b(?:no|non|not)\b|n['’]t\b|不|禁", found[0], re.I)
            and not _NO_BAN.search(found[0])
        )
        or _NO_MIND.search(found[0])
    )

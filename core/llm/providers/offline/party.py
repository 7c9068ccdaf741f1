"""Who travels and how many, as people say it in English and Chinese."""

import re
from dataclasses import dataclass, field
from typing import Any

from core.llm.providers.offline.numerals import CROWD, NUMBER, whole_number

_COMPANION_EN = (
    "wife|husband|hubby|gf|bf|bestie|mate|partner|girlfriend|boyfriend|fianc[ée]e?|spouse"
    "|mother|mom|mum|father|dad|friend"
    "|sister|brother|buddy|roommate|colleague|cousin|aunt|uncle|grandma|grandmother|grandpa"
    "|grandfather|best friend"
)
_COMPANION_ZH = (
    "老婆|老公|女朋友|男朋友|女友|男友|妻子|丈夫|爱人|对象|媳妇|太太|先生|朋友(?!们)|好友"
    "|闺蜜|同学|同事|室友|舍友|兄弟|哥们|姐(?![姐妹夫])|妹(?![妹子])|哥(?![哥们几])|弟(?![弟兄])"
    "|姐姐|妹妹|哥哥|弟弟|表[姐妹哥弟]|堂[姐妹哥弟]|妈妈?|母亲|爸爸?|父亲|奶奶|爷爷|外婆"
    "|外公|姥姥|姥爷"
)
_CHILD_ZH = "孩子|小孩|儿童|娃娃?|宝宝|宝贝|小朋友|儿子|女儿|闺女"
_CHILD_EN = r"kids?\b|child(?:ren)?\b|toddlers?\b|bab(?:y|ies)\b|infants?\b|sons?\b|daughters?\b"
_A = rf"(?P<n>{NUMBER}|\ban?(?= ))"
_ADULTS = re.compile(
    rf"{_A}\s*(?:个|位|名)?(?:大人|成人|成年人|adults?\b)|(?P<zh>{NUMBER})大(?={NUMBER}小)"
    rf"|{_A.replace('?P<n>', '?P<w>')} grown-?ups?\b",
    re.I,
)
_CHILDREN = re.compile(
    rf"{_A}\s*(?:个|位|名)?(?:[一二三四五六七八九十]{{1,2}}岁的?|\d{{1,2}}岁?的?|小"
    r"|\d{1,2}[- ]years?[- ]old |(?:young|small|little|of our"
    rf"|of my) )?(?:{_CHILD_ZH}|{_CHILD_EN})"
    rf"|大(?P<zh>{NUMBER})小|\b(?P<old>{NUMBER}|an?) (?:1[0-7]|[1-9])[- ]years?[- ]olds?\b",
    re.I,
)
_ONE_CHILD = re.compile(
    rf"(?:带着?|和|跟|陪)\s*(?:我们?家?的?|一个)?(?P<zh>{_CHILD_ZH})(?!们|友好|玩的|游玩的"
    rf"|一起玩的)|(?P<aged>{_CHILD_ZH})(?:今年|才|已经|刚)?\s*"
    r"(?:\d{1,2}|[一二三四五六七八九十]{1,2})个?[岁月]"
    r"|\bmy (?P<en>son|daughter|kid|child|baby|toddler)\b",
    re.I,
)
_ALONE_WITH_CHILD = re.compile(
    r"我(?:想|要|打算|计划|准备)?(?:一个人|自己)?(?:带着?|和|跟"
    rf"|陪)\s*(?:我家?的?)?(?:一个)?(?:{_CHILD_ZH})(?!们)"
)
_COMPANY = re.compile(
    rf"(?:\bwith|和|跟|与|同|约了?|带着?)\s*(?:my |our |我的?|我们的?)?{_A}\s*(?:个|位"
    r"|名)?(?:other |of my "
    r"|of our |好|小|大学|老|close |good |best )?"
    r"(?:朋友|同学|同事|闺蜜|好友|室友|伙伴|兄弟|哥们|姐妹|(?:girl|boy)?friends?\b|mates?\b"
    r"|pals?\b|colleagues?\b|others\b"
    r"|buddies\b"
    r"|classmates\b|coworkers\b)",
    re.I,
)
"""Those who come along with the one who writes."""
_THREE = re.compile(
    r"(?:我们|咱们?|姐妹|兄弟|哥|姐)仨|仨人|(?:我和|我跟|我与|带着?|陪)(?:我的?)?(?:爸妈|父母|爸爸妈妈|二老|爷爷奶奶|外公外婆)"
    r"|(?:爸妈|父母|爸爸妈妈|爷爷奶奶)[^。;；\n]{0,14}?(?:带|陪)(?:着|上)?(?:他们|她们|二老)"
    r"|\b(?:trio|threesome)\b|\bmy (?:elderly |aging |ageing "
    r"|old |retired )?(?:parents|grandparents)\b",
    re.I,
)
_OF_PARENTS = re.compile(
    r"(?:送|让|帮|给|为|替)(?:我的?|咱)?(?:爸妈|父母|爸爸妈妈|二老|爷爷奶奶|外公外婆)[^,，。;；\n]{0,8}?"
    r"(?:安排|规划|去|玩|旅游|出行)"
    r"|(?:爸妈|父母|爸爸妈妈|爷爷奶奶|外公外婆)[^。;；\n]{0,16}?送(?:他们|二老)去"
    r"|\bfor my (?:elderly |aging |ageing |old |retired )?(?:parents"
    r"|grandparents)\b(?! and (?:me|i)\b)",
    re.I,
)
"""A trip of theirs, on which the one who writes does not come along."""
_SHEET = re.compile(
    rf"(?:人数|人员|同行人|成员)\s*(?:共|约|为|是)?\s*[:：=]?\s*(?P<n>{CROWD}|{NUMBER})(?!\s*[-~到至])"
    r"|\b(?:number of |no\. of |# of )?(?:people|persons?|travell?ers?|guests|adults|pax"
    rf"|party|group|head ?count)(?: count| size)?\s*[:=]\s*(?P<m>{NUMBER})",
    re.I,
)
"""How many, as a line of a form says it."""
_TWO = re.compile(
    r"夫妻|夫妇|情侣|[小老]两口|(?:带|陪)(?:他|她|[Tt][Aa])(?!们)|蜜月|双人(?!床|标|间|房"
    r"|套)|二人世界|两口子|俩人|我俩|我们俩|咱俩"
    r"|(?:我和|我跟|我与|和|跟|带着?|陪|携带?|偕)(?:我的?|我家)?(?:一个|一位"
    rf"|好)?(?:{_COMPANION_ZH})(?!们|圈)"
    rf"|我(?:的|家)?(?:{_COMPANION_ZH})(?:和|跟|与)我(?!们|的)"
    rf"|\bcouples?\b(?! (?:of|days|nights))|\btwosome\b|honeymoon"
    rf"|\bmy (?:{_COMPANION_EN})\b|\bduos?\b|\bme and (?:a|my|one)"
    rf"(?: close| best| good)? (?:{_COMPANION_EN})\b|\bwith (?:(?:a|one"
    r"|another)(?: close"
    rf"| best| good)? |(?=mother|father|mom|mum|dad|grand|wife|husband))(?:{_COMPANION_EN})\b"
    rf"|\b(?:a|my) (?:{_COMPANION_EN}) and (?:i|me)\b"
    r"|\ba pair\b(?! of)|\bthe two of us\b|\bboth of us\b|\bpair of (?:us|travell?ers"
    r"|friends)",
    re.I,
)
_ONE = re.compile(
    r"\bsolo\b|\balone\b|\blone\b|\bby myself\b|\bjust me\b|\bon my own\b|\bsingle[- ](?:person"
    r"|travell?er|individual|adult)\b|独自|独行|自己去|我自己(?!家|的)|只身|单人(?!床|标|[房间])"
    r"|(?<![一二两三四五六七八九十百每\d])一个人",
    re.I,
)
_CROWD = re.compile(
    rf"(?P<n>{CROWD})\s*多?余?\s*(?:个|位|名)?\s*(?:人(?![均民份间房次])|员工|职工|同事|同学|学生"
    r"|朋友|大人|游客|旅客|老人|孩子|小朋友)|(?P<m>" + CROWD + r")\s+(?:of us\b|people\b|persons\b"
    r"|travell?ers\b|guests\b|tourists\b|students\b|friends\b|employees\b|colleagues\b)",
    re.I,
)
"""More than any plan is for."""
_EACH = "一个人"
"""Means each one, in what something costs."""
_FAMILY = re.compile(rf"一家(?:老小|大小)?(?P<n>{NUMBER})口(?:人)?(?=\s*[(:：（])")
"""All of a family, where a list of who they are follows."""
_PAIRS = re.compile(rf"(?P<n>{NUMBER})\s*(?:对(?:情侣|夫妻|夫妇|小?两口)|couples\b(?! of))", re.I)
_PEOPLE = (
    re.compile(
        rf"(?:一共|总共|共计?|合计|一行|同行|连我)\s*(?P<n>{NUMBER})\s*(?:个|位|名)?人"
        rf"|我(?:和|跟|与)[^，,。；;\d\n带]{{1,8}}?(?!一)(?P<m>{NUMBER})\s*个?人(?!一?[间床])"
    ),
    re.compile(
        rf"\b(?:family|group|party|team|crew|squad|bunch|gang|band|total)(?: size)?"
        rf"(?: (?:made up|composed|consisting|comprised))?(?: of| is|:| comprising| totall?ing)"
        rf" (?P<n>{NUMBER})|\b(?P<m>{NUMBER})[- ](?:person|people|member|traveler|traveller"
        rf"|head|adult|strong)[- ]?(?:group|party|team|family|crew|trip|tour|vacation|itinerary"
        rf"|journey|getaway|travel|plan)\b",
        re.I,
    ),
    re.compile(rf"一家(?P<n>{NUMBER})口|(?P<m>{NUMBER})口(?:之家|人)"),
    re.compile(
        rf"(?P<n>{NUMBER})\s*(?:个人|个(?:大学|高中|老|好)?(?:女生|男生|姑娘|小伙|男孩|女孩"
        r"|大?学生|同学|闺蜜|朋友|好友|同事|兄弟|姐妹|室友|舍友|队友|驴友|年轻人|老人|长辈)"
        r"|人(?!均|民|份|[间房])|位(?!数)|名(?![宅校胜])"
        r"|(?:\w+ )?people\b|ppl\b|persons?\b|pax\b|travell?ers?\b|friends\b|of us\b|individuals?\b"
        r"|adults\b|guests\b|tourists\b|students\b|(?:group |party |family |team )?members\b"
        r"|colleagues\b|co-?workers\b|classmates\b|roommates\b|buddies\b|pals\b|mates\b"
        r"|siblings\b|cousins\b|ladies\b|wom[ae]n\b|m[ae]n\b|guys\b|girls\b|boys\b)",
        re.I,
    ),
    re.compile(rf"我们(?P<n>{NUMBER})个"),
    re.compile(
        r"\b(?:we are|we['’]re|we will be|we['’]ll be|there are|there['’]s|party size)\s+"
        rf"(?P<n>{NUMBER})"
        r"(?=\s*(?:[,.;!?]|$|in total|altogether|and\b))"
        r"|\b(?P<m>twelve|(?:a|one) dozen)\s+(?:of us|people|friends|colleagues|guests)",
        re.I,
    ),
    re.compile(
        rf"\bfor (?P<n>{NUMBER})(?=\s*(?:[,.;!?]|$|and\b|with\b|in\b|on\b|who\b|that\b"
        r"|which\b|leaving\b"
        r"|travel\w*\b|(?!morning|evening)[a-z]+ing\b|(?:from|for|between|during|as)\b"
        r"|\uf8fd"
        r"|to\b(?! \d{1,3}[\s-]*(?:days?|nights?|weeks?|hours?|people)\b)))",
        re.I,
    ),
)
_MEN_AND_WOMEN = re.compile(
    rf"(?P<n>{NUMBER})(?:个|位|名)?男(?:生|士|的)?[和、,，]?(?P<m>{NUMBER})(?:个|位|名)?女"
    rf"|(?P<w>{NUMBER})(?:个|位|名)?女(?:生|士|的)?[和、,，]?(?P<v>{NUMBER})(?:个|位|名)?男"
)
"""As 两男一女."""
_ADDED = re.compile(r"(?:带着?|再加|外加|\bplus\b|\bwith\b|\band\b)[^,，。.;；]{0,8}$", re.I)
_INCLUDED = re.compile(
    r"其中|包括|包含|\bincluding\b|\bof whom\b|\bof them\b|\b(?:family|group|party) of\b|一家|之家",
    re.I,
)
_EACH_CHILD = r"(?:另)?(?:一个|大的|小的|老大|老二|老三|哥哥|弟弟|姐姐|妹妹|儿子|女儿)"
_AGES = (
    re.compile(
        rf"(?P<ages>{_EACH_CHILD}\s*\d{{1,2}}岁?(?:[,，、和]?\s*{_EACH_CHILD}\s*\d{{1,2}}岁?)+)"
    ),
    re.compile(
        r"(?P<ages>\d{1,2}(?:岁?\s*(?:和|、|,|，|及|跟|与|还有)\s*\d{1,2}){0,8})\s*岁(?!以下"
        r"|以上|多)"
    ),
    re.compile(
        r"\b(?:aged?|ages)\s*:?\s*(?P<ages>\d{1,2}(?:\s*(?:,|and|&|/)+\s*(?:and )?\d{1,2}){0,8})",
        re.I,
    ),
    re.compile(r"(?P<ages>\d{1,2}(?:\s*(?:,|and|&)\s*\d{1,2}){0,8})[- ]years?[- ]olds?\b", re.I),
    re.compile(
        r"(?:kids?|children|孩子|小孩)\s*\((?P<ages>\d{1,2}(?:\s*(?:,|and|&|、"
        r"|和)\s*\d{1,2}){0,8})\)",
        re.I,
    ),
)
_SENIORS = re.compile(
    rf"(?:{_A}\s*(?:个|位|名)?(?:elderly |older )?(?:老人家?|长辈|seniors?\b|grandparents?\b"
    r"|elderly\b"
    r"|retirees?\b))"
    r"|(?P<pair>爷爷奶奶|外公外婆|姥姥姥爷|(?:爸妈|父母|爸爸妈妈)(?:都|也)?(?:年纪"
    r"|岁数)(?:也|都|比较|很|有点)?大|年迈的?父母|老父母|\b(?:elderly|aging|ageing"
    r"|old) parents\b"
    r"|\bmy grandparents\b)"
    r"|(?P<one>老人|奶奶|爷爷|外婆|外公|姥姥|姥爷|\b(?:grandma|grandmother|grandpa|grandfather"
    r"|elderly (?:mother|father|mom|dad))\b)",
    re.I,
)
_ANIMAL = r"pets?\b|dogs?\b|cats?\b|pupp(?:y|ies)\b|kittens?\b|rabbits?\b"
_ANIMAL_ZH = "宠物|狗狗?(?!不理)|猫咪?(?!空)|柯基|泰迪|金毛|拉布拉多|兔子|毛孩子"
_PETS = re.compile(
    rf"(?:带|携|牵|\b(?:bring|with|tak|travel|have)\w*)[^,，。.;；]{{0,20}}?(?:(?P<n>{NUMBER}"
    rf"|\ban?(?= ))\s*(?:只|条|个)?\s*(?:(?:small|big|large|little|小|大)\s*)?)?(?:{_ANIMAL_ZH}"
    rf"|(?:{_ANIMAL}))",
    re.I,
)  # fmt: skip
_NO_PETS = re.compile(r"(?:不|没|\bno |\bwithout |n't )[^,，。.;；]{0,6}$", re.I)


_COUNTED = (
    (_SHEET, 0, False),
    (_CROWD, 0, False),
    (_FAMILY, 0, False),
    (_ADULTS, 0, True),
    (_COMPANY, 1, True),
)
"""What counts people, how many come beside those, and whether children are not among them."""


@dataclass(slots=True)
class Company:
    """How many travel, who of them needs something special, and where that is said."""

    travellers: int | None = None
    party: dict[str, Any] = field(default_factory=dict)
    spans: dict[str, tuple[int, int]] = field(default_factory=dict)


def find_company(text: str) -> Company:
    """Return the party; the size counts children."""
    company = Company()
    children = _children(text, company)
    company.travellers = _travellers(text, company, children)
    ages = _ages(text, company) if children else []
    if ages and len(ages) == children:
        company.party["child_ages"] = ages
    seniors = _SENIORS.search(text)
    if seniors and not re.match(r".{0,2}(?:公园|大学|庙|山|卖)", text[seniors.end() :]):
        count = _value(seniors["n"]) if seniors["n"] else 2 if seniors["pair"] else 1
        company.party["seniors"] = count
        if company.travellers is None and count > 1:
            company.travellers = count
            company.spans["travellers"] = seniors.span()
        company.spans["party.seniors"] = seniors.span()
    pets = _PETS.search(text)
    if pets and not _NO_PETS.search(text[max(0, pets.start() - 10) : pets.start()]):
        company.party["pets"] = _value(pets["n"]) if pets["n"] else 1
        company.spans["party.pets"] = pets.span()
    return company


def _children(text: str, company: Company) -> int:
    found = _CHILDREN.search(text)
    count = _first(found) if found else 0
    if not count:
        found = _ONE_CHILD.search(text)
        count = 1 if found else 0
    if found and count:
        company.party["children"] = count
        company.spans["party.children"] = found.span()
    return count


def _travellers(text: str, company: Company, children: int) -> int | None:
    for pattern, others, with_children in _COUNTED:
        said = pattern.search(text)
        if said:
            company.spans["travellers"] = said.span()
            return others + _first(said) + (children if with_children else 0)
    in_groups = _in_groups(text, company, children)
    if in_groups:
        return in_groups
    counted = next((found for p in _PEOPLE[:3] if (found := p.search(text))), None)
    for pattern, size in ((_OF_PARENTS, 2), (_THREE, 3), (_TWO, 2), (_ONE, 1)):
        found = pattern.search(text)
        if found and not counted and not (found[0] == _EACH and _several(text)):
            company.spans["travellers"] = found.span()
            return size + children
    for pattern in _PEOPLE:
        found = pattern.search(text)
        if found:
            company.spans["travellers"] = found.span()
            return _first(found) + (children if _comes_on_top(text, found, company) else 0)
    with_child = _ONE_CHILD.search(text) if children else None
    if with_child:
        company.spans["travellers"] = with_child.span()
        return 1 + children
    return None


def _in_groups(text: str, company: Company, children: int) -> int | None:
    """Return how many one with a child are, or men and women, or couples."""
    alone = _ALONE_WITH_CHILD.search(text)
    if alone:
        company.spans["travellers"] = alone.span()
        return 1 + max(1, children)
    for pattern, each in ((_MEN_AND_WOMEN, 1), (_PAIRS, 2)):
        found = pattern.search(text)
        if found:
            company.spans["travellers"] = found.span()
            return each * sum(whole_number(word) for word in found.groups() if word) + children
    return None


def _several(text: str) -> bool:
    """Say whether more than one are counted anywhere."""
    return any(_first(found) > 1 for pattern in _PEOPLE if (found := pattern.search(text)))


def _comes_on_top(text: str, found: re.Match[str], company: Company) -> bool:
    """Say whether children are said to come along with so many others."""
    start, _ = company.spans.get("party.children", (0, 0))
    between = text[found.end() : start]
    return (
        bool(start > found.end() and _ADDED.search(between))
        and not _INCLUDED.search(between)
        and not _INCLUDED.search(found[0])
    )


def _ages(text: str, company: Company) -> list[int]:
    for pattern in _AGES:
        found = pattern.search(text)
        ages = [int(age) for age in re.findall(r"\d{1,2}", found["ages"])] if found else []
        if found and ages and max(ages) <= 17:
            company.spans["party.child_ages"] = found.span()
            return ages
    return []


def _first(found: re.Match[str]) -> int:
    return _value(next(word for word in found.groupdict().values() if word))


def _value(word: str) -> int:
    if word.lower().endswith("dozen"):
        return 12
    return 1 if word.lower() in ("a", "an") else whole_number(word)

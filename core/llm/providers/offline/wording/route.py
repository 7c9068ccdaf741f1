"""Where a trip starts and where it goes: cities, regions, order and stays, out of words."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from core.llm.providers.offline.numerals import NUMBER, whole_number
from core.llm.providers.offline.wording.elsewhere import is_elsewhere
from core.llm.providers.offline.wording.homes import ORIGINS
from core.llm.providers.offline.wording.jaws import left_at_the_end
from core.llm.providers.offline.wording.sheet import CITY, Sheet
from core.llm.providers.offline.wording.stays import Stay, find_stays

_HOME = re.compile(
    rf"(?:回到?|返回|返程到)\s*(?P<zh>{CITY})"
    rf"|\b(?:back|return\w*|home)\s+(?:home )?(?:to|in)\s+(?P<en>{CITY})",
    re.I,
)
_NOT_THERE = re.compile(
    r"(?:不去|不想去|不到|避开|除了|除|绕开|不经过?)\s*$|\b(?:not|avoid|except|skip|but not"
    r"|instead of|other than|rather than|no)\s+(?:to |going to |visit )?$",
    re.I,
)
_AS_A_WORD = re.compile(
    r"\s?的?(?:本地|当地|地道|老|正宗)?(?:特色)?(?:菜|火锅|烤鸭|小吃|美食|小面|料理|风味"
    r"|口味|味道|话|方言|特产|风格|风情|假日(?=风)|啤酒|大学|博物|图书馆|美术馆|动物园|植物园"
    r"|点心|早茶|面馆|串串|拉面|米粉|牛肉|生煎|小笼|塔(?![这那])|野生|迪士尼|环球影城|航空)"
    r"|[- ](?:style|cuisine|food|pizza|duck|dish|cook|steak|native|resident|hot ?pot|noodles?"
    r"|dumplings?|bagels?|ramen)"
    r"| (?-i:Museum|Gallery|University|College|Opera|Disney|Zoo|Aquarium|Palace|Castle|Cathedral"
    r"|Eye\b|Bridge|Tower|Temple|Stadium|Library|Theat|Botanic|Skytree|Station|Airport)",
    re.I,
)
"""What makes a city part of another name, which may stand in it."""
_OF_A_NAME = re.compile(
    r"\s?(?:[东西南北中]?[一二三四]?(?:路(?![上过线程途])|路上(?=的)|大道|大街"
    r"|街(?![头上道]))|人(?![民均工口多少])|航空)"
    r"| (?-i:Road|Rd\b|Street|Avenue|Ave\b|Boulevard|Creek|Airlines?|Airways|Baguette|Fried|Times)"
    r"|[- ](?:style|born|inspired|made)\b",
    re.I,
)
"""What makes it part of a name that may be anywhere."""
_GOING = re.compile(
    r"(?:去|到|飞|往|抵达|游|玩|逛|从|自|在|[→>和与、及跟,，]|\b(?:to|in|into|visit\w*"
    r"|explor\w+|see|seeing"
    r"|then|via|tour\w*|for|and|or|around|from|towards?|of|&))\s*(?:the )?$",
    re.I,
)
_EATEN = re.compile(r"[吃喝尝](?:[^，,。；;！!？?\n去到在飞回往从]|(?<=[吃喝尝])到){0,20}$")
"""What goes before a city whose food is meant, not the city."""
_TAKEN_BACK = re.compile(r"[\s….。,，、~～]*(?:还是)?(?:算了|不对|说错|写错|打错)")
"""What follows a city that is not gone to after all."""
_OUTSIDE = re.compile(r"\s*(?:以外|之外|除外)")
_STAYING = re.compile(
    rf"\s*(?:玩|旅游|旅行|游|待|呆|度假|自由行|{NUMBER}\s*[天日晚]|trip\b|for \w+ days)", re.I
)
_CALENDAR = (
    r"(?:(?:Jan|Febr)(?:uary)?|Feb|Mar(?:ch)?|Apr(?:il)?|May|June?|July?|Aug(?:ust)?"
    r"|Sept?(?:ember)?|Oct(?:ober)?|(?:Nov|Dec)(?:ember)?|Mon|Tues?|Wed(?:nes)?|Thu(?:rs)?"
    r"|Fri|Sat(?:ur)?"
    r"|Sun)(?:day)?\b"
)
"""Names that stand after that of a region, and are no part of it."""
_COUNT_IN = (
    rf"(?P<n>{NUMBER})(?:\s*-\s*{NUMBER})?\s+(?:(?!(?:to|through)\b)[a-z-]+\s+){{0,2}}?(?:cities|towns"
    r"|villages|places|stops|destinations)"
)
_REGION_EN = re.compile(
    rf"(?i:\b{_COUNT_IN})\s+(?i:in|across|within|around|throughout|of)\s+(?i:the (?:state"
    r"|province|region) of )?(?:the )?"
    rf"(?P<region>(?:St\. )?[A-Z][\w'’-]+(?: (?:(?!{_CALENDAR})[A-Z][\w'’-]+|of(?= [A-Z])))*)"
)
_CITIES_EN = re.compile(rf"\b{_COUNT_IN}\b", re.I)
_PLACE_EN = re.compile(
    r"\b(?i:in|across|around|through|to|towards|throughout)\s+(?:the )?"
    rf"(?P<region>(?!{_CALENDAR}|(?:I|We|English|Chinese)\b)[A-Z][a-z]+"
    rf"(?: (?!{_CALENDAR})[A-Z][a-z]+)*)"
)
_REGION_ZH = re.compile(
    rf"(?P<region>{CITY}|[\u4e00-\u9fff]{{2,7}}?)(?:省|州)?(?:境内|里|内|当地"
    rf"|那边)?(?:的|玩|逛|走|游|看|去|挑|选)*\s*(?P<n>{NUMBER})\s*(?:个|座)(?:不同的?|小|大"
    r"|主要)?(?:城市|城|小镇|镇"
    r"|地方|古镇)"
)
_CITIES_ZH = re.compile(rf"(?P<n>{NUMBER})\s*(?:个|座)(?:不同的?|小|大|主要)?(?:城市|小镇|古镇)")
_REGION_LEAD = re.compile(r"^(?:.*?(?:在|去|到|玩|游|逛|游览|走|访问|想要?|是|想看))+")
_LONGEST_REGION = 60
_STATE = re.compile(r"\s*(?:state|province|region|county)\b|\s?(?:省|州)", re.I)
_ONE_WAY = re.compile(
    r"(?<![票价])单程(?![票价]|[^，,。；;\n]{0,8}(?:超过|最多|不高于|以内|以下|控制|\d[元块]|百))"
    r"|不(?:用|需要?|必|打算|再)?(?:回来|返程|回程|返回)|\bone[- ]way\b"
    r"|\b(?:not|won't|don't need to|no need to|without)\s+(?:be |plan to )?"
    r"(?:(?:com|go|head|fly)\w* (?:back|home)|return\w*)\b(?! (?:by|before|until|on|flight|to\b))",
    re.I,
)
_IN_ORDER = re.compile(
    r"先.{0,40}?(?:再|然后|接着|之后|后)|依次|按(?:照)?(?:这个|以上|此|该)?顺序"
    r"|然后(?:再)?(?:去|到)|接着(?:再)?(?:去|到)"
    r"|\bfirst\b.{0,80}?\bthen\b|\bthen (?:on to|to|go|head|visit|move|travel|continue"
    r"|fly)\b|, then\b"
    r"|\bin (?:that|this|the given|exactly this) order\b|\bfollowed by\b|\bbefore (?:heading"
    r"|moving|going|continuing)",
    re.I | re.S,
)
_ANY_ORDER = re.compile(r"顺序(?:不限|随意|无所谓|任意|都行)|\bin (?:any|whatever) order\b", re.I)
_FACTS = re.compile(
    r"(?:^|\n)[^\n]*\b(?:have|has|are|with|following) direct (?:flights?|trains?"
    r"|connections?)[^\n]*:\s*\n?[^\n]*",
    re.I,
)
"""A list of what flies where says nothing of where somebody goes."""


@dataclass(frozen=True, slots=True)
class Route:
    """What was read of where a trip goes; evidence by field, and what needs no further reading."""

    origin: str | None = None
    destinations: list[dict[str, Any]] = field(default_factory=list)
    keep_order: bool | None = None
    one_way: bool | None = None
    evidence: Mapping[str, str] = field(default_factory=dict)
    spans: Sequence[tuple[int, int]] = ()

    @property
    def city(self) -> str | None:
        """Return the city named first, or None where it is a region or nothing."""
        first = self.destinations[0] if self.destinations else {}
        return None if "cities" in first or "region" in first else first.get("name")


def without_facts(sheet: Sheet) -> Sheet:
    """Return the sheet without lists of what connects with what."""
    return sheet.covered(*(found.span() for found in _FACTS.finditer(sheet.text)))


def find_route(sheet: Sheet, regions: Sequence[str]) -> Route:
    """Return where the trip starts and goes."""
    return _Reader(sheet, regions).route()


@dataclass(slots=True)
class _Mention:
    id: str
    start: int
    end: int
    as_a_word: bool
    of_a_name: bool


class _Reader:
    def __init__(self, sheet: Sheet, regions: Sequence[str]) -> None:
        self._sheet = sheet
        self._regions = {name.casefold(): name for name in regions if name}
        self._evidence: dict[str, str] = {}
        self._spans: list[tuple[int, int]] = []

    def route(self) -> Route:
        text = self._sheet.text
        region = self._region()
        mentions = [
            m for m in self._mentions() if not (region and region[1] <= m.start < region[2])
        ]
        origin = self._origin(mentions)
        going = self._going(mentions, origin) or self._round(mentions, origin, region)
        if region is None and going and len({m.id for m in going}) == 1:
            region = self._region_of_count(going[0])
            going = [] if region else going
        destinations = self._destinations(going, region)
        order = None
        if len(destinations) > 1:
            order = True if _IN_ORDER.search(text) else None
            order = False if _ANY_ORDER.search(text) else order
        if order is not None:
            found = (_IN_ORDER if order else _ANY_ORDER).search(text)
            self._note("keep_order", *(found.span() if found else (0, 0)))
        one_way = _ONE_WAY.search(text)
        if one_way:
            self._note("one_way", *one_way.span())
        return Route(
            origin, destinations, order, True if one_way else None, self._evidence, self._spans
        )

    def _note(self, name: str, start: int, end: int) -> None:
        words = self._sheet.words(start, end)
        if words:
            self._evidence.setdefault(name, words)

    def _mentions(self) -> list[_Mention]:
        text = self._sheet.text
        return [
            _Mention(
                self._sheet.cities[found[0][0]],
                *found.span(),
                bool(_AS_A_WORD.match(text, found.end()) or _EATEN.search(text[: found.start()])),
                bool(_OF_A_NAME.match(text, found.end())),
            )
            for found in re.finditer(CITY, text)
            if self._is_meant(found)
        ]

    def _is_meant(self, found: re.Match[str]) -> bool:
        """Say whether a city is gone to or left; one nobody knows only where that is said."""
        before = self._sheet.text[max(0, found.start() - 24) : found.start()]
        after = self._sheet.text[found.end() : found.end() + 12]
        if _NOT_THERE.search(before) or _OUTSIDE.match(after) or _TAKEN_BACK.match(after):
            return False
        return not is_elsewhere(self._sheet.cities[found[0][0]]) or bool(
            not before.strip()
            or _GOING.search(before)
            or _STAYING.match(self._sheet.text, found.end())
        )

    def _origin(self, mentions: Sequence[_Mention]) -> str | None:
        cues = [
            (found.span("city"), found)
            for pattern in ORIGINS
            for found in pattern.finditer(self._sheet.text)
            if found["city"] and found.start("city") not in left_at_the_end(self._sheet.text)
        ]
        homes = _HOME.search(self._sheet.text)
        for span, found in sorted(cues, key=lambda cue: cue[0]):
            mention = next((m for m in mentions if m.start == span[0]), None)
            earlier = [m for m in mentions if m.start < span[0] and mention and m.id == mention.id]
            if mention and not earlier:
                self._note("origin", *found.span())
                return mention.id
            if mention and cues[0][0] == span and len(earlier) == 1:
                return mention.id
        if homes and homes.lastgroup:
            start = homes.start(homes.lastgroup)
            mention = next((m for m in mentions if m.start == start), None)
            if mention and sum(m.id == mention.id for m in mentions) == 1 and len(mentions) > 1:
                self._note("origin", *homes.span())
                return mention.id
        return None

    def _going(self, mentions: Sequence[_Mention], origin: str | None) -> list[_Mention]:
        away = [m for m in mentions if m.id != origin]
        away = [m for m in away if not m.of_a_name]
        meant = [m for m in away if not m.as_a_word]
        meant = meant or [m for m in away if not is_elsewhere(m.id)]
        return list({m.id: m for m in reversed(meant)}.values())[::-1]

    def _round(
        self, mentions: Sequence[_Mention], origin: str | None, region: object
    ) -> list[_Mention]:
        """Return the city one comes from where it is the only one gone to as well."""
        same = [m for m in mentions if m.id == origin and not (m.of_a_name or m.as_a_word)]
        if region or len(same) < 2:
            return []
        homes = {
            found.start(found.lastgroup)
            for found in _HOME.finditer(self._sheet.text)
            if found.lastgroup
        }
        return [m for m in same[1:] if m.start not in homes][:1]

    def _region(self) -> tuple[dict[str, Any], int, int] | None:
        for pattern in (_REGION_EN, _REGION_ZH):
            # A region may be named like a city, or have a city's name in its own.
            sheet = self._sheet.spoken() if pattern is _REGION_EN else self._sheet
            found = pattern.search(sheet.text)
            if found is None:
                continue
            start, end = found.span("region")
            if pattern is _REGION_EN:
                end = start + len(self._named_at(sheet.text, start) or found["region"])
            else:
                lead = _REGION_LEAD.match(found["region"])
                start += lead.end() if lead else 0
            said = self._sheet.words(start, end)
            if len(said) < 2:
                continue
            self._note("destinations", *found.span())
            self._spans.append(found.span())
            name = self._known_region(said)
            return {"name": name, "cities": whole_number(found["n"])}, start, end
        return self._named_region() or self._region_beside_count()

    def _named_at(self, text: str, start: int) -> str:
        """Return the longest region the catalogue knows whose name stands at `start`."""
        folded = text[start : start + _LONGEST_REGION].casefold()
        known = [
            name
            for name in self._regions
            if folded.startswith(name) and not folded[len(name) : len(name) + 1].isalnum()
        ]
        return max(known, key=len, default="")

    def _region_beside_count(self) -> tuple[dict[str, Any], int, int] | None:
        """Return what a text goes to where so many cities are wished and none is named."""
        count, found = _CITIES_EN.search(self._sheet.text), _PLACE_EN.search(self._sheet.text)
        if count is None or found is None or re.search(CITY, self._sheet.text[count.end() :]):
            return None
        self._note("destinations", *found.span("region"))
        self._spans.append(count.span())
        name = self._known_region(found["region"])
        return {"name": name, "cities": whole_number(count["n"])}, *found.span("region")

    def _known_region(self, said: str) -> str:
        words = re.sub(r"\s+(?:from|between|for|on|over|during|starting|and)$", "", said)
        trimmed = words.removesuffix("省").removesuffix(" state")
        return self._regions.get(trimmed.casefold(), self._regions.get(words.casefold(), words))

    def _named_region(self) -> tuple[dict[str, Any], int, int] | None:
        """Return a region the catalogue knows, with how many cities of it where that is said."""
        text = self._sheet.spoken().text
        folded = text.casefold()
        named = [name for lower, name in self._regions.items() if lower in folded]
        for name in sorted(named, key=len, reverse=True):
            edge = r"\b" if name.isascii() else ""
            found = re.search(rf"{edge}{re.escape(name)}{edge}", text, re.I)
            if found is None:
                continue
            shown = self._sheet.text[found.start() : found.end()]
            is_city = re.fullmatch(CITY, shown) is not None
            if _AS_A_WORD.match(text, found.end()) or _EATEN.search(text[: found.start()]):
                continue
            if is_city and not _STATE.match(self._sheet.text, found.end()):
                continue
            count = self._count()
            self._note("destinations", *found.span())
            self._spans.append(found.span())
            wish = {"name": name, "cities": count} if count else {"name": name, "region": True}
            return wish, *found.span()
        return None

    def _region_of_count(self, mention: _Mention) -> tuple[dict[str, Any], int, int] | None:
        """Return the region that is named like a city where several cities of it are wished."""
        said = self._sheet.words(mention.start, mention.end)
        count = self._count()
        if count and count > 1 and said.casefold() in self._regions:
            self._note("destinations", mention.start, mention.end)
            name = self._regions[said.casefold()]
            return {"name": name, "cities": count}, mention.start, mention.end
        return None

    def _count(self) -> int | None:
        found = _CITIES_EN.search(self._sheet.text) or _CITIES_ZH.search(self._sheet.text)
        if found is None:
            return None
        self._spans.append(found.span())
        return whole_number(found["n"])

    def _destinations(
        self, going: Sequence[_Mention], region: tuple[dict[str, Any], int, int] | None
    ) -> list[dict[str, Any]]:
        several = len(going) > 1
        stays: Mapping[str, Stay] = (
            find_stays(self._sheet, {m.id for m in going}) if several else {}
        )
        found: list[dict[str, Any]] = []
        for mention in going:
            stay = stays.get(mention.id)
            found.append({"name": mention.id, **(stay.values if stay else {})})
            self._spans += stay.spans if stay else []
        if going:
            self._note("destination", going[0].start, going[0].end)
            self._note("destinations", going[0].start, going[-1].end)
            for index, mention in enumerate(going):
                self._note(f"destinations.{index}", mention.start, mention.end)
        if region:
            found = [*found, region[0]] if found else [region[0]]
        return found

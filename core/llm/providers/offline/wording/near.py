"""How near to what one wants to sleep."""

import re
from collections.abc import Iterator

from core.llm.providers.offline.wording.distances import KM, kilometres
from core.llm.providers.offline.wording.promise import Promise
from core.llm.providers.offline.wording.sheet import PLACE, Sheet
from core.llm.providers.offline.wording.visits import EN, ZH, name_of

_SLEEP = r"(?:住宿地?点?|酒店|宾馆|民宿|旅馆|客栈|住的?(?:地方|酒店)?|入住(?:地点?)?)"
_NEAR = tuple(
    re.compile(pattern, re.I | re.A)
    for pattern in (
        rf"(?:住|{_SLEEP})?(?:在)?(?:离|距离?|靠近)\s*{ZH}(?:近|比?较近|不远"
        rf"|很近)(?:一?[点些])?的?(?:地方|{_SLEEP})?"
        rf"\s*[,，]?\s*(?:不超过|最好|要|在)*\s*{KM}\s*(?:以内|之内|内)",
        rf"{_SLEEP}(?:地址|位置|地点)?(?:都|也|就|要|希望|最好|得|必须|应|需要?|请)*(?:位于|选?在|离"
        rf"|距离?|靠近|到)\s*{ZH}\s*(?:的)?(?:周围|附近|周边|方圆|的?直线距离|距离|步行|走路)*"
        r"(?:的)?(?:最好|要|得|必须)?(?:不(?:要|能)?超过|不大于|小于|少于|在|不到"
        rf"|≤)?\s*{KM}\s*(?:以内|之内|内|的?范围内?)?",
        rf"(?:在|离|距离?)\s*{ZH}\s*(?:周围|附近|周边|方圆)?\s*(?:不超过"
        rf"|小于)?{KM}\s*(?:以内|之内|内|范围内)(?:的地方)?(?:住|入住|的酒店|的住宿|的民宿"
        r"|订|找)",
        rf"(?:住|{_SLEEP})(?:在|到|选|选在)?\s*(?P<name>{PLACE})(?:的)?(?:周围|附近|周边|方圆|半径)?\s*"
        rf"{KM}\s*(?:以内|之内|内|的?范围)",
        rf"{_SLEEP}(?:都|也|就|要|希望|最好|得|必须)*(?:选|定|订)?在\s*{ZH}\s*的?(?:方圆|周围|周边)\s*{KM}",
        rf"(?:在|离|距离?)\s*(?P<name>{PLACE})\s*的?(?:周围|附近|周边|方圆)\s*{KM}"
        rf"\s*(?:以内|之内|内|的?范围内?)",
        rf"(?:在|离)\s*(?P<name>{PLACE})\s*的?(?:那边|那里|附近|周边|周围|旁边)住?"
        rf"\s*[,，]\s*(?:距离|不超过|在)*\s*{KM}\s*(?:以内|之内|内)",
        rf"(?:不(?:要|能|想|可以?|得)?|别)(?:离|距离?)\s*{ZH}\s*(?:太远)?[，,]?\s*(?:直线距离|距离|步行|走路)?"
        rf"(?:超过|大于|多于|远于|超出)\s*{KM}",
        rf"(?:离|距离?)\s*{ZH}\s*(?:的)?(?:直线距离|距离|步行|走路)?(?:不(?:要|能|可以?)?(?:超过|大于|多于)"
        rf"|别超过|控制在|最多|至多|小于|少于|≤)\s*{KM}",
        r"\b(?:hotel|stay\w*|lodging|accommodation|sleep|somewhere|place|room|base"
        r"|apartment|hostel)\b[^.;\n]{0,40}?(?:within|no (?:more|further|farther) than"
        rf"|at most|less than|under|not more than|maximum)\s+{KM}"
        rf"\s*(?:walk |away |distance |radius )?(?:of|from|to|around)\s+{EN}",
        rf"\bwithin\s+{KM}\s*(?:of|from)\s+{EN}",
    )
)
_JUST_NEAR = (
    re.compile(
        rf"(?:住|{_SLEEP})(?:得|在|到|选在?|定在?|订在?|要|想|希望|最好|尽量|靠近|离|距离?)*\s*"
        rf"(?P<name>{PLACE})(?:的)?(?:附近|周边|周围|旁边?|边上|一带)"
    ),
    re.compile(
        rf"(?:住|{_SLEEP})(?:得|要|想|希望|最好|尽量)*(?:离|靠近|临近|邻近|距离?)\s*(?P<name>{PLACE})"
        r"(?![^，,。；;\n]{0,8}(?:公里|千米|米))"
    ),
    re.compile(rf"(?P<name>{PLACE})(?:的)?(?:附近|周边|周围|旁边?|边上)的?{_SLEEP}"),
    re.compile(
        r"\b(?:hotels?|stay\w*|lodging|accommodation|sleep\w*|rooms?|apartment|hostel|base)\b"
        r"[^.;,\n]{0,30}?\b(?:near|close to|next to|by|beside|around)\s+"
        rf"(?:the\s+)?(?P<name>{PLACE})(?! (?:and|or)\b)",
        re.I | re.A,
    ),
)
NEARBY_KM = 2.0
"""How near is meant where only that it should be near is said."""


def find_near(sheet: Sheet) -> Iterator[Promise]:
    """Yield how near one wants to sleep to what."""
    for pattern in _NEAR:
        for found in pattern.finditer(sheet.text):
            name = name_of(sheet, found, "name")
            if name and 0 < kilometres(found) <= 1000:
                condition = {"kind": "near", "place": name, "km": kilometres(found)}
                yield Promise(condition, *found.span())


def find_nearby(sheet: Sheet) -> Iterator[Promise]:
    """Yield what one wants to sleep near to, where how near is not said."""
    for pattern in _JUST_NEAR:
        for found in pattern.finditer(sheet.text):
            condition = {"kind": "near", "place": name_of(sheet, found, "name"), "km": NEARBY_KM}
            yield Promise(condition, *found.span())

"""What is said of the city one comes from, in English and Chinese."""

import re

from core.llm.providers.offline.wording.sheet import CITY

_C = rf"(?P<city>{CITY})"
ORIGINS = tuple(
    re.compile(pattern, re.I)
    for pattern in (
        r"(?:当前|目前|现在|现|出发|始发|起始)(?:的)?(?:位置|地点?|城市|站点?)?\s*(?:都|正"
        rf"|就)?(?:在|是|为|[:：])?\s*{_C}",
        rf"(?:坐标|起点|出发[地点]|始发地|本人)\s*{_C}(?=\s*[,，、。;；])",
        rf"(?:^|[,，。;；\s])\s*{_C}的[^,，。;；\n]{{0,8}}?[人口友学事侣妻妇家](?:们)?"
        r"(?:想|要|打算|计划|准备)+(?:去|到|来|飞)",
        rf"(?:坐标|起点|家|人|位置|老家)\s*(?:就|都)?(?:在|是|[:：])\s*{_C}(?!\s*(?:玩|待|呆"
        r"|旅|游|逛))",
        r"(?:我们?(?:几个|俩|一家)?(?:都|就|目前|现在|人|平时)?(?:在|住)"
        r"|(?<![想要望好算备划能愿得])住在"
        r"|居住在|生活在)"
        rf"\s*{_C}(?=\s*(?:[,，。;；]|工作|上班|上学|读书|生活|这边|本地|准备|打算"
        r"|计划|想|出发|要))",
        rf"(?<![想要望好算能])(?:家住|现居|常住|定居)在?\s*{_C}",
        rf"(?:从|自|由|打)\s*(?:我们?)?\s*{_C}",
        rf"(?:来自|离开)\s*{_C}",
        rf"{_C}\s*(?:市|这边)?\s*(?:出发|启程|动身|起飞|始发|开始出发)",
        rf"\b(?:from|departing|leaving|departs?|leaves?|out of)\s+(?:the city of |downtown )?{_C}",
        rf"\b(?:start|begin|commenc|originat|depart|set|tak|leav|kick|embark|launch)\w*"
        rf"(?: (?:off|out|our trip|my trip|the trip|our journey|my journey|the journey))?"
        rf"\s+(?:from|in|at|out of)\s+{_C}",
        r"\b(?<!cities )(?<!towns )(?<!city )(?<!places )(?:based|lives?|living|located"
        r"|currently|resident|resid(?:e|es|ing))\s+(?:out of|in|at"
        rf"|of)?\s*{_C}",
        r"\b(?:my|our) home(?: ?town| city| base| airport)?\s+(?:is|in)\s+(?:in )?"
        rf"(?:the city of )?{_C}",
        r"\b(?:origin|depart(?:ure|ing)?|start(?:ing)?|home|from)(?: (?:city|point|place|location"
        rf"|airport|town))?\s*(?:(?:is|will be|would be|being)\s+)?[:：=-]?\s*{_C}",
        r"\b(?:point|city|place) of (?:departure|origin)\s*(?:is|will be|would be|being)?"
        rf"\s*[:：=-]?\s*{_C}",
        rf"{_C}[- ]based\b",
        rf"(?:^|[，,。；;\s]|我们?都?是|作为|本人|一[个名位])\s*{_C}人(?=\s*(?:[，,。；;]|想"
        r"|去|要|打算|计划))",
        rf"{_C}\s+(?:as|being|is|will be)\s+(?:my |our |the )?(?:\w+ )?(?:start\w*|departure"
        r"|departing|origin|home|launch\w*)\b",
        rf"\b(?:we'?re|we are|i'?m|i am)\s+(?:both |all |currently |now )?(?:in|at)\s+{_C}"
        r"(?=\s*(?:[,.;]|now\b|and\b|right now|at the moment|today))",
        rf"{_C}\s*(?:\bto\b|-+>|→|至|到|飞往?|往返|来回)\s*{CITY}",
        rf"(?:^|(?<=[:：,，。;；\s])){_C}\s*[-—–~～]{{1,2}}\s*{CITY}(?!\s*[-—–~～])",
        rf"(?:^|[.!?:;]\s+){_C} to (?-i:[A-Z])",
        rf"\b(?:round[- ]trip|trip|flight|journey|route)\s+{_C}\s*[-–—/]\s*{CITY}",
        rf"(?<![去到玩逛游先再住、和跟与])\s*{_C}市?\s*(?:去往?|前往|往)\s*{CITY}",
    )
)

"""Wishes for a new plan, small talk, and questions that have nothing to do with a trip."""

import re
from typing import Any

from core.llm.providers.offline.assistant.hearing import Heard
from core.llm.providers.offline.assistant.names import city_in
from core.llm.providers.offline.numerals import NUMBER
from core.llm.providers.offline.wording.lengths import find_length

_PLANNING = re.compile(
    r"\b(?:plan|organi[sz]e|create|make|build|put together|come up with|design|arrange|prepare"
    r"|draft|do"
    r"|generate)\b(?!ned).*\b(?:trip|itinerary|days?|weekend|week|vacation|holiday|honeymoon"
    r"|getaway|plan|tour|journey)\b"
    r"|\bplanning (?:a|my|our|to)\b|\bnew (?:trip|plan|itinerary)\b|\bquick plan\b"
    r"|\bplan (?:me |us )?(?:\d|a |an |my |our |for )"
    r"|(?:规划|计划|制定|设计|安排|做|生成|创建|排|定制|策划|新建).*(?:行程|旅行|旅游|天|日"
    r"|周末|之旅|之行|攻略|路线|计划|游|一周|蜜月)"
    r"|(?:路线|行程|攻略).*(?:排一?下|规划|制定|设计)|(?:新|另)(?:建|开"
    r"|做)?一?[个趟次](?:旅行|行程)"
)
_WISHING = re.compile(
    r"\b(?:want|like|love|wish|hope|going|plan(?:ning)?|thinking (?:of|about)"
    r"|need)\b.*\b(?:go|travel|visit|fly|spend|trip|explore|tour)\b"
    r"|\b(?:trip|weekend|week|days|holiday|vacation|getaway|honeymoon) (?:in|to|at)\b"
    r"|想去|要去|打算去|准备去|去.{1,12}[天日]|去.{1,12}(?:玩|旅游|旅行|度假|游)|.{2,8}(?:游"
    r"|自由行|之旅)|玩"
)
_OF_THIS_TRIP = re.compile(
    r"\b(?:what|which|show|see|tell|when|where|how)\b.*\b(?:plan|schedule|itinerary)\b"
    r"|\bplan (?:for|on|of) (?:today|tomorrow|day)\b|\b(?:my|our|the) (?:plan|itinerary"
    r"|schedule|trip)\b(?! to\b| in\b)"
    r"|什么(?:安排|计划|行程)|(?:安排|计划|行程)(?:是|有)?(?:什么|吗|怎么)|怎么安排"
    r"|看一?[下看]|我们?的(?:行程|计划|安排)"
)
_IS_NONE = re.compile(
    r"\b(?:my|our) (?:[a-z]+ )?(?:trip|plan|itinerary)\b|\benough\b"
    r"|够|我们?的|之行|那趟|行程(?:是|有)什么"
)
"""With these a city and a length make no wish."""
_DEEP = re.compile(
    r"\b(?:deep(?:ly)?|detailed|in detail|thorough(?:ly)?|careful(?:ly)?|comprehensive"
    r"|elaborate)\b|深度|详细|仔细|认真|精心|周密|细致|慢慢"
)
_FAST = re.compile(
    r"\b(?:quick(?:ly)?|fast|rough(?:ly)?|simple|brief)\b|快速|简单|大概|粗略|随便|赶紧|尽快"
)
_UNSAVED = re.compile(
    r"\b(?:don'?t|do not|without|no need to) sav(?:e|ing)\b|\bjust (?:show|a draft)\b"
    r"|(?:不用|不要|别|无需|先不|不必)保存"
)
_ROUTE_DAYS = re.compile(rf"{NUMBER}\s*(?:天|日游|晚)|[一二两三四五六七八九十]日游|两日游|周末游")
_GREETING = (
    r"hi|hello|morning|evening|how(?:'s| are) (?:things|everything|you doing)|hey|hiya|yo|howdy"
    r"|greetings|good (?:morning|afternoon|evening|night|day)"
    r"|thanks?|thank you|thx|ty|cheers|bye|goodbye|see you|see ya"
    r"|how are you|how is it going|how's it going|what'?s up|nice to meet you|who (?:made"
    r"|built|created|developed) you|who are you"
    r"|what are you|what is your name|what's your name|what can you do|what do you do"
    r"|how can you help|help|lol|ha(?:ha)*|hehe|wow|ok|okay|k|yes|yeah|no|nope|sure|fine"
    r"|great|cool|nice|good|perfect|awesome|amazing|lovely|love it|never ?mind"
    r"|tell me a joke|sorry|that'?s (?:all|it)(?: for (?:today|now))?"
    r"|that is all(?: for (?:today|now))?|you'?re (?:great|amazing|welcome"
    r"|the best|funny|so kind)|well done|good job|i love you|are you (?:a )?(?:human|real"
    r"|robot|bot|ai|there)"
    r"|please|there|all|a lot|so much|very much|for your help|again|today|too|you|test(?:ing)?"
    r"|你好吗|你好|您好|嗨|哈喽|哈啰|嘿|喂|早安?|早上好|上午好|中午好|下午好|晚上好|晚安"
    r"|谢谢|谢了|多谢|感谢|再见|拜拜|回头见|最近怎么样|你是谁(?:开发|做|创造|发明)的"
    r"|谁(?:开发|做|创造|发明)了?的?你|你是谁|你叫什么(?:名字)?"
    r"|你是(?:机器人|真人|人工智能|ai)(?:吗|么)?|你能(?:做|干)(?:什么|些什么|啥)"
    r"|你会(?:做)?什么|你有什么功能|怎么用|帮助|讲个笑话"
    r"|说个笑话|哈+|呵+|嘻+|好的?|嗯+|行|可以|不错|很好|太好了|太棒了|真棒|你真(?:棒|好|厉害"
    r"|聪明)|厉害|是的?|对|不用|没别的|没有了|没事|没什么"
    r"|(?:今天|今晚|现在)?(?:就|先)这样|有人(?:在)?吗|在(?:不在|不|吗)|(?:今天|今晚)?辛苦(?:你们?|您)?|好累|累死了|累了|困了|好困|无聊|抱歉|对不起|辛苦了?|你|您|了|啦|啊|呀|哦|噢|吧|的|测试|算了"
)
_ABOUT_ONESELF = (
    r"my name is [^,]{1,30}|(?:i'?m|i am) (?!going|planning|looking|thinking|interested"
    r"|staying|flying|in\b|at\b)[^,]{1,30}|call me [^,]{1,30}"
    r"|i (?:(?:really|just|also) )?(?:don'?t|do not|can'?t|cannot|never|always|usually"
    r"|prefer|like|love|hate|enjoy)(?! (?:want|need|wanna|know|care)) [^,]{1,60}"
    r"|(?:please )?remember [^,]{1,80}|we (?:love|like|prefer|hate|never|always) [^,]{1,60}"
    r"|(?:my|our) (?:wife|husband|partner|girlfriend|boyfriend|daughters?|sons?|kids?|children"
    r"|child|baby|mother|mum|mom|father|dad|parents|friends?|family|group) (?:is|are|has|have"
    r"|don'?t"
    r"|doesn'?t|can'?t|cannot|loves?|likes?|hates?|prefers?|needs?|uses?)\b [^,]{1,60}"
    r"|我们?(?:的)?(?:老婆|老公|妻子|丈夫|太太|先生|爱人|女朋友|男朋友|女儿|儿子|孩子|小孩|宝宝|妈妈?|爸爸?"
    r"|爸妈|父母|家人|朋友|同事)(?:们|俩|都|也)*(?:是|不|对|有|爱|喜欢|讨厌|怕|只|怀孕|腿|走不)[^,]{1,30}"
    r"|我们?(?:今天|现在|都|有点|已经|真的|走得?|逛得?|玩得?)*(?:好|太|很|真|超|有点|快|都)?"
    r"(?:累|困|饿|渴|开心|高兴|兴奋|紧张|难过|无聊|头疼|不舒服|晕)[^,]{0,4}"
    r"|我叫[^,]{1,12}|叫我[^,]{1,12}|我是(?!说|指)[^,]{1,20}|我(?:不(?!想去|想看|要去|去"
    r"|想要|知道)|只|喜欢|爱|讨厌|从来不|对[^,]{1,8}过敏|比较喜欢|更喜欢|吃|习惯)[^,]{0,30}"
    r"|(?:请)?记住[^,]{1,60}"
)
_TALKS = re.compile(rf"(?:{_GREETING})[,~ ]?")
_TALKS_OF_ONESELF = re.compile(rf"(?:{_ABOUT_ONESELF}|{_GREETING})[,~ ]?")
_PAUSE, _SPACES = re.compile(r"\s*[,.!?;:…~]+\s*"), re.compile(r"[\s()\"·—]+")
_OF_LAND = re.compile(
    r"\b(?:visas?|passport|currency|currencies|exchange (?:rate|money)s?|tip|tipping|plug"
    r"|adapters?|socket|voltage|tap water|vaccin\w+|language|speak|spoken|customary|customs"
    r"|etiquette|capital|population|time difference|sim card|insurance|pack|emergency|police"
    r"|do you (?:say|remember|know (?:me|my|what i))|how do you say|in japanese|in chinese"
    r"|in english"
    r"|in french|why)\b"
    r"|签证|护照|货币|换钱|换汇|汇率|小费|插头|插座|电压|自来水|疫苗|语言|日语|英语|法语"
    r"|当地话|礼仪|习俗|禁忌|首都|人口|时差|电话卡|保险|为什么|你记得|你知道|怎么说"
    r"|带什么衣服|要带什么|该带什么|脱鞋|报警|急救"
)
_ASKS = re.compile(
    r"\?|\b(?:what|who|whom|why|how|when|where|which|whose)\b|吗|呢|什么|怎么|为什么|哪|谁|几|多少"
    r"|如何|能不能|是不是|(?:^|[,.;!~]\s*|\b(?:and|so|but|ok|okay|well|please|hey|hi|hello|oh) )"
    r"(?:is|are|was|were|do|does|did|can|could|should|will|would|may|must|tell|explain)\b"
)
"""Words that ask wherever they stand, and those that do at the beginning alone."""


def is_plan(heard: Heard) -> bool:
    """Say whether a new trip is to be planned."""
    text = heard.plain
    if _OF_THIS_TRIP.search(text) and not re.search(r"\bnew (?:trip|plan|itinerary)\b", text):
        return False
    if _PLANNING.search(text) and (
        _names_much(heard) or re.search(r"trip|itinerary|行程|旅|游", text)
    ):
        return True
    if not _names_much(heard):
        return False
    return _WISHING.search(text) is not None


def is_wish(heard: Heard) -> bool:
    """Say whether a city and a length are named, which is as much as a wish for a trip."""
    if not _names_much(heard) or _IS_NONE.search(heard.plain):
        return False
    return city_in(heard) is not None


def _names_much(heard: Heard) -> bool:
    """Say whether a length is named, as for a trip it is."""
    return find_length(heard.plain) is not None or _ROUTE_DAYS.search(heard.plain) is not None


def plan(heard: Heard) -> dict[str, Any]:
    """Return the wish in its own words, and how it is to be planned."""
    text = heard.text
    said: dict[str, Any] = {"words": heard.original.strip()}
    if _DEEP.search(text) or _FAST.search(text):
        said["mode"] = "deep" if _DEEP.search(text) else "fast"
    if _UNSAVED.search(text):
        said["save"] = False
    return said


def is_small_talk(heard: Heard) -> bool:
    """Say whether a message is made of greetings, thanks and the like alone."""
    return _consists_of(_TALKS, heard)


def is_of_oneself(heard: Heard) -> bool:
    """Say whether a message only tells of who writes it: a name, a taste, a mood."""
    return _consists_of(_TALKS_OF_ONESELF, heard)


def _consists_of(parts: re.Pattern[str], heard: Heard) -> bool:
    text = _SPACES.sub(" ", _PAUSE.sub(",", heard.plain)).strip(" ,")
    at = 0
    while at < len(text):
        found = parts.match(text, at)
        if found is None or (found.end() < len(text) and _cuts(text, found.end())):
            return False
        at = found.end()
    return True


def _cuts(text: str, at: int) -> bool:
    """Say whether a word of Latin letters goes on there."""
    return all(char.isascii() and char.isalnum() for char in text[at - 1 : at + 1])


def is_of_the_world(heard: Heard) -> bool:
    """Say whether a question is one about a land and its ways, which no trip answers."""
    return _OF_LAND.search(heard.text) is not None


def is_question(heard: Heard) -> bool:
    """Say whether anything is asked."""
    return _ASKS.search(heard.text) is not None

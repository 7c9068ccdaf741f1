"""Small talk, and what is said where nothing was found: honest about what it cannot know."""

import re
from collections.abc import Mapping, Sequence

_KINDS: Sequence[tuple[str, re.Pattern[str]]] = tuple(
    (kind, re.compile(pattern, re.I))
    for kind, pattern in (
        ("thanks", r"\b(?:thanks?|thank you|thx|cheers|ty)\b|谢谢|多谢|感谢|谢啦|辛苦"),
        ("bye", r"\b(?:bye|goodbye|see you|see ya|good night)\b|再见|拜拜|晚安|回头见"),
        ("who", r"\bwho are you\b|\bwhat are you\b|\byour name\b|\bare you (?:a |an )?(?:human|real"
                r"|robot|bot|ai)\b|你是谁|你叫什么|你是(?:人|机器人|真人)"),
        ("can", r"\bwhat (?:can|do) you (?:do|know)\b|\bhow (?:can|do) (?:you help|i use)\b"
                r"|\bhelp\b|\bwhat else\b|你(?:能|会|可以)(?:做|干|帮)|有什么功能|怎么用|帮助"),
        ("how", r"\bhow are you\b|\bhow(?:'s| is) it going\b|\bwhat'?s up\b|你好吗|最近怎么样"),
        ("told", r"\b(?:i am|i'?m|i (?:don'?t|never|always|prefer|like|love|hate)|my name is"
                 r"|call me|remember that|please remember)\b"
                 r"|我(?:是|不|喜欢|爱|讨厌|叫|只|习惯|对.{1,8}过敏)|记住"),
        ("praise", r"\b(?:great|perfect|awesome|nice|cool|lovely|well done|good job|amazing)\b"
                   r"|太好了|太棒|真棒|厉害|不错|很好"),
        ("sorry", r"\bsorry\b|对不起|抱歉|不好意思"),
        ("joke", r"\bjoke\b|笑话"),
        ("hello", r"\b(?:hi|hello|hey|good (?:morning|afternoon|evening|day)|greetings)\b"
                  r"|你好|您好|嗨|哈喽|早上好|下午好|晚上好|早安|在吗"),
        ("fine", r"^\W*(?:(?:hm+|ok|okay|fine|sure|yes|no|nope|nah|alright|right|well|never ?mind"
                 r"|forget it|leave it|cancel|好|好的|嗯|行|可以|是|不|不用|不要|不了|算了|没事"
                 r"|取消)[\W了吧]*)+$"),
    )
)  # fmt: skip
_SAID: Mapping[str, tuple[tuple[str, ...], tuple[str, ...]]] = {
    "hello": (("Hello! 👋", "Where are you going, or what would you like to know about your trip?"),
              ("你好！👋", "想去哪里，或者想了解行程的什么？")),
    "thanks": (("Gladly!", "Tell me if anything else is to be planned or changed."),
               ("不客气！", "还有什么要规划或修改的，随时告诉我。")),
    "bye": (("Goodbye, and have a good journey!",), ("再见，祝旅途愉快！",)),
    "who": (("I am Tripwright, a travel assistant; I am a program, not a person.",
             "I plan trips, answer what is on which day, and change them when you say so."),
            ("我是 Tripwright，一个旅行助手，是程序，不是真人。",
             "我可以规划行程、回答每天的安排，也会按您的话修改。")),
    "can": (("I can plan a trip (“3 days in Kyoto, slowly”) and say what is on a day, what comes"
             " next, how to get there and what it costs.",
             "I can change it (“move the museum to day 2”), always asking you first.",
             "And I look for places, hotels, flights and the weather; those last three are"
             " simulated."),
            ("我可以规划行程（“京都三天，慢一点”），回答某天的安排、下一站、怎么去、花多少钱。",
             "也可以修改行程（“把博物馆移到第二天”），改之前一定先问您。",
             "还可以找地点、酒店、航班和天气，其中后三样是模拟数据。")),
    "how": (("Very well, thank you.", "What can I do for your trip?"),
            ("我很好，谢谢。", "行程上有什么要帮忙的？")),
    "praise": (("Thank you, that is good to hear!",), ("谢谢，很高兴能帮到您！",)),
    "sorry": (("No harm done.", "How shall we go on?"), ("没关系。", "接下来要做什么？")),
    "joke": (("Jokes are not my trade; good connections are.",
              "Tell me where you would like to go."),
             ("讲笑话不是我的强项，安排路线才是。", "告诉我想去哪里吧。")),
    "fine": (("Good.", "What shall I do next?"), ("好的。", "接下来要做什么？")),
    "told": (("Good to know, I will keep that in mind.",), ("好的，我记下了。",)),
    "unknown": (("That is not something I can know: I have your trips and a catalogue of cities,"
                 " and nothing else.",
                 "Ask me about a city, a place, your trip, hotels, flights or the weather."),
                ("这个我不知道：我只有您的行程和城市目录，没有别的资料。",
                 "可以问我城市、地点、您的行程、酒店、航班或天气。")),
}  # fmt: skip
_SHORT = 80


def chatter(text: str, *, zh: bool) -> list[str]:
    """Return what is said to a message that asks for no facts."""
    return list(_SAID[_kind(text)][zh])


def _kind(text: str) -> str:
    if len(text) > _SHORT:
        return "unknown"
    return next((kind for kind, pattern in _KINDS if pattern.search(text)), "unknown")

"""What is asked of the assistant itself: what it knows of one, to forget it, to book something."""

import re
from typing import Literal

_TELL = re.compile(
    r"\b(?:do|can) you (?:still )?remember\b"
    r"|\bwhat\b.*\byou (?:know|remember|have|learned|stored)\b.*\b(?:about|of|on) (?:me|us|my)\b"
    r"|\bdo you know (?:anything |something )?about me\b"
    r"|\bwhat you (?:know|remember) (?:about|of) me\b"
    r"|你(?:都|还)?记得|你(?:都)?(?:知道|了解|记住了?)(?:关于)?我(?:的?(?:什么|些什么|哪些|多少"
    r"|喜好|偏好|口味|情况)|$|\W*$)|(?:关于我|对我).{0,4}(?:知道|了解|记得|印象)",
    re.I,
)
_FORGET = re.compile(
    r"^\W*(?:(?:please|can you|could you|you can|i want you to)\s+)*(?:forget|delete|erase|clear"
    r"|wipe|stop remembering|don'?t remember|do not remember)\b(?: about)?(?: that)?"
    r" (?:i\b|i'm\b|we\b"
    r"|(?:everything|all)(?: that)? (?:about (?:me|us)|(?:you|i|we)\b)"
    r"|what (?:i|you)\b"
    r"|me\b|(?:all )?(?:my|your|the) (?:memor|preference|taste|diet))"
    r"|^\W*(?:please )?forget everything\W*$"
    r"|(?:删除|删掉|清空|清除).{0,6}(?:记忆|偏好|喜好)|(?<!别)(?<!要)(?<!会)忘(?:掉|记|了)"
    r"(?:关于)?(?:我|所有|全部|一切)|别再?记(?:得|住|着)?我",
    re.I,
)
_BOOK = re.compile(r"\b(?:book|reserve|buy)\b|订(?!单)|预定|买.{0,8}票", re.I)


def plea_to_memory(words: str) -> Literal["tell", "forget"] | None:
    """Return what is asked of what is remembered; None where nothing is."""
    if _FORGET.search(words):
        return "forget"
    return "tell" if _TELL.search(words) else None


def wants_booking(words: str) -> bool:
    """Say whether something is to be booked or bought."""
    return _BOOK.search(words) is not None

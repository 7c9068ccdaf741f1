"""What a system prompt plainly asks of the way things are said, so that an edit of it can be seen.

The offline model reads no prose. It obeys single lines: `Begin with: …`, `End with: …`, `At most N
sentences.`, `Call the traveller …`, `No emoji.`, and the same in Chinese: `开头说：…`, `结尾说：…`,
`最多N句。`, `称呼旅客为…`, `不用表情。`. Of two lines that ask the same the later counts.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass

from core.llm.providers.offline.numerals import NUMBER, whole_number

_LEAD = r"^[\s*\-•>]*"
_FLAGS = re.I | re.M
_BEGIN = re.compile(
    _LEAD + r"(?:begin(?: (?:every|each) answer)? with|开头说|以此开头)\s*[:：]\s*(.+?)\s*$", _FLAGS
)
_END = re.compile(
    _LEAD + r"(?:end(?: (?:every|each) answer)? with|结尾说|以此结尾)\s*[:：]\s*(.+?)\s*$", _FLAGS
)
_MOST = re.compile(
    _LEAD + r"(?:at most (\w+) sentences?|最多\s*(\w+?)\s*句话?)\s*[.。]?\s*$", _FLAGS
)
_CALL = re.compile(
    _LEAD + r"(?:call the travell?er|称呼旅客为?|称旅客为?)\s*[:：]?\s*(.+?)\s*[.。]?\s*$", _FLAGS
)
_NO_EMOJI = re.compile(
    _LEAD + r"(?:no emojis?|不用表情(?:符号)?|不要表情(?:符号)?)\s*[.。]?\s*$", _FLAGS
)
_QUOTES = re.compile(r"^[\"'“”‘’「」«»]+|[\"'“”‘’「」«»]+$")
_EMOJI = re.compile("[\U0001f000-\U0001faff\u2600-\u27bf\ufe0f\u200d]+ ?")
_LONGEST = 200


@dataclass(frozen=True, slots=True)
class Manners:
    """How an answer is given; what is not asked for is left as it is."""

    begin: str = ""
    end: str = ""
    most_sentences: int | None = None
    name: str = ""
    emoji: bool = True


def read_manners(system: str) -> Manners:
    """Return what the plain lines of a system prompt ask for."""
    count = _last(_MOST, system)
    return Manners(
        begin=_last(_BEGIN, system),
        end=_last(_END, system),
        most_sentences=_number(count) if count else None,
        name=_last(_CALL, system),
        emoji=_NO_EMOJI.search(system) is None,
    )


def mannered(sentences: Sequence[str], manners: Manners, *, zh: bool) -> str:
    """Return sentences as one answer in the manner asked for.

    A line of a list begins with a line break, and counts as a sentence. What is to be said at the
    beginning and the end is said beside them.
    """
    said = list(sentences)[: manners.most_sentences]
    if manners.name and said:
        said[0] = f"{manners.name}{'，' if zh else ', '}{_inside(said[0], zh=zh)}"
    text = _joined([*filter(None, (manners.begin,)), *said, *filter(None, (manners.end,))], zh=zh)
    return text if manners.emoji else _EMOJI.sub("", text).strip()


def _joined(parts: Sequence[str], *, zh: bool) -> str:
    text = ""
    for part in parts:
        if not text or part.startswith("\n"):
            text += part
        elif "\n" in text.rpartition("\n")[0] or text.rpartition("\n")[1]:
            text += f"\n{part}"
        else:
            text += part if zh else f" {part}"
    return text


def _inside(sentence: str, *, zh: bool) -> str:
    """Return a sentence as it goes on behind a name."""
    first = sentence.partition(" ")[0]
    if zh:
        return sentence
    return sentence if first.strip("!,.?:") not in _SMALL else sentence[0].lower() + sentence[1:]


_SMALL = frozenset({
    "Today", "Tomorrow", "Yesterday", "There", "Nothing", "This", "That", "Your", "You", "The",
    "Next", "It", "Here", "Which", "Shall", "Done", "Fine", "Right", "On", "From", "By", "Leave",
    "No", "Several", "What", "Only", "All", "Everything", "Hello", "Gladly",
})  # fmt: skip
"""Words at the beginning of a sentence that are no names."""


def _last(pattern: re.Pattern[str], system: str) -> str:
    found = [next(filter(None, one.groups())) for one in pattern.finditer(system)]
    return _QUOTES.sub("", found[-1])[:_LONGEST] if found else ""


def _number(word: str) -> int | None:
    value = whole_number(word) if re.fullmatch(NUMBER, word, re.I) else 0
    return value or None

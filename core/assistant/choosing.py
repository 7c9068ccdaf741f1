"""What the caller is asked back where several things are meant, and what they say to it.

The question keeps what the turn was about: whoever answers with "the second one" goes on with that,
as if the thing had been named by its id in the first place.
"""

import re
from collections.abc import Sequence
from typing import Literal

from pydantic import BaseModel, ConfigDict

from core.assistant.likeness import most_like
from core.assistant.route import ChangeSaid, DaySaid, Route
from core.schemas.facts import ChoiceFact, QuestionFacts

BY_ID = "id:"
"""What begins so is no name of talk but an id: it was chosen from a list."""
MOST_CHOICES = 6

Field = Literal["trip", "subject", "stop", "place", "before", "after", "slot"]
_OF_CHANGE = frozenset({"stop", "place", "before", "after", "slot"})
_NUMERALS = {"一": 1, "二": 2, "两": 2, "三": 3, "四": 4, "五": 5, "六": 6}
_ORDINALS = {
    "first": 1, "1st": 1, "second": 2, "2nd": 2, "third": 3, "3rd": 3, "fourth": 4, "4th": 4,
    "fifth": 5, "5th": 5, "sixth": 6, "6th": 6, "last": -1, "former": 1, "latter": -1,
}  # fmt: skip
_ORDINAL_EN = re.compile(rf"\b({'|'.join(_ORDINALS)})\b(?!\s+(?:day|night|week|morning))", re.I)
_NUMBER = re.compile(r"^\W*(?:number|no\.?|option|#|选项?|第)?\s*([1-6一二两三四五六])\W*$", re.I)
_ORDINAL_ZH = re.compile(
    r"第\s*([1-6一二两三四五六])\s*[个家处项座条]|(最后)一?[个家处项座条]|(前者)|(后者)"
)
_LONGEST_REPLY = 60
_AROUND = re.compile(
    r"^(?:(?:the|that|this|it'?s|i meant?|take|用|要|选|是|我说的是|就)\s*)+"
    r"|\s+(?:one|please)$",
    re.I,
)


class Choice(BaseModel):
    """One of several; `id` is that of a trip, a stop or a place, or a day and an hour."""

    model_config = ConfigDict(frozen=True)

    id: str
    name: str
    detail: str = ""


class Question(BaseModel):
    """What was asked back, and what of the turn it was about."""

    model_config = ConfigDict(frozen=True)

    route: Route
    field: Field
    said: str
    choices: tuple[Choice, ...]

    def facts(self) -> QuestionFacts:
        """Return the question as it is put into words."""
        return QuestionFacts(
            what=self._what,
            said=self.said,
            choices=[ChoiceFact(name=one.name, detail=one.detail) for one in self.choices],
        )

    @property
    def _what(self) -> Literal["trip", "stop", "place"]:
        match self.field:
            case "trip" | "place":
                return self.field
            case _:
                return "stop"


def chosen(question: Question, words: str) -> Route | None:
    """Return what the turn before was about, with the choice made; None where this is none.

    The choice is said by its number in the list, or by words that fit one of them alone.
    """
    index = _index(words, len(question.choices))
    if index is None:
        index = _named(words, question.choices)
    if index is None:
        return None
    return _with(question, f"{BY_ID}{question.choices[index].id}")


def _with(question: Question, words: str) -> Route:
    route = question.route
    if question.field not in _OF_CHANGE:
        return route.model_copy(update={question.field: words})
    change = route.change or ChangeSaid(kind="move")
    if question.field == "slot":
        on, time = words.removeprefix(BY_ID).split()
        slot = {"day": DaySaid(date=on), "time": time, "before": None, "after": None}
        return route.model_copy(update={"change": change.model_copy(update=slot)})
    return route.model_copy(update={"change": change.model_copy(update={question.field: words})})


def _index(words: str, count: int) -> int | None:
    if len(words) > _LONGEST_REPLY:
        return None
    if found := _NUMBER.match(words.strip()):
        number = _NUMERALS.get(found[1]) or int(found[1])
    elif found := _ORDINAL_ZH.search(words):
        number = _numbered_zh(found)
    elif found := _ORDINAL_EN.search(words):
        number = _ORDINALS[found[1].lower()]
    else:
        return None
    if number < 0:
        return count - 1
    return number - 1 if number <= count else None


def _numbered_zh(found: re.Match[str]) -> int:
    if found[1]:
        return _NUMERALS.get(found[1]) or int(found[1])
    return 1 if found[3] else -1


def _named(words: str, choices: Sequence[Choice]) -> int | None:
    if len(words) > _LONGEST_REPLY:
        return None
    said = _AROUND.sub("", words.strip().rstrip(".!?。！？"))
    by_name = most_like(said, [((one.name,), number) for number, one in enumerate(choices)])
    if len(by_name) == 1:
        return by_name[0]
    by_detail = most_like(said, [((one.detail,), number) for number, one in enumerate(choices)])
    return by_detail[0] if len(by_detail) == 1 else None

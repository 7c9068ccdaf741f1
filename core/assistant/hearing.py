"""Hears an answer while a model still writes it: out of an object, or behind its thoughts."""

import json
import re
from collections.abc import Collection
from typing import Literal

_THOUGHT, _THOUGHT_OVER = "<think>", "</think>"
_OPENING = re.compile(r"\s*(?:```[a-zA-Z]*\s*)?\{")
_PIECE = re.compile(
    r"[^\"\\]+"
    r"|\\u[dD][89abAB][0-9a-fA-F]{2}\\u[dD][c-fC-F][0-9a-fA-F]{2}"
    r"|\\u(?![dD][89abAB])[0-9a-fA-F]{4}"
    r"|\\[^u]"
)
_PIECE_BEGUN = re.compile(
    r"\\(?:u[0-9a-fA-F]{0,3}|u[dD][89abAB][0-9a-fA-F]{2}(?:\\(?:u[0-9a-fA-F]{0,3})?)?)?\Z"
)
_NO_TEXT = re.compile("[\0\ud800-\udfff]")

_Role = Literal["key", "value", "other"]


class WordsHeard:
    """Plain words, without the thoughts in tags that may stand before them."""

    def __init__(self) -> None:
        self._kept: str | None = ""

    def push(self, piece: str) -> str:
        """Take a piece, and return what of it belongs to the answer."""
        if self._kept is None:
            return piece
        self._kept += piece
        bare = self._kept.lstrip()
        if _THOUGHT.startswith(bare[: len(_THOUGHT)]) and len(bare) < len(_THOUGHT):
            return ""
        if bare.startswith(_THOUGHT):
            _, over, bare = bare.partition(_THOUGHT_OVER)
            bare = bare.lstrip()
            if not over or not bare:
                return ""
        self._kept = None
        return bare


class AnswerHeard:
    """The text of the field `answer` of one JSON object, where `intent` before it is of `intents`.

    Thoughts and a code fence may stand before the object. What is heard is decoded; characters that
    no text may have are left out.
    """

    def __init__(self, intents: Collection[str]) -> None:
        self._intents = intents
        self._kept = ""
        self._depth = 0
        self._role: _Role | None = None
        self._expects_key = True
        self._key = ""
        self._string: list[str] = []
        self._intent = ""
        self._is_lost = False
        self.is_whole = False
        """The end of the answer has come."""

    def push(self, piece: str) -> str:
        """Take a piece of the object, and return what of the answer became known by it."""
        if self._is_over():
            return ""
        self._kept += piece
        if not self._depth and not self._begun():
            return ""
        heard: list[str] = []
        while self._kept and not self._is_over():
            if self._role is None:
                self._read_structure()
            elif not self._read_string(heard):
                break
        return _NO_TEXT.sub("", "".join(heard))

    @property
    def intent(self) -> str:
        """Return what the turn is about, as far as it was heard."""
        return self._intent

    def _is_over(self) -> bool:
        return self.is_whole or self._is_lost

    def _begun(self) -> bool:
        """Find the object; say whether it has begun."""
        found = _OPENING.match(self._kept)
        if found is None:
            # A thought, whose opening tag may be missing.
            _, _, behind = self._kept.partition(_THOUGHT_OVER)
            found = _OPENING.match(behind)
            if found is None:
                return False
            self._kept = behind
        self._kept, self._depth = self._kept[found.end() :], 1
        return True

    def _read_structure(self) -> None:
        sign, self._kept = self._kept[0], self._kept[1:]
        match sign:
            case '"':
                is_top = self._depth == 1
                self._role = ("key" if self._expects_key else "value") if is_top else "other"
                self._string = []
            case "{" | "[":
                self._depth += 1
            case "}" | "]":
                self._depth -= 1
                self._is_lost = self._depth == 0
            case ":" if self._depth == 1:
                self._expects_key = False
            case "," if self._depth == 1:
                self._expects_key = True

    def _read_string(self, heard: list[str]) -> bool:
        """Read a part of a string; say whether there was a whole one."""
        if self._kept[0] == '"':
            self._kept = self._kept[1:]
            self._close()
            return True
        found = _PIECE.match(self._kept)
        if found is None:
            self._is_lost = _PIECE_BEGUN.match(self._kept) is None
            return False
        self._kept = self._kept[found.end() :]
        text = _decoded(found[0])
        if self._hears:
            heard.append(text)
        elif self._role != "other":
            self._string.append(text)
        return True

    @property
    def _hears(self) -> bool:
        is_answer = self._role == "value" and self._key == "answer"
        return is_answer and self._intent in self._intents

    def _close(self) -> None:
        text = "".join(self._string)
        self.is_whole = self._hears
        if self._role == "key":
            self._key = text
        elif self._role == "value" and self._key == "intent":
            self._intent = text
        self._role = None


def _decoded(piece: str) -> str:
    if "\\" not in piece:
        return piece
    try:
        return str(json.loads(f'"{piece}"'))
    except ValueError:
        return piece[1:]

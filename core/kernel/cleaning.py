"""What may leave as an answer: words, and links that stand in the facts.

A model may have been talked into anything by what strangers wrote. So nothing that it says is
loaded by itself by whoever shows it, nor leads to where nobody sent the traveller: images, HTML,
links that are not in the facts, characters that nobody sees, and the canary of the system prompt.

An answer is cleaned while it is written: the pieces that come out are, one after the other, what
comes out of the whole, wherever it was cut. What may still become something is held back, at most
some `HELD` characters; plain words leave at once.
"""

import html
import re
from collections.abc import Collection, Iterable
from typing import Protocol

HELD = 2_000
"""A link that is longer than this is none of the facts."""
_TAG_HELD = 400
_LOOKED_BACK = 300


class Step(Protocol):
    """Takes pieces of a text and gives pieces of another."""

    def push(self, text: str, *, last: bool = False) -> str:
        """Take a piece, and give what is certain by now; with `last` all that is left."""
        ...


class Cleaner:
    """Cleans one answer, piece by piece.

    `links` are the addresses in the facts. Where the canary is seen the answer ends, with the
    words `instead`, and `is_caught` says so.
    """

    def __init__(self, links: Collection[str] = (), *, canary: str = "", instead: str = "") -> None:
        self._guard = _Canary(canary, instead)
        self._steps: tuple[Step, ...] = (
            _Characters(), _Tags(), _Links(_allowed(links)), self._guard,
        )  # fmt: skip

    @property
    def is_caught(self) -> bool:
        """Say whether the canary was in the answer: who wrote it obeys somebody else."""
        return self._guard.is_caught

    def push(self, text: str) -> str:
        """Take a piece of the answer, and return what may leave by now."""
        return self._pushed(text, last=False)

    def finish(self) -> str:
        """Return what was held back; nothing comes after it."""
        return self._pushed("", last=True)

    def _pushed(self, text: str, *, last: bool) -> str:
        for step in self._steps:
            text = step.push(text, last=last)
        return text


def clean(text: str, links: Collection[str] = (), *, canary: str = "", instead: str = "") -> str:
    """Return a whole answer as it may leave."""
    cleaner = Cleaner(links, canary=canary, instead=instead)
    return cleaner.push(text) + cleaner.finish()


def _allowed(links: Collection[str]) -> frozenset[str]:
    """Return the addresses that may leave; a slash at the end makes no other one of them."""
    bare = {link.rstrip("/") for link in links if len(link) < HELD and _URL.fullmatch(link)}
    return frozenset(bare | {f"{link}/" for link in bare})


class _Reader:
    """Reads a text from place to place; `_read` decides at each, or waits for more of it.

    Whether it waits, and what it decides, follows from what stands before and behind the place,
    and never from where the pieces were cut.
    """

    _hot: re.Pattern[str]
    """Where something may begin."""
    _begun: re.Pattern[str] | None = None
    """What may become a beginning, at the end of what has come."""

    def __init__(self) -> None:
        self._kept = ""
        self._before = ""
        self._out: list[str] = []

    def push(self, text: str, *, last: bool = False) -> str:
        self._kept += text
        self._out = []
        while self._kept and self._step(last=last):
            pass
        return "".join(self._out)

    def _step(self, *, last: bool) -> bool:
        """Read one place; say whether there is another that can be read."""
        found = self._hot.search(self._kept)
        place = found.start() if found else len(self._kept)
        begun = None if last or self._begun is None else self._begun.search(self._kept)
        if begun and begun.start() <= place:
            self._take(begun.start())
            return False
        self._take(place)
        return found is not None and self._read(last=last)

    def _read(self, *, last: bool) -> bool:
        """Decide on what stands at the beginning of what is kept; say whether that was possible."""
        raise NotImplementedError

    def _take(self, length: int, instead: str | None = None) -> bool:
        """Give what is kept up to `length`, or other words in its place."""
        given = self._kept[:length] if instead is None else instead
        self._kept = self._kept[length:]
        if given:
            self._out.append(given)
            self._before = (self._before + given)[-_LOOKED_BACK:]
        return True


class _Characters(_Reader):
    """Says what is written as `&#58;` in plain, and takes out characters that nobody sees."""

    _UNSEEN = (
        "\0-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\xad\u180e\u200b\u200e\u200f\u2028-\u202e\u2060-\u206f"
        "\ufeff\ufff9-\ufffb\ud800-\udfff\U000e0000-\U000e0fff"
    )
    _ENTITY = re.compile(r"&(?:#[0-9]{1,8}|#[xX][0-9a-fA-F]{1,8}|[A-Za-z][A-Za-z0-9]{1,31});")
    _PART = re.compile(r"&(?:#?|#[0-9]{1,8}|#[xX][0-9a-fA-F]{0,8}|[A-Za-z][A-Za-z0-9]{0,31})\Z")
    _hot = re.compile(f"[&{_UNSEEN}]")

    def _read(self, *, last: bool) -> bool:
        if self._kept[0] != "&":
            return self._take(1, "")
        if entity := self._ENTITY.match(self._kept):
            said = html.unescape(entity[0])
            if said == entity[0]:
                return self._take(1)
            # Read again: an ampersand may begin another one.
            self._kept = said + self._kept[entity.end() :]
            return True if said == "&" or self._hot.match(said) else self._take(len(said))
        if not last and self._PART.match(self._kept):
            return False
        return self._take(1)


class _Tags(_Reader):
    """Takes HTML out; what only looks like its beginning is parted from its name."""

    _TAG = re.compile(r"</?[A-Za-z][A-Za-z0-9-]*(?:[\s/][^<>]*)?>")
    _AUTOLINK = re.compile(r"<([A-Za-z][A-Za-z0-9+.-]{1,31}:[^\s<>]*)>")
    _OPEN = re.compile(r"<(?:/?[A-Za-z][^<>]*|/?)\Z")
    _NO_NAME = re.compile(r"<(?:[\s0-9=$~-]|[^\0-\x7f]|\Z)")
    _hot = re.compile("<")

    def _read(self, *, last: bool) -> bool:
        near = self._kept[:_TAG_HELD]
        if tag := self._TAG.match(near):
            return self._take(tag.end(), "")
        if link := self._AUTOLINK.match(near):
            return self._take(link.end(), link[1])
        if not last and len(self._kept) < _TAG_HELD and self._OPEN.match(self._kept):
            return False
        return self._take(1) if self._NO_NAME.match(self._kept) else self._take(1, "< ")


_URL_CHARACTER = r"[!#$%&'()*+,./0-9:;=?@A-Z\\_a-z~-]"
_URL = re.compile(rf"(?:https?://){_URL_CHARACTER}+", re.IGNORECASE)
_RUN = re.compile(rf"{_URL_CHARACTER}*")
_TRAILING = "!'()*,.:;?_~\\"


def _one_of(words: Iterable[str]) -> re.Pattern[str]:
    return re.compile("|".join(map(_spelled, words)), re.IGNORECASE)


def _begun_of(words: Iterable[str]) -> re.Pattern[str]:
    """Return what finds the beginning of a word at the end of a text."""
    beginnings = {word[:length] for word in words for length in range(1, len(word))}
    return re.compile(rf"(?:(?:{_one_of(beginnings).pattern})\\?|\\)\Z", re.IGNORECASE)


def _spelled(word: str) -> str:
    r"""Return a pattern for a word; in Markdown `\:` and the like stand for the character."""
    return "".join(
        re.escape(letter) if letter.isalnum() else rf"\\?{re.escape(letter)}" for letter in word
    )


class _Links(_Reader):
    """Takes out images, and links that are not in the facts.

    What makes Markdown of characters is that they stand side by side; so each is judged by what
    has left just before it, and nothing that is taken out brings two of them together.
    """

    _STARTS = ("http://", "https://", "ftp://", "file:/", "www.", "://")
    _SCHEMES = ("javascript:", "vbscript:", "mailto:")
    _DATA = "data:"
    _CSS = "url("
    _OF_DATA = re.compile(r"data\\?:(?:[\w.+-]{1,60}/[\w.+-]{1,60})?[;,]", re.IGNORECASE)
    _DATA_OPEN = re.compile(r"data\\?:(?:[\w.+-]{1,60}(?:/[\w.+-]{0,60})?)?\Z", re.IGNORECASE)
    _HOST = re.compile(r"(?:[A-Za-z0-9-]+\.)+[A-Za-z]{2,24}(?::[0-9]{1,5})?\Z")
    _TARGET = re.compile(r"\([^\s()]*(?:\([^\s()]*\)[^\s()]*)*\)")
    _TARGET_OPEN = re.compile(r"\([^\s]*\Z")
    _LEADS_AWAY = re.compile(r"[:/.?#%&@\\]")

    _starts = _one_of(_STARTS)
    _schemes = _one_of(_SCHEMES)
    _data = _one_of((_DATA,))
    _css = _one_of((_CSS,))
    _hot = re.compile(
        rf"{_one_of((*_STARTS, *_SCHEMES, _DATA, _CSS)).pattern}|[!\[(:/?#]", re.IGNORECASE
    )
    _begun = _begun_of((*_STARTS, *_SCHEMES, _DATA, _CSS))

    def __init__(self, allowed: frozenset[str]) -> None:
        super().__init__()
        self._allowed = allowed
        self._known = allowed | {link.partition("://")[2] for link in allowed}
        self._is_dropping = False

    def _step(self, *, last: bool) -> bool:
        if not self._is_dropping:
            return super()._step(last=last)
        run = _RUN.match(self._kept)
        assert run is not None
        self._take(run.end(), "")
        self._is_dropping = not self._kept
        return not self._is_dropping

    def _read(self, *, last: bool) -> bool:
        if self._starts.match(self._kept):
            return self._read_address("", last=last)
        if self._schemes.match(self._kept):
            return self._read_scheme(last=last)
        if self._data.match(self._kept):
            return self._read_data(last=last)
        if css := self._css.match(self._kept):
            return self._take(css.end(), "url (")
        return self._read_mark(last=last)

    def _read_mark(self, *, last: bool) -> bool:
        match self._kept[0]:
            case "!":
                return self._read_cries(last=last)
            case "(" if self._before.endswith("]"):
                return self._read_target(last=last)
            case "[" if self._before.endswith("!"):
                return self._take(1, " [")
            case ":" if self._before.endswith("]"):
                return self._take(1, " :")
            case "/" | "?" | "#" if host := self._HOST.search(self._before):
                return self._read_address(host[0], last=last)
            case _:
                return self._take(1)

    def _read_cries(self, *, last: bool) -> bool:
        near = self._kept[:_LOOKED_BACK]
        cries = len(near) - len(near.lstrip("!"))
        if cries == len(self._kept) and not last and cries < _LOOKED_BACK:
            return False
        return self._take(cries, "" if self._kept[cries : cries + 1] == "[" else None)

    def _read_target(self, *, last: bool) -> bool:
        r"""Read what follows on `[text]`: the address of a link, or words in brackets."""
        if target := self._TARGET.match(self._kept[:HELD]):
            if target[0][1:-1] in self._allowed:
                return self._take(target.end())
            if self._LEADS_AWAY.search(target[0]):
                return self._take(target.end(), "")
        elif not last and len(self._kept) < HELD and self._TARGET_OPEN.match(self._kept):
            return False
        return self._take(1, " (")

    def _read_scheme(self, *, last: bool) -> bool:
        after = self._kept.index(":") + 1
        if after == len(self._kept):
            return last and self._take(after)
        leads_on = _RUN.fullmatch(self._kept[after])
        return self._read_address("", last=last) if leads_on else self._take(after)

    def _read_data(self, *, last: bool) -> bool:
        if self._OF_DATA.match(self._kept):
            return self._read_address("", last=last)
        if not last and self._DATA_OPEN.match(self._kept):
            return False
        return self._take(1)

    def _read_address(self, before: str, *, last: bool) -> bool:
        """Read an address to its end, and keep it where it is in the facts."""
        run = _RUN.match(self._kept[:HELD])
        assert run is not None
        if run.end() == HELD:
            self._is_dropping = True
            return self._take(HELD, "")
        if run.end() == len(self._kept) and not last:
            return False
        address = run[0]
        bare = len(address.rstrip(_TRAILING))
        if bare == 0 or any(
            before + address[:length] in self._known for length in range(bare, len(address) + 1)
        ):
            return self._take(len(address))
        return self._take(bare, "")


class _Canary:
    """Ends an answer at the canary, in whatever case and with whatever between its letters."""

    _BETWEEN = r"[\W_]{0,8}"

    def __init__(self, canary: str, instead: str) -> None:
        letters = list(map(re.escape, canary))
        self._whole = re.compile(self._BETWEEN.join(letters), re.IGNORECASE)
        begun = "".join(f"(?:{letter}{self._BETWEEN}" for letter in letters[:-1])
        self._begun = re.compile(rf"{begun}{')?' * len(letters[:-1])}\Z", re.IGNORECASE)
        self._is_on = bool(canary)
        self._instead = instead
        self._kept = ""
        self.is_caught = False

    def push(self, text: str, *, last: bool = False) -> str:
        if self.is_caught:
            return ""
        if not self._is_on:
            return text
        self._kept += text
        if found := self._whole.search(self._kept):
            self.is_caught = True
            return self._kept[: found.start()] + self._instead
        begun = None if last else self._begun.search(self._kept)
        cut = begun.start() if begun else len(self._kept)
        given, self._kept = self._kept[:cut], self._kept[cut:]
        return given

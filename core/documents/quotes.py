"""Finding words in a text again, however they were wrapped."""

from bisect import bisect_left

_SAME = str.maketrans({"’": "'", "‘": "'", "“": '"', "”": '"', "–": "-", "—": "-", "\u2011": "-"})
"""What models write in place of what they read."""
_MIN_CHARS = 3
_MIN_HAN = 2


class QuoteFinder:
    """Finds quotes in one text, without regard to white space."""

    def __init__(self, text: str) -> None:
        self._offsets = [index for index, char in enumerate(text) if not char.isspace()]
        self._compact = _compact(text)

    def find(self, quote: str, start: int, end: int) -> tuple[int, int] | None:
        """Return where a quote stands between two offsets of the text; None where it does not.

        What is too short to be found by is no quote.
        """
        wanted = _compact(quote)
        if len(wanted) < (_MIN_HAN if _has_han(wanted) else _MIN_CHARS):
            return None
        at = self._compact.find(wanted, self._index(start), self._index(end))
        if at < 0:
            return None
        return self._offsets[at], self._offsets[at + len(wanted) - 1] + 1

    def contains(self, words: str) -> bool:
        """Say whether the text has these words anywhere."""
        return _compact(words) in self._compact

    def _index(self, offset: int) -> int:
        """Return how many characters that are no space come before an offset."""
        return bisect_left(self._offsets, offset)


def _compact(text: str) -> str:
    return "".join(text.split()).translate(_SAME)


def _has_han(text: str) -> bool:
    return any("\u4e00" <= char <= "\u9fff" for char in text)

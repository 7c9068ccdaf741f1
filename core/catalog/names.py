"""Names made comparable: one spelling for what a reader takes for the same word."""

import unicodedata

_CITY_SUFFIX = "市"


def fold(text: str) -> str:
    """Return `text` without case, accents, width, spaces and punctuation; maybe empty."""
    decomposed = unicodedata.normalize("NFKD", text.casefold())
    return "".join(letter for letter in decomposed if letter.isalnum())


def is_han(text: str) -> bool:
    """Say whether a name is written in Chinese characters alone, of whichever script."""
    return bool(text) and all("\u4e00" <= char <= "\u9fff" for char in text)


def is_simplified(text: str) -> bool:
    """Say whether it is written in simplified Chinese, as far as the GB 2312 standard has it."""
    try:
        text.encode("gb2312")
    except UnicodeEncodeError:
        return False
    return is_han(text)


def fold_city(text: str) -> str:
    """Return a city's name as `fold` does, and without the suffix 市 ("city")."""
    folded = fold(text)
    return folded.removesuffix(_CITY_SUFFIX) or folded

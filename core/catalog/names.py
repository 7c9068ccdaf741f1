"""Names made comparable: one spelling for what a reader takes for the same word."""

import unicodedata

_CITY_SUFFIX = "市"


def fold(text: str) -> str:
    """Return `text` without case, accents, width, spaces and punctuation; maybe empty."""
    decomposed = unicodedata.normalize("NFKD", text.casefold())
    return "".join(letter for letter in decomposed if letter.isalnum())


def fold_city(text: str) -> str:
    """Return a city's name as `fold` does, and without the suffix 市 ("city")."""
    folded = fold(text)
    return folded.removesuffix(_CITY_SUFFIX) or folded

"""Text that every format can hold: no control characters, no half characters."""

import re

_NEWLINES = re.compile(r"[\r\n\t\v\f\x85\u2028\u2029]+")
_UNFIT = re.compile(r"[\x00-\x1f\x7f-\x9f\ud800-\udfff\ufffe\uffff\ufff9-\ufffb]")


def one_line(text: str) -> str:
    """Return text as one line without the characters that XML, calendars or terminals refuse."""
    return _UNFIT.sub("", _NEWLINES.sub(" ", text)).strip()

"""What a request for a turn asks for: its fingerprint, its language, its title; pure."""

from core.kernel.fingerprint import payload_hash
from core.schemas.chat import ChatRequest, Language

_MOST_TITLE = 60
_NOT_PAYLOAD = {"user_id", "request_id"}


def fingerprint_of(request: ChatRequest) -> str:
    """Return by what a repeated request is known from another one of the same id."""
    return payload_hash("chat", request.model_dump(mode="json", exclude=_NOT_PAYLOAD))


def language_of(query: str, wanted: Language | None, otherwise: Language) -> Language:
    """Return the language of the answer: that asked for, else that of the words, if any."""
    if wanted is not None:
        return wanted
    if any("\u4e00" <= char <= "\u9fff" for char in query):
        return "zh"
    return "en" if any(char.isalpha() for char in query) else otherwise


def title_of(query: str) -> str:
    """Return what a conversation is called that begins with this question."""
    line = " ".join(query.split())
    return line if len(line) <= _MOST_TITLE else f"{line[: _MOST_TITLE - 1].rstrip()}…"

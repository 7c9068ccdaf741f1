"""A conversation as something to read: Markdown, or one JSON object per line."""

from collections.abc import Iterable

from core.schemas.chat import Language, MessageOut, SessionOut

_WHO = {
    "en": {"user": "You", "assistant": "Tripwright", "system": "System"},
    "zh": {"user": "我", "assistant": "Tripwright", "system": "系统"},
}
_UNTITLED = {"en": "Conversation", "zh": "对话"}


def heading(session: SessionOut, language: Language) -> str:
    """Return the first lines of a transcript."""
    title = _line(session.title) or _UNTITLED[language]
    return f"# {title}\n\n{session.opened_at:%Y-%m-%d %H:%M} UTC\n"


def paragraphs(messages: Iterable[MessageOut], language: Language) -> str:
    """Return messages as paragraphs, each under who said it and when.

    What was said is quoted: nothing in it becomes a heading, a link or an image of the page.
    """
    return "".join(
        f"\n**{_WHO[language][message.role]}** · {message.created_at:%Y-%m-%d %H:%M:%S} UTC\n\n"
        f"{_quoted(message.content)}\n"
        for message in messages
    )


def json_lines(messages: Iterable[MessageOut]) -> str:
    """Return messages as one JSON object per line."""
    return "".join(f"{message.model_dump_json()}\n" for message in messages)


def _line(text: str) -> str:
    return " ".join(text.split())


def _quoted(text: str) -> str:
    """Return a text as an indented block, which Markdown shows as it is."""
    return "\n".join(f"    {line}" for line in text.splitlines() or [""])

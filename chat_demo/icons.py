"""Signs of our own making: drawn by the style sheet, so that no font has to have them."""

from chat_demo.markup import Html, tag


def icon(name: str) -> Html:
    """Return the sign of this name; the words beside it say the same."""
    return tag("i", class_=f"tw-i tw-i-{name}")

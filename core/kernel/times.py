"""Times of day as text and as minutes after midnight."""


def clock_text(minute: int) -> str:
    """Return `HH:MM`."""
    return f"{minute // 60:02d}:{minute % 60:02d}"


def clock_minutes(text: str) -> int:
    """Return the minutes of `HH:MM`."""
    hours, minutes = text.split(":")
    return int(hours) * 60 + int(minutes)

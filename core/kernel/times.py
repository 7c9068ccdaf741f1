"""Times of day as text and as minutes after midnight."""

_DAY_MIN = 24 * 60


def clock_text(minute: int) -> str:
    """Return `HH:MM`."""
    return f"{minute // 60:02d}:{minute % 60:02d}"


def clock_of_day(minute: int) -> str:
    """Return `HH:MM` of a day; what lies outside of it is its beginning, or its end, `24:00`."""
    return clock_text(min(max(minute, 0), _DAY_MIN))


def clock_minutes(text: str) -> int:
    """Return the minutes of `HH:MM`."""
    hours, minutes = text.split(":")
    return int(hours) * 60 + int(minutes)

"""A clock that stands until a test moves it."""

from datetime import UTC, datetime, timedelta


class ClockFake:
    """Give it where a `Clock` is wanted."""

    def __init__(self, now: datetime = datetime(2026, 5, 1, 12, tzinfo=UTC)) -> None:
        self.now = now

    def __call__(self) -> datetime:
        return self.now

    def advance(self, **by: float) -> None:
        """Move on by `timedelta(**by)`."""
        self.now += timedelta(**by)

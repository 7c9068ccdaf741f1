"""What the workers do besides tasks, and how often."""

from datetime import timedelta

from core.tasks.periodic import Periodic
from core.tasks.retention import TaskRetention
from core.tasks.watch import TaskWatch


def upkeep(watch: TaskWatch, retention: TaskRetention) -> tuple[Periodic, ...]:
    """Return the work that comes round, for all workers together; short work first."""
    return (
        Periodic("alerts", timedelta(seconds=15), watch.keep_alerts),
        Periodic("day_stats", timedelta(minutes=10), retention.sum_days),
        Periodic("retention", timedelta(hours=1), retention.run),
    )

"""The work that comes round, as the product has it."""

from collections.abc import Sequence

from core.bootstrap import Container
from core.tasks.periodic import Periodic
from core.tasks.upkeep import upkeep


def product_periodic(container: Container) -> Sequence[Periodic]:
    """Return what workers do besides tasks."""
    return upkeep(container.watch, container.retention)

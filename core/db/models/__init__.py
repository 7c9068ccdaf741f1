"""One module per family of tables; importing the package registers them all."""

from core.db.models import account, catalog, plan, task, trip

__all__ = ["account", "catalog", "plan", "task", "trip"]

"""The long driver: the whole task system under faults. `make chaos SEED=7 TASKS=400`."""

"""Settings, errors, clock, ids, money, distance and logging: the ground floor."""

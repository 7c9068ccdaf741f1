"""Trips that people have changed: checked, repaired, and what could stand in place of a stop."""

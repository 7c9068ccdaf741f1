"""Readers of map and travel data that others publish."""

"""Cities and places."""

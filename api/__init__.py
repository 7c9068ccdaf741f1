"""The HTTP room."""

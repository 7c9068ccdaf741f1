"""The chat playground."""

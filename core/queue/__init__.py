"""The bell that tells workers there may be work."""

"""Who did what, written where it happens."""

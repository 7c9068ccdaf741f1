"""From fields and words to a brief."""

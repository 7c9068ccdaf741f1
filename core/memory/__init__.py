"""What is remembered of a traveller, and what of it is searched, shown, changed and forgotten."""

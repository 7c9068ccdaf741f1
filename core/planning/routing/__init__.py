"""Which cities in which order, how long in each, and how one gets from one to the next."""

"""A trip to one city and back: which journeys, which lodging, how to get about, what to see."""

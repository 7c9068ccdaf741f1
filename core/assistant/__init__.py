"""A conversation that knows the trip and remembers the traveller."""

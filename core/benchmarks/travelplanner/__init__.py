"""TravelPlanner: trips of three, five or seven days through American cities, with a budget."""

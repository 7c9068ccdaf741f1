"""ChinaTravel: its database as a world for our planner, and our scorer of its rules."""

"""What is to be done for a trip, as a tree."""

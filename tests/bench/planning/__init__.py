"""How good the planner's trips are, and how fast: `make bench-quality`, `make bench-plan`."""

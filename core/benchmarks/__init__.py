"""Adapters of public planning benchmarks: their worlds and rules around our planner."""

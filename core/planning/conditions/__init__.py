"""Conditions of a request: checked on a plan, turned into alternatives and demands on a planner."""

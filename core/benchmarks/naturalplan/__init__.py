"""NATURAL PLAN, trip planning: cities, stays, day windows and direct flights in a sentence."""

"""How good a plan is, by measures that need no judge: pure functions of a plan."""

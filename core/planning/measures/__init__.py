"""How good a plan is, by measures that need no judge: pure functions of a plan.

Regret is none of them. It is what a plan is worth against the best that a long search finds, which
takes many times as long as the plan: `make bench-quality` measures it, ADR 0016 says why no cheaper
bound is shown in its stead.
"""

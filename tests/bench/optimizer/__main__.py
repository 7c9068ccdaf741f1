"""Measure the optimiser: published instances, then trips; prints a line each and one JSON object.

Ends with 1 where a promise is broken, with 2 where there are no instances to read.
"""

import argparse
import json
import sys

from tests.bench.optimizer import gaps, trips
from tests.support.data import find_data


def main() -> None:
    """Measure, print, and say by the exit code whether the promises hold."""
    wanted = _arguments()
    folder = find_data("orienteering")
    if folder is None:
        sys.stderr.write("The instances are missing: TRIPWRIGHT_DATA has no folder orienteering.\n")
        sys.exit(2)
    cases = gaps.read_cases(folder, wanted.only, wanted.routes, wanted.seed)
    if not cases:
        sys.stderr.write(f"No instance begins with any of {wanted.only}.\n")
        sys.exit(2)
    found = []
    for case, outcomes in gaps.measure(cases, wanted.workers):
        found.append(outcomes)
        told = [
            f"{budget:g} s: {outcome.profit} ({outcome.gap:.2f} %, {outcome.iterations} rounds)"
            for budget, outcome in outcomes.items()
        ]
        sys.stdout.write(f"{case.name:8} best {case.best_known:5}  {'  '.join(told)}\n")
        sys.stdout.flush()
    figures = gaps.summary(found) | trips.measure(sys.stdout.write)
    promises = {f"mean_gap_{budget:g}s": most for budget, most in gaps.PROMISES.items()}
    promises |= trips.PROMISES
    broken = [name for name, most in promises.items() if figures[name] > most]
    sys.stdout.write(json.dumps({**figures, "promises": promises, "broken": broken}) + "\n")
    sys.exit(1 if broken else 0)


def _arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m tests.bench.optimizer", description=__doc__)
    parser.add_argument("--only", nargs="*", default=[], help="beginnings of instance names")
    parser.add_argument("--routes", nargs="*", type=int, default=[1, 2, 3, 4])
    parser.add_argument("--workers", type=int, default=2)
    parser.add_argument("--seed", type=int, default=1)
    return parser.parse_args()


if __name__ == "__main__":
    main()

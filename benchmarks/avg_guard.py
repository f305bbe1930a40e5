"""How many sentences a second the AVG guard judges on one core, beside plain word splitting in the same run (R9).

    python -m benchmarks.avg_guard [rounds]

The ratio says more than the number on a machine that does other work at the same time. Half of the sentences are made
by the grammar with a new number in each. Prints JSON.
"""

import json
import random
import re
import sys
import time
from collections.abc import Callable

from coa_portal.avg.guard import check
from coa_portal.avg.training.sentences import by_grammar, by_hand

WANTED = 2_000


def main() -> None:
    """Best of the rounds for both, in turns."""
    rounds = int(sys.argv[1]) if len(sys.argv) > 1 else 3
    chance = random.Random(7)  # noqa: S311
    made = [example.text for example in by_grammar(chance)]
    lines = [example.text for example in by_hand()] + [
        f"{text} {number}" for number, text in enumerate(chance.sample(made, 2_000))
    ]
    check(lines[0])
    guard = [_per_second(check, lines) for _ in range(rounds)]
    plain = [_per_second(_split, lines) for _ in range(rounds)]
    found = {
        "sentences": len(lines),
        "guard_first_round_per_second": round(guard[0]),
        "guard_per_second": round(max(guard)),
        "baseline_per_second": round(max(plain)),
        "times_the_baseline": round(max(plain) / max(guard), 1),
        "wanted_per_second": WANTED,
    }
    print(json.dumps(found, indent=2))


def _split(line: str) -> object:
    return re.findall(r"\w+", line.lower())


def _per_second(job: Callable[[str], object], lines: list[str]) -> float:
    start = time.process_time()
    for line in lines:
        job(line)
    return len(lines) / (time.process_time() - start)


if __name__ == "__main__":
    main()

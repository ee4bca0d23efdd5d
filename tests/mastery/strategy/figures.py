"""The recogniser in figures: ``PYTHONPATH=src:tests python -m mastery.strategy.figures [EACH]``."""

from __future__ import annotations

import sys
import time
from collections import Counter
from random import Random

from mastery.strategy.students import KNOWN, STRANGE, disturbed
from whynext.library.steps_reading import read_trace
from whynext.mastery.strategy.recogniser import ELSE, StrategyReading, recognise

SEED = "figures"
UNKNOWN = "unknown"


def readings(each: int, noisy: bool) -> tuple[list[tuple[str, StrategyReading]], float]:
    """Return readings with the true way, and the processor seconds of one."""
    found, spent = [], 0.0
    for way, student in KNOWN.items():
        rng = Random(f"{SEED} {way} {noisy}")
        for _ in range(each):
            event = student(rng)
            trace = read_trace(disturbed(event, rng) if noisy else event)
            began = time.process_time()
            found.append((way, recognise(trace)))
            spent += time.process_time() - began
    return found, spent / len(found)


def told(found: list[tuple[str, StrategyReading]], spent: float) -> list[str]:
    """Return shares, the confusions, and how true the probabilities are."""
    right = sum(reading.strategy == way for way, reading in found) / len(found)
    silent = sum(reading.strategy is None for _, reading in found) / len(found)
    lines = [
        f"{len(found):,} traces: right {right:.3f}, unknown {silent:.3f}, wrong {1 - right - silent:.4f}; "
        f"{spent * 1000:.2f} ms a trace"
    ]
    confused = Counter(
        (way, reading.strategy or UNKNOWN) for way, reading in found if reading.strategy != way
    )
    each = Counter(way for way, _ in found)
    lines += [
        f"  {way} read as {other}: {count} of {each[way]}" for (way, other), count in confused.most_common()
    ]
    lines.append("  said        traces  said on average  true")
    for low, high in ((0.0, 0.5), (0.5, 0.7), (0.7, 0.8), (0.8, 0.9), (0.9, 0.99), (0.99, 1.01)):
        inside = [
            (probability, strategy == way)
            for way, reading in found
            for strategy, probability in [next(pair for pair in reading.ranked if pair[0] != ELSE)]
            if low <= probability < high
        ]
        if inside:
            said, true = (sum(pair[place] for pair in inside) / len(inside) for place in (0, 1))
            lines.append(f"  {low:.2f}-{min(high, 1):.2f} {len(inside):9} {said:16.3f} {true:5.3f}")
    return lines


def strangers(each: int) -> list[str]:
    """Return as what students are read whose way the library does not have."""
    lines = ["ways that the library lacks:"]
    for way, student in STRANGE.items():
        rng = Random(f"{SEED} {way}")
        found = Counter(recognise(read_trace(student(rng))).strategy or UNKNOWN for _ in range(each))
        lines.append(f"  {way}: {', '.join(f'{name} {count}' for name, count in found.most_common())}")
    return lines


def main(each: int) -> None:
    """Print everything."""
    for noisy in (False, True):
        title = "with a tenth of noise" if noisy else "clean"
        sys.stdout.write("\n".join([title, *told(*readings(each, noisy)), ""]) + "\n")
    sys.stdout.write("\n".join(strangers(each)) + "\n")


if __name__ == "__main__":
    main(int(sys.argv[1]) if len(sys.argv) > 1 else 200)

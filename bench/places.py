"""How long reading 10,000 distinct place names takes: `python bench/places.py`.

Three ways of writing the same sample of places, each run five times in this process; prints the
median, the rows per second and the ratio to the plainest. Start-up is measured in fresh processes.
"""

from __future__ import annotations

import random
import statistics
import subprocess
import sys
import time
from collections.abc import Callable

from rongcheng.places.aliases import PLACEHOLDERS, stem_of
from rongcheng.places.codes import level_of
from rongcheng.places.gazetteer import Gazetteer

ROWS, RUNS = 10_000, 5
START = "from rongcheng.places.gazetteer import Gazetteer; Gazetteer.load().resolve('长沙')"


def short_name(places: Gazetteer, code: int) -> str:
    """A full name without the words for the levels: 云南大理鹤庆草海."""
    names = ((c, places.name(c)) for c in (*places.ancestors(code), code))
    return "".join(stem_of(n, level_of(c)) for c, n in names if n not in PLACEHOLDERS)


def median_seconds(work: Callable[[], object]) -> float:
    """The median wall time of several runs."""
    times = []
    for _ in range(RUNS):
        start = time.perf_counter()
        work()
        times.append(time.perf_counter() - start)
    return statistics.median(times)


def main() -> None:
    """Print the table."""
    places = Gazetteer.load()
    # More than needed, so that the rows that come out alike can be left out.
    chosen = random.Random(7).sample([c for c in places.codes if c % 10**8], 3 * ROWS)
    writings = {
        "own name": [places.name(c) for c in chosen],
        "short, all levels": [short_name(places, c) for c in chosen],
        "full, with house number": [f"{places.full_name(c)}{c % 97}号" for c in chosen],
    }
    start_up = median_seconds(lambda: subprocess.run([sys.executable, "-c", START], check=True))
    print(f"start of Python, data and index: {start_up:.2f} s")
    places.resolve("长沙")
    plainest = None
    for title, texts in writings.items():
        distinct = list(dict.fromkeys(texts))[:ROWS]
        seconds = median_seconds(lambda rows=distinct: places.resolve_many(rows, 532932_000_000))
        plainest = plainest or seconds / len(distinct)
        ratio = seconds / len(distinct) / plainest
        rate = len(distinct) / seconds
        print(f"{title:25}{len(distinct):7,} rows {seconds:6.2f} s {rate:9,.0f}/s  ×{ratio:.1f}")


if __name__ == "__main__":
    main()

"""What the benchmarks share: an installation of their own, medians, memory."""

from __future__ import annotations

import os
import resource
import shutil
import statistics
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parent.parent))


@contextmanager
def installation() -> Iterator[Path]:
    """A platform with an empty registry in a temporary folder, durable as a real one."""
    folder = Path(tempfile.mkdtemp(prefix="rc-bench-"))
    os.environ["RONGCHENG_DATA"] = str(folder)
    os.environ["DJANGO_SETTINGS_MODULE"] = "rongcheng.settings"
    import django

    django.setup()
    from django.conf import settings
    from django.core.management import call_command

    if settings.EMBEDDED:
        settings.EMBEDDED.start()
    try:
        call_command("prepare")
        yield folder
    finally:
        if settings.EMBEDDED:
            from django.db import connections

            connections.close_all()
            settings.EMBEDDED.stop()
            shutil.rmtree(settings.EMBEDDED.state, ignore_errors=True)
        shutil.rmtree(folder, ignore_errors=True)


def timed(act) -> tuple[float, object]:
    """Seconds that a call takes, and what it returns."""
    started = time.perf_counter()
    result = act()
    return time.perf_counter() - started, result


def peak_memory() -> float:
    """The most memory this process held, in GiB."""
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 2**20


def row(name: str, values: list[float], unit: str = "s") -> str:
    """A line of a result table: minimum, median, maximum."""
    low, middle, high = min(values), statistics.median(values), max(values)
    return f"{name:<46} {low:9.2f} {middle:9.2f} {high:9.2f} {unit}"

"""In which order files are handed to the processes that test: long ones first, the longest halved.

Then all processes end at about the same time, whatever is left to do.
"""

from __future__ import annotations

from zlib import crc32

from xdist.scheduler import LoadFileScheduling

HALVED = {"tests/test_scope.py"}
LONG = (
    "rongcheng/rulekit/tests/test_spark.py",  # needs no database, which is made meanwhile
    "tests/test_scope.py",
    "rongcheng/appeals/tests/desk/test_browser.py",
    "tests/test_browser.py",
    "tests/test_backup.py",
    "rongcheng/appeals/tests/test_matters_browser.py",
    "rongcheng/rules/tests/test_browser.py",
    "rongcheng/appeals/tests/test_training.py",
    "rongcheng/appeals/recognition/tests/test_shipped.py",
    "rongcheng/appeals/tests/desk/test_recognition.py",
    "rongcheng/benefits/tests/test_granted_browser.py",
    "rongcheng/console/tests/test_demo_command.py",
    "rongcheng/exchange/tests/test_document.py",
    "rongcheng/appeals/tests/test_walk_browser.py",
    "rongcheng/portal/tests/test_benefits_browser.py",
    "rongcheng/portal/tests/test_appeals_browser.py",
    "tests/test_code.py",
)
"""Files that take longer than others, about the longest first; others follow as they come."""


def long_first(items: list) -> None:
    """Bring the tests of long files to the front; within a file they stay as they are."""
    rank = {name: n for n, name in enumerate(LONG)}
    items.sort(key=lambda item: rank.get(file_of(item.nodeid), len(LONG)))


def file_of(nodeid: str) -> str:
    return nodeid.split("::", 1)[0]


class LongFirst(LoadFileScheduling):
    """A file's tests go to one process, those of a file in `HALVED` to two."""

    def __init__(self, config, log=None) -> None:
        config.option.loadscopereorder = False  # not by the number of tests
        super().__init__(config, log)

    def _split_scope(self, nodeid: str) -> str:
        name = file_of(nodeid)
        return f"{name} {crc32(nodeid.encode()) % 2}" if name in HALVED else name

"""What a server process loads before it takes visitors, rather than while the first one waits.

Without it, four threads of a new process load the model and the gazetteer at once, each for itself.
"""

from __future__ import annotations

import logging


def warm() -> None:
    """Load the gazetteer, the rules and the recognition; what fails is loaded when it is needed."""
    from rongcheng.appeals.services.reading import propose

    try:
        propose("老板拖欠工资三个月，工地在鹤庆县云鹤镇。")
    except Exception:
        logging.getLogger(__name__).exception("the recognition could not be loaded beforehand")

"""Background jobs of this part; each set of pages keeps its own beside this list."""

from . import rule_tasks

__all__ = ["rule_tasks"]

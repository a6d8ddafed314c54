"""Background jobs of this part; each set of pages keeps its own beside this list."""

from . import notice_tasks, offer_tasks, post_tasks

__all__ = ["notice_tasks", "offer_tasks", "post_tasks"]

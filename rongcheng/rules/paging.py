"""A draft as the file of its pack that says the same, from the same day on."""

from __future__ import annotations

from .models import RuleDraft


def file_name(draft: RuleDraft) -> str:
    """How the file is called in the pack's folder ``benefits``."""
    day = draft.from_day.isoformat() if draft.from_day else "draft"
    return f"{_about(draft)}-{day}-{draft.pk}.yaml"


def _about(draft: RuleDraft) -> str:
    return draft.rule or ("clauses" if draft.only_clauses else "new")


def as_file(draft: RuleDraft) -> str:
    """The draft's words with its day; why it was put in force stands at the top."""
    why = " ".join(draft.reason.split())
    head = f"# {_about(draft)}, draft {draft.pk}: {why}\neffective: {draft.from_day}\n"
    return head + draft.text.removeprefix("---").lstrip("\n")

"""Drafts and trials of rules, and what people have stated about themselves."""

from .answer import Answer
from .draft import RuleDraft, RuleTrial

__all__ = ["Answer", "RuleDraft", "RuleTrial"]

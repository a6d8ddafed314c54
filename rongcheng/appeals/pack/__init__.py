"""What the packs say about appeals; ``rules_for(place)`` is the way in."""

from .load import forget, rules_for, rules_of
from .model import (
    Amber,
    Answer,
    Callbacks,
    Category,
    Duty,
    Elsewhere,
    Escalation,
    Hotspot,
    Limit,
    OfficeHours,
    Outcome,
    Procedure,
    Reason,
    Reply,
    Rules,
    Span,
    Step,
    says,
)

__all__ = [
    "Amber", "Answer", "Callbacks", "Category", "Duty", "Elsewhere", "Escalation", "Hotspot",
    "Limit", "OfficeHours", "Outcome", "Procedure", "Reason", "Reply", "Rules", "Span", "Step",
    "forget", "rules_for", "rules_of", "says",
]  # fmt: skip

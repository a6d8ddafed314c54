"""Appeals and everything that belongs to them."""

from .accused import Accused
from .appeal import Appeal, Counter
from .assignment import Assignment, Spent
from .attachment import Attachment
from .callback import CallBack
from .event import AppealEvent
from .handover import Handover
from .paper import PaperForm
from .roster import Claim
from .ruling import Ruling
from .settings import LocalThreshold
from .training import TrainedModel, TrainingChoice

__all__ = [
    "Accused", "Appeal", "AppealEvent", "Assignment", "Attachment", "CallBack", "Claim", "Counter",
    "Handover", "LocalThreshold", "PaperForm", "Ruling", "Spent", "TrainedModel",
    "TrainingChoice",
]  # fmt: skip

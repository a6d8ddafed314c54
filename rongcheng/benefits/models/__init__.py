"""Applications for benefits and everything that belongs to them."""

from .answer import Answer
from .application import Application, Spent
from .clawback import Clawback, Instalment, Repayment
from .decision import Decision
from .event import ApplicationEvent
from .money import BankReply, Budget, Commitment, Payment, PaymentBatch
from .paper import Paper

__all__ = [
    "Answer",
    "Application",
    "ApplicationEvent",
    "BankReply",
    "Budget",
    "Clawback",
    "Commitment",
    "Decision",
    "Instalment",
    "Paper",
    "Payment",
    "PaymentBatch",
    "Repayment",
    "Spent",
]

"""Applications for benefits and everything that belongs to them."""

from .application import Application, Spent
from .clawback import Clawback, Instalment, Repayment
from .decision import Decision
from .event import ApplicationEvent
from .loan import InterestLine, InterestPaid, InterestRun, Loan, LoanRepayment
from .money import BankReply, Budget, BudgetMove, Commitment, Payment, PaymentBatch
from .notice import NoticeLine, Objection, PublicNotice
from .offer_run import OfferRun
from .paper import Paper
from .post import Post, PostHolding, PostPay, PostPayRun, Vacancy
from .representative import Representative
from .workshop import Proof, ProofLine, Recognised

__all__ = [
    "Application",
    "ApplicationEvent",
    "BankReply",
    "Budget",
    "BudgetMove",
    "Clawback",
    "Commitment",
    "Decision",
    "Instalment",
    "InterestLine",
    "InterestPaid",
    "InterestRun",
    "Loan",
    "LoanRepayment",
    "NoticeLine",
    "Objection",
    "OfferRun",
    "Paper",
    "Payment",
    "PaymentBatch",
    "Post",
    "PostHolding",
    "PostPay",
    "PostPayRun",
    "Proof",
    "ProofLine",
    "PublicNotice",
    "Recognised",
    "Repayment",
    "Representative",
    "Spent",
    "Vacancy",
]

"""Applications for benefits and everything that belongs to them."""

from .answer import Answer
from .application import Application, Spent
from .decision import Decision
from .event import ApplicationEvent
from .paper import Paper

__all__ = ["Answer", "Application", "ApplicationEvent", "Decision", "Paper", "Spent"]

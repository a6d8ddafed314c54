"""Invented people for demonstrations, tests and benchmarks, like those the national survey counts.

``generate`` makes frames and needs neither Django nor a database; ``load`` puts them into one.
"""

from .population import Population, generate

__all__ = ["Population", "generate"]

"""One person once: records of the same person found in tables and against a registry."""

from .cluster import cluster

__all__ = ["cluster"]

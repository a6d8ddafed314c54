"""One person once: records of the same person found in tables and against a registry."""

from .cluster import cluster
from .keys import SEARCH_KEYS
from .link import link, mostly_duplicates

__all__ = ["SEARCH_KEYS", "cluster", "link", "mostly_duplicates"]

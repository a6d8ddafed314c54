"""Counting over columns in memory: frames and roll-ups. Knows nothing of Django."""

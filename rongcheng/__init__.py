"""Rongcheng (融城): the open platform for rural migrant workers and the offices that serve them."""

__version__ = "0.1.0"

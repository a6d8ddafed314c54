"""Alerts: one stream of warnings, whoever raised them."""

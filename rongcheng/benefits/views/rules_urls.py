"""Addresses of the rules desk, all below ``rules/``."""

from __future__ import annotations

from django.urls import URLPattern

urlpatterns: list[URLPattern] = []

"""Addresses of group matters, hand-overs, call-backs, papers and hot spots."""

from . import group_urls, handover_urls

urlpatterns = [*group_urls.urlpatterns, *handover_urls.urlpatterns]

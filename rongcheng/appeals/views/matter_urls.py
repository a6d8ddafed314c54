"""Addresses of group matters, hand-overs, call-backs, papers and hot spots."""

from . import callbacks, group_urls, handover_urls, paper

urlpatterns = [
    *group_urls.urlpatterns,
    *handover_urls.urlpatterns,
    *paper.urlpatterns,
    *callbacks.urlpatterns,
]

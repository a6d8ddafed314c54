"""Addresses of this part; each set of pages keeps its own list beside its views."""

from .views import rules_urls

app_name = "benefits"
urlpatterns = [
    *rules_urls.urlpatterns,
]

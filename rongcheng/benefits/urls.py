"""Addresses of this part; each set of pages keeps its own list beside its views."""

from .views import money_urls, rules_urls

app_name = "benefits"
urlpatterns = [
    *money_urls.urlpatterns,
    *rules_urls.urlpatterns,
]

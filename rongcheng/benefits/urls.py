"""Addresses of this part; each set of pages keeps its own list beside its views."""

from .views import (
    desk_urls,
    loans_urls,
    money_urls,
    offers_urls,
    posts_urls,
    review_urls,
    workshops_urls,
)

app_name = "benefits"
urlpatterns = [
    *money_urls.urlpatterns,
    *desk_urls.urlpatterns,
    *posts_urls.urlpatterns,
    *loans_urls.urlpatterns,
    *workshops_urls.urlpatterns,
    *offers_urls.urlpatterns,
    *review_urls.urlpatterns,
]

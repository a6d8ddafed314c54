"""Pages of this part that belong to an account."""

from django.urls import path

from . import pages

app_name = "webhooks"
urlpatterns = [
    path("", pages.webhooks, name="list"),
    path("<int:pk>/<slug:what>", pages.change, name="change"),
]

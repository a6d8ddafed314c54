"""Addresses of this part."""

from django.urls import path

from . import views

app_name = "alerts"
urlpatterns = [
    path("", views.stream, name="stream"),
    path("<int:pk>/", views.alert, name="alert"),
    path("<int:pk>/take", views.take, name="take"),
    path("<int:pk>/close", views.close, name="close"),
]

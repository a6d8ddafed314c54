"""Addresses of this part."""

from django.urls import path

from . import views

app_name = "employers"
urlpatterns = [
    path("", views.employers, name="employers"),
    path("new", views.new, name="new"),
    path("<str:code>", views.employer, name="employer"),
    path("<str:code>/change", views.change, name="change"),
    path("<str:code>/recognise", views.recognise, name="recognise"),
    path("<str:code>/recognitions/<int:number>/end", views.end, name="end"),
]

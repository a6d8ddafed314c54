"""Addresses of this part."""

from django.urls import path

from . import views

app_name = "transfers"
urlpatterns = [
    path("", views.rosters, name="rosters"),
    path("new", views.new, name="new"),
    path("<int:number>", views.roster, name="roster"),
    path("<int:number>/load", views.load, name="load"),
    path("<int:number>/withdraw", views.withdraw, name="withdraw"),
    path("<int:number>/marked", views.marked, name="marked"),
]

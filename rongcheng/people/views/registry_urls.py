"""Addresses of the registry's pages: search, persons, households, villages, figures, exports."""

from django.urls import path

from . import export, overview, persons, villages

urlpatterns = [
    path("", persons.search, name="search"),
    path("overview/", overview.overview, name="overview"),
    path("overview/count-again", overview.count_again, name="count_again"),
    path("export", export.ask, name="export"),
    path("export/file", export.download, name="export_file"),
    path("villages/", villages.villages, name="villages"),
    path("villages/<int:code>/", villages.village, name="village"),
    path("households/<int:pk>/", villages.household, name="household"),
    path("<int:pk>/", persons.person, name="person"),
    path("<int:pk>/reveal", persons.reveal, name="reveal"),
]

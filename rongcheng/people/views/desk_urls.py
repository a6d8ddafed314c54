"""Addresses of the desk: ledgers, duplicates, entering and correcting a person."""

from django.urls import path

from . import duplicates, entry, ledgers, merging

urlpatterns = [
    path("ledgers/", ledgers.ledgers, name="ledgers"),
    path("ledgers/upload", ledgers.upload, name="upload_ledger"),
    path("ledgers/<int:pk>/", ledgers.ledger, name="ledger"),
    path("ledgers/<int:pk>/progress", ledgers.progress, name="ledger_progress"),
    path("ledgers/<int:pk>/columns", ledgers.columns, name="ledger_columns"),
    path("ledgers/<int:pk>/check", ledgers.check_again, name="check_ledger"),
    path("ledgers/<int:pk>/marked", ledgers.marked, name="marked_ledger"),
    path("ledgers/<int:pk>/load", ledgers.load, name="load_ledger"),
    path("ledgers/<int:pk>/undo", ledgers.undo, name="undo_ledger"),
    path("ledgers/<int:pk>/people", ledgers.people, name="ledger_people"),
    path("duplicates/", duplicates.duplicates, name="duplicates"),
    path("duplicates/<int:pk>/", duplicates.pair, name="duplicate"),
    path("duplicates/<int:pk>/decide", duplicates.decide, name="decide_duplicate"),
    path("duplicates/linked/", duplicates.linked, name="linked"),
    path("duplicates/linked/<int:pk>/undo", duplicates.undo_link, name="undo_link"),
    path("new/", entry.new, name="new"),
    path("new/number", entry.number, name="number"),
    path("<int:pk>/edit/", entry.edit, name="edit"),
    path("<int:pk>/same/", merging.choose, name="choose_same"),
    path("<int:pk>/same/<int:other>/", merging.merge, name="merge"),
    path("<int:pk>/split/", merging.split, name="split"),
    path("confirm", entry.confirm, name="confirm"),
]

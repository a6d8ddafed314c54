"""Addresses of this part; those with a number stand last, because a number fits any word."""

from django.urls import path

from .views import (
    answer,
    case,
    dispatch,
    export,
    lists,
    matter_urls,
    recognition,
    statistics,
    supervision,
    taking,
    tuning,
)

app_name = "appeals"
urlpatterns = [
    path("", lists.appeals, name="list"),
    path("offices", lists.offices, name="offices"),
    path("export", export.ask, name="export"),
    path("export/file", export.download, name="export_file"),
    path("new/", taking.new, name="new"),
    path("new/persons", taking.persons, name="new_persons"),
    path("supervision/", supervision.supervision, name="supervision"),
    path("supervision/remind", supervision.remind, name="remind"),
    path("rulings/", supervision.rulings, name="rulings"),
    path("duties/", tuning.duties, name="duties"),
    path("duties/<int:pk>/end", tuning.end_ruling, name="duties_end"),
    path("duties/rehearsal", tuning.rehearsal, name="duties_rehearsal"),
    path("thresholds/", tuning.thresholds, name="thresholds"),
    path("rules/", tuning.rules, name="rules"),
    path("dispatch/", dispatch.desk, name="dispatch"),
    path("dispatch/<slug:number>/assign", dispatch.assign, name="assign"),
    path("dispatch/<slug:number>/suggestion", dispatch.suggestion, name="suggestion"),
    *matter_urls.urlpatterns,
    *statistics.urlpatterns,
    *recognition.urlpatterns,
    path("<slug:number>/", case.case, name="case"),
    path("<slug:number>/answer", answer.answer, name="answer"),
    path("<slug:number>/do/<slug:code>", case.act, name="act"),
    path("<slug:number>/phone", case.phone, name="phone"),
    path("<slug:number>/files/<int:pk>", case.file, name="file"),
]

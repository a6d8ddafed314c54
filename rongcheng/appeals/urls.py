"""Addresses of this part; those with a number stand last, because a number fits any word."""

from django.urls import path

from .views import answer, case, dispatch, lists, matter_urls, statistics

app_name = "appeals"
urlpatterns = [
    path("", lists.appeals, name="list"),
    path("offices", lists.offices, name="offices"),
    path("dispatch/", dispatch.desk, name="dispatch"),
    path("dispatch/<slug:number>/assign", dispatch.assign, name="assign"),
    path("dispatch/<slug:number>/suggestion", dispatch.suggestion, name="suggestion"),
    *matter_urls.urlpatterns,
    *statistics.urlpatterns,
    path("<slug:number>/", case.case, name="case"),
    path("<slug:number>/answer", answer.answer, name="answer"),
    path("<slug:number>/do/<slug:code>", case.act, name="act"),
    path("<slug:number>/phone", case.phone, name="phone"),
    path("<slug:number>/files/<int:pk>", case.file, name="file"),
]

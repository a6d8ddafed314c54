"""Addresses of the pages about applications, conflicts, notices and figures."""

from django.urls import path

from . import (
    appealed,  # noqa: F401  (adds its section to the page of an appeal)
    application,
    queue,
    review_conflicts,
    review_export,
    review_figures,
    review_notices,
)

urlpatterns = [
    path("applications/", queue.applications, name="list"),
    path("applications/several", queue.several, name="several"),
    path("applications/export", review_export.ask, name="export"),
    path("applications/export/file", review_export.download, name="export_file"),
    path("applications/<slug:number>/", application.application, name="application"),
    path("applications/<slug:number>/do/<slug:code>", application.act, name="act"),
    path("applications/<slug:number>/compare", application.compare, name="compare"),
    path("applications/<slug:number>/objections/<int:pk>", application.settle, name="settle"),
    path("applications/<slug:number>/papers/<int:pk>", application.paper, name="paper"),
    path("applications/<slug:number>/decisions/<int:pk>", application.decision, name="decision"),
    path("conflicts/", review_conflicts.conflicts, name="conflicts"),
    path("figures/", review_figures.figures, name="figures"),
    path("figures/rows", review_figures.rows, name="figures_rows"),
    path("notices/", review_notices.notices, name="notices"),
    path("notices/<slug:number>/", review_notices.notice, name="notice"),
    path("notices/<slug:number>/sheet", review_notices.sheet, name="notice_sheet"),
]

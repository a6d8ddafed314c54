"""Addresses of the rules desk, all below ``rules/``."""

from django.urls import path

from .views import drafts, notices, pages, trials

app_name = "rules"
urlpatterns = [
    path("", pages.rules, name="list"),
    path("facts/", pages.facts, name="facts"),
    path("diff/", pages.diff, name="diff"),
    path("packs/<slug:pack>/", pages.pack, name="pack"),
    path("packs/<slug:pack>/drafts.zip", drafts.export, name="export"),
    path("packs/<slug:pack>/notices/", notices.notices, name="notices"),
    path("packs/<slug:pack>/notices/clause", notices.clause, name="clause"),
    path("packs/<slug:pack>/<slug:rule>/", pages.rule, name="rule"),
    path("packs/<slug:pack>/<slug:rule>/value", drafts.value, name="value"),
    path("drafts/", drafts.drafts, name="drafts"),
    path("drafts/new", drafts.new, name="draft_new"),
    path("drafts/try", drafts.tried_page, name="draft_try"),
    path("drafts/<int:pk>/", drafts.draft, name="draft"),
    path("drafts/<int:pk>/file", drafts.file, name="draft_file"),
    path("drafts/<int:pk>/do/<slug:act>", drafts.act, name="draft_act"),
    path("trials/", trials.trials, name="trials"),
    path("trials/new", trials.new, name="trial_new"),
    path("trials/compare", trials.side_by_side, name="trial_compare"),
    path("trials/<int:pk>/", trials.trial, name="trial"),
    path("trials/<int:pk>/again", trials.again, name="trial_again"),
    path("trials/<int:pk>/progress", trials.progress, name="trial_progress"),
]

"""Addresses of the rules desk, all below ``rules/``."""

from django.urls import path

from . import rule_drafts, rule_pages, rule_trials

urlpatterns = [
    path("rules/", rule_pages.rules, name="rules"),
    path("rules/facts/", rule_pages.facts, name="rules_facts"),
    path("rules/diff/", rule_pages.diff, name="rules_diff"),
    path("rules/packs/<slug:pack>/", rule_pages.pack, name="rules_pack"),
    path("rules/packs/<slug:pack>/drafts.zip", rule_drafts.export, name="rules_export"),
    path("rules/packs/<slug:pack>/<slug:rule>/", rule_pages.rule, name="rules_rule"),
    path("rules/packs/<slug:pack>/<slug:rule>/value", rule_drafts.value, name="rules_value"),
    path("rules/drafts/", rule_drafts.drafts, name="rules_drafts"),
    path("rules/drafts/new", rule_drafts.new, name="rules_draft_new"),
    path("rules/drafts/try", rule_drafts.tried_page, name="rules_draft_try"),
    path("rules/drafts/<int:pk>/", rule_drafts.draft, name="rules_draft"),
    path("rules/drafts/<int:pk>/file", rule_drafts.file, name="rules_draft_file"),
    path("rules/drafts/<int:pk>/do/<slug:act>", rule_drafts.act, name="rules_draft_act"),
    path("rules/trials/", rule_trials.trials, name="rules_trials"),
    path("rules/trials/new", rule_trials.new, name="rules_trial_new"),
    path("rules/trials/compare", rule_trials.side_by_side, name="rules_trial_compare"),
    path("rules/trials/<int:pk>/", rule_trials.trial, name="rules_trial"),
    path("rules/trials/<int:pk>/progress", rule_trials.progress, name="rules_trial_progress"),
]

"""Addresses of the workers' pages, which begin at the first page."""

from django.urls import path

from .views import (
    family,
    follow,
    follow_acts,
    home,
    identity,
    me,
    register,
    tell,
    tell_check,
    tell_group,
)

app_name = "portal"
urlpatterns = [
    path("", home.home, name="home"),
    path("notice", home.notice, name="notice"),
    path("register", register.begin, name="register"),
    path("who", identity.who, name="who"),
    path("phone", identity.phone, name="phone"),
    path("code", identity.code, name="code"),
    path("ask/<slug:name>", register.ask, name="ask"),
    path("review", register.review, name="review"),
    path("done", register.done, name="done"),
    path("me", me.me, name="me"),
    path("me/looks", me.looks, name="looks"),
    path("me/sources", me.sources, name="sources"),
    path("me/change/<slug:name>", me.change, name="change"),
    path("me/work", me.work, name="work"),
    path("me/phone", identity.new_phone, name="new_phone"),
    path("me/data.json", me.data, name="data"),
    path("me/print", me.printable, name="print"),
    path("me/consent", me.withdraw, name="withdraw"),
    path("me/sign-out", me.sign_out, name="sign_out"),
    path("family", family.family, name="family"),
    # --- telling what is wrong -------------------------------------------------------------------
    path("tell", tell.start, name="tell"),
    path("tell/story", tell.story, name="tell_story"),
    path("tell/where", tell.where, name="tell_where"),
    path("tell/whom", tell.whom, name="tell_whom"),
    path("tell/phone", tell.phone, name="tell_phone"),
    path("tell/similar", tell_check.together, name="tell_similar"),
    path("tell/kind", tell_check.kind, name="tell_kind"),
    path("tell/amounts", tell_check.amounts, name="tell_amounts"),
    path("tell/urgency", tell_check.urgency, name="tell_urgency"),
    path("tell/group", tell_group.group, name="tell_group"),
    path("tell/check", tell_check.check, name="tell_check"),
    # --- following it ----------------------------------------------------------------------------
    path("follow", follow.follow, name="follow"),
    path("follow/<slug:number>", follow.appeal, name="appeal"),
    path("follow/<slug:number>/sent", follow.sent, name="sent"),
    path("follow/<slug:number>/looks", follow.seen_by, name="seen_by"),
    path("follow/<slug:number>/file/<int:pk>", follow.file, name="file"),
    path("follow/<slug:number>/add", follow_acts.add, name="add"),
    path("follow/<slug:number>/hurry", follow_acts.hurry, name="hurry"),
    path("follow/<slug:number>/withdraw", follow_acts.withdraw, name="withdraw_appeal"),
    path("follow/<slug:number>/solved", follow_acts.solved, name="solved"),
    path("follow/<slug:number>/rate", follow_acts.rate, name="rate"),
    path("follow/<slug:number>/reopen", follow_acts.reopen, name="reopen"),
]

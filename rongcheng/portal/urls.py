"""Addresses of the workers' pages, which begin at the first page."""

from django.urls import path

from .views import family, home, identity, me, register

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
]

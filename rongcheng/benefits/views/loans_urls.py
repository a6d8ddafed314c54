"""Addresses of loans and of the interest subsidy."""

from django.urls import path

from . import loans, pay_lists

INTEREST = {"shown": pay_lists.INTEREST}

urlpatterns = [
    path("loans/", loans.loans, name="loans"),
    path("loans/file", loans.loans_file, name="loans_file"),
    path("loans/firm/", loans.firm, name="loans_firm"),
    path("loans/interest/", loans.interest, name="loans_interest"),
    path("loans/interest/file", loans.interest_file, name="loans_interest_file"),
    path("loans/interest/list", pay_lists.make_interest, name="loans_interest_list"),
    path("loans/interest/<int:pk>/", pay_lists.run, INTEREST, name="loans_interest_run"),
    path("loans/interest/<int:pk>/<slug:act>", pay_lists.act, INTEREST, name="loans_interest_act"),
    path("loans/send/<slug:number>/", loans.send, name="loans_send"),
    path("loans/<int:pk>/", loans.loan, name="loans_one"),
]

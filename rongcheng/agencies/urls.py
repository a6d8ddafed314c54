"""Addresses of this part."""

from django.urls import path, re_path

from .views import account, login, offices, staff

app_name = "agencies"
urlpatterns = [
    path("login", login.log_in, name="login"),
    path("login/code", login.code, name="login_code"),
    path("logout", login.log_out, name="logout"),
    path("account", account.account, name="account"),
    path("account/password", account.password, name="password"),
    path("account/second-factor", account.second_factor, name="second_factor"),
    path("account/second-factor/codes", account.backup_codes, name="backup_codes"),
    path(
        "account/second-factor/remove", account.remove_second_factor, name="remove_second_factor"
    ),
    path("account/sessions/<int:number>/end", account.end_session, name="end_session"),
    path("account/tokens", account.new_token, name="new_token"),
    path("account/tokens/<int:number>/revoke", account.revoke_token, name="revoke_token"),
    path("agencies/", offices.offices, name="offices"),
    path("agencies/new", offices.new_office, name="new_office"),
    path("agencies/<int:number>", offices.office, name="office"),
    path("agencies/<int:number>/succeed", offices.succeed, name="succeed"),
    path("agencies/accounts", staff.accounts, name="accounts"),
    path("agencies/accounts/new", staff.new_account, name="new_account"),
    path("agencies/accounts/<int:number>", staff.edit_account, name="edit_account"),
    re_path(
        r"^agencies/accounts/(?P<number>\d+)/(?P<what>password|close|reopen|factor)$",
        staff.act, name="account_act",
    ),
]  # fmt: skip

"""Addresses of posts, their holders, vacancies and monthly pay."""

from django.urls import path

from . import holders, pay_lists, posts

PAY = {"shown": pay_lists.PAY}

urlpatterns = [
    path("posts/", posts.posts, name="posts"),
    path("posts/new/", posts.new, name="posts_new"),
    path("posts/holders/", holders.holders, name="posts_holders"),
    path("posts/holders/file", holders.holders_file, name="posts_holders_file"),
    path("posts/holders/<int:pk>/", holders.holder, name="posts_holder"),
    path("posts/vacancies/", holders.vacancy_list, name="posts_vacancies"),
    path("posts/vacancies/<int:pk>/report", holders.report, name="posts_vacancy_report"),
    path("posts/pay/", pay_lists.pay, name="posts_pay"),
    path("posts/pay/<int:pk>/", pay_lists.run, PAY, name="posts_pay_one"),
    path("posts/pay/<int:pk>/<slug:act>", pay_lists.act, PAY, name="posts_pay_act"),
    path("posts/<int:pk>/", posts.post, name="posts_one"),
]

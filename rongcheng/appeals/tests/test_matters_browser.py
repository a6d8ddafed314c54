"""Pages of groups, hand-overs, call-backs, papers and warnings in a browser: axe and widths."""

from __future__ import annotations

import os
from datetime import timedelta
from pathlib import Path

import pytest
from django.urls import reverse
from django.utils import timezone

from rongcheng.agencies.models import Office
from rongcheng.alerts.models import Alert
from rongcheng.appeals.models import CallBack, PaperForm
from rongcheng.appeals.services import callbacks, groups, handovers, hotspots, paper
from rongcheng.appeals.services.attachments import Upload
from rongcheng.appeals.tests import factories as make
from rongcheng.appeals.tests.test_paper import photo
from rongcheng.web.testing import (
    SIZES,
    browser,  # noqa: F401
    open_page,
    settle,
    work_as,
    wrong_in,
)

RECEIPT = Upload("银行回单.pdf", b"%PDF-1.4 receipt")


def group_matter(desk):
    found = make.signed(desk, employer="鹤庆宏达建筑有限公司", site="云鹤镇安置房二期", people=12)
    groups.start_group(by=desk.handler, appeal=found, claimed=1_800_000)
    lines = [groups.Line(f"祁{c}月", 1_500_000, phone=f"1990000{n:04d}")
             for n, c in enumerate("甲乙丙丁戊")]  # fmt: skip
    taken = groups.add_claims(by=desk.handler, appeal=found, lines=lines).taken
    groups.record_payment(by=desk.handler, claim=taken[0], amount=1_500_000, proof=RECEIPT,
                          paid_on=timezone.localdate())  # fmt: skip
    return found, taken[1]


def handed_over(desk, appeal):
    court = make.office(Office.Kind.ARBITRATION, "鹤庆县劳动人事争议仲裁院")
    judge = make.account("handler", court, "judge", "虞清川")
    made = handovers.hand_over(
        by=desk.handler, appeal=appeal, to="arbitration", office=court, message="请依法受理。",
        bundle=Upload("证据材料.pdf", b"%PDF-1.4 bundle"),
    )  # fmt: skip
    return made, judge


def alike(desk) -> Alert:
    for n, name in enumerate(["永昌服装厂", "鹤庆永昌服饰", "永昌制衣有限公司"]):
        make.appeal(employer=name, name=f"岑{n}舟", phone=f"1990001{n:04d}")
    hotspots.sweep()
    return Alert.objects.order_by("level").first()


def called_back(desk) -> CallBack:
    make.answered(desk, name="芮一帆", phone="19900020000")
    callbacks.draw(on=timezone.localdate() + timedelta(days=1))
    return CallBack.objects.get()


def photographed(desk) -> PaperForm:
    paper.print_forms(by=desk.clerk)
    form = PaperForm.objects.get()
    return paper.read_back(by=desk.clerk, photo=Upload("IMG_1.jpg", photo(form.number)))


def pages() -> list[tuple[object, str, str]]:
    """Who, a name, and the address of every page of these parts with something on it."""
    desk = make.desk()
    mother, line = group_matter(desk)
    made, judge = handed_over(desk, mother)
    alert, call, form = alike(desk), called_back(desk), photographed(desk)
    return [
        (desk.dispatcher, "groups", reverse("appeals:groups")),
        (desk.handler, "roster", reverse("appeals:groups_roster", args=[mother.number])),
        (desk.handler, "line", reverse("appeals:groups_line", args=[mother.number, line.pk])),
        (desk.handler, "handovers", reverse("appeals:handovers")),
        (desk.handler, "handover new", reverse("appeals:handovers_new", args=[mother.number])),
        (judge, "handover", reverse("appeals:handovers_one", args=[made.pk])),
        (desk.supervisor, "callbacks", reverse("appeals:callbacks")),
        (desk.supervisor, "callback", reverse("appeals:callbacks_one", args=[call.pk])),
        (desk.clerk, "paper", reverse("appeals:paper")),
        (desk.clerk, "paper form", reverse("appeals:paper_type", args=[form.number])),
        (desk.supervisor, "alerts", reverse("alerts:stream")),
        (desk.supervisor, "alert", reverse("alerts:alert", args=[alert.pk])),
    ]


@pytest.mark.browser
@pytest.mark.django_db(transaction=True)
def test_pages_are_accessible_and_fit_any_window(live_server, browser):  # noqa: F811
    folder, wrong = os.environ.get("SCREENSHOTS"), []
    with open_page(browser) as page:
        for who, name, address in pages():
            work_as(page, who, live_server.url)
            page.goto(live_server.url + address)
            settle(page)
            for size in SIZES:
                wrong += [(name, each) for each in wrong_in(page, [size])]
                if folder:
                    page.screenshot(path=str(Path(folder) / f"{name}-{size}.png"), full_page=True)
    assert not wrong

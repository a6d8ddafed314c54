"""Two counties with one of everything each, marked so that nothing of one may show at the other.

All that belongs to a county says so: people carry its surname, texts its ``MINE``.
"""

from __future__ import annotations

from dataclasses import replace
from datetime import date, datetime, timedelta

import polars as pl
from django.utils import timezone

from rongcheng.agencies.models import Office
from rongcheng.agencies.roles import Role
from rongcheng.agencies.tests import factories as agencies
from rongcheng.alerts.services import Warning, raise_alert
from rongcheng.appeals.models import CallBack, PaperForm
from rongcheng.appeals.services import dispatch, groups, handling, handovers
from rongcheng.appeals.tests import factories as appeals
from rongcheng.audit.services import System
from rongcheng.benefits.events import Stage
from rongcheng.benefits.models import Application, Objection, OfferRun
from rongcheng.benefits.services import (
    applying,
    bankanswers,
    budgets,
    interest_pay,
    loans,
    paying,
    post_pay,
    posts,
    reclaiming,
    representing,
    reviewing,
    workshops,
)
from rongcheng.benefits.services.applying import Request
from rongcheng.benefits.services.loans import Lent
from rongcheng.benefits.services.log import add
from rongcheng.benefits.services.posts import Leaving, Plan
from rongcheng.benefits.services.workshops import Declared
from rongcheng.benefits.tests import factories as benefits
from rongcheng.benefits.tests import money
from rongcheng.employers import services as employers
from rongcheng.employers.tests.factories import employer
from rongcheng.people.ledger.identity import check_character
from rongcheng.people.models import EmploymentSpell, LedgerBatch, Person, Review
from rongcheng.people.services.statements import Source, record_statements
from rongcheng.places.models import Place
from rongcheng.rulekit.sources import text_of
from rongcheng.rules.packs import pages_of
from rongcheng.rules.services import drafts, simulation
from rongcheng.rules.services.simulation import What
from rongcheng.transfers import services as transfers

HOME, ELSEWHERE = 532932000000, 532931000000
SURNAME = {HOME: "欧阳", ELSEWHERE: "司徒"}
MINE = {HOME: "鹤庆独有", ELSEWHERE: "剑川独有"}
NAMES = {HOME: "欧阳独秀", ELSEWHERE: "司徒寒梅"}
QUERY = {HOME: "ouyangduxiu", ELSEWHERE: "situhanmei"}
SECRETS = {HOME: "鹤庆密闻", ELSEWHERE: "剑川密闻"}
"""What restricted appeals say: also at home for few."""
PLATFORM = System("test")

Things = dict[str, object]
"""Kind to the key or number of a thing of a county; ``marks`` what must not be seen elsewhere."""


def settle(county: int) -> Things:
    """One of everything at a county."""
    made = registered(county)
    made |= told(county) | applied(county, made) | granted(county) | handed_in(county)
    return made


def registered(county: int) -> Things:
    """A person, household, ledger, queued pair and office."""
    name, mine = NAMES[county], MINE[county]
    village = village_of(county)
    office = Office.objects.create(name=f"{mine}办公室", kind="employment", place_id=county)
    batch = LedgerBatch.objects.create(
        file_name=f"{mine}台账", file_hash="0", stored_as=f"x{county}", place_id=county,
        office=office, state="loaded",
    )  # fmt: skip
    body = f"{county // 10**6}19870305{county // 10**6 % 100:03d}"
    rows = pl.DataFrame(
        {
            "name": [name, name], "id_number": [body + check_character(body), None],
            "birth_date": [date(1987, 3, 5), None], "home_place": [village] * 2,
            "household_no": [f"{mine}户"] * 2, "remark": ["甲", "乙"],
        }
    )  # fmt: skip
    source = Source("ledger", 2, office.name, date(2026, 3, 1), office=office, batch=batch)
    for row in rows.iter_slices(1):
        record_statements(row, source=source, by=PLATFORM)
    person, *_, other = Person.objects.filter(home_place=village).order_by("pk")
    review = Review.objects.filter(older=person).first() or Review.objects.create(
        newer=other, older=person, score=0.7, reason="?"
    )
    return {
        "person": person.pk, "household": person.household_id, "ledger": batch.pk,
        "pair": review.pk, "office": office.pk, "village": village, "county": county,
    }  # fmt: skip


def village_of(county: int) -> int:
    """The first village of a county."""
    rows = Place.objects.filter(code__gte=county, code__lt=county + 10**6, level="village")
    return rows.earliest("code").pk


def told(county: int) -> Things:
    """A group appeal with all that belongs to it, and a restricted one."""
    desk = appeals.desk() if county == HOME else appeals.other_desk()
    site = f"{MINE[county]}工地"
    photo = replace(appeals.PHOTO, name=f"{site}.jpg",
                    content=appeals.PHOTO.content + site.encode())  # fmt: skip
    words = f"在{site}干活，三个月没有发工钱"
    open_one = appeals.signed(
        desk, text=words, place=county, site=site, name=NAMES[county], files=[photo]
    )
    handling.note(by=desk.handler, appeal=open_one, text=f"{site}的内部备注")
    groups.start_group(by=PLATFORM, appeal=open_one)
    sent = handovers.hand_over(by=desk.handler, appeal=open_one, to="police", office=desk.police,
                               message=f"请查{site}")  # fmt: skip
    call = CallBack.objects.create(appeal=open_one, drawn_at=open_one.filed_at, draw="2026-09-01")
    alert = raise_alert(by=PLATFORM, warning=Warning(
        "appeals.hotspot", site, 3, county, "hotspot_site", site,
        {"people": 5, "days": 7, "about": site}, [open_one.number],
    ))  # fmt: skip
    paper = PaperForm.objects.create(
        number=f"SCOPE-{county // 10**6}", place_id=county, office=desk.clerk.office,
        printed_at=open_one.filed_at, printed_by=desk.clerk,
    )  # fmt: skip
    secret = appeals.appeal(f"{SECRETS[county]}，请不要让别人知道", place=county, site=site,
                            employer=SECRETS[county], files=[photo])  # fmt: skip
    dispatch.restrict(by=desk.dispatcher, appeal=secret)
    return {
        "appeal": open_one.number, "secret": secret.number, "handover": sent.pk,
        "callback": call.pk, "alert": alert.pk, "claim": open_one.claims.get().pk,
        "file": open_one.attachments.order_by("pk").first().pk,
        "secret_file": secret.attachments.get().pk, "form": paper.number,
    }  # fmt: skip


# --- benefits -------------------------------------------------------------------------------------


def worker(county: int, sign: str, **more: object) -> Person:
    """Somebody of the county, named with its surname."""
    return benefits.worker(SURNAME[county] + sign, village=village_of(county), **more)


def for_benefit(county: int, sign: str, rule: str = "DL-8", **more: object) -> Application:
    """A benefit applied for by somebody of the county, under review."""
    person = worker(county, sign)
    if rule != "DL-8":  # the others are for people without work
        EmploymentSpell.objects.filter(person=person).update(end_date=date(2026, 7, 1))
    account = benefits.account(person, f"6222{county // 10**6}{person.pk:09}")
    request = Request("dali", rule, "person", person.pk, person, account=account,
                      day=benefits.DAY, **more)  # fmt: skip
    return applying.apply(by=benefits.TestWorker(person), request=request)


def decided(application: Application, *, shown: bool = False) -> Application:
    """Approved, and off its public notice unless ``shown``."""
    while application.stage == Stage.REVIEW:
        reviewing.check(by=PLATFORM, application=application)
    reviewing.approve(by=PLATFORM, application=application)
    if application.stage == Stage.NOTICE and not shown:
        add(application, "notice_over", by=PLATFORM)
    application.refresh_from_db()
    return application


def applied(county: int, made: Things) -> Things:
    """An application with a paper, one on a public notice with an objection, offers, money."""
    mine = MINE[county]
    photo = replace(appeals.PHOTO, name=f"{mine}证明.jpg")
    asked = for_benefit(county, "申", papers=[("证明", photo)])
    on_notice = decided(for_benefit(county, "示"), shown=True)
    line = on_notice.notice_lines.select_related("notice").get()
    objection = Objection.objects.create(line=line, text=f"{mine}异议")
    offered = worker(county, "列")
    request = Request("dali", "DL-8", "person", offered.pk, offered, day=benefits.DAY)
    applying.offer(by=PLATFORM, request=request)
    run = OfferRun.objects.create(
        pack="dali", place_id=county, as_of=benefits.DAY, started_by=f"{mine}经办",
        state="failed", failure=f"{mine}名单未成", counts={str(county): {"new": 1, "there": 0}},
    )  # fmt: skip
    return {
        "application": asked.number, "paper": asked.papers.get().pk,
        "decision": asked.decisions.get().pk, "notice": line.notice.number,
        "objection": objection.pk, "offer_run": run.pk,
    } | paid(county)  # fmt: skip


def paid(county: int) -> Things:
    """A budget that pays a batch: one paid and reclaimed, one returned by the bank, one waiting."""
    mine = MINE[county]
    finance = agencies.staff(Role.FINANCE_OFFICER, county, full_name=f"{mine}财务")
    chief = agencies.staff(Role.CHIEF_APPROVER, county, full_name=f"{mine}主管")
    budget = budgets.set_up(
        by=finance, place=Place.objects.get(pk=county), year=timezone.localdate().year,
        source="employment", amount=1_000_000, document=f"{mine}预算〔2026〕12号",
    )  # fmt: skip
    first, second, third = (decided(for_benefit(county, sign)) for sign in "付退待")
    batch = paying.make(
        by=finance, budget=budget, applications=[first, second], purpose=f"{mine}补助"
    )
    paying.sign(by=chief, batch=batch)
    content = money.answer(batch, (1, "成功", ""), (2, "失败", f"{mine}销户"))
    bankanswers.read(by=finance, batch=batch, file_name=f"{mine}回盘.csv", content=content)
    first.refresh_from_db()
    clawback = reclaiming.reclaim(by=PLATFORM, application=first, amount=50_000,
                                  reason=f"{mine}追回", clause="三")  # fmt: skip
    return {"budget": budget.pk, "batch": batch.number, "clawback": clawback.number,
            "payable": third.number}  # fmt: skip


def granted(county: int) -> Things:
    """A post with a holder and a vacancy, a pay list, a loan."""
    mine, on = MINE[county], date(2026, 9, 1)
    wants = {"wants_post": True, "leaders_family": False}
    post = posts.set_up(by=PLATFORM, plan=Plan(
        place=village_of(county), title=f"{mine}岗位", work="cleaning", slots=2, pay=100_000,
        funding="employment", needed_for=f"{mine}清扫", opened_on=date(2023, 1, 1),
    ))  # fmt: skip
    held = []
    for sign in "岗离":
        application = decided(for_benefit(county, sign, "DL-4", said=wants))
        application.decided_at = timezone.make_aware(datetime(2026, 8, 20))
        application.save()
        held.append(posts.recruit(by=PLATFORM, post=post, application=application, on=on))
        posts.start(by=PLATFORM, holding=held[-1], on=on)
    run = post_pay.prepare(by=PLATFORM, place=county, period="2026-09")
    leaving = Leaving(timezone.localdate() - timedelta(days=1), "work", report=False)
    posts.leave(by=PLATFORM, holding=held[1], leaving=leaving)
    owns = {"owns_business": True, "other_interest_subsidy": False}
    lent = decided(for_benefit(county, "贷", "DL-11", said=owns))
    loan = loans.send(by=PLATFORM, application=lent, bank=f"{mine}银行", on=timezone.localdate())
    return {"post": post.pk, "holding": held[0].pk, "vacancy": held[1].vacancy.pk, "run": run.pk,
            "loan": loan.pk, "interest_run": subsidised(county)}  # fmt: skip


def subsidised(county: int) -> int:
    """The list of a quarter's interest on a loan that the bank gave; its key."""
    owns = {"owns_business": True, "other_interest_subsidy": False}
    granted = decided(for_benefit(county, "息", "DL-11", said=owns))
    granted.decided_at = timezone.make_aware(datetime(2026, 3, 2))
    granted.save()
    loan = loans.send(by=PLATFORM, application=granted, bank=f"{MINE[county]}银行",
                      on=date(2026, 3, 3))  # fmt: skip
    loan = loans.looked_into(by=PLATFORM, loan=loan, on=date(2026, 3, 4), findings="属实")
    lent = Lent(10_000_000, date(2026, 3, 5), date(2028, 3, 5), 300)
    loan = loans.lend(by=PLATFORM, loan=loan, lent=lent)
    loans.enter_interest(by=PLATFORM, loan=loan, quarter="2026Q2", amount=75_833)
    return interest_pay.prepare(by=PLATFORM, place=county, period="2026Q2").pk


def handed_in(county: int) -> Things:
    """An employer, recognised, with its yearly list and somebody who acts for it; rules tried."""
    mine = MINE[county]
    body = employer(f"{mine}车间", "workshop", place=county)
    held = employers.recognise(
        by=PLATFORM, employer=body, kind="workshop", level="county", document=f"{mine}文件",
        since=date(2025, 1, 1),
    )  # fmt: skip
    lines = [Declared(f"{SURNAME[county]}工", "", 6)]
    proof = workshops.file_proof(by=PLATFORM, recognition=held, year=2025, lines=lines)
    person = worker(county, "代")
    asked = representing.ask(by=benefits.TestWorker(person), person=person, code=body.code)
    agency = employer(f"{mine}劳务公司", "hr_agency", place=county)
    roster = transfers.hand_in(by=PLATFORM, organiser=agency, place=county)
    transfers.add_row(
        by=PLATFORM, roster=roster, name=f"{SURNAME[county]}输", start=date(2026, 3, 1),
        birth_date=date(1990, 1, 1),
    )  # fmt: skip
    return {
        "employer": body.code, "recognition": held.pk, "proof": proof.pk,
        "representative": asked.pk, "roster": roster.pk,
    } | drafted(county)  # fmt: skip


def drafted(county: int) -> Things:
    """A draft of a rule that was not submitted, and a trial of it."""
    mine = MINE[county]
    author = agencies.staff(Role.COUNTY_OFFICER, county, full_name=f"{mine}起草人")
    text = text_of(pages_of("dali", timezone.localdate()), "DL-8")
    draft = drafts.begin(by=author, pack="dali", text=text, rule="DL-8", reason=f"{mine}理由")
    trial = simulation.ask(
        by=author, pack="dali", day=benefits.DAY, title=f"{mine}试算",
        what=What(rule="DL-8", changes={"values": {"least_months": "2"}}),
    )  # fmt: skip
    return {"draft": draft.pk, "trial": trial.pk, "author": author.pk}

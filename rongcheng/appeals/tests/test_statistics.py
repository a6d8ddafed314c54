"""Figures: what is counted is what is listed; small counts stay hidden; durations are right."""

import csv
import hashlib
import io
import re
from datetime import timedelta
from html import unescape

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone
from openpyxl import load_workbook

from rongcheng.appeals.events import Stage
from rongcheng.appeals.models import Appeal
from rongcheng.appeals.queries import figure_lines
from rongcheng.appeals.queries import statistics as count
from rongcheng.appeals.services import dispatch, worker
from rongcheng.appeals.tests import factories as made
from rongcheng.audit.models import Event

TODAY = timezone.localdate
BACKEND = "django.contrib.auth.backends.ModelBackend"


@pytest.fixture(scope="module")
def filled(written_once):
    """An appeal in every stage, some corrected, rated, disputed, urgent, overdue, elsewhere."""
    desk = made.desk()
    for stage in Stage:
        made.in_stage(stage, desk)
    late = made.signed(desk, when=timezone.now() - timedelta(days=60))
    assert late.due_at < timezone.now()
    rated = made.closed(desk)
    worker.rate(by=made.PLATFORM, appeal=rated, attitude=4, result=4)
    worker.dispute(by=made.PLATFORM, appeal=made.answered(desk), text="没有解决")
    corrected = made.appeal(category="")
    dispatch.correct(by=desk.dispatcher, appeal=corrected, category="children_education")
    dispatch.grade(by=desk.dispatcher, appeal=corrected, urgency="urgent")
    return desk


@pytest.fixture
def many(filled, db):
    """The people of the county's offices, once it has all of them."""
    return filled


def period(days=90):
    return count.Period(TODAY() - timedelta(days=days), TODAY())


@pytest.mark.parametrize("by", ["", *count.BY])
def test_every_figure_of_every_line_is_what_it_lists(many, by):
    seen = set()
    for row in count.table(many.dispatcher, period(), by):
        for figure in count.FIGURES:
            rows = count.rows_of(many.dispatcher, period(), figure, by, row["key"])
            assert rows.count() == row[figure], (by, row["key"], figure)
            seen |= {figure} if row[figure] else set()
    assert seen == set(count.FIGURES) - {"by_itself"}  # or the comparison would prove nothing


def test_lines_add_up_to_the_whole(many):
    [whole] = count.table(many.dispatcher, period())
    assert whole["received"] == Appeal.objects.count()
    for by in count.BY:
        *each, last = figure_lines.lines(many.dispatcher, period(), by)
        for figure in figure_lines.SHOWN:
            assert last.of(figure).count == whole[figure]
            assert sum(line.of(figure).count for line in each) == whole[figure]


@pytest.mark.parametrize("by", count.BY)
def test_every_link_of_the_page_opens_as_many_rows(many, client, by):
    client.force_login(many.dispatcher, backend=BACKEND)
    page = client.get(f"/appeals/figures/?by={by}").content.decode()
    links = re.findall(r'<a href="([^"]+)" data-figure="\w+">([\d,]+)</a>', page)
    assert len(links) > 5
    for address, number in dict.fromkeys(links):
        rows = client.get(unescape(address))
        assert rows.status_code == 200
        total = re.search(r'data-total="(\d+)"', rows.content.decode())[1]
        assert total == number.replace(",", ""), address


def test_a_leader_sees_figures_but_no_rows_and_no_small_counts(many, client):
    for _n in range(3):
        made.closed(many)
    leader = made.account("leader", many.group, "leader", "温知行")
    client.force_login(leader, backend=BACKEND)
    page = client.get("/appeals/figures/?by=urgency").content.decode()
    assert "data-figure" not in page and ">—</span>" in page and "不显示" in page
    assert client.get("/appeals/figures/rows?figure=received").status_code == 403
    for by in count.BY:
        for line in figure_lines.lines(leader, period(), by):
            assert not any(cell.count and cell.count < 5 for cell in line.cells)
    shown = re.findall(r'<td class="num">([\d,]+)<', page)
    assert not [n for n in shown if 0 < int(n.replace(",", "")) < 5]


def test_a_count_that_the_sum_would_tell_is_hidden_with_the_small_one(many):
    lines = [
        figure_lines.Line(key, key, [figure_lines.Cell("received", n)])
        for key, n in {"a": 3, "b": 9, "c": 20, "*": 32}.items()
    ]
    figure_lines._hide(lines, ["received"])
    assert [line.cells[0].count for line in lines] == [None, None, 20, 32]


def test_a_desk_that_may_not_open_all_appeals_sees_figures_as_a_leader_does(many, client):
    client.force_login(many.clerk, backend=BACKEND)
    assert "data-figure" not in client.get("/appeals/figures/").content.decode()
    assert client.get("/appeals/figures/rows?figure=received").status_code == 403


def test_of_another_county_nothing_is_counted(many):
    other = made.other_desk()
    assert count.table(other.dispatcher, period())[0]["received"] == 0
    assert count.durations(other.dispatcher, period()) == []


def test_the_page_asks_the_database_as_often_for_many_lines(
    many, client, django_assert_num_queries
):
    client.force_login(many.dispatcher, backend=BACKEND)
    client.get("/appeals/figures/?by=office")
    with CaptureQueriesContext(connection) as before:
        client.get("/appeals/figures/?by=office")
    dispatch.assign(by=many.dispatcher, appeal=made.appeal(), office=many.police)
    dispatch.assign(by=many.dispatcher, appeal=made.appeal(), office=many.education)
    with django_assert_num_queries(len(before)):
        client.get("/appeals/figures/?by=office")
    assert len(before) <= 15


@pytest.mark.parametrize("address", [
    "rows?figure=flown", "rows?by=month&key=soon", "rows?by=office&key=x", "rows?by=urgency&key=x",
    "rows?by=flown",
])  # fmt: skip
def test_what_is_no_figure_is_not_found(many, client, address):
    client.force_login(many.dispatcher, backend=BACKEND)
    assert client.get(f"/appeals/figures/{address}").status_code == 404


def test_the_table_is_exported_with_its_hash(many, client):
    client.force_login(many.supervisor, backend=BACKEND)
    asked = {"by": "category", "since": TODAY() - timedelta(days=90), "until": TODAY()}
    got = client.post("/appeals/figures/file", asked | {"kind": "csv"})
    text = got.content.decode("utf-8-sig")
    *rows, last = list(csv.reader(io.StringIO(text)))
    *_each, whole = figure_lines.lines(many.supervisor, period(), "category")
    assert rows[-1][:2] == [whole.name, str(whole.of("received").count)]
    event = Event.objects.get(act="appeals.exported")
    body = got.content[: got.content.rindex(b"\r\n", 0, -2) + 2]
    assert hashlib.sha256(body).hexdigest() == event.detail["sha256"]
    assert event.detail["sha256"] in " ".join(last)
    book = load_workbook(io.BytesIO(client.post("/appeals/figures/file", asked).content))
    assert book.worksheets[0]["B2"].value == int(rows[1][1])
    assert event.detail["sha256"] in [cell.value for cell in book.worksheets[1]["B"]]
    client.force_login(many.dispatcher, backend=BACKEND)  # without the right to export
    assert client.post("/appeals/figures/file", asked).status_code == 403

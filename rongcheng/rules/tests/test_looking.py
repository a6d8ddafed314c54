"""Packs are looked at once a request and read once for each draft that is approved."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.urls import reverse

from rongcheng.rules import looking, packs
from rongcheng.rules.models import RuleDraft
from rongcheng.rules.packs import live
from rongcheng.rules.services import drafts
from rongcheng.rules.services.drafts import NewValue
from rongcheng.rules.tests.test_drafts import (  # noqa: F401 - fixtures
    LATER,
    author,
    chief,
    draft_of,
    in_force,
    shorter,
    written,
)

pytestmark = pytest.mark.django_db


@pytest.fixture
def counted(monkeypatch):
    """How often a function of a module is called from now on."""

    def of(module, name):
        calls, real = [], getattr(module, name)
        monkeypatch.setattr(module, name, lambda *a, **k: calls.append(a) or real(*a, **k))
        return calls

    return of


@pytest.fixture
def request_begun():
    looking.begin()
    yield
    looking.forget()


def test_after_an_approval_the_pack_is_read_no_more_than_once(author, chief, counted):  # noqa: F811
    live("dali")
    in_force(author, chief, shorter(written()))
    reads = counted(packs, "load_rules")
    assert len(live("dali").dated["DL-8"]) == 2
    assert len(reads) <= 1
    reads.clear()
    live("dali")
    assert not reads
    later = NewValue("other_province", "900 yuan", LATER + timedelta(9), "provincial", "州文件")
    second = drafts.change_value(by=author, pack="dali", rule="DL-8", change=later, reason="下文")
    drafts.approve(by=chief, draft=drafts.submit(by=author, draft=second))
    reads.clear()
    assert len(live("dali").dated["DL-8"]) == 3
    assert len(reads) <= 1


def test_a_request_looks_once_until_it_changes_a_draft(
    request_begun, author, chief, counted  # noqa: F811
):  # fmt: skip
    draft = draft_of(author, shorter(written()))
    looking.begin()
    looks = counted(looking, "_look")
    assert live("dali").dated == live("dali").dated and len(looks) == 1
    drafts.approve(by=chief, draft=drafts.submit(by=author, draft=draft))
    assert len(live("dali").dated["DL-8"]) == 2 and RuleDraft.objects.count() == 1


def test_pages_look_once_and_commands_at_each_question(client, author, counted):  # noqa: F811
    client.force_login(author)
    looks = counted(looking, "_look")
    assert client.get(reverse("rules:list")).status_code == 200
    assert len(looks) == 1
    live("dali"), live("dali")
    assert len(looks) == 3


def test_a_file_put_in_or_taken_out_is_seen(settings, tmp_path):
    settings.PACKS_DIR = tmp_path
    old = tmp_path / "old.yaml"
    old.write_text("a: 1", "utf-8")
    one = looking.stamp()
    (tmp_path / "more").mkdir()
    (tmp_path / "more" / "new.yaml").write_text("b: 1", "utf-8")
    two = looking.stamp()
    old.unlink()
    assert len({one, two, looking.stamp()}) == 3

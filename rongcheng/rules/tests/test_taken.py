"""Approved drafts that were copied into the pack's files no longer lie over them."""

from __future__ import annotations

import io
import json
import shutil
import zipfile
from datetime import timedelta
from io import StringIO
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command
from django.urls import reverse

from rongcheng.agencies.roles import Role
from rongcheng.agencies.tests import factories as agencies
from rongcheng.rules.models import RuleDraft
from rongcheng.rules.packs import in_files, live, over_files, taken
from rongcheng.rules.services import drafts
from rongcheng.rules.services.drafts import NewValue
from rongcheng.rules.tests.test_drafts import (
    LATER,
    TODAY,
    draft_of,
    in_force,
    months,
    shorter,
    written,
)
from rongcheng.rules.trying import tried

pytestmark = pytest.mark.django_db


@pytest.fixture
def author():
    return agencies.staff(Role.CITY_OFFICER, agencies.CITY)


@pytest.fixture
def chief():
    return agencies.staff(Role.CHIEF_APPROVER, agencies.CITY)


@pytest.fixture
def packs(settings, tmp_path) -> Path:
    """A copy of the packs that a test may write into."""
    shutil.copytree(settings.PACKS_DIR, tmp_path / "packs")
    settings.PACKS_DIR = tmp_path / "packs"
    return tmp_path / "packs"


def wordings() -> list[tuple[object, str]]:
    return [(rule.valid, rule.version) for rule in live("dali").dated["DL-8"]]


def exported(*words: str) -> str:
    out = StringIO()
    call_command("rules_export", *words, stdout=out)
    return out.getvalue()


def shorter_still(text: str) -> str:
    """One month instead of two, the near miss at none."""
    return (
        text.replace("value: 2,", "value: 1,")
        .replace("months_in_row: 1}", "months_in_row: 0}")
        .replace("months_in_row: 2", "months_in_row: 1")
    )


def test_written_into_the_folder_it_is_taken_and_nothing_else_changes(packs, author, chief):
    first, later = in_force(author, chief, shorter(written())), LATER + timedelta(days=9)
    change = NewValue("other_province", "900 yuan", later, "provincial", "州文件")
    second = drafts.change_value(by=author, pack="dali", rule="DL-8", change=change, reason="下文")
    drafts.approve(by=chief, draft=drafts.submit(by=author, draft=second))
    before = wordings()
    assert over_files("dali") == [first, second] and len(before) == 3
    told = json.loads(exported("dali", "--json"))
    assert [each["from"] for each in told] == [str(LATER), str(later)]
    exported("--out", str(packs))
    assert over_files("dali") == [] and taken(first) and taken(second)
    assert wordings() == before and months(LATER) == 2 and months(TODAY) == 3
    assert [r.version for r in in_files("dali").dated["DL-8"]] == [v for _valid, v in before]
    assert "No draft lies over the files" in exported()
    far = LATER + timedelta(days=20)
    third = in_force(author, chief, shorter_still(shorter(written())), far)
    assert over_files("dali") == [third] and months(far) == 1


def test_merged_by_hand_into_the_rule_it_is_taken_too(packs, author, chief):
    draft = in_force(author, chief, shorter(written()), TODAY)
    assert not taken(draft)
    for path in (packs / "dali/benefits").glob("*.yaml"):
        text = path.read_text("utf-8")
        if "\n  DL-8:" in text:
            start = text.index("\n  DL-8:")
            end = text.find("\n  DL-", start + 1)
            end = len(text) if end < 0 else end
            path.write_text(text[:start] + shorter(text[start:end]) + text[end:], "utf-8")
    assert taken(draft) and over_files("dali") == []
    # whoever merges by hand gives the old words up
    assert months(TODAY - timedelta(days=1)) == 2


def test_the_page_of_the_pack_hands_the_files_out(packs, author, chief, client):
    draft = in_force(author, chief, shorter(written()))
    client.force_login(author, backend="django.contrib.auth.backends.ModelBackend")
    page, file = reverse("rules:pack", args=["dali"]), reverse("rules:export", args=["dali"])
    assert file in client.get(page).content.decode()
    with zipfile.ZipFile(io.BytesIO(client.get(file).content)) as folder:
        (name,) = folder.namelist()
        assert name.startswith("dali/benefits/DL-8-") and not (packs / name).exists()
        folder.extractall(packs)
    assert file not in client.get(page).content.decode()
    assert client.get(file).status_code == 404
    shown = client.get(reverse("rules:draft", args=[draft.pk])).content.decode()
    assert "已写入规则包文件" in shown


def test_there_is_no_such_pack():
    with pytest.raises(CommandError, match="no pack"):
        exported("nowhere")


def test_a_clause_comes_with_the_rule_by_the_same_second_person(author, chief, client):
    text = shorter(written()).replace('clause: "3"', 'clause: "19"')
    assert 'clause: "19"' in text
    (mistake,) = tried("dali", text, TODAY).mistakes
    notice = in_files("dali").rules["DL-8"].notice
    assert mistake.lacks == (notice, "19")
    whole = f'clauses:\n  {notice}:\n    "19": {{zh: 新增的一条, en: a new one}}\n{text}'
    client.force_login(author, backend="django.contrib.auth.backends.ModelBackend")
    panel = client.post(reverse("rules:draft_try"), {"pack": "dali", "text": whole})
    assert "新增的一条" in panel.content.decode() and "没有错误" in panel.content.decode()
    draft = drafts.submit(by=author, draft=draft_of(author, whole))
    assert "19" not in live("dali").notices[notice].clauses
    drafts.approve(by=chief, draft=draft)
    assert live("dali").notices[notice].clauses["19"]["zh"] == "新增的一条"
    assert "19" not in in_files("dali").notices[notice].clauses
    assert live("dali").rule("DL-8", LATER).clause == "19"


def test_a_draft_gives_its_day_beside_its_text():
    found = tried("dali", f"effective: {LATER}\n{written()}", TODAY)
    assert "effective" in found.mistakes[0].text and not RuleDraft.objects.exists()

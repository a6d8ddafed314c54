"""Message catalogues: what is found in sources, and how it is merged and checked."""

import pytest
from django.core.management import CommandError, call_command

from rongcheng.web import catalogues
from rongcheng.web.catalogues import Message

PYTHON = """
from django.utils.translation import gettext as _, ngettext, pgettext_lazy
from django.utils import translation
_("plain")
_("in two "
  "pieces")
ngettext("one", "many", 3)
pgettext_lazy("person", "Name")
translation.gettext("by module")
_(variable)
other("not a message")
"""
TEMPLATE = """{% load i18n %}
{% trans "plain" %} {% trans 'quoted' as x %} {% translate "Name" context "person" %}
{% blocktrans trimmed with n=n %}
  {{ n }} persons
{% endblocktrans %}
{% blocktrans count n=n %}one{% plural %}many{% endblocktrans %}
{% icon "x" label=_("inside") %}{{ _("shown")|upper }}
"""


@pytest.fixture
def part(tmp_path, monkeypatch):
    """A part of its own with one Python file, and a function that writes it."""
    monkeypatch.setattr(catalogues, "PACKAGE", tmp_path)
    (tmp_path / "toy").mkdir()
    (tmp_path / "toy" / "__init__.py").touch()

    def write(*texts: str) -> None:
        lines = ["from django.utils.translation import gettext as _", *(f"_({t!r})" for t in texts)]
        (tmp_path / "toy" / "views.py").write_text("\n".join(lines))

    return write


def translate(**texts: str) -> None:
    path = catalogues.PACKAGE / "toy" / catalogues.LOCALE
    known = catalogues.catalogue("toy")
    for entry in known:
        entry.msgstr = texts.get(entry.msgid, entry.msgstr)
    path.write_text(str(known))


def test_messages_of_python():
    assert set(catalogues.from_python(PYTHON)) == {
        Message("plain"), Message("in two pieces"), Message("one", plural="many"),
        Message("Name", "person"), Message("by module"),
    }  # fmt: skip


def test_messages_of_a_template():
    assert set(catalogues.from_template(TEMPLATE)) == {
        Message("plain"), Message("quoted"), Message("Name", "person"), Message("%(n)s persons"),
        Message("one", plural="many"), Message("inside"), Message("shown"),
    }  # fmt: skip


def test_translations_survive_a_merge_and_order_is_stable(part):
    part("b", "a")
    catalogues.merge("toy")
    translate(a="甲", b="乙")
    part("a", "c", "b")
    merged = catalogues.merge("toy")
    assert [(entry.msgid, entry.msgstr) for entry in merged] == [
        ("a", "甲"),
        ("b", "乙"),
        ("c", ""),
    ]
    path = catalogues.PACKAGE / "toy" / catalogues.LOCALE
    before = path.stat().st_mtime_ns
    catalogues.merge("toy")
    assert path.stat().st_mtime_ns == before
    assert "POT-Creation-Date" not in path.read_text()


def test_what_is_no_longer_used_comes_back_when_it_is(part):
    part("a")
    catalogues.merge("toy")
    translate(a="甲")
    part()
    catalogues.merge("toy")
    assert [flaw.kind for flaw in catalogues.check()] == ["obsolete"]
    part("a")
    catalogues.merge("toy")
    assert catalogues.check() == []


def test_check_names_what_is_untranslated_or_wrong(part):
    part("a", "%(n)s persons")
    catalogues.merge("toy")
    translate(**{"%(n)s persons": "%(m)s 人"})
    found = {(flaw.kind, flaw.msgid) for flaw in catalogues.check()}
    assert found == {("untranslated", "a"), ("placeholders differ", "%(n)s persons")}


def test_two_parts_may_not_translate_one_text_in_two_ways(part, tmp_path):
    part("Name")
    (tmp_path / "work").mkdir()
    (tmp_path / "work" / "__init__.py").touch()
    (tmp_path / "work" / "views.py").write_text((tmp_path / "toy" / "views.py").read_text())
    catalogues.merge("toy")
    translate(Name="姓名")
    assert catalogues.merge("work")[0].msgstr == "姓名"
    translate(Name="名称")
    assert [flaw.kind for flaw in catalogues.check()] == ["translated otherwise in toy"]


def test_the_command_fails_when_asked_to_check(part, capsys):
    part("a")
    with pytest.raises(CommandError, match="1 texts"):
        call_command("messages", check=True)
    assert "toy: untranslated: 'a'" in capsys.readouterr().out
    assert not (catalogues.PACKAGE / "toy" / catalogues.LOCALE).exists()


def test_an_unknown_part_is_refused():
    with pytest.raises(CommandError, match="no part 'nowhere'"):
        call_command("messages", "nowhere")


def test_the_catalogue_of_this_part_is_complete():
    assert catalogues.check(["web"]) == []

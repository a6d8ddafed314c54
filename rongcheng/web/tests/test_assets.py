"""Browser libraries: what is copied, what the lock may say, and that nothing is done twice."""

import json

from django.core.management import call_command

from rongcheng.web import assets


def test_the_lock_names_no_registry():
    lock = json.loads((assets.FRONTEND / "package-lock.json").read_text())
    packages = {name: entry for name, entry in lock["packages"].items() if name}
    assert packages
    for entry in packages.values():
        assert "resolved" not in entry and entry["integrity"].startswith("sha512-")


def test_everything_pages_need_was_copied():
    assert assets.is_current(), "Run `rongcheng frontend` (make setup does)."
    names = json.loads((assets.FRONTEND / "files.json").read_text()).values()
    for name in names:
        assert b"sourceMappingURL" not in (assets.VENDOR / name).read_bytes()


def test_the_sprite_holds_every_icon():
    sprite = (assets.VENDOR / "icons.svg").read_text()
    for name in assets.icon_names():
        assert f'id="{name}"' in sprite


def test_current_libraries_are_not_fetched_again(monkeypatch, capsys):
    monkeypatch.setattr(assets, "build", lambda: 1 / 0)
    call_command("frontend")
    assert "current" in capsys.readouterr().out


def test_a_changed_icon_list_makes_them_stale(monkeypatch, tmp_path):
    for path in assets.FRONTEND.iterdir():
        (tmp_path / path.name).write_bytes(path.read_bytes())
    monkeypatch.setattr(assets, "FRONTEND", tmp_path)
    assert assets.is_current()
    (tmp_path / "icons.txt").write_text("alarm")
    assert not assets.is_current()

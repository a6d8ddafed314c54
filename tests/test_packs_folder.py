"""A folder of packs of an installation's own, named by the environment."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest
from django.conf import settings
from django.core.management import call_command

from rongcheng.agencies.packs import PackError, must_be_there
from rongcheng.rules.packs import names

OWN = Path(settings.BASE_DIR) / "packs"


def run(folder: Path, packs: Path | str, *words: str) -> subprocess.CompletedProcess[str]:
    environment = os.environ | {
        "RONGCHENG_DATA": str(folder / "data"), "RONGCHENG_PACKS": str(packs),
        "PYTHONPATH": str(settings.BASE_DIR),
    }  # fmt: skip
    return subprocess.run(
        [sys.executable, *words], env=environment, cwd=folder, capture_output=True, text=True,
        check=False,
    )  # fmt: skip


def test_a_folder_is_taken_from_where_one_stands(tmp_path):
    words = ("-c", "from rongcheng import settings; print(settings.PACKS_DIR)")
    assert run(tmp_path, "ours", *words).stdout.strip() == str(tmp_path / "ours")
    assert run(tmp_path, "", *words).stdout.strip() == str(OWN)


def test_one_without_the_national_pack_is_refused_in_words(tmp_path):
    (tmp_path / "ours").mkdir()
    done = run(tmp_path, "ours", "-m", "rongcheng.cli", "packs", "check")
    assert done.returncode == 1
    assert "has no national pack" in done.stderr and "Traceback" not in done.stderr
    assert f"cp -r {OWN / 'national'} {tmp_path / 'ours'}" in done.stderr


def test_one_that_is_not_there_is_refused_too(tmp_path):
    with pytest.raises(PackError, match="is not there. Make it and copy the national pack"):
        must_be_there(tmp_path / "nowhere")
    must_be_there(OWN)


@pytest.mark.django_db
def test_the_packs_of_the_folder_are_checked_and_no_other(tmp_path, settings, capsys):
    for name in ("national", "toy"):
        shutil.copytree(OWN / name, tmp_path / name)
    settings.PACKS_DIR = tmp_path
    assert names() == ["national", "toy"]
    call_command("packs_check")
    assert f"toy ({tmp_path / 'toy'}): 5 rules" in capsys.readouterr().out

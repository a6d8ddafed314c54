"""A backup brings back every person, and their numbers can still be opened."""

import json
import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from rongcheng.embedded import Embedded

ROOT = Path(__file__).parent.parent


def rongcheng(data: Path, *words: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-m", "rongcheng.cli", *words],
        env=os.environ | {"RONGCHENG_DATA": str(data), "RONGCHENG_TESTING": "1"},
        cwd=ROOT, capture_output=True, text=True, check=False,
    )  # fmt: skip


@pytest.fixture
def installation(tmp_path, monkeypatch):
    monkeypatch.delenv("DATABASE_URL", raising=False)
    ledger = tmp_path / "ledger.csv"
    ledger.write_text("姓名,身份证号,电话\n段阿花,532932198703051229,19912345678\n", "utf-8")
    done = rongcheng(tmp_path / "a", "ledger", "load", str(ledger), "--place", "532932", "--json")
    assert done.returncode == 0, done.stderr
    assert json.loads(done.stdout)["new"] == 1, done.stdout
    yield tmp_path / "a"
    for name in "abc":
        shutil.rmtree(Embedded(tmp_path / name).state, ignore_errors=True)


def test_there_and_back(installation, tmp_path):
    archive = tmp_path / "save.tar"
    assert rongcheng(installation, "backup", str(archive)).returncode == 0
    assert b"19912345678" not in archive.read_bytes()
    again = rongcheng(installation, "backup", str(archive))
    assert again.returncode == 1 and "exists already" in again.stderr

    other = tmp_path / "b"
    done = rongcheng(other, "restore", str(archive), "--json")
    assert done.returncode == 0 and json.loads(done.stdout)["persons"] == 1, done.stderr
    ledger = tmp_path / "ledger.csv"
    found = rongcheng(other, "ledger", "load", str(ledger), "--place", "532932", "--json")
    assert json.loads(found.stdout)["unchanged"] == 1, found.stdout
    verdict = rongcheng(other, "audit", "verify", "--json")
    assert verdict.returncode == 0, verdict.stdout

    refused = rongcheng(other, "restore", str(archive))
    assert refused.returncode == 1 and "--replace" in refused.stderr
    broken = tmp_path / "broken.tar"
    broken.write_bytes(b"no tar")
    refused = rongcheng(tmp_path / "c", "restore", str(broken), "--keys", f"{archive}.keys")
    assert refused.returncode == 1 and "not a backup" in refused.stderr

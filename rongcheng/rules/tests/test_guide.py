"""The pack that docs/rules.md has a newcomer write holds together and does what is said there."""

from __future__ import annotations

import re
import shutil
from datetime import date
from pathlib import Path

from rongcheng.rulekit.tests.packs import PACKS, write
from rongcheng.rules.packs import hints, load, mistakes

GUIDE = Path(__file__).parents[3] / "docs/rules.md"
FILE = re.compile(r"```yaml\n# (packs/linshui/\S+)\n(.*?)```", re.S)


def test_the_pack_of_the_guide(tmp_path):
    files = FILE.findall(GUIDE.read_text("utf-8"))
    assert [Path(name).parent.name for name, _text in files] == ["linshui", "notices", "benefits"]
    for name, text in files:
        write(tmp_path / name, text)
    shutil.copytree(PACKS / "national", tmp_path / "packs/national")
    folder = str(tmp_path / "packs/linshui")
    assert mistakes(folder) == [] and hints(folder) == []
    (rule,) = load(folder).on(date(2026, 6, 30))
    assert (rule.id, len(rule.examples), rule.conditions[0].id) == ("LS-1", 3, "place")

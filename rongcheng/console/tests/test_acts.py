"""Every act that some part records has a wording in Chinese."""

import re
from pathlib import Path

from django.conf import settings
from django.utils.translation import override

from rongcheng.audit.acts import all_acts

RECORDED = re.compile(r'\brecord\(\s*"([a-z_]+\.[a-z_]+)"')


def test_every_recorded_act_is_declared():
    sources = Path(settings.BASE_DIR, "rongcheng").rglob("*.py")
    recorded = {
        act
        for path in sources
        if "tests" not in path.parts
        for act in RECORDED.findall(path.read_text(encoding="utf-8"))
    }
    assert "agencies.login" in recorded
    assert sorted(recorded - dict(all_acts()).keys()) == []


def test_every_wording_is_chinese():
    with override("zh-hans"):
        assert [a for a, text in all_acts() if not re.search(r"[\u4e00-\u9fff]", text)] == []

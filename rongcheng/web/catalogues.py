"""Message catalogues without GNU gettext: msgids from the sources, merged and compiled by polib.

Every part has its own ``locale/zh_Hans/LC_MESSAGES/django.po``. Catalogues carry no dates and no
line numbers, so that two people who change different pages do not meet in them.
"""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import polib
from django.utils.translation.template import templatize

PACKAGE = Path(__file__).parent.parent
LOCALE = Path("locale/zh_Hans/LC_MESSAGES/django.po")
METADATA = {
    "Content-Type": "text/plain; charset=utf-8",
    "Content-Transfer-Encoding": "8bit",
    "Language": "zh_Hans",
    "MIME-Version": "1.0",
    "Plural-Forms": "nplurals=1; plural=0;",
}
_FUNCTIONS = {"gettext", "ngettext", "pgettext", "npgettext", "gettext_noop"}
_LITERAL = r"""u?("(?:[^"\\]|\\.)*"|'(?:[^'\\]|\\.)*')"""
_CALL = re.compile(rf"\b(n?p?gettext|_)\(\s*{_LITERAL}(?:\s*,\s*{_LITERAL})?(?:\s*,\s*{_LITERAL})?")
_PLACEHOLDER = re.compile(r"%\(\w+\)[sd]|%[sd]|\{\w*\}")


@dataclass(frozen=True, order=True)
class Message:
    """A text to translate, with its plural form and context where it has them."""

    msgid: str
    context: str = ""
    plural: str = ""


@dataclass(frozen=True)
class Flaw:
    """What is wrong with one entry of a part's catalogue."""

    part: str
    kind: str
    msgid: str

    def __str__(self) -> str:
        return f"{self.part}: {self.kind}: {self.msgid!r}"


def parts() -> list[str]:
    """Names of the parts, each a folder of the package."""
    return sorted(found.parent.name for found in PACKAGE.glob("*/__init__.py"))


def extract(part: str) -> dict[Message, set[str]]:
    """Every message of a part's Python files and templates, with the files that use it."""
    found: dict[Message, set[str]] = {}
    folder = PACKAGE / part
    for path in sorted(folder.rglob("*.py")):
        if not {"tests", "migrations"} & set(path.relative_to(folder).parts):
            for message in from_python(path.read_text(encoding="utf-8")):
                found.setdefault(message, set()).add(str(path.relative_to(PACKAGE.parent)))
    for path in sorted((folder / "templates").rglob("*.*")):
        for message in from_template(path.read_text(encoding="utf-8")):
            found.setdefault(message, set()).add(str(path.relative_to(PACKAGE.parent)))
    return found


def from_python(source: str) -> Iterator[Message]:
    """Messages given as literals to Django's translation functions, under whatever name."""
    tree = ast.parse(source)
    known = {
        alias.asname or alias.name: alias.name.removesuffix("_lazy").removesuffix("_noop")
        for node in ast.walk(tree)
        if isinstance(node, ast.ImportFrom) and node.module == "django.utils.translation"
        for alias in node.names
    }
    for node in ast.walk(tree):
        if isinstance(node, ast.Call):
            called = node.func
            name = getattr(called, "attr", "").removesuffix("_lazy") or known.get(
                getattr(called, "id", ""), ""
            )
            texts = [arg.value for arg in node.args if isinstance(arg, ast.Constant)]
            if name in _FUNCTIONS and texts and isinstance(node.args[0], ast.Constant):
                yield _message(name, [text for text in texts if isinstance(text, str)])


def from_template(source: str) -> Iterator[Message]:
    """Messages of ``trans``, ``blocktrans`` and ``_("…")`` in a template."""
    for name, *literals in _CALL.findall(templatize(source)):
        texts = [ast.literal_eval(text) for text in literals if text]
        if name == "_":  # Django doubles the sign when it looks such a text up
            texts = [text.replace("%", "%%") for text in texts]
        yield _message("gettext" if name == "_" else name, texts)


def _message(function: str, texts: list[str]) -> Message:
    context = texts.pop(0) if "p" in function.removesuffix("gettext") else ""
    plural = texts[1] if function.startswith("n") and len(texts) > 1 else ""
    return Message(texts[0], context, plural)


def catalogue(part: str) -> polib.POFile:
    """The catalogue of a part as it is on disk, empty where there is none yet."""
    path = PACKAGE / part / LOCALE
    if path.exists():
        return polib.pofile(str(path), wrapwidth=100)
    return polib.POFile(wrapwidth=100)


def merge(part: str, *, prune: bool = False) -> polib.POFile:
    """Bring a part's catalogue in line with its sources, and write it where it changed.

    Translations are kept; a message translated in another part brings its translation along.
    Entries no longer used are kept as obsolete until ``prune``.
    """
    old = {_key(entry): entry for entry in catalogue(part)}
    shared = _translations()
    new = polib.POFile(wrapwidth=100)
    new.metadata = dict(METADATA)
    messages = extract(part)
    for message, files in sorted(messages.items()):
        before = old.pop((message.msgid, message.context), None)
        new.append(_entry(message, files, before, shared))
    if not prune:
        for entry in sorted(old.values(), key=_key):
            if entry.translated() or entry.obsolete:
                entry.obsolete, entry.occurrences = True, []
                new.append(entry)
    path = PACKAGE / part / LOCALE
    if len(new) and (not path.exists() or path.read_text(encoding="utf-8") != str(new)):
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(str(new), encoding="utf-8")
    return new


def _entry(
    message: Message,
    files: set[str],
    before: polib.POEntry | None,
    shared: dict[tuple[str, str], str],
) -> polib.POEntry:
    entry = polib.POEntry(
        msgid=message.msgid,
        msgctxt=message.context or None,
        occurrences=[(name, "") for name in sorted(files)],
        flags=["python-format"] if re.search(r"%\(\w+\)[sd]", message.msgid) else [],
    )
    known = shared.get((message.msgid, message.context), "")
    if message.plural:
        entry.msgid_plural = message.plural
        entry.msgstr_plural = (before and before.msgstr_plural) or {0: known}
    else:
        entry.msgstr = (before and before.msgstr) or known
    return entry


def _translations() -> dict[tuple[str, str], str]:
    """Translations of all parts together."""
    found: dict[tuple[str, str], str] = {}
    for part in parts():
        for entry in catalogue(part):
            text = entry.msgstr or entry.msgstr_plural.get(0, "")
            if text:
                found.setdefault(_key(entry), text)
    return found


def _key(entry: polib.POEntry) -> tuple[str, str]:
    return entry.msgid, entry.msgctxt or ""


def compile_part(part: str) -> None:
    """Write the ``.mo`` file that Django reads beside the catalogue."""
    path = PACKAGE / part / LOCALE
    if path.exists():
        catalogue(part).save_as_mofile(str(path.with_suffix(".mo")))


def check(chosen: list[str] | None = None) -> list[Flaw]:
    """Everything that would show English, or wrong text, to a Chinese reader."""
    flaws = []
    told: dict[tuple[str, str], tuple[str, str]] = {}
    for part in chosen or parts():
        entries = {_key(entry): entry for entry in catalogue(part)}
        for message in sorted(extract(part)):
            entry = entries.pop((message.msgid, message.context), None)
            text = entry and not entry.obsolete and (entry.msgstr or entry.msgstr_plural.get(0))
            if not text:
                flaws.append(Flaw(part, "untranslated", message.msgid))
                continue
            if not _same_placeholders(message, text):
                flaws.append(Flaw(part, "placeholders differ", message.msgid))
            other, said = told.setdefault((message.msgid, message.context), (part, text))
            if said != text:
                flaws.append(Flaw(part, f"translated otherwise in {other}", message.msgid))
        flaws += [Flaw(part, "obsolete", msgid) for msgid, _ in sorted(entries)]
    return flaws


def _same_placeholders(message: Message, text: str) -> bool:
    wanted = [set(_PLACEHOLDER.findall(one)) for one in (message.msgid, message.plural) if one]
    return set(_PLACEHOLDER.findall(text)) in wanted

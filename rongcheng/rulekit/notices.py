"""The notices that rules are taken from: who issued them, and what each clause says."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path

from rongcheng.core.yamlfile import Line, Mistakes, read

from .facts import both

OPEN = "待"
"""Stands in a clause where the notice leaves something to be settled."""


@dataclass(frozen=True)
class Notice:
    """A notice under the name that rules give; ``clauses``: number to what it says."""

    name: str
    title: Mapping[str, str]
    issuer: str
    issued: date | None
    clauses: Mapping[str, Mapping[str, str]]
    pack: str


def load_notices(root: Path, chain: list[str], mistakes: list[str]) -> dict[str, Notice]:
    """The notices of packs by name, the widest pack first; mistakes are added to the list.

    A notice with mistakes is there with what could be read of it.
    """
    found: dict[str, Notice] = {}
    for pack in chain:
        for path in sorted((root / pack / "notices").glob("*.yaml")):
            wrong = Mistakes()
            with wrong.gathered():
                notice = _notice(path, root, pack, wrong)
                found[notice.name] = notice
            mistakes += wrong
    return found


def _notice(path: Path, root: Path, pack: str, wrong: Mistakes) -> Notice:
    needed = {"name", "issuer", "clauses"}
    given = read(path, root).items({*needed, "issued", "title", "remark"}, needed, wrong)
    name = wrong.of(given, "name", Line.text, "")
    title = wrong.of(given, "title", both, {"zh": name, "en": name})
    issuer = wrong.of(given, "issuer", Line.text, "")
    issued = wrong.of(given, "issued", Line.day, None)
    clauses = wrong.of(given, "clauses", lambda each: _clauses(each, wrong), {})
    return Notice(name, title, issuer, issued, clauses, pack)


def _clauses(line: Line, wrong: Mistakes) -> dict[str, Mapping[str, str]]:
    found: dict[str, Mapping[str, str]] = {}
    for key, value in line.pairs(wrong):
        found[key.text()] = wrong.of({"text": value}, "text", both, {"zh": "", "en": ""})
    return found


def add_clauses(line: Line, notices: dict[str, Notice]) -> None:
    """Clauses that a page of rules writes for notices: ``clauses: {notice: {number: {zh, en}}}``.

    Raises:
        PackErrors: there is no such notice, or what it says of a clause already is otherwise.
    """
    wrong = Mistakes()
    for name, given in line.pairs(wrong):
        notice = notices.get(name.text())
        if notice is None:
            wrong.add(
                name.wrong(
                    f"there is no notice {name.text()!r}; write it in the pack's folder notices"
                )
            )
            continue
        added: dict[str, Mapping[str, str]] = {}
        with wrong.gathered():
            added = _clauses(given, wrong)
        for key, _text in given.pairs(Mistakes()) if added else ():
            number = key.text()
            if notice.clauses.get(number, added[number]) != added[number]:
                wrong.add(
                    key.wrong(
                        f"{notice.name} has a clause {number!r} already, which says otherwise"
                    )
                )
        notices[notice.name] = replace(notice, clauses={**notice.clauses, **added})
    wrong.end()


def uncited(notice: str, clause: str, notices: Mapping[str, Notice]) -> Iterator[str]:
    """What is wrong with citing a clause of a notice: the notice, or the clause, is not there."""
    if notice not in notices:
        yield f"there is no notice {notice!r}; write it in the pack's folder notices"
    elif clause not in notices[notice].clauses:
        known = ", ".join(notices[notice].clauses)
        yield f"{notice} has no clause {clause!r}; it has {known}"


def clause_text(
    notice: str, clause: str, notices: Mapping[str, Notice]
) -> Mapping[str, str] | None:
    """The statement of a clause: of the notice itself, or of a document that it names.

    None where the notice leaves the point open (待…).
    """
    if notice in notices and clause in notices[notice].clauses:
        return notices[notice].clauses[clause]
    document = clause.partition("（")[0]
    for other in notices.values():
        if document in other.clauses:
            return other.clauses[document]
    return None


def is_open(clause: str) -> bool:
    """Whether a condition's clause says that a point is still to be settled locally."""
    return OPEN in clause

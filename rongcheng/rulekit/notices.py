"""The notices that rules are taken from: who issued them, and what each clause says."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path

from rongcheng.core.yamlfile import Line, PackError, read

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
    """The notices of packs by name, the widest pack first; mistakes are added to the list."""
    found: dict[str, Notice] = {}
    for pack in chain:
        for path in sorted((root / pack / "notices").glob("*.yaml")):
            try:
                notice = _notice(path, root, pack)
            except PackError as error:
                mistakes.append(str(error))
            else:
                found[notice.name] = notice
    return found


def _notice(path: Path, root: Path, pack: str) -> Notice:
    needed = {"name", "issuer", "clauses"}
    given = read(path, root).items({*needed, "issued", "title", "remark"}, needed)
    name = given["name"].text()
    title = both(given["title"]) if "title" in given else {"zh": name, "en": name}
    clauses = {key.text(): both(line) for key, line in given["clauses"].pairs()}
    issued = given["issued"].day() if "issued" in given else None
    return Notice(name, title, given["issuer"].text(), issued, clauses, pack)


def add_clauses(line: Line, notices: dict[str, Notice]) -> None:
    """Clauses that a page of rules writes for notices: ``clauses: {notice: {number: {zh, en}}}``.

    Raises:
        PackError: there is no such notice, or what it says of the clause already is otherwise.
    """
    for name, given in line.pairs():
        notice = notices.get(name.text())
        if notice is None:
            raise name.wrong(
                f"there is no notice {name.text()!r}; write it in the pack's folder notices"
            )
        added = {key.text(): (key, both(value)) for key, value in given.pairs()}
        for number, (key, text) in added.items():
            if notice.clauses.get(number, text) != text:
                raise key.wrong(
                    f"{notice.name} has a clause {number!r} already, which says otherwise"
                )
        clauses = {**notice.clauses, **{number: text for number, (_key, text) in added.items()}}
        notices[notice.name] = replace(notice, clauses=clauses)


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

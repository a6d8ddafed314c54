"""The text that a rule is written in, cut out of its pack so that it can stand alone."""

from __future__ import annotations

import re
import textwrap
from collections.abc import Sequence

import yaml

from rongcheng.core.yamlfile import Line, PackError, read_text

from .reading import BODY


def text_of(pages: Sequence[tuple[str, str]], id: str) -> str | None:
    """A page that holds one rule alone, with what it takes over from the top of its file.

    Args:
        pages: (label, text) in the order in which they are read; the last that writes the rule
            counts, and every later change of its values follows it.

    Returns:
        None where no page writes the rule.
    """
    top, rule = "", None
    values: list[str] = []
    for label, text in pages:
        try:
            entries = {key.text(): (key, value) for key, value in read_text(text, label).pairs()}
        except PackError:
            continue  # what is wrong with it is told where it is checked
        for key, value in _entries(entries, "rules"):
            if key.text() == id:
                top, rule, values = _top(entries, text), _cut(key, value, text), []
        values += [
            _cut(key, value, text)
            for key, value in _entries(entries, "values")
            if key.text().partition(".")[0] == id
        ]
    if rule is None:
        return None
    parts = [top, "rules:", textwrap.indent(rule, "  ")]
    if values:
        parts += ["", "values:", *(textwrap.indent(each, "  ") for each in values)]
    return "\n".join(part for part in parts if part is not None) + "\n"


def _entries(page: dict[str, tuple[Line, Line]], name: str) -> list[tuple[Line, Line]]:
    return page[name][1].pairs() if name in page else []


def _top(page: dict[str, tuple[Line, Line]], text: str) -> str:
    given = [_cut(key, value, text) for name, (key, value) in page.items() if name not in BODY]
    return "\n".join(given) + ("\n" if given else "")


def _cut(key: Line, value: Line, text: str) -> str:
    """The lines of one entry as they are written, moved to the margin; anchors written out."""
    lines = text.split("\n")
    first, end = key.node.start_mark, value.node.end_mark
    last = end.line + (1 if end.column > first.column else 0)  # a block ends where the next begins
    cut = lines[first.line : last]
    while len(cut) > 1 and (not cut[-1].strip() or cut[-1].lstrip().startswith("#")):
        cut.pop()
    cut[0] = " " * first.column + cut[0][first.column :]
    words = textwrap.dedent("\n".join(cut))
    if re.search(r"(^|[\s\[{,])[&*][A-Za-z_]", words):  # it borrows from another entry
        node = yaml.MappingNode("tag:yaml.org,2002:map", [(key.node, value.node)])
        written = yaml.serialize(node, Dumper=_Plain, allow_unicode=True, width=9999)
        return str(written).rstrip("\n")
    return words


class _Plain(yaml.SafeDumper):
    """Writes a node out wherever it stands instead of referring to where it stood first."""

    def ignore_aliases(self, data: object) -> bool:
        return True

    def anchor_node(self, node: yaml.Node) -> None:
        self.anchors[node] = None
        if isinstance(node, yaml.SequenceNode):
            for item in node.value:
                self.anchor_node(item)
        elif isinstance(node, yaml.MappingNode):
            for key, value in node.value:
                self.anchor_node(key)
                self.anchor_node(value)

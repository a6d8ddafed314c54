"""Adding looks to a workbook's style sheet without touching those it has."""

from __future__ import annotations

import re

# Uncommon shades, so that our marks can be told from the office's own colours next time.
ERROR_FILL, WARNING_FILL = "FFFFC2C3", "FFFFF0B8"
_COLOURS = {"error": ERROR_FILL, "warning": WARNING_FILL, "head": "FFDDE7F1"}
_XF = re.compile(r"<(?:\w+:)?xf\b[^>]*?(?:/>|>.*?</(?:\w+:)?xf>)", re.S)


class Styles:
    """A styles part while looks are added to it."""

    def __init__(self, text: str):
        self.text = text
        found = re.search(r"<(\w+:)?styleSheet\b", text)
        self.prefix = (found.group(1) or "") if found else ""
        self.xfs = _XF.findall(self._inside("cellXfs"))
        fills = re.findall(rf"<{self.prefix}fill\b.*?</{self.prefix}fill>|<{self.prefix}fill/>",
                           self._inside("fills"), re.S)  # fmt: skip
        self._ours = {
            number
            for number, fill in enumerate(fills)
            if ERROR_FILL in fill or WARNING_FILL in fill
        }
        self._kept = len(self.xfs)
        self._fills = {
            look: self._append("fills", self._fill(colour)) for look, colour in _COLOURS.items()
        }
        self._font = self._append(
            "fonts", f'<{self.prefix}font><{self.prefix}b/><{self.prefix}sz val="11"/>'
            f"</{self.prefix}font>"
        )  # fmt: skip
        self._made: dict[tuple[int, str], int] = {}

    def marked(self, style: int, look: str) -> int:
        """Return the style that is `style` with the colour of a look."""
        return self._variant(style, look, {"fillId": str(self._fills[look]), "applyFill": "1"})

    def left_by_us(self) -> set[int]:
        """Return the styles that carry one of our colours from an earlier check-up."""
        return {
            number
            for number, xf in enumerate(self.xfs[: self._kept])
            if (found := re.search(r'fillId="(\d+)"', xf)) and int(found[1]) in self._ours
        }

    def cleared(self, style: int) -> int:
        """Return the style without its colour."""
        return self._variant(style, "clear", {"fillId": "0"})

    def heading(self) -> int:
        """Return a bold style."""
        return self._variant(0, "bold", {"fontId": str(self._font), "applyFont": "1"})

    def wrapped(self, style: int) -> int:
        """Return a style whose text wraps and stands at the top."""
        number = self._variant(style, "wrap", {"applyAlignment": "1"})
        p = self.prefix
        align = f'<{p}alignment vertical="top" wrapText="1"/>'
        head = re.match(r"<[^>]*?(?=/?>)", self.xfs[number])
        if head:
            self.xfs[number] = f"{head.group(0)}>{align}</{p}xf>"
        return number

    def finished(self) -> str:
        """Return the part's text with everything added."""
        p, added = self.prefix, "".join(self.xfs[self._kept :])
        text = self.text.replace(f"</{p}cellXfs>", f"{added}</{p}cellXfs>", 1)
        return self._counted(text, "cellXfs", len(self.xfs))

    def _variant(self, style: int, name: str, attributes: dict[str, str]) -> int:
        if style >= len(self.xfs):
            style = 0
        if (style, name) not in self._made:
            head, rest = re.match(r"(<[^>]*?)(/?>.*)", self.xfs[style], re.S).groups()  # type: ignore[union-attr]
            for key, value in attributes.items():
                head = re.sub(rf'\s{key}="[^"]*"', "", head) + f' {key}="{value}"'
            self.xfs.append(head + rest)
            self._made[style, name] = len(self.xfs) - 1
        return self._made[style, name]

    def _fill(self, colour: str) -> str:
        p = self.prefix
        return (
            f'<{p}fill><{p}patternFill patternType="solid"><{p}fgColor rgb="{colour}"/>'
            f'<{p}bgColor indexed="64"/></{p}patternFill></{p}fill>'
        )

    def _inside(self, name: str) -> str:
        found = re.search(rf"<{self.prefix}{name}\b[^>]*>(.*?)</{self.prefix}{name}>", self.text,
                          re.S)  # fmt: skip
        return found.group(1) if found else ""

    def _append(self, name: str, item: str) -> int:
        """Add an item to a list of the part and return its number."""
        kind = name.removesuffix("s")
        number = len(re.findall(rf"<{self.prefix}{kind}(?=[\s/>])", self._inside(name)))
        end = f"</{self.prefix}{name}>"
        self.text = self._counted(self.text.replace(end, item + end, 1), name, number + 1)
        return number

    def _counted(self, text: str, name: str, number: int) -> str:
        return re.sub(
            rf'(<{self.prefix}{name}\b[^>]*?\bcount=")\d+"', rf'\g<1>{number}"', text, count=1
        )

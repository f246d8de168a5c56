"""The page of all figures."""

from __future__ import annotations

import re
from collections.abc import Mapping

from .files import KINDS

GALLERY = """# Figures

Every figure as SVG (words stay text), PDF, PNG at twice the screen size, CSV with the plotted
numbers, and JSON that says what is shown, by which rule and from which sources, and what each column
of the CSV means. `pandas.read_csv(path)` reads the numbers. A text cell that a spreadsheet would take
for a formula begins with an apostrophe. For a workbook: `python -m hubgap figure NAME --format xlsx`;
for an SVG whose letters are shapes: `--format svg --outlines`. This page is generated."""


def gallery(figures: Mapping[str, Mapping[str, str]]) -> str:
    """README.md of figures/, from what each figure says of itself."""
    parts = [GALLERY]
    for name, about in sorted(figures.items()):
        alt = re.sub(r"<(?=[a-zA-Z/!?])|[\\\[\]]", r"\\\g<0>", about["alt"])
        about = {key: _no_markup(text) for key, text in about.items()}
        links = " · ".join(f"[{kind.upper()}]({name}.{kind})" for kind in KINDS)
        cited = [f"- {text}" for key, text in about.items() if key.startswith("source ")]
        parts += [
            f"## {about['title']}",
            f"![{alt}]({name}.png)",
            f"**{name}**: {links}",
            f"*{about['definition']}*",
            about["finding"],
            f"In words: {about['alt']}",
            f"{about['panel']} {about['rule']}",
            "\n".join(["Sources:", "", *cited]),
            f"Terms: {about['terms']}",
        ]
    return "\n\n".join(parts) + "\n"


def _no_markup(text: str) -> str:
    """A text that Markdown shows without elements and links."""
    return re.sub(r"<(?=[a-zA-Z/!?])|\\|\](?=[(\[])", r"\\\g<0>", text)

"""What changed: the changelog of findings as a page, and as an Atom feed for readers of news."""

from __future__ import annotations

import re
import uuid
from collections.abc import Mapping
from xml.sax.saxutils import escape

from ..data import ROOT
from .glossary import anchor

SECTION = re.compile(r"(?m)^## (.+)\n+Written on (\d{4}-\d\d-\d\d)\.")
NOON = "T12:00:00Z"  # of a day whose hour nobody wrote down
SPACE = uuid.UUID("5b0ccd0e-6a4e-5a57-9d4c-3f5a0d8f6a11")  # of the ids of this feed


def changelog() -> str:
    """CHANGELOG.md."""
    return (ROOT / "CHANGELOG.md").read_text(encoding="utf-8")


def feed(log: str, edition: Mapping[str, str], address: str) -> str:
    """An entry for each section of the changelog, the last one first; addresses below `address`."""
    sections = SECTION.findall(log)
    last = max([day for _, day in sections], default=edition["date-released"])
    title, author = escape(edition["title"]), escape(edition["name"])
    entries = [_entry(name, day, address) for name, day in sections]
    return "\n".join(
        [
            '<?xml version="1.0" encoding="utf-8"?>',
            '<feed xmlns="http://www.w3.org/2005/Atom" xml:lang="en">',
            f"<title>{title}: what changed</title>",
            f"<id>{_id('feed')}</id>",
            f'<link rel="self" href="{address}feed.xml"/>',
            f'<link href="{address}changes.html"/>',
            f"<author><name>{author}</name></author>",
            f"<updated>{last}{NOON}</updated>",
            *entries,
            "</feed>\n",
        ]
    )


def _entry(name: str, day: str, address: str) -> str:
    return (
        f"<entry><title>{escape(name)}</title><id>{_id(name)}</id>"
        f'<link href="{address}changes.html#{anchor(name)}"/>'
        f"<updated>{day}{NOON}</updated>"
        f"<summary>{escape(name)}: what moved, and why.</summary></entry>"
    )


def _id(name: str) -> str:
    return f"urn:uuid:{uuid.uuid5(SPACE, name)}"

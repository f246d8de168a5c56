"""Pages in Chinese: the words of their frame, where they stand, and where their links lead.

A Chinese page is made as its English twin is, at the same place, while Chinese is spoken; `moved`
then sets its links right for its place below zh/. Every English page has the address of its twin.
"""

from __future__ import annotations

import posixpath
import re
from collections.abc import Mapping
from pathlib import Path

from .. import text as english
from ..languages import LANGUAGES, TAGS, Spoken, active
from ..words.zh import text as chinese
from ..words.zh.site import WORDS

STATIC = Path(__file__).parent / "static"
FOLDER = "zh"  # of the Chinese pages, figures and notebooks
HOME = f"{FOLDER}/index.html"
SCRIPT = "words-zh.js"
TAG = re.compile(r"<(a|img|link|script|source)\b[^<>]*>")
LOCAL = re.compile(r'(?<=\s)(href|src|srcset)="([^":#?]+)([#?][^"]*)?"')
SAID = re.compile(r'\bsay\("([^"]+)"')  # what a script says
texts = Spoken(en=english, zh=chinese)


def say(text: str, **slots: object) -> str:
    """A text of the frame in the language that is active, its slots `%(name)s` filled."""
    found = WORDS.get(text, text) if active.get() == "zh" else text
    return found % slots if slots else found


def at_english(path: str) -> str:
    """Where the English version of a file of an edition stands: `figures/zh/NAME.svg` has two."""
    return path.replace(f"/{FOLDER}/", "/")


def spoken(files: Mapping[str, bytes]) -> dict[str, str]:
    """Where the Chinese version of a file stands, by the path of the English one."""
    found = {at_english(path): path for path, content in files.items() if content}
    return {path: own for path, own in found.items() if path != own}


def relative(target: str, page: str) -> str:
    """The address of a file of the site as a page links to it."""
    return posixpath.relpath(target, posixpath.dirname(page) or ".")


def moved(text: str, page: str, known: Mapping[str, str]) -> str:
    """A page made at its English place, for its place below zh/: its links lead to the twins that are
    known; other pages are English, which `hreflang` says."""
    home = posixpath.dirname(page)

    def address(found: re.Match) -> str:
        name, target, rest = found.groups()
        path = posixpath.normpath(posixpath.join(home, target))
        to = relative(known.get(path, path), f"{FOLDER}/{page}")
        foreign = ' hreflang="en"' if path.endswith(".html") and path not in known else ""
        return f'{name}="{to}{rest or ""}"{foreign}'

    def tag(found: re.Match) -> str:
        return found[0] if "hreflang=" in found[0] else LOCAL.sub(address, found[0])

    return TAG.sub(tag, text)


def head(page: str, known: Mapping[str, str], address: str) -> dict:
    """What a page says of its language and of its version in the other one.

    `twin` is that version, "" where there is none; `switch` leads to it, or else to the Chinese front
    page; `versions` are all by tag: a site without Chinese pages has none of them. `words` are the
    scripts that hold what others say.
    """
    paths = {"en": page, "zh": known[page]} if page in known else {}
    language = active.get()
    other = next(one for one in LANGUAGES if one != language)
    own = paths.get(language, page)
    to = paths.get(other, HOME) if known else ""
    versions = [(TAGS[one], path) for one, path in paths.items()]
    versions += [("x-default", page)] if paths else []
    return {
        "tag": TAGS[language],
        "words": () if language == "en" else (SCRIPT,),
        "own": own,
        "twin": relative(to, own) if paths else "",
        "switch": to and (relative(to, own), TAGS[other], LANGUAGES[other]),
        "versions": [
            (tag, f"{address}{path}" if address else relative(path, own)) for tag, path in versions
        ],
    }


def released(edition: Mapping[str, str]) -> str:
    """The day of an edition, as the pages of the language that is active name it."""
    day = edition["date-released"]
    return day if active.get() == "en" else texts.day(day)


def for_scripts(known: Mapping[str, str], kinds: Mapping[str, str]) -> dict:
    """What scripts say in Chinese, and which pages are Chinese too; kinds: of what a search finds."""
    said = {
        text
        for path in STATIC.glob("*.js")
        for text in SAID.findall(path.read_text(encoding="utf-8"))
    }
    pages = [name for name in known if name.endswith(".html")]
    return {
        "words": {text: WORDS[text] for text in sorted(said | set(kinds.values()))},
        "pages": pages,
    }

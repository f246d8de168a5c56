"""Every word that the exhibits print, held to the rules by which the project speaks.

A help for the ear and no judge: a page that passes here is still read aloud next to its picture.
"""

import re

import pytest

from hubgap import Study
from hubgap.exhibits.exhibit import Exhibit, registry
from hubgap.words.en.grammar import MOST_WORDS, NO_DIFFERENCE

MEAN, LONGEST = 20, 45  # words of a sentence
VERBS = """are is was were has have had do does did can cannot could may might will would should lead
leads led trail trails trailed draw draws drew hold holds held match matches matched reach reaches
reached take takes took top tops topped make makes made use uses used build builds built score scores
scored carry carries carried stand stands stood choose chose chooses depend depends overtake overtakes
overtook enter entered grow grew grows fall fell falls rise rose rises count counts counted list lists
listed show shows showed say says said know known come comes came go goes went get gets got give gives
gave move moves moved matter matters remain remains remained beat beats differ differs differed change
changes changed turn turned turns need needs publish publishes published release released account
accounts hang hangs share shares shift shifts agree agrees agreed disclose disclosed wins win won
tell tells told survive survives disappears opens loosen
out-downloaded""".split()
BARE = {
    "a country and its number without a verb": r"(?:United States|China|[Ee]ach) [\d.,]+%",
    "a blank before the percent sign": r"\d[\u202f\u2009\u00a0 ]%",
    "a thin unit in a sentence": r"\d(?:[\u202f\u2009\u00a0 ]B|[\u202f\u2009\u00a0 ]?[kMT])\b(?!-)",
    "a narrow space": r"[\u202f\u2009]",
    "a phrase that means many things": NO_DIFFERENCE,
    "a bound in brackets": r"\(at most",
    "a label instead of a sentence": (
        r"\b(?:Lines?|Hollow|Filled|Bold|Thick|Thin|Dashed|Hatched|Whiskers?|Bands?|Brackets?): "
    ),
}


@pytest.fixture(scope="module")
def exhibits():
    study = Study()
    return {slug: make(study) for slug, make in registry().items()}


@pytest.fixture(scope="module")
def said(exhibits):
    """Every text by the name of its exhibit and part."""
    found = {}
    for slug, shown in exhibits.items():
        parts = {"words": shown.words}
        if isinstance(shown, Exhibit):
            parts = {name: getattr(shown.words, name) for name in ("definition", "finding", "alt")}
        found |= {f"{slug} {part}": text for part, text in parts.items()}
    return found


def sentences(text):
    plain = re.sub(r"\[([^\]]*)\]\([^)]*\)|[*_`]", r"\1", text)
    return [one for one in re.split(r"(?<=[.!?])\s+(?=[A-Z\u201c\"])|\n+", plain) if one.split()]


def test_every_exhibit_is_read(exhibits, said):
    assert {key.split()[0] for key, text in said.items() if text} == set(registry())
    assert len(registry()) > 130


@pytest.mark.parametrize("fault", BARE)
def test_no_text_has(fault, said, exhibits):
    titles = {f"{s} title": e.words.title for s, e in exhibits.items() if isinstance(e, Exhibit)}
    found = {key: re.search(BARE[fault], text) for key, text in (said | titles).items()}
    assert not {key: said.get(key, key)[:300] for key, match in found.items() if match}


def test_no_sentence_is_long_and_most_are_short(said):
    lengths = {
        (key, one): len(one.split()) for key, text in said.items() for one in sentences(text)
    }
    assert not {key: length for key, length in lengths.items() if length > LONGEST}
    assert sum(lengths.values()) / len(lengths) <= MEAN


def test_titles_are_short_sentences_with_a_verb(exhibits):
    for slug, shown in exhibits.items():
        if isinstance(shown, Exhibit):
            title = shown.words.title
            words = re.findall(r"[\w'’-]+", title.lower())
            assert set(words) & set(VERBS), f"{slug}: {title}"
            assert len(title.split()) <= MOST_WORDS, f"{slug}: {title}"
            assert not re.search(r"[;:]", title), f"{slug}: {title}"


def test_sentences_are_told_apart():
    text = "China leads by 2.5 points. **The United States** follows, e.g. in video.\nNobody else."
    assert [len(one.split()) for one in sentences(text)] == [5, 7, 2]

"""The words of every figure where both countries have the same rows: nobody leads."""

from hubgap import open_data
from hubgap.words.en.grammar import NO_DIFFERENCE, PHRASES

from .altered import COUNTRY, NO_COMPARISON, equal, thinned, words_of

NOBODY = (  # said of several at once
    "records are split between the two",
    "in no year can one country's flagships be called more permissive",
    "held in july 2024 and",  # statements, whose comparisons are told in the finding
)


def test_equality():
    words = words_of(equal(thinned(open_data("embedded"))))
    figures = [name.partition(" ") for name in words if not name.endswith(" sentence")]
    compared = [(slug, part) for slug, _, part in figures if slug not in NO_COMPARISON]
    assert len(compared) > 100
    for slug, part in compared:
        text = words[f"{slug} {part}"]
        phrases = (NO_DIFFERENCE, *PHRASES.values(), *NOBODY)
        said = [phrase for phrase in phrases if phrase in text.lower()]
        assert said, f"{slug} {part}: {text}"
        if part == "title":
            assert not COUNTRY.search(text), f"{slug} {part}: {text}"

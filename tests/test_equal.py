"""The words of every figure where both countries have the same rows: nobody leads."""

from hubgap import open_data

from .altered import COUNTRY, NO_COMPARISON, equal, names_no_leader, thinned, words_of


def test_equality():
    data = equal(thinned(open_data("embedded")))
    nobody_leads(words_of(data), 100)
    nobody_leads(words_of(data, language="zh"), 20)


def nobody_leads(words: dict[str, str], least: int) -> None:
    figures = [name.partition(" ") for name in words if not name.endswith(" sentence")]
    compared = [(slug, part) for slug, _, part in figures if slug not in NO_COMPARISON]
    assert len(compared) > least
    for slug, part in compared:
        text = words[f"{slug} {part}"]
        assert names_no_leader(text), f"{slug} {part}: {text}"
        if part == "title":
            assert not COUNTRY.search(text), f"{slug} {part}: {text}"

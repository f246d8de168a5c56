"""The words of every exhibit on data with the countries exchanged and one publisher renamed.

Both in one, and on a thinned census; `make torture` builds a whole edition of each.
tests/test_equal.py holds the test on equal countries: another file, so that it runs beside this one.
"""

from hubgap import open_data

from .altered import exchanged, inert, swapped, thinned, words_of


def test_swap_and_inertness():
    data = thinned(open_data("embedded"))
    other_data = inert(swapped(data))
    for language, least in (("en", 150), ("zh", 25)):
        words, other = (words_of(one, language=language) for one in (data, other_data))
        assert len(words) > least and other.keys() == words.keys()
        assert not [(n, text, other[n]) for n, text in words.items() if exchanged(text) != other[n]]


def test_exchanged_knows_chinese():
    assert exchanged("中国领先，美国4%，阿里巴巴。") == "美国领先，中国4%，阿里巴巴。"


def test_exchanged_knows_the_start_of_a_sentence():
    text = "China leads. American models, China: the United States 4%. The United States trails."
    assert exchanged(text) == (
        "The United States leads. Chinese models, the United States: China 4%. China trails."
    )

"""The words of every exhibit on data with the countries exchanged, or one publisher renamed.

On a thinned census; `make torture` builds whole editions of the whole one. tests/test_equal.py holds
the test on equal countries: another file, so that it runs beside this one.
"""

import pytest

from hubgap import open_data

from .altered import exchanged, inert, swapped, thinned, words_of


@pytest.fixture(scope="module")
def data():
    return thinned(open_data("embedded"))


@pytest.fixture(scope="module")
def words(data):
    return words_of(data)


def test_swap(data, words):
    assert len(words) > 150
    other = words_of(swapped(data))
    assert other.keys() == words.keys()
    assert not [(n, text, other[n]) for n, text in words.items() if exchanged(text) != other[n]]


def test_inertness(data, words):
    other = words_of(inert(data))
    assert other.keys() == words.keys()
    assert not [(n, text, other[n]) for n, text in words.items() if text != other[n]]


def test_exchanged_knows_the_start_of_a_sentence():
    text = "China leads. American models, China: the United States 4%. The United States trails."
    assert exchanged(text) == (
        "The United States leads. Chinese models, the United States: China 4%. China trails."
    )

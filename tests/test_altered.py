"""The words of every notebook on data with the countries exchanged, made equal, or renamed."""

import pytest

from hubgap import open_data
from hubgap.words.en.grammar import NO_DIFFERENCE

from .altered import COUNTRY, NO_COMPARISON, NOTEBOOKS, equal, exchanged, inert, swapped, words_of


@pytest.fixture(scope="module", params=NOTEBOOKS, ids=lambda path: path.stem)
def notebook(request):
    return request.param


@pytest.fixture(scope="module")
def data():
    return open_data("embedded")


@pytest.fixture(scope="module")
def words(notebook, data):
    """What the notebook says on the data as they are."""
    return words_of(notebook, data)


def test_swap(notebook, data, words):
    assert len(words) > 3
    other = words_of(notebook, swapped(data))
    assert {name: exchanged(text) for name, text in words.items()} == other


def test_equality(notebook, data):
    for name, text in words_of(notebook, equal(data)).items():
        figure, _, part = name.partition(" ")
        if figure in NO_COMPARISON or figure == "sentence":
            continue
        assert NO_DIFFERENCE in text.lower(), f"{name}: {text}"
        if part == "title":
            assert not COUNTRY.search(text), f"{name}: {text}"


def test_inertness(notebook, data, words):
    assert words_of(notebook, inert(data)) == words


def test_exchanged_knows_the_start_of_a_sentence():
    text = "China leads. American models, China: the United States 4 %. The United States trails."
    assert exchanged(text) == (
        "The United States leads. Chinese models, the United States: China 4 %. China trails."
    )

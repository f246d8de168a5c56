"""The words of every notebook on data with the countries exchanged, made equal, or renamed."""

import re

import pytest

from hubgap import open_data
from hubgap.wording import NO_DIFFERENCE

from .altered import NOTEBOOKS, equal, exchanged, inert, swapped, words_of

COUNTRY = re.compile(r"United States|American|China|Chinese")
NO_COMPARISON = {"01-observed"}  # says what was observed; names no country


@pytest.fixture(scope="module", params=NOTEBOOKS, ids=lambda path: path.stem)
def notebook(request):
    return request.param


@pytest.fixture(scope="module")
def data():
    return open_data("embedded")


def test_swap(notebook, data, monkeypatch):
    words = words_of(notebook, data, monkeypatch)
    other = words_of(notebook, swapped(data), monkeypatch)
    assert words
    assert {name: exchanged(text) for name, text in words.items()} == other


def test_equality(notebook, data, monkeypatch):
    for name, text in words_of(notebook, equal(data), monkeypatch).items():
        figure, _, part = name.partition(" ")
        if figure in NO_COMPARISON or figure == "sentence":
            continue
        assert NO_DIFFERENCE in text.lower(), f"{name}: {text}"
        if part == "title":
            assert not COUNTRY.search(text), f"{name}: {text}"


def test_inertness(notebook, data, monkeypatch):
    assert words_of(notebook, inert(data), monkeypatch) == words_of(notebook, data, monkeypatch)


def test_exchanged_knows_the_start_of_a_sentence():
    text = "China leads. American models, China: the United States 4 %. The United States trails."
    assert exchanged(text) == (
        "The United States leads. Chinese models, the United States: China 4 %. China trails."
    )

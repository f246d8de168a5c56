"""The language in which is spoken: words are modules of the same names and functions in each one."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from types import ModuleType

LANGUAGES = {"en": "English", "zh": "中文"}
TAGS = {"en": "en", "zh": "zh-Hans"}  # of a language in HTML
active: ContextVar[str] = ContextVar("language", default="en")


@contextmanager
def speaking(language: str) -> Iterator[None]:
    """What is said and drawn inside is in this language."""
    before = active.set(language)
    try:
        yield
    finally:
        active.reset(before)


class Spoken:
    """The module of words in the language that is active: `Spoken(en=english, zh=chinese).name`."""

    def __init__(self, **modules: ModuleType):
        self._modules = modules

    def __getattr__(self, name: str):
        return getattr(self._modules[active.get()], name)

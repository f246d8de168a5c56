"""Headless Chromium for tests of pages: the system's browser, driven by playwright from disk."""

import os
import shutil
from collections.abc import Iterator
from contextlib import contextmanager

import pytest

CHROMIUM = next(
    filter(None, map(shutil.which, ("chromium", "chromium-browser", "google-chrome"))), None
)
ARGUMENTS = ["--no-sandbox", "--disable-gpu", "--no-first-run", "--disable-background-networking"]


def require_chromium(what: str) -> None:
    """Skip with one line where there is no browser; fail where the run requires one."""
    if CHROMIUM is None:
        assert "HUBGAP_BROWSER" not in os.environ, "this run requires Chromium: install it"
        pytest.skip(f"no Chromium: {what}")


@contextmanager
def chromium(what: str) -> Iterator:
    """A playwright Browser; `what` says what is not tested where there is none."""
    require_chromium(what)
    from playwright.sync_api import sync_playwright

    with sync_playwright() as driver:
        browser = driver.chromium.launch(executable_path=CHROMIUM, args=ARGUMENTS)
        yield browser
        browser.close()


def heard(page) -> list[str]:
    """A list that fills with what a page must not do: warn, fail, or ask another host."""
    said: list[str] = []
    page.on("console", lambda line: line.type in ("error", "warning") and said.append(line.text))
    page.on("pageerror", lambda error: said.append(str(error)))
    aborted = "net::ERR_ABORTED"  # by a reader who has gone on to another page
    page.on("requestfailed", lambda r: r.failure == aborted or said.append(f"failed: {r.url}"))
    page.on(
        "request", lambda r: r.url.startswith(("file:", "blob:", "data:")) or said.append(r.url)
    )
    return said


@contextmanager
def opener(browser, folder) -> Iterator:
    """Opens a page of a site without a network: name, width, theme -> page; fails on what is heard."""
    contexts, said = [], []

    def opened(name, width=1280, theme="light", home=folder):
        size = {"width": width, "height": 900}
        contexts.append(browser.new_context(offline=True, color_scheme=theme, viewport=size))
        page = contexts[-1].new_page()
        said.append(heard(page))
        page.goto(f"{home.as_uri()}/{name}")
        return page

    yield opened
    for context in contexts:
        context.close()
    lines = [line for one in said for line in one]
    assert not lines, lines

"""In a headless browser: the controls of notebook 03, and every figure without its font."""

import os
import re
import socket
import subprocess
import sys
import time

import nbformat
import pytest

from hubgap.data import ROOT
from hubgap.exhibits.exhibit import figures

from . import browser as browsers

NOTEBOOK = ROOT / "notebooks" / "03-which-rule-makes-the-headline.ipynb"
SECONDS = 240
SAID = "[...document.querySelectorAll('.jp-RenderedMarkdown')].map(e => e.innerText).join(' ')"
PICTURE = "document.querySelector('.jp-RenderedImage img')?.src"


def only_controls(folder) -> None:
    """The notebook with its setup and its controls alone."""
    notebook = nbformat.read(NOTEBOOK, as_version=4)
    code = [cell for cell in notebook.cells if cell.cell_type == "code"]
    notebook.cells = [code[0], *(cell for cell in code if "controls(" in cell.source)]
    for cell in notebook.cells:
        cell.outputs, cell.execution_count = [], None
    nbformat.write(notebook, folder / "controls.ipynb")


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


@pytest.fixture
def address(tmp_path):
    """The address of the notebook in a JupyterLab that ends with the test."""
    browsers.require_chromium("the controls of notebook 03 are not driven")
    only_controls(tmp_path)
    port = free_port()
    settings = {k: v for k, v in os.environ.items() if k != "HUBGAP_WIDGETS"}
    settings |= {"PYTHONPATH": str(ROOT), "HOME": str(tmp_path), "JUPYTER_PLATFORM_DIRS": "0"}
    lab = subprocess.Popen(
        [
            sys.executable,
            "-m",
            "jupyterlab",
            "--no-browser",
            "--allow-root",
            f"--ServerApp.port={port}",
            f"--ServerApp.root_dir={tmp_path}",
            "--IdentityProvider.token=t",
            "--LabApp.expose_app_in_browser=True",
        ],
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
        env=settings,
    )
    try:
        end = time.monotonic() + SECONDS
        while not listening(port):
            assert time.monotonic() < end, "JupyterLab did not start"
            time.sleep(0.5)
        yield f"http://127.0.0.1:{port}/lab/tree/controls.ipynb?token=t"
    finally:
        lab.terminate()
        lab.wait(30)


def listening(port: int) -> bool:
    with socket.socket() as probe:
        return probe.connect_ex(("127.0.0.1", port)) == 0


@pytest.fixture
def page(address):
    with browsers.chromium("the controls of notebook 03 are not driven") as browser:
        page = browser.new_page()
        page.set_default_timeout(SECONDS * 1000)
        page.goto(address)
        yield page


def test_moving_a_control_changes_sentence_number_and_picture(page):
    page.wait_for_function(
        "window.jupyterapp && document.querySelectorAll('.jp-CodeCell').length === 2"
    )
    page.wait_for_function(
        "[...jupyterapp.shell.widgets('main')][0].sessionContext.session?.kernel?.status === 'idle'"
    )
    page.evaluate("jupyterapp.commands.execute('notebook:run-all-cells').then(() => true)")
    page.wait_for_function(f"{SAID}.includes('of all models')")
    page.wait_for_function(PICTURE)
    first, picture = page.evaluate(SAID), page.evaluate(PICTURE)
    page.locator(".widget-dropdown select").first.select_option("Language models")
    page.wait_for_function(f"{SAID}.includes('of language models')")
    assert numbers(first) != numbers(page.evaluate(SAID))
    page.wait_for_function(f"before => {PICTURE} && {PICTURE} !== before", arg=picture)


def numbers(text: str) -> list[str]:
    return [word for word in text.split() if word.isdigit()]


CUT = """svg => {
  const page = svg.viewBox.baseVal;
  const scale = page.width / svg.getBoundingClientRect().width;
  return [...svg.querySelectorAll("text")].map(text => {
    const box = text.getBoundingClientRect(), own = svg.getBoundingClientRect();
    return [text.textContent, (box.left - own.left) * scale, (own.right - box.right) * scale];
  }).filter(([_, left, right]) => left < -1 || right < -1);
}"""


def test_no_words_of_a_figure_are_cut_where_the_font_is_missing():
    """Every SVG of the edition in a wider font: each line keeps the width that it was drawn in."""
    paths, lines = sorted((ROOT / "figures").glob("*.svg")), 0
    with browsers.chromium("no figure is tried without its font") as browser:
        page = browser.new_page(viewport={"width": 1400, "height": 1600})
        for path in paths:
            svg = re.sub(r"@font-face {[^}]*}", "", path.read_text(encoding="utf-8"))
            svg = re.sub(r"font-family: '[^;\"]*;", "font-family: 'DejaVu Sans Mono';", svg)
            page.set_content(svg[svg.index("<svg") :])
            cut = page.locator("svg").first.evaluate(CUT)
            assert not cut, f"{path.name}: {cut}"
            lines += page.locator("svg text").count()
    assert len(paths) == len(figures()) and lines > 20 * len(paths)

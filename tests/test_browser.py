"""The controls of notebook 03, driven in JupyterLab in a headless browser."""

import json
import os
import shutil
import socket
import subprocess
import sys
import time
from pathlib import Path
from urllib.request import urlopen

import nbformat
import pytest

from hubgap.data import ROOT

NOTEBOOK = ROOT / "notebooks" / "03-which-rule-makes-the-headline.ipynb"
CHROMIUM = next(filter(None, map(shutil.which, ("chromium", "chromium-browser", "google-chrome"))), None)
SECONDS = 240
SAID = "[...document.querySelectorAll('.jp-RenderedMarkdown')].map(e => e.innerText).join(' ')"


class Page:
    """A tab of the browser: evaluates JavaScript over the DevTools protocol."""

    def __init__(self, port: int):
        from websocket import create_connection

        tabs = json.load(urlopen(f"http://127.0.0.1:{port}/json/list"))
        address = next(tab["webSocketDebuggerUrl"] for tab in tabs if tab["type"] == "page")
        self.socket = create_connection(address, suppress_origin=True, timeout=SECONDS)
        self.sent = 0

    def ask(self, method: str, **parameters) -> dict:
        self.sent += 1
        self.socket.send(json.dumps({"id": self.sent, "method": method, "params": parameters}))
        while (answer := json.loads(self.socket.recv())).get("id") != self.sent:
            pass
        return answer["result"]

    def value(self, script: str):
        found = self.ask("Runtime.evaluate", expression=script, returnByValue=True, awaitPromise=True)
        return found["result"].get("value")

    def wait_for(self, script: str):
        """The first true value of a script; fails with the page's text after SECONDS."""
        end = time.monotonic() + SECONDS
        while time.monotonic() < end:
            if found := self.value(script):
                return found
            time.sleep(0.5)
        raise AssertionError(f"never true: {script}; page: {self.value('document.body.innerText')[-2000:]}")


def only_controls(folder: Path) -> None:
    """The notebook with its setup and its controls, so that nothing is exported."""
    notebook = nbformat.read(NOTEBOOK, as_version=4)
    code = [cell for cell in notebook.cells if cell.cell_type == "code"]
    last = nbformat.v4.new_code_cell(code[-1].source.splitlines()[-1])
    notebook.cells = [*code[:2], last]
    for cell in notebook.cells:
        cell.outputs, cell.execution_count = [], None
    nbformat.write(notebook, folder / "controls.ipynb")


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


@pytest.fixture
def page(tmp_path):
    """A tab with the notebook open in JupyterLab; both processes end with the test."""
    if CHROMIUM is None:
        assert "HUBGAP_BROWSER" not in os.environ, "this run requires Chromium: install it"
        pytest.skip("no Chromium: the controls of notebook 03 are not driven")
    only_controls(tmp_path)
    port, profile = free_port(), tmp_path / "profile"
    settings = {k: v for k, v in os.environ.items() if k != "HUBGAP_OUTPUT"}
    settings |= {"PYTHONPATH": str(ROOT), "HOME": str(tmp_path), "JUPYTER_PLATFORM_DIRS": "0"}
    lab = [
        sys.executable, "-m", "jupyterlab", "--no-browser", "--allow-root", f"--ServerApp.port={port}",
        f"--ServerApp.root_dir={tmp_path}", "--IdentityProvider.token=t", "--LabApp.expose_app_in_browser=True",
    ]
    browser = [
        CHROMIUM, "--headless=new", "--no-sandbox", "--disable-gpu", "--disable-dev-shm-usage",
        "--remote-debugging-port=0", f"--user-data-dir={profile}", "about:blank",
    ]
    quiet = {"stdout": subprocess.DEVNULL, "stderr": subprocess.DEVNULL, "env": settings}
    started = [subprocess.Popen(command, **quiet) for command in (lab, browser)]
    try:
        yield opened(port, profile)
    finally:
        for process in started:
            process.terminate()
            process.wait(30)


def opened(port: int, profile: Path) -> Page:
    address = f"http://127.0.0.1:{port}/lab/tree/controls.ipynb?token=t"
    end = time.monotonic() + SECONDS
    while not (profile / "DevToolsActivePort").is_file() or not listening(port):
        assert time.monotonic() < end, "JupyterLab or the browser did not start"
        time.sleep(0.5)
    page = Page(int((profile / "DevToolsActivePort").read_text().split()[0]))
    page.ask("Page.navigate", url=address)
    return page


def listening(port: int) -> bool:
    with socket.socket() as probe:
        return probe.connect_ex(("127.0.0.1", port)) == 0


def test_moving_a_control_changes_sentence_number_and_picture(page):
    page.wait_for("!!(window.jupyterapp && document.querySelector('.jp-Notebook .jp-CodeCell'))")
    page.wait_for("document.querySelectorAll('.jp-CodeCell').length === 3")
    page.wait_for(
        "[...jupyterapp.shell.widgets('main')][0].sessionContext.session?.kernel?.status === 'idle'"
    )
    page.value("jupyterapp.commands.execute('notebook:run-all-cells').then(() => true)")
    first = page.wait_for(f"{SAID}.includes('of all models') && {SAID}")
    picture = page.wait_for("document.querySelector('.jp-RenderedImage img')?.src")
    page.value(
        "(() => { const menu = document.querySelector('.widget-dropdown select');"
        " menu.value = 'language'; menu.dispatchEvent(new Event('change', {bubbles: true})); })()"
    )
    second = page.wait_for(f"{SAID}.includes('of models that generate text') && {SAID}")
    assert numbers(first) != numbers(second)
    page.wait_for(f"document.querySelector('.jp-RenderedImage img')?.src !== {json.dumps(picture)}")


def numbers(text: str) -> list[str]:
    return [word for word in text.replace("\u202f", " ").split() if word.isdigit()]

"""The lines of the README for a proxy, a mirror, a certificate and no network: each runs as it stands."""

import os
import re
import shlex
import socket
import ssl
import subprocess
import sys
import threading
from types import SimpleNamespace

import pytest

from hubgap.data import ROOT

from .conftest import digests
from .server import Hub
from .test_network import Socks
from .test_refresh import environment

README = (ROOT / "README.md").read_text(encoding="utf-8")
(BLOCK,) = re.findall(r"(?s)with a company's\ncertificate.*?```sh\n(.*?)```", README)
PROXY, MIRROR, CERTIFICATE, OFFLINE = BLOCK.splitlines()
WITHOUT_A_NETWORK = """
import sys
def refused(event, _):
    if event in ("socket.connect", "socket.getaddrinfo"):
        raise OSError("no network here")
sys.addaudithook(refused)
"""

pytestmark = pytest.mark.skipif(os.name == "nt", reason="the lines are for a POSIX shell")


def run(line: str, tmp_path, *more: str, exchanged=(), **variables) -> SimpleNamespace:
    """A line in a shell, with addresses of this machine in the place of its examples."""
    for example, own in exchanged:
        assert example in line
        line = line.replace(example, str(own))
    words = shlex.join([*more, "--output", str(tmp_path / "live")])
    return subprocess.run(
        ["sh", "-c", f"{line} {words}".replace("python", shlex.quote(sys.executable), 1)],
        cwd=ROOT,
        env={**environment(tmp_path), **variables},
        capture_output=True,
        text=True,
        timeout=120,
        check=False,
    )


def brought(done, tmp_path) -> None:
    """One promoted wave of one organization, and not a word of complaint."""
    assert (done.returncode, done.stderr) == (0, "")
    assert "the catalogue of 1 organization" in done.stdout
    assert any("snapshot" in name for name in digests(tmp_path / "live"))


def refused(done, code: int, part: str) -> None:
    """One sentence with this part, and nothing else."""
    assert (done.returncode, done.stdout, done.stderr.count("\n")) == (code, "", 1)
    assert part in done.stderr


@pytest.fixture(scope="module")
def authority(tmp_path_factory):
    """The file of an authority made here, and those of a certificate that it signed."""
    folder = tmp_path_factory.mktemp("authority")
    names = "subjectAltName=DNS:huggingface.co,IP:127.0.0.1\nbasicConstraints=CA:FALSE\n"
    (folder / "names").write_text(f"{names}authorityKeyIdentifier=keyid\n")
    key = "-nodes -newkey rsa:2048"
    for words in (
        f"req -x509 {key} -days 2 -subj /CN=Throwaway -addext keyUsage=critical,keyCertSign "
        "-keyout ca.key -out ca.pem",
        f"req {key} -subj /CN=here -keyout own.key -out own.csr",
        "x509 -req -in own.csr -CA ca.pem -CAkey ca.key -CAcreateserial -days 2 -extfile names "
        "-out own.pem",
    ):
        try:
            subprocess.run(["openssl", *words.split()], cwd=folder, check=True, capture_output=True)
        except FileNotFoundError:
            pytest.skip("openssl is not installed")
    return SimpleNamespace(file=folder / "ca.pem", own=(folder / "own.pem", folder / "own.key"))


@pytest.fixture
def secure(models, authority):
    """A Hub that speaks TLS."""
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(*authority.own)
    with Hub({"01-ai": models["01-ai"]}) as hub:
        hub.socket = context.wrap_socket(hub.socket, server_side=True)
        yield hub


class Tunnel(threading.Thread):
    """A proxy that leads every CONNECT to one port of this machine."""

    def __init__(self, port: int):
        super().__init__(daemon=True)
        self.server, self.port = socket.create_server(("127.0.0.1", 0)), port
        self.url = f"http://127.0.0.1:{self.server.getsockname()[1]}"
        self.asked: list[bytes] = []
        self.start()

    def run(self) -> None:
        while True:
            threading.Thread(target=self.serve, args=self.server.accept()[:1], daemon=True).start()

    def serve(self, near) -> None:
        head = b""
        while b"\r\n\r\n" not in head:
            head += near.recv(4096)
        self.asked.append(head.partition(b"\r\n")[0])
        far = socket.create_connection(("127.0.0.1", self.port))
        near.sendall(b"HTTP/1.1 200 Connection established\r\n\r\n")
        for one, other in ((near, far), (far, near)):
            threading.Thread(target=Socks.pass_on, args=(one, other), daemon=True).start()


ONE = ("--organization", "01-ai")


def test_behind_a_proxy(secure, authority, tmp_path):
    proxy = Tunnel(secure.server_port)
    where = [("http://proxy.example:8080", proxy.url)]
    done = run(PROXY, tmp_path, *ONE, exchanged=where, SSL_CERT_FILE=str(authority.file))
    brought(done, tmp_path)
    assert set(proxy.asked) == {b"CONNECT huggingface.co:443 HTTP/1.1"}


def test_behind_a_proxy_that_is_not_there(tmp_path):
    done = run(PROXY, tmp_path, *ONE, exchanged=[("http://proxy.example:8080", "127.0.0.1:9")])
    refused(done, 2, "the proxy of HTTPS_PROXY refuses connections: check that variable")


def test_with_a_mirror(models, tmp_path):
    with Hub({"01-ai": models["01-ai"]}) as hub:
        done = run(MIRROR, tmp_path, *ONE, exchanged=[("https://mirror.example", hub.url)])
        brought(done, tmp_path)
        assert hub.pages()


def test_with_the_certificate_of_a_company(secure, authority, tmp_path):
    where = {"HF_ENDPOINT": secure.url.replace("http:", "https:")}
    own = [("/path/to/authority.pem", authority.file)]
    brought(run(CERTIFICATE, tmp_path, *ONE, exchanged=own, **where), tmp_path)
    without = [("SSL_CERT_FILE=/path/to/authority.pem ", "")]
    refused(run(CERTIFICATE, tmp_path, *ONE, exchanged=without, **where), 1, "in SSL_CERT_FILE")


def test_without_a_network(tmp_path):
    (tmp_path / "sitecustomize.py").write_text(WITHOUT_A_NETWORK)
    cut = {"PYTHONPATH": str(tmp_path)}
    done = run(OFFLINE, tmp_path, "--format", "csv", **cut)
    assert (done.returncode, done.stderr) == (0, "")
    assert (tmp_path / "live" / "07-ratings.csv").read_bytes() == (
        ROOT / "figures" / "07-ratings.csv"
    ).read_bytes()
    refresh = [("figure 07-ratings", "refresh")]
    done = run(OFFLINE, tmp_path / "a", exchanged=refresh, **cut)
    refused(done, 1, "HF_HUB_OFFLINE is set, so nothing may be asked")
    without = [("HF_HUB_OFFLINE=1 ", ""), *refresh]
    done = run(OFFLINE, tmp_path / "b", exchanged=without, **cut)
    refused(done, 2, "the embedded data still serve")

"""What stands between a reader and the Hub: proxies, mirrors, certificates, variables, folders."""

import errno
import socket
import ssl
import subprocess
import sys
import threading
from datetime import timedelta
from types import SimpleNamespace

import pytest
from huggingface_hub import constants
from huggingface_hub.utils import close_session

from hubgap.hub import client
from hubgap.hub.client import Client, Permanent, Refused

from .conftest import QUICK, command
from .server import Hub
from .test_faults import _query, undisturbed, wave
from .test_refresh import DAY, environment

__all__ = ["undisturbed"]  # a fixture
OFFICIAL = "https://huggingface.co"
NOWHERE = SimpleNamespace(url="http://127.0.0.1:9")  # nobody listens there
VARIABLES = ("HTTP_PROXY", "HTTPS_PROXY", "ALL_PROXY", "NO_PROXY", "SSL_CERT_FILE")


@pytest.fixture(autouse=True)
def anew(monkeypatch):
    """No variable of this machine, and a session that reads those of the test."""
    for name in VARIABLES:
        monkeypatch.delenv(name, raising=False)
        monkeypatch.delenv(name.lower(), raising=False)
    close_session()
    yield
    close_session()


def said(outcome, code: int, *parts: str) -> None:
    """One sentence on stderr with these parts, nothing else, and the exit code."""
    assert (outcome.code, outcome.text, outcome.sentence.count("\n")) == (code, "", 1)
    assert outcome.sentence.startswith("Refused: " if code == 1 else "Incomplete: ")
    for part in parts:
        assert part in outcome.sentence


# --- variables


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("HF_ENDPOINT", "http://127.0.0.1:99999"),
        ("HF_ENDPOINT", "http://127.0.0.1:abc"),
        ("HF_ENDPOINT", ""),
        ("HF_HUB_DOWNLOAD_TIMEOUT", "abc"),
        ("HF_HUB_DOWNLOAD_TIMEOUT", "-1"),
        ("HF_HUB_ETAG_TIMEOUT", "1.5"),
    ],
)
def test_a_variable_that_the_client_cannot_read_is_one_sentence(name, value, tmp_path):
    process = command("--output", str(tmp_path), **{**environment(tmp_path), name: value})
    told, sentence = process.communicate(timeout=60)
    assert (process.returncode, told, sentence.count("\n")) == (1, "", 1)
    assert name in sentence


@pytest.mark.parametrize(
    ("name", "value", "told"),
    [
        ("HTTP_PROXY", "http://127.0.0.1:99999", "HTTP_PROXY cannot be used"),
        ("HTTPS_PROXY", "http://127.0.0.1:abc", "HTTPS_PROXY cannot be used"),
        ("ALL_PROXY", "ftp://127.0.0.1:1", "ALL_PROXY cannot be used"),
        ("SSL_CERT_FILE", "/nowhere/ca.pem", "SSL_CERT_FILE or SSL_CERT_DIR names no certificates"),
        ("SSL_CERT_FILE", __file__, "SSL_CERT_FILE or SSL_CERT_DIR names no certificates"),
    ],
)
def test_a_variable_that_no_rerun_mends_is_named(name, value, told, run, monkeypatch):
    monkeypatch.setenv(name, value)
    with Hub({}) as hub:
        outcome = run(hub)
        assert hub.asked == []
    said(outcome, 1, told)


@pytest.mark.parametrize("wrong", ["", "http://127.0.0.1:abc", "http://[::1", "http://x/?a=b"])
def test_an_address_that_was_given_is_never_another_one(wrong, run):
    said(run(SimpleNamespace(url=wrong)), 1, "is no address of a Hub")


def test_a_password_in_the_endpoint_is_refused_and_not_repeated(run):
    outcome = run(SimpleNamespace(url="http://me:secret@127.0.0.1:9"))
    said(outcome, 1, "leave it away")
    assert "secret" not in outcome.sentence


def test_without_a_network_nothing_is_said_to_be_stored(run, monkeypatch, tmp_path):
    monkeypatch.setattr(constants, "HF_HUB_OFFLINE", True)
    for options in ({"dry_run": True}, {}):
        outcome = run(NOWHERE, **options)
        said(outcome, 1, "HF_HUB_OFFLINE is set", "unset it")
        assert "stays" not in outcome.sentence
    monkeypatch.setattr(constants, "HF_HUB_OFFLINE", False)
    assert run(NOWHERE, dry_run=True).sentence.endswith("the embedded data still serve.\n")
    assert run(NOWHERE).sentence.endswith("The same command tries again.\n")


# --- connections


def unknown(*_, **__):
    raise socket.gaierror(socket.EAI_NONAME, "Name or service not known")


def test_why_there_is_no_connection_and_which_variable_governs_it(run, monkeypatch):
    said(run(NOWHERE), 2, "it refuses connections: check the endpoint")
    with Hub({}) as hub:
        plain = SimpleNamespace(url=hub.url.replace("http:", "https:"))
        said(run(plain), 2, "does not speak TLS", "https:// may be wrong in the endpoint")
    monkeypatch.setattr(constants, "ENDPOINT", "http://nowhere.invalid")
    monkeypatch.setattr(socket, "getaddrinfo", unknown)
    default = SimpleNamespace(url=None)
    said(run(default), 2, "the name of its host is not known", "HF_ENDPOINT", "HTTPS_PROXY")
    monkeypatch.setenv("HTTP_PROXY", "http://me:secret@proxy.invalid:3128")
    close_session()
    outcome = run(default)
    said(outcome, 2, "the name of the proxy of HTTP_PROXY is not known: check that variable")
    assert "secret" not in outcome.sentence
    monkeypatch.setenv("NO_PROXY", "nowhere.invalid")
    close_session()
    said(run(default), 2, "the name of its host is not known")


def test_a_dead_proxy_is_not_the_hub(run, monkeypatch):
    monkeypatch.setenv("ALL_PROXY", NOWHERE.url)
    with Hub({}) as hub:
        said(run(hub), 2, "the proxy of ALL_PROXY refuses connections")
        assert hub.asked == []


@pytest.mark.parametrize("scheme", ["http", "https"])
def test_a_proxy_that_asks_for_a_password(scheme, run, monkeypatch):
    with Hub({}, fault=lambda handler, _: not handler.send(b"", 407)) as proxy:
        monkeypatch.setenv(f"{scheme.upper()}_PROXY", proxy.url)
        outcome = run(SimpleNamespace(url=f"{scheme}://hub.invalid"))
    said(outcome, 1, f"proxy of {scheme.upper()}_PROXY", "asks for a name and a password")


def test_a_refresh_through_a_proxy(models, run, monkeypatch):
    with Hub(models) as proxy:  # it reads a whole address as it reads a path
        monkeypatch.setenv("HTTP_PROXY", proxy.url)
        assert run(SimpleNamespace(url="http://hub.invalid")).code == 0
        assert all(path.startswith("http://hub.invalid/api/") for path in proxy.asked)


class Socks(threading.Thread):
    """A SOCKS5 server for one connection after the other, without a password."""

    def __init__(self):
        super().__init__(daemon=True)
        self.server = socket.create_server(("127.0.0.1", 0))
        self.url = f"socks5://127.0.0.1:{self.server.getsockname()[1]}"
        self.asked = []
        self.start()

    def run(self):
        while True:
            threading.Thread(target=self.serve, args=self.server.accept()[:1], daemon=True).start()

    def serve(self, near):
        near.recv(2 + near.recv(2)[1])
        near.sendall(b"\x05\x00")
        kind = near.recv(4)[3]
        host = near.recv(4) if kind == 1 else near.recv(near.recv(1)[0])
        port = int.from_bytes(near.recv(2), "big")
        name = socket.inet_ntoa(host) if kind == 1 else host.decode()
        self.asked.append((name, port))
        far = socket.create_connection((name, port))
        near.sendall(b"\x05\x00\x00\x01" + bytes(6))
        for one, other in ((near, far), (far, near)):
            threading.Thread(target=self.pass_on, args=(one, other), daemon=True).start()

    @staticmethod
    def pass_on(one, other):
        while piece := one.recv(65_536):
            other.sendall(piece)


def test_a_refresh_through_a_socks_proxy(models, run, monkeypatch):
    pytest.importorskip("socksio", reason="an older environment: run make again")
    proxy = Socks()
    monkeypatch.setenv("ALL_PROXY", proxy.url)
    with Hub(models) as hub:
        assert run(hub).code == 0
        assert {port for _, port in proxy.asked} == {hub.server_port}


def test_a_socks_proxy_without_its_package_is_one_sentence(run, monkeypatch):
    monkeypatch.setitem(sys.modules, "socksio", None)
    monkeypatch.setenv("ALL_PROXY", "socks5://127.0.0.1:9")
    with Hub({}) as hub:
        said(run(hub), 1, "ALL_PROXY names a SOCKS proxy", "pip install socksio")


@pytest.fixture(scope="module")
def certificate(tmp_path_factory):
    """The files of a key and of a certificate of 127.0.0.1 that nobody signed."""
    folder = tmp_path_factory.mktemp("certificate")
    words = "req -x509 -nodes -newkey rsa:2048 -days 2 -subj /CN=127.0.0.1"
    words += " -addext subjectAltName=IP:127.0.0.1 -keyout key.pem -out own.pem"
    try:
        subprocess.run(["openssl", *words.split()], cwd=folder, check=True, capture_output=True)
    except FileNotFoundError:
        pytest.skip("openssl is not installed")
    return folder / "own.pem", folder / "key.pem"


def test_a_certificate_of_ones_own_authority(models, run, monkeypatch, certificate):
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(*certificate)
    with Hub(models) as hub:
        hub.socket = context.wrap_socket(hub.socket, server_side=True)
        mirror = SimpleNamespace(url=hub.url.replace("http:", "https:"))
        said(run(mirror), 1, "its certificate is not trusted here", "in SSL_CERT_FILE")
        monkeypatch.setenv("SSL_CERT_FILE", str(certificate[0]))
        close_session()
        assert run(mirror).code == 0


# --- what is no Hub, or not for us


@pytest.mark.parametrize(
    ("status", "token", "told"),
    [
        (401, "", "answers nobody without a token (status 401): set HF_TOKEN"),
        (403, "", "refuses to answer here (status 403)"),
        (401, "hf_stale", "does not accept HF_TOKEN (status 401): renew it, or unset it"),
        (403, "hf_stale", "does not accept HF_TOKEN (status 403): renew it, or unset it"),
        (404, "", "lists no models as a Hub does (status 404)"),
        (501, "", "lists no models as a Hub does (status 501)"),
    ],
)
def test_a_refusal_that_no_rerun_mends(status, token, told, run, monkeypatch):
    monkeypatch.setenv("HF_TOKEN", token)
    with Hub({}, fault=lambda handler, _: not handler.send(b"", status)) as hub:
        for options in ({}, {"dry_run": True}):
            outcome = run(hub, **options)
            said(outcome, 1, told)
            assert ("accept HF_TOKEN" in outcome.sentence) == bool(token)


def test_a_token_that_dies_during_a_pull_keeps_what_was_stored(models, run, monkeypatch):
    monkeypatch.setenv("HF_TOKEN", "hf_new")
    with Hub(models, page=20) as hub:
        hub.fault = lambda handler, number: number > 9 and not handler.send(b"", 401)
        said(run(hub), 2, "status 401", "What was stored stays")
        said(run(hub), 1, "does not accept HF_TOKEN")
        hub.fault = None
        hub.asked.clear()
        assert run(hub).code == 0
        assert len(hub.asked) < 20


# --- mirrors


def test_a_mirror_that_passes_next_pages_of_the_official_hub_on(models, run, tmp_path, undisturbed):
    def fault(handler, _):
        if not handler.path.startswith("/api/models?"):
            return False
        body, status, link = handler.listing(_query(handler))
        official = {k: v.replace(handler.server.url, OFFICIAL) for k, v in link.items()}
        handler.send(body, status, official)
        return True

    with Hub(models, page=20, fault=fault) as hub:
        assert run(hub).code == 0
        assert len(hub.pages()) > 6
    assert wave(tmp_path / "live") == wave(undisturbed)


def test_a_mirror_that_only_leads_to_the_official_hub(run, monkeypatch):
    monkeypatch.setenv("HF_TOKEN", "hf_secret")

    def fault(handler, _):
        handler.send(b"", 308, {"Location": OFFICIAL + handler.path})
        return True

    with Hub({}, fault=fault) as hub:
        for options in ({}, {"dry_run": True}):
            said(run(hub, **options), 1, f"{hub.url} only leads to {OFFICIAL}: make that the endp")


def test_a_mirror_that_names_a_renamed_organization_at_the_official_hub(models, run):
    models["Qwen-new"] = [
        {**r, "id": r["id"].replace("Qwen/", "Qwen-new/")} for r in models.pop("Qwen")
    ]

    def fault(handler, _):
        if "organizations/Qwen/" not in handler.path:
            return False
        handler.redirect(f"{OFFICIAL}/api/organizations/Qwen-new/overview")
        return True

    with Hub(models, fault=fault) as hub:
        assert "Qwen is now called Qwen-new." in run(hub).text


@pytest.mark.parametrize(
    ("endpoint", "target", "path"),
    [
        ("https://mirror.org/hf", f"{OFFICIAL}/api/models?cursor=x", "/api/models?cursor=x"),
        ("https://mirror.org/hf", "https://mirror.org/hf/api/models", "/api/models"),
        ("https://mirror.org", "http://mirror.org/api/models", "/api/models"),
        ("http://mirror.org:80", "https://mirror.org/api/models", "/api/models"),
        ("https://mirror.org", "/api/models?cursor=x", "/api/models?cursor=x"),
        ("https://mirror.org", "https://mirror.org:8443/api/models", None),
        ("http://mirror.org:8080", "https://mirror.org/api/models", None),
        ("https://mirror.org", "https://huggingface.co.evil.org/api/models", None),
        ("https://mirror.org", "https://huggingface.co@evil.org/api/models", None),
        ("https://mirror.org", "http://huggingface.co/api/models", None),
        ("https://mirror.org/hf", "https://mirror.org/api/models", None),
    ],
)
def test_which_addresses_are_asked_of_the_endpoint(endpoint, target, path):
    one = Client(endpoint)
    if path:
        assert one._inside("/api/models", target, "the next page") == path
    else:
        with pytest.raises(Refused, match="leads outside"):
            one._inside("/api/models", target, "the next page")


def test_a_redirect_from_http_to_https_says_so():
    with pytest.raises(Permanent, match="http://mirror.org only leads to https://mirror.org"):
        Client("http://mirror.org")._redirected("/api/models", "https://mirror.org/api/models")


# --- pages that are too large


def too_large(handler, number):
    handler.send(b"", 504)


def too_slow(handler, number):
    client.time.sleep(QUICK.read * 1.5)


def too_long(handler, number):
    handler.send(b" " * (QUICK.body + 1))


@pytest.mark.parametrize("manner", [too_large, too_slow, too_long])
def test_a_page_that_the_endpoint_cannot_make_is_asked_for_in_halves(manner, models, run):
    """Of 45 models the endpoint can serve 300 or fewer at once, and its pages hold 20 at most."""

    def fault(handler, number):
        limit = int(_query(handler).get("limit", ["0"])[0])
        if limit <= 300 or "author=Qwen" not in handler.path:
            return False
        manner(handler, number)
        return True

    with Hub(models, page=20, fault=fault) as hub:
        assert run(hub).code == 0
        own = [_query(SimpleNamespace(path=path)) for path in hub.pages() if "Qwen" in path]
    assert [int(one["limit"][0]) for one in own] == [1000, 1000, 500, 500, 250, 250, 250]


def test_a_page_that_no_half_of_can_be_made_is_incomplete(models, run):
    def fault(handler, _):
        return "author=Qwen" in handler.path and not handler.send(b"", 504)

    with Hub(models, fault=fault) as hub:
        said(run(hub), 2, "Qwen: status 504")
        assert any("limit=125&" in path for path in hub.asked)
        assert not any("limit=62&" in path for path in hub.asked)


# --- folders


def test_a_folder_that_cannot_be_written_is_refused_before_a_request(run, monkeypatch, tmp_path):
    (tmp_path / "file").touch()
    with Hub({}) as hub:
        for output in (tmp_path / "file", tmp_path / "file" / "live", tmp_path / ("x" * 300)):
            said(run(hub, output=output), 1, str(output), "name another --output")
        for number in (errno.EACCES, errno.EROFS):

            def denied(*_, number=number, **__):
                raise OSError(number, "no")

            monkeypatch.setattr("filelock.FileLock", denied)
            said(run(hub), 1, "could not be written or read (no): make it writable")
        assert hub.asked == []


STRANGERS = [".pull/mine", ".work/mine", ".a-new/mine", "2020-01-01/photo", "refused-x/mine", "a"]


@pytest.mark.parametrize("name", STRANGERS)
def test_a_folder_of_somebody_else_is_refused_and_left_as_it_is(name, run, tmp_path):
    file = tmp_path / "theirs" / name
    file.parent.mkdir(parents=True)
    file.write_text("years of work")
    with Hub({}) as hub:
        for options in ({}, {"fresh": True}, {"dry_run": True}):
            outcome = run(hub, output=tmp_path / "theirs", **options)
            said(outcome, 1, "nothing that hubgap wrote: name an empty folder")
        assert hub.asked == []
    kept = [path for path in (tmp_path / "theirs").rglob("*") if path.is_file()]
    assert kept == [file]


def test_what_lies_beside_waves_stays(models, run, tmp_path):
    live = tmp_path / "live"
    live.mkdir()
    (live / ".DS_Store").touch()  # of a file manager
    with Hub(models) as hub:
        assert run(hub).code == 0
        theirs = [live / name for name in STRANGERS if not name.startswith("2")]
        for path in theirs:
            path.parent.mkdir(exist_ok=True)
            path.write_text("years of work")
        assert run(hub, fresh=True).code == 0
    assert all(path.read_text() == "years of work" for path in theirs)


def test_a_folder_of_waves_without_hidden_files_is_ours(models, run, tmp_path):
    live = tmp_path / "live"
    with Hub(models) as hub:
        assert run(hub).code == 0
        for path in live.glob(".hubgap-*"):
            path.unlink()
        assert run(hub).code == 0


def test_a_foreign_folder_is_not_replaced_by_a_wave_that_is_set_aside(models, run, tmp_path):
    theirs = tmp_path / "live" / f"refused-{DAY}"
    with Hub(models) as hub:
        assert run(hub, today=DAY - timedelta(days=1)).code == 0
        theirs.mkdir()
        (theirs / "mine").touch()
        models["google"].clear()
        said(run(hub, today=DAY), 1, f"{theirs} is no folder of a refresh: rename or remove it")
    assert (theirs / "mine").exists()

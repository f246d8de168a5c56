"""Every fault of the wire: a complete result, or one sentence, and a re-run that resumes."""

import contextlib
import json
import shutil
import threading
import time
from datetime import date, timedelta

import pandas as pd
import pytest

from hubgap.hub.judge import snapshot_of

from .conftest import NAMES, digests, stored
from .server import Hub

DAY = date(2027, 1, 4)
ENOUGH = threading.Event()  # never set: what a server waits for that never answers


def raw(handler, body: bytes, length: int | None = None, kind: str = "application/json") -> None:
    """Status 200 with a body that may be shorter than announced; then the connection closes."""
    handler.send_response(200)
    handler.send_header("Content-Type", kind)
    handler.send_header("Content-Length", str(len(body) if length is None else length))
    handler.end_headers()
    handler.wfile.write(body)
    handler.close_connection = True


def page_of(handler) -> bytes:
    from urllib.parse import parse_qs, urlsplit

    return handler.listing(parse_qs(urlsplit(handler.path).query))[0]


def quota(handler):
    handler.send(b"", 429, {"RateLimit": '"api";r=0;t=0', "RateLimit-Policy": "q=500;w=300"})


def retry_after(handler):
    handler.send(b"", 429, {"Retry-After": "1"})


def status(code):
    return lambda handler: handler.send(b'{"error":"no"}', code)


def dropped(handler):
    body = page_of(handler)
    raw(handler, body[: len(body) // 2], len(body))


def truncated(handler):
    body = page_of(handler)
    raw(handler, body[: len(body) // 2])


def html(handler):
    raw(handler, b"<!doctype html><title>Maintenance</title>", kind="text/html")


def no_list(handler):
    handler.send_json({"error": "try later"})


def silent(handler):
    ENOUGH.wait(5)


def drip(handler):
    handler.send_response(200)
    handler.send_header("Content-Length", "1000000")
    handler.end_headers()
    with contextlib.suppress(OSError):
        for _ in range(60):
            handler.wfile.write(b"[")
            time.sleep(0.1)
    handler.close_connection = True


def drip_in_headers(handler):
    with contextlib.suppress(OSError):
        handler.wfile.write(b"HTTP/1.1 200 OK\r\nX-Slow: ")
        for _ in range(60):
            handler.wfile.write(b"a")
            time.sleep(0.1)
    handler.close_connection = True


def endless(handler):
    handler.send_response(200)
    handler.send_header("Transfer-Encoding", "chunked")
    handler.end_headers()
    with contextlib.suppress(OSError):
        while True:
            handler.wfile.write(b"10000\r\n" + b" " * 0x10000 + b"\r\n")


def foreign_next(handler):
    link = {"Link": '<http://localhost:1/api/models?cursor=x>; rel="next"'}
    handler.send(page_of(handler), 200, link)


def foreign_redirect(handler):
    handler.redirect("https://example.org/api/models")


def circle(handler):
    handler.send(page_of(handler), 200, {"Link": f'<{handler.path}>; rel="next"'})


def no_next(handler):
    handler.send(page_of(handler))


PASSING = {
    "429 with RateLimit": quota,
    "429 with Retry-After": retry_after,
    "500": status(500),
    "502": status(502),
    "503": status(503),
    "dropped": dropped,
    "truncated": truncated,
    "html": html,
    "no list": no_list,
    "silent": silent,
    "drip": drip,
    "missing next link": no_next,
}
LASTING = {
    **PASSING,
    "drip in the headers": drip_in_headers,
    "endless": endless,
    "foreign next link": foreign_next,
    "foreign redirect": foreign_redirect,
    "circle": circle,
    "404": status(404),
}


def hits(handler) -> bool:
    """The second page of one organization."""
    return "author=Qwen" in handler.path and "cursor=" in handler.path


@pytest.fixture(scope="module")
def undisturbed(embedded, tmp_path_factory):
    """The wave that a Hub without faults gives."""
    from hubgap.hub.refresh import refresh

    from .conftest import QUICK
    from .server import catalogue

    output = tmp_path_factory.mktemp("undisturbed")
    with Hub(catalogue(embedded["snapshot-2026-08-22"], NAMES, most=45), page=20) as hub:
        assert refresh("tracked", NAMES, output, hub.url, limits=QUICK) == 0
    return output


def wave(output) -> dict[str, str]:
    """The files of a wave that depend only on what was pulled."""
    other = ("manifest.json", "report.md", "increments.parquet")
    return {k: v for k, v in digests(output).items() if not k.endswith(other)}


@pytest.mark.parametrize("name", PASSING)
def test_a_passing_fault_changes_nothing(name, models, run, tmp_path, undisturbed):
    left = [2]

    def fault(handler, _):
        if hits(handler) and left[0]:
            left[0] -= 1
            PASSING[name](handler)
            return True
        return False

    with Hub(models, page=20, fault=fault) as hub:
        outcome = run(hub)
    assert (outcome.code, outcome.sentence, left) == (0, "", [0])
    assert wave(tmp_path / "live") == wave(undisturbed)


@pytest.mark.parametrize("name", LASTING)
def test_a_lasting_fault_is_one_sentence_and_the_rerun_resumes(
    name, models, run, tmp_path, undisturbed
):
    output = shutil.copytree(undisturbed, tmp_path / "live")
    before, start = digests(output), time.monotonic()

    def fault(handler, _):
        if hits(handler):
            LASTING[name](handler)
            return True
        return False

    with Hub(models, page=20, fault=fault) as hub:
        outcome = run(hub)
        assert outcome.code == 2 and time.monotonic() - start < 10
        assert outcome.sentence.startswith("Incomplete: ") and outcome.sentence.count("\n") == 1
        assert digests(output) == before
        kept = stored(output)
        assert len(kept) > 4
        hub.fault = None
        hub.asked.clear()
        assert run(hub).code == 0
        assert hub.pages() and not kept & set(hub.pages())
    assert wave(output) == wave(undisturbed)


SELECTIONS = {"all": None, "two": ["google", "Qwen"], "one": ["Qwen"], "nobody": ["nobody-known"]}
IN_MAKE_TEST = {  # of the matrix; the rest is run by `make torture`
    ("all", "dropped", "first"),
    ("two", "circle", "first"),
    ("one", "no list", "earlier"),
    ("nobody", "502", "first"),
}
# All organizations at full length and under the real limits: tests/torture/test_live.py
MATRIX = IN_MAKE_TEST | {
    (selection, name, before)
    for selection in ("two", "one", "nobody")
    for name in LASTING
    for before in ("first", "earlier")
    if (selection, name) != ("nobody", "missing next link")  # nothing is missing there
}


@pytest.mark.parametrize(
    ("selection", "name", "before"),
    [
        pytest.param(*one, marks=() if one in IN_MAKE_TEST else pytest.mark.long)
        for one in sorted(MATRIX)
    ],
)
def test_a_lasting_fault_whatever_is_asked_for(
    selection, name, before, models, run, tmp_path, monkeypatch
):
    monkeypatch.setattr("hubgap.hub.refresh.previous_wave", lambda *_: None)
    output, asked = tmp_path / "live", {"organizations": SELECTIONS[selection]}
    marks = ("author=nobody",) if selection == "nobody" else ("author=Qwen", "cursor=")

    def fault(handler, _):
        return all(one in handler.path for one in marks) and (LASTING[name](handler) or True)

    with Hub(models, page=20) as hub:
        if before == "earlier":
            earlier = {"organizations": ["Qwen"]} if selection == "nobody" else asked
            assert run(hub, output=output, today=DAY - timedelta(days=7), **earlier).code == 0
        whole = digests(output)
        hub.fault = fault
        outcome = run(hub, output=output, today=DAY, **asked)
        assert outcome.code == 2 and outcome.text == ""
        assert outcome.sentence.startswith("Incomplete: ")
        assert outcome.sentence.count("\n") == 1 and digests(output) == whole
        assert left_beside(output) <= {".hubgap-lock", ".hubgap-pull"}
        kept = stored(output)
        hub.fault = None
        hub.asked.clear()
        outcome = run(hub, output=output, **asked)
        assert not kept & set(hub.pages()) and left_beside(output) == {".hubgap-lock"}
        if selection == "nobody":
            assert outcome.code == 1 and "knows no organization named nobody" in outcome.sentence
            assert digests(output) == whole
            return
        assert outcome.code == 0
    rows = pd.read_parquet(snapshot_of(output / str(DAY)), columns=["model_id"])
    own = SELECTIONS[selection] or {*NAMES} - {"mistralai"}  # which is not tracked
    assert sorted(rows["model_id"]) == sorted(r["id"] for name in own for r in models[name])


def left_beside(output) -> set[str]:
    """What lies in the folder and is no wave."""
    return {path.name for path in output.iterdir() if path.name.startswith(".")}


def test_rows_that_repeat_and_move_between_pages_count_once(models, run, tmp_path, undisturbed):
    class Shuffled(Hub):
        pass

    def fault(handler, _):
        if "author=" not in handler.path:
            return False
        body, code, link = handler.listing(_query(handler))
        rows = json.loads(body)
        rows = rows[::-1] + rows[:3] + json.loads(handler.listing(_first(handler))[0])[:5]
        handler.send(json.dumps(rows).encode(), code, link)
        return True

    with Shuffled(models, page=20, fault=fault) as hub:
        outcome = run(hub)
    assert outcome.code == 0
    assert "Repeated records: 0" not in outcome.text
    one, other = (
        pd.read_parquet(snapshot_of(next(output.glob("2*")))).sort_values(
            "model_id", ignore_index=True
        )
        for output in (tmp_path / "live", undisturbed)
    )
    pd.testing.assert_frame_equal(one, other)


def _query(handler) -> dict:
    from urllib.parse import parse_qs, urlsplit

    return parse_qs(urlsplit(handler.path).query)


def _first(handler) -> dict:
    return {k: v for k, v in _query(handler).items() if k != "cursor"}


def test_the_token_reaches_one_origin_only(models, run, tmp_path, monkeypatch):
    secret = "hf_" + "s3cret" * 5
    monkeypatch.setenv("HF_TOKEN", secret)
    with Hub({}) as foreign:

        def fault(handler, _):
            if hits(handler):
                handler.send(page_of(handler), 200, {"Link": f'<{foreign.url}/x>; rel="next"'})
            elif "author=google" in handler.path:
                handler.redirect(f"{foreign.url}/api/models")
            elif "mistralai/overview" in handler.path:
                handler.redirect(f"//127.0.0.1:{foreign.server_port}/api")
            else:
                return False
            return True

        with Hub(models, page=20, fault=fault) as hub:
            outcome = run(hub)
            assert hub.tokens == {f"Bearer {secret}"}
        assert foreign.asked == []
    assert outcome.code == 2 and "leads outside" in outcome.sentence
    assert secret not in outcome.sentence + outcome.text
    written = [path for path in tmp_path.rglob("*") if path.is_file()]
    assert written and not any(secret.encode() in path.read_bytes() for path in written)


def test_an_endless_429_ends(models, run):
    with Hub(models, fault=lambda handler, n: n > 3 and not retry_after(handler)) as hub:
        start = time.monotonic()
        outcome = run(hub)
    assert outcome.code == 2 and time.monotonic() - start < 10


def test_a_wait_that_is_too_long_is_not_waited_for(models, run):
    def fault(handler, number):
        if number < 4:
            return False
        handler.send(b"", 429, {"Retry-After": "86400"})
        return True

    with Hub(models, fault=fault) as hub:
        outcome = run(hub)
    assert outcome.code == 2 and "1,440 minutes" in outcome.sentence

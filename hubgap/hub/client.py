"""Asking the Hub: bounded in size and time, on one budget, and never outside the endpoint."""

from __future__ import annotations

import contextlib
import email.utils
import os
import re
import threading
import time
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any
from urllib.parse import SplitResult, urljoin, urlsplit

# Else the client first asks the endpoint for a list of agents, with a deadline that a slow
# server can stretch; must be set before the import.
os.environ.setdefault("HF_HUB_DISABLE_TELEMETRY", "1")
import httpx2
from huggingface_hub import constants
from huggingface_hub.errors import OfflineModeIsEnabled
from huggingface_hub.utils import build_hf_headers, get_session, parse_ratelimit_headers

from ..version import __version__

RETRIED = (408, 429, 500, 502, 503, 504)
REDIRECTS = (301, 302, 303, 307, 308)
PORTS = {"http": 80, "https": 443}


class Incomplete(Exception):
    """The pull cannot go on now; what is stored stays, and the same command resumes it."""


class Fault(Exception):
    """One request failed; another try may succeed."""


class Refused(Exception):
    """The endpoint leads to where this request must not go, or will never answer it."""


@dataclass(frozen=True)
class Limits:
    """Seconds, bytes and counts. `read` follows the client's variable HF_HUB_DOWNLOAD_TIMEOUT."""

    connect: float = 5
    read: float = constants.HF_HUB_DOWNLOAD_TIMEOUT  # between two pieces of an answer
    answer: float = 40  # for a whole answer, however many pieces it comes in
    patience: float = 55  # without any progress
    probe: float = 8
    wait: float = 900  # the longest announced wait that is worth it
    body: int = 32 * 2**20
    tries: int = 6
    pause: float = 0.5  # before the second try; doubles
    workers: int = 16


@dataclass(frozen=True)
class Reply:
    status: int
    path: str  # after redirects, relative to the endpoint
    value: Any  # what `parse` made of the body; None unless status is 200
    body: bytes
    next: str | None  # address of the next page, relative to the endpoint


class Budget:
    """Requests left in the Hub's fixed window, shared by all workers; None until announced."""

    def __init__(self, limits: Limits):
        self.left: int | None = None
        self.quota: int | None = None
        self.window: int | None = None
        self.reset = self.resume = 0.0
        self.stopped = False
        self.asked = 0  # requests so far
        self._flying = 0
        self._limits = limits
        self._changed = threading.Condition()

    def take(self) -> None:
        """Wait until a request may be made. Incomplete after `stop`, or for too long a wait."""
        with self._changed:
            while (pause := self.pause()) > 0 and not self.stopped:
                if pause > self._limits.wait:
                    raise Incomplete(f"the endpoint asks to wait {pause / 60:,.0f} minutes")
                self._changed.wait(pause)
            if self.stopped:
                raise Incomplete("it was stopped")
            if time.monotonic() >= self.reset:
                self.left = None
            if self.left is not None:
                self.left -= 1
            self._flying += 1
            self.asked += 1

    def pause(self) -> float:
        """Seconds until the next request may be made."""
        now = time.monotonic()
        spent = self.left is not None and self.left <= 0
        return max(self.resume - now, self.reset - now if spent else 0.0)

    def landed(self, headers: httpx2.Headers | None) -> None:
        """A request has ended; read what the answer says of the quota."""
        with self._changed:
            self._flying -= 1
            told = parse_ratelimit_headers(headers) if headers is not None else None
            if told:
                reset = time.monotonic() + told.reset_in_seconds + 1  # told in whole seconds
                if self.left is not None and abs(reset - self.reset) < 3:
                    self.left = min(self.left, told.remaining)
                    self.reset = min(self.reset, reset)
                else:
                    self.left, self.reset = told.remaining - self._flying, reset
                self.quota, self.window = told.limit, told.window_seconds
            self._changed.notify_all()

    def hold(self, seconds: float) -> None:
        """Nobody asks before so many seconds have passed."""
        with self._changed:
            self.resume = max(self.resume, time.monotonic() + seconds)

    def stop(self) -> None:
        with self._changed:
            self.stopped = True
            self._changed.notify_all()


class Client:
    """Reads addresses of one endpoint. Thread-safe; the token goes to its origin only."""

    def __init__(self, endpoint: str | None = None, limits: Limits = Limits()):
        self.endpoint = (endpoint or constants.ENDPOINT).rstrip("/")
        if urlsplit(self.endpoint).scheme not in PORTS or not urlsplit(self.endpoint).hostname:
            raise ValueError(f"{self.endpoint!r} is no address of a Hub (http or https).")
        self.limits = limits
        self.budget = Budget(limits)
        self.last_fault = ""
        self._origin, self._base = _origin(urlsplit(self.endpoint)), urlsplit(self.endpoint).path
        token = os.environ.get("HF_TOKEN", "").strip()
        if not (token.isascii() and token.isprintable()):
            raise ValueError(
                "HF_TOKEN holds characters that no token has: set it anew or unset it."
            )
        self._headers, self._to_strangers = (
            build_hf_headers(token=one, library_name="hubgap", library_version=__version__)
            for one in (token or False, False)
        )

    def get(self, path: str, parse: Callable[[bytes], object], size: int | None = None) -> Reply:
        """Ask for a path of the endpoint, again after passing faults.

        With `size`, it is a file of so many bytes, which the endpoint may keep on another host: that
        one is asked without the token, so `parse` must know the file by its checksum. Raises Fault
        when the tries are used up, Refused for a foreign host, Incomplete when the pull stops. An
        answer that `parse` cannot read (ValueError, RecursionError) is a fault.
        """
        for turn in range(self.limits.tries):
            if turn and not self.budget.stopped:
                time.sleep(self.limits.pause * 2 ** (turn - 1))
            try:
                return self._once(path, parse, size)
            except (httpx2.HTTPError, httpx2.InvalidURL, Fault) as error:
                self.last_fault = _reason(error)
        raise Fault(self.last_fault)

    def probe(self) -> None:
        """Learn within a few seconds whether the endpoint answers at all, and its quota."""
        failed: list[Exception] = []
        asked = threading.Thread(target=self._try_probe, args=(failed,), daemon=True)
        asked.start()
        asked.join(self.limits.probe)  # a name service can block longer than any timeout
        if asked.is_alive() or failed:
            why = _reason(failed[0]) if failed else f"no answer in {self.limits.probe:.0f} s"
            raise Incomplete(
                f"{self.endpoint} cannot be reached ({why}); the embedded data still serve"
            )

    def _try_probe(self, failed: list[Exception]) -> None:
        for _ in range(3):
            try:
                if self._once("/api/models?limit=1", lambda body: None).status in (401, 403):
                    failed.append(Incomplete("it does not accept HF_TOKEN"))
                    return
            except (Fault, Refused):
                pass  # it answered: whether it answers well is for the pull to find out
            except (httpx2.HTTPError, httpx2.InvalidURL, Incomplete, OSError, ValueError) as error:
                failed.append(error)
                time.sleep(self.limits.pause)
                continue
            failed.clear()
            return

    def _once(self, path: str, parse: Callable[[bytes], object], size: int | None = None) -> Reply:
        away = None  # where a file lies, if on another host
        for _ in range(5):
            status, headers, body = self._fetch(path, away, size)
            if status not in REDIRECTS:
                break
            target = headers.get("location", "")
            if size is None:
                path = self._inside(path, target, "a redirect")
            else:
                path, away = self._led(path, away, target)
        else:
            raise Fault("more than 5 redirects")
        if away and status != 200:  # addresses on other hosts expire: the endpoint gives a new one
            raise Fault(f"status {status} of the host that keeps the file")
        if status in RETRIED:
            self._heed(status, headers)
            raise Fault(f"status {status}")
        if status != 200:
            return Reply(status, path, None, body, None)
        try:
            value = parse(body)
        except (ValueError, RecursionError) as error:
            raise Fault(str(error) or "an unreadable answer") from None
        return Reply(status, path, value, body, self._next(path, headers))

    def _fetch(
        self, path: str, away: str | None, size: int | None
    ) -> tuple[int, httpx2.Headers, bytes]:
        limits, headers, body = self.limits, None, bytearray()
        timeout = httpx2.Timeout(limits.read, connect=limits.connect)
        self.budget.take()
        try:
            deadline = time.monotonic() + limits.answer
            with get_session().stream(
                "GET",
                away or self.endpoint + path,
                headers=self._to_strangers if away else self._headers,
                timeout=timeout,
                follow_redirects=False,
            ) as response:
                headers = response.headers
                most = limits.body if size is None or response.status_code != 200 else size
                for piece in response.iter_bytes():
                    body += piece
                    if len(body) > most:
                        raise Fault(f"an answer of more than {most:,} bytes")
                    if time.monotonic() > deadline:
                        raise Fault(f"an answer not complete after {limits.answer:.0f} s")
                return response.status_code, headers, bytes(body)
        except OfflineModeIsEnabled:
            raise Incomplete("HF_HUB_OFFLINE is set, so nothing may be asked") from None
        finally:
            self.budget.landed(headers if size is None else None)  # files have a quota of their own

    def _heed(self, status: int, headers: httpx2.Headers) -> None:
        told = headers.get("retry-after", "").strip()
        if re.fullmatch("[0-9]{1,9}", told):
            self.budget.hold(float(told))
        elif told and (when := email.utils.parsedate_tz(told)):
            self.budget.hold(max(0.0, email.utils.mktime_tz(when) - time.time()))

    def _next(self, path: str, headers: httpx2.Headers) -> str | None:
        link = httpx2.Response(200, headers={"link": headers.get("link", "")}).links.get("next")
        return self._inside(path, link["url"], "the next page") if link else None

    def _led(self, path: str, away: str | None, target: str) -> tuple[str, str | None]:
        """Where a redirect of a file leads: to a path of the endpoint, or to an address elsewhere."""
        if not away:
            with contextlib.suppress(Refused):
                return self._inside(path, target, "a redirect"), None
        try:
            url = urljoin(away or self.endpoint + path, target)
            scheme, host, _ = _origin(urlsplit(url))
        except ValueError:
            scheme = host = ""
        if not target or not host or scheme not in ("https", self._origin[0]):
            raise Refused("a redirect leads to no address of a file and was not followed")
        return path, url

    def _inside(self, path: str, target: str, what: str) -> str:
        """An address relative to the endpoint, or Refused if it leaves the endpoint's origin."""
        try:
            url = urlsplit(urljoin(self.endpoint + path, target))
            same = _origin(url) == self._origin and url.path.startswith(self._base + "/")
        except ValueError:
            same = False
        if not target or not same:
            raise Refused(f"{what} leads outside {self.endpoint} and was not followed")
        return url.path[len(self._base) :] + (f"?{url.query}" if url.query else "")


def _origin(parts: SplitResult) -> tuple[str, str, int | None]:
    if parts.username is not None:
        raise ValueError("an address with a user name")
    return parts.scheme, (parts.hostname or "").lower(), parts.port or PORTS.get(parts.scheme)


def _reason(error: Exception) -> str:
    """One line for a person: no address, no header, nothing that could hold a token."""
    if isinstance(error, Fault | Incomplete):
        return str(error)
    if isinstance(error, httpx2.TimeoutException):
        return "no answer in time"
    if isinstance(error, httpx2.ConnectError):
        return "no connection"
    return (
        "the connection broke off" if isinstance(error, httpx2.TransportError) else "a bad answer"
    )

"""Asking the Hub: bounded in size and time, on one budget, and never outside the endpoint."""

from __future__ import annotations

import contextlib
import email.utils
import os
import re
import ssl
import threading
import time
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any
from urllib.parse import urljoin, urlsplit

from ..version import __version__
from .network import (
    PORTS,
    Fault,
    Incomplete,
    Permanent,
    Refused,
    Slow,
    address,
    build_hf_headers,
    caused,
    check_session,
    constants,
    get_session,
    httpx2,
    origin,
    parse_ratelimit_headers,
    proxy,
    reason,
)

RETRIED = (408, 429, 500, 502, 503, 504)
REDIRECTS = (301, 302, 303, 307, 308)
NO_HUB = (404, 405, 410, 501)  # of the list of models itself
OFFICIAL = {("https", "huggingface.co", 443), ("https", "hf.co", 443)}


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
        """`endpoint`: None for the one of HF_ENDPOINT. ValueError if it is no address of a Hub."""
        self.endpoint = (constants.ENDPOINT if endpoint is None else endpoint).strip().rstrip("/")
        self._named = "HF_ENDPOINT" if endpoint is None else "the endpoint"
        self._origin, self._base = address(self.endpoint, self._named)
        if limits.read <= 0:
            raise ValueError("HF_HUB_DOWNLOAD_TIMEOUT must be above 0 seconds: mend or unset it.")
        self.limits = limits
        self.budget = Budget(limits)
        self.last_fault = ""
        token = os.environ.get("HF_TOKEN", "").strip()
        if not (token.isascii() and token.isprintable()):
            raise ValueError(
                "HF_TOKEN holds characters that no token has: set it anew or unset it."
            )
        self._token = bool(token)
        self._headers, self._to_strangers = (
            build_hf_headers(token=one, library_name="hubgap", library_version=__version__)
            for one in (token or False, False)
        )

    def get(
        self,
        path: str,
        parse: Callable[[bytes], object],
        size: int | None = None,
        large: bool = False,
    ) -> Reply:
        """Ask for a path of the endpoint, again after passing faults.

        With `size`, it is a file of so many bytes, which the endpoint may keep on another host: that
        one is asked without the token, so `parse` must know the file by its checksum. Raises Fault
        when the tries are used up, Refused for a foreign host, Incomplete when the pull stops. An
        answer that `parse` cannot read (ValueError, RecursionError) is a fault. Of a `large` answer
        two slow tries are enough: Slow, so that less can be asked for.
        """
        for turn in range(self.limits.tries):
            if turn and not self.budget.stopped:
                time.sleep(self.limits.pause * 2 ** (turn - 1))
            try:
                return self._once(path, parse, size)
            except (httpx2.HTTPError, httpx2.InvalidURL, Fault) as error:
                self.last_fault = reason(error, self._origin, self._named)
                if large and turn and isinstance(error, Slow | httpx2.ReadTimeout):
                    raise Slow(self.last_fault) from None
        raise Fault(self.last_fault)

    # --- the first question

    def probe(self) -> str:
        """Learn within a few seconds whether the endpoint answers at all, and its quota.

        What is wrong with the answer, or nothing. Raises Incomplete without an answer, Permanent
        where no later one can be better.
        """
        if constants.is_offline_mode():
            raise Permanent("HF_HUB_OFFLINE is set, so nothing may be asked: unset it to refresh.")
        check_session()
        told: list[str | Exception] = []
        asked = threading.Thread(target=self._try_probe, args=(told,), daemon=True)
        asked.start()
        asked.join(self.limits.probe)  # a name service can block longer than any timeout
        found = told[0] if told else Incomplete(f"no answer in {self.limits.probe:.0f} s")
        if isinstance(found, str):
            return found
        if isinstance(found, Permanent):
            raise found
        unreached = (
            f"{self.endpoint} cannot be reached ({reason(found, self._origin, self._named)})"
        )
        if caused(found, ssl.SSLCertVerificationError):
            raise Permanent(f"{unreached}.")
        raise Incomplete(f"{unreached}; the embedded data still serve")

    def _try_probe(self, told: list[str | Exception]) -> None:
        try:
            told.append(self._answer())
        except Exception as error:  # noqa: BLE001 (a thread that dies would look like silence)
            told.append(error)

    def _answer(self) -> str:
        for turn in range(3):
            try:
                return self._judged(self._once("/api/models?limit=1", lambda body: None).status)
            except (Fault, Refused) as error:
                return str(error)  # whether it answers better later is for the pull to find out
            except httpx2.HTTPError as error:
                if isinstance(error, httpx2.ProxyError) and str(error).startswith("407"):
                    return self._judged(407)
                if turn == 2:
                    raise
                time.sleep(self.limits.pause)
        return ""

    def _judged(self, status: int) -> str:
        """What a status says of the endpoint; Permanent where it will be the same tomorrow."""
        name = self.endpoint
        if status in (401, 403) and self._token:
            why = f"{name} does not accept HF_TOKEN (status {status}): renew it, or unset it."
        elif status == 401:
            why = f"{name} answers nobody without a token (status 401): set HF_TOKEN."
        elif status == 403:
            why = f"{name}, or something before it, refuses to answer here (status 403)."
            why += " If it asks for a token, set HF_TOKEN."
        elif status == 407:
            why = f"The proxy of {proxy(self._origin) or 'this machine'} asks for a name and a password."
        elif status in NO_HUB:
            why = f"{name} lists no models as a Hub does (status {status}): check {self._named}."
        else:
            return "" if status == 200 else f"status {status}"
        raise Permanent(why)

    # --- one request

    def _once(self, path: str, parse: Callable[[bytes], object], size: int | None = None) -> Reply:
        away = None  # where a file lies, if on another host
        for _ in range(5):
            status, headers, body = self._fetch(path, away, size)
            if status not in REDIRECTS:
                break
            target = headers.get("location", "")
            if size is None:
                path = self._redirected(path, target)
            else:
                path, away = self._led(path, away, target)
        else:
            raise Fault("more than 5 redirects")
        if away and status != 200:  # addresses on other hosts expire: the endpoint gives a new one
            raise Fault(f"status {status} of the host that keeps the file")
        if status in RETRIED:
            self._heed(status, headers)
            raise (Slow if status == 504 else Fault)(f"status {status}")
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
                        raise Slow(f"an answer of more than {most:,} bytes")
                    if time.monotonic() > deadline:
                        raise Slow(f"an answer not complete after {limits.answer:.0f} s")
                return response.status_code, headers, bytes(body)
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

    def _redirected(self, path: str, target: str) -> str:
        following = self._inside(path, target, "a redirect")
        elsewhere = urlsplit(target)
        if following == path and elsewhere.scheme in PORTS:
            raise Permanent(
                f"{self.endpoint} only leads to {elsewhere.scheme}://{elsewhere.hostname}: make that "
                "the endpoint."
            )
        return following

    def _led(self, path: str, away: str | None, target: str) -> tuple[str, str | None]:
        """Where a redirect of a file leads: to a path of the endpoint, or to an address elsewhere."""
        if not away:
            with contextlib.suppress(Refused):
                following = self._inside(path, target, "a redirect")
                if following != path:
                    return following, None
        try:
            url = urljoin(away or self.endpoint + path, target)
            scheme, host, _ = origin(urlsplit(url))
        except ValueError:
            scheme = host = ""
        if not target or not host or scheme not in ("https", self._origin[0]):
            raise Refused("a redirect leads to no address of a file and was not followed")
        return path, url

    def _inside(self, path: str, target: str, what: str) -> str:
        """An address relative to the endpoint, or Refused if it leaves the endpoint's origin.

        Mirrors pass addresses of the official Hub on, and proxies those of their other side: what
        they name is asked of the endpoint, so nothing is sent anywhere else.
        """
        refused = Refused(f"{what} leads outside {self.endpoint} and was not followed")
        try:
            url = urlsplit(urljoin(self.endpoint + path, target))
            found = origin(url)
        except ValueError:
            raise refused from None
        inside = found == self._origin and url.path.startswith(self._base + "/")
        sides = {(scheme, self._origin[1], port) for scheme, port in PORTS.items()}
        if not target or not (inside or found in OFFICIAL or {found, self._origin} == sides):
            raise refused
        own = url.path[len(self._base) :] if url.path.startswith(self._base + "/") else url.path
        return own + (f"?{url.query}" if url.query else "")

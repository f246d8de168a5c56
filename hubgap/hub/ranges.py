"""Parts of one large file, asked for by byte ranges, wherever the endpoint keeps it."""

from __future__ import annotations

import re
import threading
import time
from dataclasses import replace

import httpx2
from huggingface_hub.errors import OfflineModeIsEnabled
from huggingface_hub.utils import get_session

from ..data import DataError
from .client import REDIRECTS, RETRIED, Client, Fault, Incomplete, Limits
from .network import reason

DENIED = (401, 403, 404, 410)
WORKERS = 4  # on a slow line each part takes longer the more there are


class Denied(Exception):
    """The endpoint answers `status` and no part of the file."""

    def __init__(self, status: int):
        super().__init__(f"status {status}")
        self.status = status


class Ranges(Client):
    """A client that reads parts of files too. The token goes to the endpoint and to no host to which
    it leads. Thread-safe."""

    def __init__(self, endpoint: str | None, limits: Limits):
        super().__init__(endpoint, replace(limits, workers=min(WORKERS, limits.workers)))
        self.transferred = 0  # bytes of files, also those of tries that failed
        self._counting = threading.Lock()

    def part(self, path: str, start: int, length: int, size: int) -> bytes:
        """`length` bytes from `start` on of a file of `size` bytes, again after passing faults.

        Raises DataError for a host without ranges and for a file of another size, Denied, and Fault,
        Refused and Incomplete as `get`.
        """
        for turn in range(self.limits.tries):
            if turn and not self.budget.stopped:
                time.sleep(self.limits.pause * 2 ** (turn - 1))
            try:
                return self._part(path, start, length, size)
            except (httpx2.HTTPError, httpx2.InvalidURL, Fault) as error:
                self.last_fault = reason(error, self._origin, self._named)
        raise Fault(self.last_fault)

    def _part(self, path: str, start: int, length: int, size: int) -> bytes:
        away = None  # where the file lies, if on another host
        for _ in range(5):
            status, headers, body = self._ask(path, away, start, length, size)
            if status not in REDIRECTS:
                break
            path, away = self._led(path, away, headers.get("location", ""))
        else:
            raise Fault("more than 5 redirects")
        if status == 206:
            return body
        if status in DENIED and not away:
            raise Denied(status)
        if status in RETRIED:
            self._heed(status, headers)
        # Addresses on other hosts expire: the next try asks the endpoint for a new one.
        raise Fault(f"status {status}{' of the host that keeps the file' if away else ''}")

    def _ask(
        self, path: str, away: str | None, start: int, length: int, size: int
    ) -> tuple[int, httpx2.Headers, bytes]:
        limits, body = self.limits, bytearray()
        asked = {"Range": f"bytes={start}-{start + length - 1}", "Accept-Encoding": "identity"}
        self.budget.take()
        try:
            deadline = time.monotonic() + limits.answer
            with get_session().stream(
                "GET",
                away or self.endpoint + path,
                headers={**(self._to_strangers if away else self._headers), **asked},
                timeout=httpx2.Timeout(limits.read, connect=limits.connect),
                follow_redirects=False,
            ) as response:
                if response.status_code not in (200, 206):
                    return response.status_code, response.headers, b""
                _check(response, start, length, size)  # before anything of the body is read
                for piece in response.iter_raw():
                    with self._counting:
                        self.transferred += len(piece)
                    body += piece
                    if len(body) > length:
                        raise Fault("more bytes than were asked for")
                    if time.monotonic() > deadline:
                        raise Fault(f"an answer not complete after {limits.answer:.0f} s")
            if len(body) < length:
                raise Fault(f"{len(body):,} of {length:,} bytes")
            return 206, response.headers, bytes(body)
        except OfflineModeIsEnabled:
            raise Incomplete("HF_HUB_OFFLINE is set, so nothing may be asked") from None
        finally:
            self.budget.landed(None)  # files have a quota of their own


def _check(response: httpx2.Response, start: int, length: int, size: int) -> None:
    """Whether an answer holds the bytes that were asked for, by what it says of itself."""
    if response.status_code == 200:
        raise DataError(
            f"The host of the file sends only all of its {size:,} bytes, no parts: nothing was read."
        )
    told = response.headers.get("content-range", "").strip()
    match = re.fullmatch(r"bytes ([0-9]{1,18})-([0-9]{1,18})/([0-9]{1,18})", told)
    if not match or response.headers.get("content-encoding", "identity") != "identity":
        raise Fault("an answer that does not say which bytes it holds")
    first, last, whole = map(int, match.groups())
    if whole != size:
        raise DataError(
            f"The file has {whole:,} bytes where its listing says {size:,}: nothing of it is used."
        )
    if (first, last) != (start, start + length - 1):
        raise Fault("other bytes than were asked for")

"""What stands between here and the Hub: variables, proxies, certificates; and what failed, in words."""

from __future__ import annotations

import os
import re
import socket
import ssl
from urllib.parse import SplitResult, urlsplit
from urllib.request import getproxies, proxy_bypass

from ..data import DataError

# Else the client first asks the endpoint for a list of agents, with a deadline that a slow
# server can stretch; must be set before the import.
os.environ.setdefault("HF_HUB_DISABLE_TELEMETRY", "1")
try:
    import httpx2
    from huggingface_hub import constants  # noqa: F401 (taken from here, so that this comes first)
    from huggingface_hub.utils import (
        build_hf_headers,  # noqa: F401
        get_session,
        parse_ratelimit_headers,  # noqa: F401
    )
except ValueError as error:  # the client reads variables of the environment at its import
    read = ("HF_ENDPOINT", "HF_HUB_DOWNLOAD_TIMEOUT", "HF_HUB_ETAG_TIMEOUT")
    given = " or ".join(name for name in read if name in os.environ)
    raise DataError(f"{given} cannot be used ({error}): mend or unset it.") from None

PORTS = {"http": 80, "https": 443}
Origin = tuple[str, str, int | None]  # scheme, host, port


class Incomplete(Exception):
    """The pull cannot go on now; what is stored stays, and the same command resumes it."""


class Permanent(Exception):
    """No re-run can mend it; the sentence says what would."""


class Fault(Exception):
    """One request failed; another try may succeed."""


class Slow(Fault):
    """The endpoint did not bring so large an answer to its end; a smaller one may succeed."""


class Refused(Exception):
    """The endpoint leads to where this request must not go, or will never answer it."""


# --- addresses and variables


def address(text: str, named: str) -> tuple[Origin, str]:
    """Origin and path of an endpoint; ValueError with one sentence if it is no address of one."""
    if "@" in text:
        raise ValueError("The endpoint holds a user name: leave it away; a token is for HF_TOKEN.")
    try:
        parts = urlsplit(text)
        httpx2.URL(text)
        found = origin(parts)
    except (ValueError, httpx2.InvalidURL):
        parts, found = SplitResult("", "", "", "", ""), ("", "", None)
    if found[0] not in PORTS or not found[1] or parts.query or parts.fragment:
        raise ValueError(f"{text!r} is no address of a Hub (http or https): check {named}.")
    return found, parts.path


def origin(parts: SplitResult) -> Origin:
    """Where an address leads; ValueError if it names a user."""
    if parts.username is not None:
        raise ValueError("an address with a user name")
    return parts.scheme, (parts.hostname or "").lower(), parts.port or PORTS.get(parts.scheme)


def check_session() -> None:
    """Permanent where a variable of the environment forbids the client to make its session."""
    read = ("http_proxy", "https_proxy", "all_proxy", "no_proxy")
    given = {name: value for name, value in os.environ.items() if value and name.lower() in read}
    proxies = {name: value for name, value in given.items() if name.lower() != "no_proxy"}
    try:
        if any(_port(value) == 0 for value in proxies.values()):
            raise ValueError("no port")
        get_session()
    except ImportError:
        socks = " or ".join(sorted(n for n, value in proxies.items() if value.startswith("socks")))
        raise Permanent(
            f"{socks} names a SOCKS proxy, which needs one more package: pip install socksio."
        ) from None
    except OSError:
        raise Permanent("SSL_CERT_FILE or SSL_CERT_DIR names no certificates.") from None
    except (ValueError, httpx2.InvalidURL):
        raise Permanent(
            f"{' or '.join(sorted(given))} cannot be used: a proxy is an address like "
            "http://host:8080 or socks5://host:1080."
        ) from None


def _port(address: str) -> int | None:
    return urlsplit(address if "://" in address else f"http://{address}").port


def proxy(endpoint: Origin) -> str:
    """The variable that names the proxy for the endpoint; empty without one."""
    scheme, host, _ = endpoint
    if proxy_bypass(host):
        return ""
    given = getproxies()
    for name in (scheme, "all"):
        if given.get(name):
            upper = f"{name}_proxy".upper()
            return upper if os.environ.get(upper) else upper.lower()
    return ""


# --- reasons


def reason(error: Exception, endpoint: Origin, named: str) -> str:
    """One line for a person: no address, no header, nothing that could hold a token."""
    if isinstance(error, Fault | Incomplete | Permanent):
        return str(error)
    variable = proxy(endpoint)
    if isinstance(error, httpx2.ProxyError):
        status = re.match("[1-5][0-9]{2}", str(error))
        said = f" (status {status[0]})" if status else ""
        return f"the proxy of {variable or 'this machine'} refuses to connect{said}"
    if isinstance(error, httpx2.ConnectError | httpx2.ConnectTimeout):
        return _unconnected(error, f"the proxy of {variable}" if variable else "", named)
    if isinstance(error, httpx2.TimeoutException):
        return "no answer in time"
    if isinstance(error, httpx2.TransportError):
        return "the connection broke off"
    return "a bad answer"


def _unconnected(error: Exception, proxy: str, named: str) -> str:
    """Why there is no connection to the proxy, or to the endpoint where there is none."""
    where = proxy or "it"
    if caused(error, ssl.SSLCertVerificationError):
        return (
            "its certificate is not trusted here: name the file of your authority in SSL_CERT_FILE"
        )
    if caused(error, ssl.SSLError):
        return f"it does not speak TLS, so https:// may be wrong in {named}"
    check = "check that variable" if proxy else f"check {named}, and HTTPS_PROXY behind a proxy"
    if caused(error, socket.gaierror):
        return f"the name of {proxy or 'its host'} is not known: {check}"
    if caused(error, ConnectionRefusedError):
        return f"{where} refuses connections: {check}"
    if isinstance(error, httpx2.ConnectTimeout) or caused(error, TimeoutError):
        return f"no connection to {where} in time: {check}"
    return f"no connection to {where}: {check}"


def caused(error: BaseException | None, kind: type[Exception]) -> bool:
    """Whether an error of a kind is among those that led to this one."""
    while error is not None and not isinstance(error, kind):
        error = error.__cause__ or error.__context__
    return error is not None

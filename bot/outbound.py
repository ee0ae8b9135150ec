"""The one HTTP session Canopy calls out with: kept alive, without cookies, trusting one more authority if told to."""

import ssl
from pathlib import Path

import aiohttp

_KEPT_ALIVE = 30.0  # shorter than the far side's, so that a post seldom meets a connection that is being closed
_CONNECTIONS = 100


def open_session(ca_file: Path | None = None) -> aiohttp.ClientSession:
    """Open the session; call it in the running loop and close it at the end.

    `ca_file`: a PEM file with certificate authorities to trust besides the system's. Raises `ValueError` naming the
    setting when it cannot be read.
    """
    trust: ssl.SSLContext | bool = True
    if ca_file is not None:
        trust = ssl.create_default_context()
        try:
            trust.load_verify_locations(cafile=ca_file)
        except (OSError, ssl.SSLError) as fault:
            raise ValueError(f"CANOPY_CA_FILE: {ca_file} is not a PEM file of certificates that can be read") from fault
    return aiohttp.ClientSession(
        connector=aiohttp.TCPConnector(ssl=trust, limit=_CONNECTIONS, keepalive_timeout=_KEPT_ALIVE),
        cookie_jar=aiohttp.DummyCookieJar(),
        timeout=aiohttp.ClientTimeout(total=30, connect=10),
        headers={"User-Agent": "Canopy"},
        trust_env=False,
    )

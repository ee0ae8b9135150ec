"""Which hosts Canopy talks to with its token: one allow-list, for what comes in and for what goes out."""

import re
from collections.abc import Iterable

TEAMS_HOSTS = (
    "smba.trafficmanager.net",  # never *.trafficmanager.net: anybody may register a name there
    "*.botframework.com",
    "smba.infra.gcc.teams.microsoft.com",
    "smba.infra.gov.teams.microsoft.us",
    "smba.infra.dod.teams.microsoft.us",
    "*.botframework.azure.us",
    "*.botframework.azure.cn",
)
"""Where Microsoft's connectors live: public cloud, GCC, GCC High, DoD and the cloud run by 21Vianet."""

_NAME = r"[a-z0-9](?:[a-z0-9-]*[a-z0-9])?(?:\.[a-z0-9](?:[a-z0-9-]*[a-z0-9])?)*"
_PATTERN = re.compile(rf"(?:(?P<scheme>https?)://)?(?P<host>\*\.{_NAME}|{_NAME}|\[::1\])(?::(?P<port>[1-9][0-9]{{0,4}}))?/?")
# One strict shape instead of a general parser: what does not look exactly like this is nobody's service.
_URL = re.compile(
    rf"(?P<scheme>https?)://(?P<host>{_NAME}|\[::1\])(?::(?P<port>[1-9][0-9]{{0,4}}))?(?:/[a-z0-9._~%/-]*)?",
    re.IGNORECASE | re.ASCII,
)
# The same, and then whatever an address may hold that carries its own permission.
_ADDRESS = re.compile(
    rf"(?P<scheme>https?)://(?P<host>{_NAME}|\[::1\])(?::(?P<port>[1-9][0-9]{{0,4}}))?(?:[/?][!$-;=?-\[\]-~]*)?",
    re.IGNORECASE | re.ASCII,
)
_LOOPBACK = frozenset({"localhost", "127.0.0.1", "[::1]"})
_DEFAULT_PORTS = {"https": 443, "http": 80}
_REMEMBERED = 256
_LONGEST = 2048
_LONGEST_ADDRESS = 16_384

_Origin = tuple[str, str, int]


class ServiceHosts:
    """An allow-list of hosts.

    `patterns`: exact hosts (`smba.trafficmanager.net`, `host:8443`), whole families (`*.botframework.com`: anything
    below it, not itself), or loopback addresses with scheme and port (`http://127.0.0.1:5600`). Everything is https
    except those loopback entries. `TEAMS_HOSTS` is the list for Microsoft's clouds.

    Raises `ValueError` naming the entry when one cannot be right.
    """

    def __init__(self, patterns: Iterable[str]) -> None:
        self._origins: set[_Origin] = set()
        self._families: tuple[str, ...] = ()
        self._seen: dict[str, bool] = {}
        for pattern in patterns:
            self._list(pattern.strip().lower())

    def allows(self, url: str) -> bool:
        """Whether `url` lies on a listed host. Anything odd (user names, other ports, queries, IP tricks) does not."""
        known = self._seen.get(url)
        if known is None:
            if len(self._seen) >= _REMEMBERED:
                self._seen.clear()
            known = self._seen[url] = self._judge(url)
        return known

    def allows_address(self, address: str) -> bool:
        """Whether `address`, which may have a query, lies on a listed host. Nothing is remembered of it."""
        return self._listed(_ADDRESS.fullmatch(address) if len(address) <= _LONGEST_ADDRESS else None)

    def _judge(self, url: str) -> bool:
        return self._listed(_URL.fullmatch(url) if len(url) <= _LONGEST else None)

    def _listed(self, match: re.Match[str] | None) -> bool:
        if match is None:
            return False
        scheme, host = match["scheme"].lower(), match["host"].lower()
        port = int(match["port"] or _DEFAULT_PORTS[scheme])
        if (scheme, host, port) in self._origins:
            return True
        return scheme == "https" and port == 443 and host.endswith(self._families)

    def _list(self, pattern: str) -> None:
        match = _PATTERN.fullmatch(pattern)
        if match is None:
            raise ValueError(f"{pattern!r} is not a host")
        scheme, host = match["scheme"] or "https", match["host"]
        if scheme == "http" and (host not in _LOOPBACK or match["port"] is None):
            raise ValueError(f"{pattern!r}: plain http is for loopback addresses with a port, such as http://127.0.0.1:5600")
        if not host.startswith("*."):
            self._origins.add((scheme, host, int(match["port"] or _DEFAULT_PORTS[scheme])))
        elif match["port"] or host.count(".") < 2:
            raise ValueError(f"{pattern!r}: a family of hosts has at least two names after the star, and no port")
        else:
            self._families += (host[1:],)

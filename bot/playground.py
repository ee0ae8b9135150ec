"""Who may knock without a token: a playground on this very machine, and nobody else."""

from ipaddress import IPv6Address, ip_address

from aiohttp import web

_FORWARDED = ("Forwarded", "Via", "X-Real-IP", "Origin")
_OWN_NAMES = frozenset({"localhost", "127.0.0.1", "[::1]"})


def is_at_home(request: web.Request) -> bool:
    """Whether a request comes straight from this machine: a loopback peer, our own name, passed on by nobody.

    A browser (which sends `Origin`) and a name that merely points here are turned away too.
    """
    if any(name in request.headers for name in _FORWARDED) or any(
        name.lower().startswith("x-forwarded-") for name in request.headers
    ):
        return False
    host = request.headers.get("Host", "")
    return (host if host.endswith("]") else host.rpartition(":")[0] or host).lower() in _OWN_NAMES and _loopback_peer(request)


def _loopback_peer(request: web.Request) -> bool:
    peer = request.transport.get_extra_info("peername") if request.transport is not None else None
    if not isinstance(peer, tuple):
        return False
    try:
        address = ip_address(peer[0])
    except ValueError:
        return False
    if isinstance(address, IPv6Address) and address.ipv4_mapped is not None:
        return address.ipv4_mapped.is_loopback
    return address.is_loopback

"""Ports for programs that are told theirs, and that have it again after a restart."""

from __future__ import annotations

import random
import socket

_PORTS = range(20_000, 30_000)
"""Below the ports that the kernel gives to connections, so that nobody takes one while a program restarts."""


def free_port() -> int:
    """A port that nobody listens on now."""
    while True:
        port = random.choice(_PORTS)  # noqa: S311 - no secret
        with socket.socket() as probe:
            try:
                probe.bind(("127.0.0.1", port))
            except OSError:
                continue
            return port

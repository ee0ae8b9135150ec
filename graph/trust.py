"""Whom Canopy trusts when it calls out to Microsoft, and what it calls itself there."""

from __future__ import annotations

import ssl
from pathlib import Path
from typing import Final

AGENT: Final = "NONISV|Canopy|Canopy/0.1"
"""The form that SharePoint asks for, so that an administrator sees whose requests these are."""


def trusted(ca_file: Path | None) -> ssl.SSLContext:
    """The system's authorities, and those in `ca_file`. Reads files: call it off the loop. Raises `ValueError`."""
    context = ssl.create_default_context()
    if ca_file is not None:
        try:
            context.load_verify_locations(cafile=ca_file)
        except (OSError, ssl.SSLError) as fault:
            raise ValueError(f"CANOPY_CA_FILE: {ca_file} is not a PEM file of certificates that can be read") from fault
    return context

"""Opening the library. Nothing of the SDK is loaded before that, and then off the event loop."""

from __future__ import annotations

import asyncio
import importlib
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from graph.faces import Library
from graph.folder import FolderLibrary
from graph.nowhere import NoLibrary
from graph.quiet import Quiet
from graph.signing_in import Credential, OpenCredential
from graph.tokenless import Tokenless

PUBLIC_GRAPH = "https://graph.microsoft.com"


@dataclass(frozen=True, slots=True)
class LibraryOptions:
    """Which library, and how it is reached."""

    mode: str
    """"graph", "folder" or "off"."""
    app_id: str = ""
    file_hosts: Callable[[str], bool] = lambda address: False
    """Whether a file may be sent to, or fetched from, an address. Everything is refused unless this says otherwise."""
    folder: Path | None = None
    """Where files go in the mode "folder"."""
    credential: OpenCredential | None = None
    """Opens an azure-identity credential; needed in the mode "graph"."""
    graph_url: str = PUBLIC_GRAPH
    ca_file: Path | None = None
    time_out: float = 60.0
    """Seconds that a call may take."""


async def open_library(options: LibraryOptions) -> Library:
    """Open the library; close it at the end.

    In the mode "graph" this takes a good part of a second, in a thread: call it when the first file is to be filed, not at
    start-up. No call is made. Raises `ValueError` naming the setting that cannot be right.
    """
    if options.mode == "off":
        return NoLibrary()
    wire = Tokenless(options.file_hosts, options.ca_file, quiet=Quiet(), time_out=options.time_out)
    if options.mode == "folder":
        if options.folder is None:
            raise ValueError("CANOPY_LIBRARY_DIR: the folder is missing")
        return FolderLibrary(options.folder, wire, app_id=options.app_id)
    if options.mode != "graph" or options.credential is None:
        raise ValueError("CANOPY_LIBRARY: graph with an app's credentials, folder, or off")
    return await asyncio.to_thread(_open_sharepoint, options, Credential(options.credential), wire)


def _open_sharepoint(options: LibraryOptions, credential: Credential, wire: Tokenless) -> Library:
    client: Any = importlib.import_module("graph.client")
    sharepoint: Any = importlib.import_module("graph.sharepoint")
    graph = client.GraphClient(options.graph_url, credential, options.ca_file, quiet=wire.quiet, time_out=options.time_out)
    graph.warm_up()
    library: Library = sharepoint.SharePointLibrary(graph, wire)
    return library

"""What both hosts of the pretend Graph know: permissions, faults, moods, open uploads, and what was asked."""

from __future__ import annotations

import secrets
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

import orjson

from sandbox.graph_consent import Consent
from sandbox.graph_drive import Refused, SharePointDrive
from sandbox.graph_faults import GraphFaults
from sandbox.graph_items import Author, Item, Json
from sandbox.graph_rates import GraphRates
from sandbox.service import Service


@dataclass
class Exchange:
    """One request and its answer, as they went over the wire.

    `host` is "graph" or "files"; `path` is as it was sent, `query` decoded; `bearer` whether a token came along (the token itself
    is not kept); `body` and `answer` are parsed JSON, None for anything else; `status` 0 means there was no answer.
    """

    host: str
    method: str
    path: str
    query: dict[str, str]
    headers: dict[str, str]
    bearer: bool
    at: float
    operation: str = ""
    body: Any = None
    body_size: int = 0
    status: int = 0
    answer: Any = None
    answer_headers: dict[str, str] = field(default_factory=dict)


@dataclass(frozen=True)
class Asked:
    """A request on its way to the work: what its path names, and what it brings."""

    parts: dict[str, str]
    query: dict[str, str]
    headers: dict[str, str]
    body: bytes

    def json(self) -> Json:
        """Return the JSON object in the body. Raises Refused 400."""
        try:
            body = orjson.loads(self.body)
        except orjson.JSONDecodeError:
            body = None
        if not isinstance(body, dict):
            raise Refused(400, "BadRequest", "Unable to read JSON request payload.")
        return body


@dataclass(frozen=True)
class Download:
    """An address that is its own permission, for a while."""

    drive: str
    item: str
    until: datetime


@dataclass
class GraphState:
    """Everything that is there once.

    `lag` is how many seconds a message takes until Graph knows it; `page` how many items a page has; `session_seconds` and
    `download_seconds` how long addresses are good for; `office_links` says that Office files have the address of their viewer;
    `copy_polls` how often the monitor says "inProgress". `violations` are sentences about what a client must never do.
    """

    service: Service
    consent: Consent = field(default_factory=Consent)
    faults: GraphFaults = field(default_factory=GraphFaults)
    rates: GraphRates = field(default_factory=GraphRates)
    url: str = ""
    files_url: str = ""
    lag: float = 0.0
    page: int = 200
    session_seconds: float = 86_400.0
    download_seconds: float = 3_600.0
    office_links: bool = True
    copy_polls: int = 1
    log: list[Exchange] = field(default_factory=list)
    violations: list[str] = field(default_factory=list)
    downloads: dict[str, Download] = field(default_factory=dict)

    def now(self) -> datetime:
        """The time of the world."""
        return self.service.world.now()

    @property
    def app(self) -> Author:
        """Canopy, as the author of what it stores."""
        return Author(application=(self.service.app_id, "Canopy"))

    def granted_drive(self, drive_id: str, role: str = "read") -> SharePointDrive:
        """Return a drive that the application may use. Raises Refused 403 or 404."""
        drive = self.service.world.sharepoint.drives.get(drive_id)
        if drive is None:
            raise Refused(404, "itemNotFound", "The resource could not be found.")
        of_team = any(drive.id == known for known, _ in self.service.world.sharepoint.folders.values())
        self.consent.check_drive(drive.id, of_team=of_team, role=role)
        return drive

    def download_address(self, drive: SharePointDrive, item: Item, seconds: float | None = None) -> str:
        """Return an address at the files host where the bytes can be fetched without a token."""
        until = self.now() + timedelta(seconds=self.download_seconds if seconds is None else seconds)
        for name, known in list(self.downloads.items()):
            if known.until < self.now():
                continue
            if seconds is None and (known.drive, known.item) == (drive.id, item.id):
                return f"{self.files_url}/download/{name}"
        name = secrets.token_urlsafe(24)
        self.downloads[name] = Download(drive.id, item.id, until)
        return f"{self.files_url}/download/{name}"

"""Uploads in pieces: each session has an address of its own at the files host, for as long as it lasts."""

from __future__ import annotations

import re
import secrets
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from sandbox.graph_drive import Conflict, Refused, SharePointDrive
from sandbox.graph_items import Item, Json
from sandbox.graph_state import GraphState

STEP = 320 * 1024
MOST_PIECE = 60 * 1024 * 1024
_RANGE = re.compile(r"bytes (\d{1,15})-(\d{1,15})/(\d{1,15})", re.ASCII)


@dataclass
class Session:
    """An upload that goes on."""

    name: str
    drive: SharePointDrive
    folder: Item
    file_name: str
    conflict: Conflict
    size: int | None
    until: datetime
    defer: bool = False
    arrived: bytearray = field(default_factory=bytearray)

    @property
    def complete(self) -> bool:
        """Whether all bytes are there."""
        return self.size is not None and len(self.arrived) == self.size


class Sessions:
    """The sessions that are open."""

    def __init__(self, state: GraphState) -> None:
        self._state = state
        self.open: dict[str, Session] = {}

    def begin(
        self, drive: SharePointDrive, folder: Item, name: str, conflict: Conflict, size: int | None, *, defer: bool = False
    ) -> Session:
        """Open a session. Raises Refused 400, 409 or 507."""
        drive.check_name(name, folder)
        drive.free_name(name, folder, conflict)
        drive.check_room(size or 0)
        session = Session(secrets.token_urlsafe(24), drive, folder, name, conflict, size, self._end(), defer)
        self.open[session.name] = session
        return session

    def _end(self) -> datetime:
        return self._state.now() + timedelta(seconds=self._state.session_seconds)

    def address(self, session: Session) -> str:
        """Return where its bytes go."""
        return f"{self._state.files_url}/uploadSession/{session.name}"

    def view(self, session: Session) -> Json:
        """Return how far it is."""
        missing = [] if session.complete else [f"{len(session.arrived)}-"]
        return {"expirationDateTime": session.until.isoformat().replace("+00:00", "Z"), "nextExpectedRanges": missing}

    def find(self, name: str) -> Session:
        """Return an open session. Raises Refused 404."""
        session = self.open.get(name)
        if session is None or session.until < self._state.now():
            self.open.pop(name, None)
            raise Refused(404, "itemNotFound", "The upload session was not found.")
        return session

    def expire(self) -> None:
        """Let all open sessions be over."""
        self.open.clear()

    def take(self, session: Session, header: str, piece: bytes) -> tuple[Item, bool] | None:
        """Take a piece; return the stored file and whether it is new, or None while more must come. Raises Refused."""
        found = _RANGE.fullmatch(header)
        if found is None:
            raise Refused(400, "invalidRequest", "Invalid Content-Range header value.")
        first, last, total = map(int, found.groups())
        _check_piece(session, first, last, total, len(piece))
        session.size = total
        session.arrived += piece
        session.until = self._end()
        return self.commit(session) if session.complete and not session.defer else None

    def commit(self, session: Session) -> tuple[Item, bool]:
        """Make a file of what has arrived; the session stays open when it cannot be done. Raises Refused."""
        if not session.complete:
            raise Refused(400, "invalidRequest", "Bytes are missing.")
        stored = session.drive.store(session.folder, session.file_name, bytes(session.arrived), self._state.app, session.conflict)
        self.open.pop(session.name, None)
        return stored


def _check_piece(session: Session, first: int, last: int, total: int, size: int) -> None:
    if size != last - first + 1 or last >= total or session.size not in (None, total):
        raise Refused(400, "invalidRequest", "The Content-Range header does not match the bytes or the declared size.")
    if size > MOST_PIECE:
        raise Refused(413, "invalidRequest", "A fragment is smaller than 60 MiB.")
    if first != len(session.arrived):
        raise Refused(416, "invalidRange", "The uploaded fragment is not the one that comes next.", inner="fragmentOverlap")
    if last + 1 < total and size % STEP:
        raise Refused(400, "invalidRequest", "All fragments but the last are multiples of 320 KiB.")

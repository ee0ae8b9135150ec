"""Large files in pieces, to an upload session: an address of its own permission on a host of its own.

Pieces go in order, each a multiple of 320 KiB but the last. What is not known, how far the session is after a restart or
after an answer that was lost, is asked for before anything is sent.
"""

from __future__ import annotations

from typing import Any, Final

from community.shared_files import Trouble
from graph.faces import STEP, LibraryTrouble, Progress, UploadSession
from graph.items import item_in, moment, rows, text
from graph.tokenless import Answer, Tokenless

_MOST_OF_A_PIECE: Final = 60 * 1024 * 1024
_STORED: Final = frozenset({200, 201})
_OVER: Final = frozenset({401, 403, 404, 410})
"""What the host of a session answers that is over, or never was."""
_MISPLACED: Final = frozenset({"invalidRange", "fragmentOverlap", "fragmentOutOfOrder", "fragmentRowCountCheckFailed"})
_REMEMBERED: Final = 100


class Uploads:
    """Upload sessions under way."""

    def __init__(self, wire: Tokenless) -> None:
        self._wire = wire
        self._next: dict[str, int] = {}

    def began(self, told: Any) -> UploadSession:
        """The session that Graph opened. Raises `ELSEWHERE` when its host is not on the list, `UNCLEAR` when there is none."""
        address, until = text(told, "uploadUrl"), moment(text(told, "expirationDateTime"))
        if not address or until is None:
            raise LibraryTrouble(Trouble.UNCLEAR)
        if not self._wire.allows(address):
            raise LibraryTrouble(Trouble.ELSEWHERE)
        self._expect(address, 0)
        return UploadSession(address, until)

    async def progress(self, session: UploadSession) -> Progress:
        """How far a session is. Raises `EXPIRED` when it is over: it may have ended well, so look for the file."""
        self._next.pop(session.address, None)
        answer = await self._wire.call("GET", session.address)
        if answer.status not in _STORED:
            raise _refusal(answer)
        if text(answer.json, "id"):
            item = item_in(answer.json, otherwise=Trouble.UNCLEAR)
            return Progress(item.size, item)
        at = _next_byte(answer)
        if at is None:  # it has all bytes and no file came of them: nothing more can be done with it
            raise LibraryTrouble(Trouble.EXPIRED)
        self._expect(session.address, at)
        return Progress(at)

    async def put_piece(self, session: UploadSession, piece: bytes, first: int, size: int) -> Progress:
        """Send a piece; when it is not the one that is next, nothing is sent, and the answer says which one is."""
        _check(piece, first, size)
        expected = self._next.pop(session.address, None)
        if expected is None:
            now = await self.progress(session)
            if now.item is not None or now.next_byte != first:
                return now
        elif expected != first:
            self._expect(session.address, expected)
            return Progress(expected)
        self._next.pop(session.address, None)
        return await self._sent(session, piece, first, size)

    async def _sent(self, session: UploadSession, piece: bytes, first: int, size: int) -> Progress:
        headers = {
            "Content-Range": f"bytes {first}-{first + len(piece) - 1}/{size}",
            "Content-Type": "application/octet-stream",
        }
        answer = await self._wire.call("PUT", session.address, headers, piece)
        if answer.status in _STORED:
            return Progress(size, item_in(answer.json, otherwise=Trouble.UNCLEAR))
        if answer.status == 202:
            at = _next_byte(answer)
            if at is None or at <= first:
                raise LibraryTrouble(Trouble.UNCLEAR, status=202)
            self._expect(session.address, at)
            return Progress(at)
        if answer.status != 416 and not _MISPLACED & {text(error, "code") for error in _errors(answer)}:
            raise _refusal(answer)
        now = await self.progress(session)  # it has had this piece already, or lost one before it
        if now.item is None and now.next_byte == first:
            raise LibraryTrouble(Trouble.FAULT, status=answer.status)
        return now

    def _expect(self, address: str, at: int) -> None:
        if len(self._next) >= _REMEMBERED:
            self._next.clear()
        self._next[address] = at


def _check(piece: bytes, first: int, size: int) -> None:
    """Raise `ValueError` for a piece that no session takes."""
    end = first + len(piece)
    if not piece or first < 0 or end > size or len(piece) > _MOST_OF_A_PIECE:
        raise ValueError("a piece has bytes, lies within the file and is smaller than 60 MiB")
    if end != size and len(piece) % STEP:
        raise ValueError(f"all pieces but the last have a multiple of {STEP} bytes")


def _next_byte(answer: Answer) -> int | None:
    """The first byte that is missing: what stands before the dash. The rest is written in more than one way."""
    ranges = rows(answer.json, "nextExpectedRanges")
    first = ranges[0].partition("-")[0] if ranges and isinstance(ranges[0], str) else ""
    return int(first) if first.isascii() and first.isdigit() else None


def _errors(answer: Answer) -> list[Any]:
    error = answer.json.get("error") if isinstance(answer.json, dict) else None
    inner = error.get("innerError") or error.get("innererror") if isinstance(error, dict) else None
    return [error, inner]


def _refusal(answer: Answer) -> LibraryTrouble:
    """What a refusal means for a session. A conflict of versions says nothing of what became of the bytes."""
    trouble = answer.refusal()
    if answer.status in _OVER:
        return LibraryTrouble(Trouble.EXPIRED, request_id=trouble.request_id, status=answer.status)
    if trouble.trouble is Trouble.CHANGED:
        return LibraryTrouble(Trouble.UNCLEAR, request_id=trouble.request_id, status=answer.status)
    return trouble

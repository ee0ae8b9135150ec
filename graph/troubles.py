"""What an answer of Graph or of SharePoint means: by status and code, never by its words."""

from __future__ import annotations

import math
from collections.abc import Mapping
from email.utils import parsedate_to_datetime
from typing import Any, Final

from community.shared_files import Trouble
from graph.faces import LibraryTrouble

_BY_CODE: Final = {
    "nameAlreadyExists": Trouble.NAME_TAKEN,
    "quotaLimitReached": Trouble.FULL,
    "insufficientStorage": Trouble.FULL,
    "resourceModified": Trouble.CHANGED,
    "resourceLocked": Trouble.LOCKED,
    "uploadSessionNotFound": Trouble.EXPIRED,
    "malwareDetected": Trouble.FAULT,
    "activityLimitReached": Trouble.BUSY,
    "tooManyRequests": Trouble.BUSY,
}
_BY_STATUS: Final = {
    401: Trouble.NOT_ALLOWED,
    403: Trouble.NOT_ALLOWED,
    404: Trouble.GONE,
    408: Trouble.UNCLEAR,
    409: Trouble.NAME_TAKEN,
    410: Trouble.GONE,
    412: Trouble.CHANGED,
    413: Trouble.TOO_BIG,
    423: Trouble.LOCKED,
    429: Trouble.BUSY,
    507: Trouble.FULL,
    509: Trouble.BUSY,
}
_REQUEST_IDS: Final = ("request-id", "sprequestguid", "x-ms-request-id")
_LONGEST_WAIT: Final = 24 * 3600.0


def trouble_of(status: int, codes: tuple[str, ...] = (), *, waits: bool = False) -> Trouble:
    """What a refusal means. `codes`: the error's and those inside it; `waits`: whether it says when to come back."""
    for code in codes:
        if code in _BY_CODE:
            return _BY_CODE[code]
    if status == 503 and waits:
        return Trouble.BUSY
    return _BY_STATUS.get(status, Trouble.UNCLEAR if status >= 500 else Trouble.FAULT)


def refused(status: int, codes: tuple[str, ...], headers: Mapping[str, str]) -> LibraryTrouble:
    """Make an exception of a refusal. `headers` is read without regard to case."""
    said = {name.lower(): value for name, value in headers.items()}
    pause = retry_seconds(said.get("retry-after", ""), said.get("date", ""))
    number = next((said[name] for name in _REQUEST_IDS if said.get(name)), "")
    return LibraryTrouble(
        trouble_of(status, codes, waits=pause is not None), retry_after=pause, request_id=number[:80], status=status
    )


def retry_seconds(retry_after: str, answered_at: str) -> float | None:
    """Read `Retry-After`: seconds, or a date, which is counted from the answer's own `Date`. None when it says nothing."""
    try:
        seconds = float(retry_after)
    except ValueError:
        try:
            seconds = (parsedate_to_datetime(retry_after) - parsedate_to_datetime(answered_at)).total_seconds()
        except (ValueError, TypeError):
            return None
    return min(max(seconds, 0.0), _LONGEST_WAIT) if math.isfinite(seconds) else None


def codes_in(answer: Any) -> tuple[str, ...]:
    """The codes of an error as Graph writes it: the outer one, and those inside it."""
    found: list[str] = []
    error = answer.get("error") if isinstance(answer, dict) else None
    while isinstance(error, dict) and len(found) < 5:
        code = error.get("code")
        if isinstance(code, str):
            found.append(code)
        error = error.get("innerError") or error.get("innererror")
    return tuple(found)

"""Putting a file where Teams said: into a member's OneDrive, at an address that is its own permission.

The address comes from a request body. It is checked against a list of hosts, gets no token, and is never logged.
"""

from __future__ import annotations

import string
from typing import Any, Self
from urllib.parse import quote

import aiohttp
from yarl import URL

from bot.connector import retry_seconds
from bot.connector_types import Unclear, Unsent
from bot.service_hosts import ServiceHosts
from community.people import MemberId, Model
from dialogs.events import FileAnswered
from dialogs.turn import Uploaded

FILE_HOSTS = ("*.sharepoint.com", "*.sharepoint.us", "*.sharepoint-mil.us", "*.sharepoint.cn")
"""Where OneDrive and SharePoint take files: public cloud and GCC, GCC High, DoD, and the cloud run by 21Vianet."""
INFO_TYPE = "application/vnd.microsoft.teams.card.file.info"
_PRINTABLE = string.digits + string.ascii_letters + string.punctuation
_TAKEN = frozenset({200, 201})
_OVER = frozenset({401, 403, 404, 409, 410, 412, 416})
"""What an upload answers that has run out, or has had everything already."""
_FULL = frozenset({413, 507})
_LATER = frozenset({202, 408, 423, 429})
_SAID_TO_WAIT_AT_MOST = 60.0


class UploadPlan(Model):
    """Where a file goes, for whom, and in which message it was offered. Kept in the outbox until something came of it."""

    to: MemberId
    chat: str
    message: str | None
    address: str
    name: str
    content_url: str
    unique_id: str
    file_type: str

    @classmethod
    def of(cls, taken: FileAnswered) -> Self:
        """What Teams said when the member wanted the file."""
        return cls(
            to=taken.person.id,
            chat=taken.place.conversation,
            message=taken.message,
            address=taken.upload_url,
            name=taken.name,
            content_url=taken.content_url,
            unique_id=taken.unique_id,
            file_type=taken.file_type,
        )

    def shown(self) -> dict[str, Any]:
        """A message that shows the file where it is now."""
        file = {
            "contentType": INFO_TYPE,
            "contentUrl": self.content_url,
            "name": self.name,
            "content": {"uniqueId": self.unique_id, "fileType": self.file_type},
        }
        return {"type": "message", "attachments": [file]}


class Uploader:
    """Puts files to addresses on `hosts`. `time_out` in seconds, for a whole file."""

    def __init__(self, session: aiohttp.ClientSession, hosts: ServiceHosts, *, time_out: float = 60.0) -> None:
        self._session = session
        self._hosts = hosts
        self._limits = aiohttp.ClientTimeout(total=time_out, connect=min(5.0, time_out))

    async def put(self, address: str, content: bytes) -> Uploaded:
        """Put the whole of a file to an upload session, in one piece. Redirects are not followed.

        The same bytes again do no harm: a session that has had them is over. Raises `Unsent` and `Unclear` where another
        try is worth it (the latter also for "too busy").
        """
        address = quote(address, safe=_PRINTABLE) if address.isprintable() else ""
        if not self._hosts.allows_address(address):
            return Uploaded.ELSEWHERE
        headers = {
            "Content-Type": "application/octet-stream",
            "Content-Range": f"bytes 0-{len(content) - 1}/{len(content)}",
        }
        try:
            async with self._session.put(
                URL(address, encoded=True), data=content, headers=headers, allow_redirects=False, timeout=self._limits
            ) as response:
                return _outcome(response.status, response.headers.get("Retry-After"))
        except (aiohttp.ClientConnectorError, aiohttp.ConnectionTimeoutError) as fault:
            raise Unsent(type(fault).__name__) from None
        except TimeoutError:
            raise Unclear(0, "no answer in time") from None
        except (aiohttp.InvalidURL, ValueError):
            return Uploaded.ELSEWHERE
        except (aiohttp.ClientError, OSError) as fault:
            raise Unclear(0, type(fault).__name__) from None


def _outcome(status: int, retry_after: str | None) -> Uploaded:
    if status in _TAKEN:
        return Uploaded.DONE
    if status in _OVER:
        return Uploaded.OVER
    if status in _FULL:
        return Uploaded.FULL
    if status in _LATER or status >= 500:
        pause = retry_seconds(retry_after)
        raise Unclear(status, "the upload was not taken", None if pause is None else min(pause, _SAID_TO_WAIT_AT_MOST))
    return Uploaded.FAILED

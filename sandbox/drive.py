"""The pretend OneDrive: where a file goes that a member takes from Canopy."""

from __future__ import annotations

import re
import secrets
from dataclasses import dataclass, field
from pathlib import PurePosixPath
from urllib.parse import quote

from aiohttp import web

from sandbox.live import Change
from sandbox.people import Member, stable_uuid
from sandbox.service import Service, Trouble, json_answer
from sandbox.world import Json, StoredFile

AREA = "files"
_STEP = 320 * 1024
_RANGE = re.compile(r"bytes (\d+)-(\d+)/(\d+)", re.ASCII)


@dataclass
class _Upload:
    """An upload that goes on: what has arrived, and how much will."""

    file: StoredFile
    arrived: bytearray = field(default_factory=bytearray)
    total: int | None = None


class Drive:
    """Opens uploads, takes their bytes and hands files out.

    Faults of the area "files" strike here: `faults.on("PUT", area="files", status=404)`. Uploads are for whoever has the
    address, as with the real one, which refuses a request that brings a token as well.
    """

    def __init__(self, service: Service) -> None:
        self._service = service
        self._world = service.world
        self._uploads: dict[str, _Upload] = {}
        self.url = ""

    def add_routes(self, app: web.Application) -> None:
        """Add all its routes."""
        for method, work in (("PUT", self.take), ("GET", self.look), ("DELETE", self.forget)):
            app.router.add_route(method, "/drive/uploads/{upload}", self._service.endpoint(AREA, "/drive", work))
        app.router.add_get("/drive/files/{file}/{name}", self._service.endpoint(AREA, "/drive", self.hand_out), allow_head=False)

    def begin(self, owner: Member, name: str) -> Json:
        """Open an upload into a member's folder and return the `uploadInfo` that the bot is told."""
        file_id = stable_uuid(f"file: {owner.key} {name} {len(self._world.files)} {len(self._uploads)}").upper()
        url = f"{self.url}/drive/files/{file_id}/{quote(name)}"
        upload = secrets.token_urlsafe(24)
        self._uploads[upload] = _Upload(StoredFile(file_id, owner.key, name, url, b""))
        return {
            "contentUrl": url,
            "name": name,
            "uploadUrl": f"{self.url}/drive/uploads/{upload}",
            "uniqueId": file_id,
            "fileType": PurePosixPath(name).suffix.lstrip("."),
        }

    def _upload(self, request: web.Request) -> _Upload:
        if "Authorization" in request.headers:
            raise Trouble(401, "unauthenticated", "The address of an upload is its own permission: send no token.")
        upload = self._uploads.get(request.match_info["upload"])
        if upload is None:
            raise Trouble(404, "itemNotFound", "The upload session was not found.")
        return upload

    async def take(self, request: web.Request) -> web.Response:
        """Take bytes: 201 when they are the last, 202 when more must come."""
        upload = self._upload(request)
        found = _RANGE.fullmatch(request.headers.get("Content-Range", ""))
        if found is None:
            raise Trouble(400, "invalidRequest", "Invalid Content-Range header.")
        first, last, total = map(int, found.groups())
        content = await request.read()
        _check_part(upload, first, last, total, len(content))
        upload.total = total
        upload.arrived += content
        if last + 1 < total:
            return json_answer({"nextExpectedRanges": [f"{last + 1}-"]}, 202)
        return json_answer(self._finish(request.match_info["upload"], upload), 201)

    def _finish(self, name: str, upload: _Upload) -> Json:
        del self._uploads[name]
        file = upload.file
        file.content = bytes(upload.arrived)
        self._world.files[file.id] = file
        self._service.ledger.tell(Change("state"))
        return {"id": file.id, "name": file.name, "size": len(file.content), "webUrl": file.url}

    async def look(self, request: web.Request) -> web.Response:
        """Say what is still to come."""
        return json_answer({"nextExpectedRanges": [f"{len(self._upload(request).arrived)}-"]})

    async def forget(self, request: web.Request) -> web.Response:
        """Give an upload up."""
        self._upload(request)
        del self._uploads[request.match_info["upload"]]
        return web.Response(status=204)

    async def hand_out(self, request: web.Request) -> web.Response:
        """Return a file, to be saved."""
        file = self._world.files.get(request.match_info["file"])
        if file is None or file.name != request.match_info["name"]:
            raise Trouble(404, "itemNotFound", "The file was not found.")
        headers = {
            "Content-Disposition": f"attachment; filename*=UTF-8''{quote(file.name)}",
            "X-Content-Type-Options": "nosniff",
        }
        return web.Response(body=file.content, headers=headers, content_type="application/octet-stream")


def _check_part(upload: _Upload, first: int, last: int, total: int, size: int) -> None:
    if size != last - first + 1 or last >= total or upload.total not in (None, total):
        raise Trouble(400, "invalidRequest", "The Content-Range does not fit the bytes.")
    if first != len(upload.arrived):
        raise Trouble(416, "invalidRange", "The bytes are not those that come next.")
    if last + 1 < total and size % _STEP:
        raise Trouble(400, "invalidRequest", "All parts but the last are multiples of 320 KiB.")

"""A large file goes through in pieces: memory does not grow with it."""

from __future__ import annotations

import asyncio
import hashlib
import sys
from collections.abc import AsyncIterator
from pathlib import Path

import pytest
from aiohttp import web

from tests.support.edge_http import Hosted

PROJECT = Path(__file__).resolve().parents[2]
MIB = 1024 * 1024
SIZE = 250 * MIB + 12_345
ALLOWED = 200


class Sink:
    """Graph and a files host in one: takes a session's bytes without keeping them, and hands out as many."""

    def __init__(self) -> None:
        self.hosted = Hosted()
        self.digest = hashlib.sha256()
        self.ranges: list[str] = []
        self.arrived = 0

    async def begin(self, _: web.Request) -> web.Response:
        address = f"{self.hosted.base}/up"
        return web.json_response({"uploadUrl": address, "expirationDateTime": "2030-01-01T00:00:00Z"})

    async def take(self, request: web.Request) -> web.Response:
        self.ranges.append(request.headers["Content-Range"])
        async for chunk in request.content.iter_any():
            self.digest.update(chunk)
            self.arrived += len(chunk)
        if self.arrived < SIZE:
            return web.json_response({"nextExpectedRanges": [f"{self.arrived}-"]}, status=202)
        item = {"id": "01X", "name": "film.mp4", "size": SIZE, "parentReference": {"driveId": "b!drive", "id": "01FOLDER"}}
        return web.json_response(item, status=201)

    async def hand_out(self, request: web.Request) -> web.StreamResponse:
        response = web.StreamResponse(headers={"Content-Length": str(SIZE)})
        await response.prepare(request)
        for start in range(0, SIZE, MIB):
            await response.write(b"x" * min(MIB, SIZE - start))
        return response


@pytest.fixture
async def sink() -> AsyncIterator[Sink]:
    """A place that takes everything."""
    sink = Sink()
    app = web.Application(client_max_size=64 * MIB)
    app.router.add_post("/v1.0/{path:.*}", sink.begin)
    app.router.add_put("/up", sink.take)
    app.router.add_get("/download/x", sink.hand_out)
    await sink.hosted.start(app)
    yield sink
    await sink.hosted.stop()


async def test_a_file_of_250_mb_takes_no_more_memory_than_its_pieces(sink: Sink, tmp_path: Path) -> None:
    """Stored from disk and fetched to disk by a process that stays below 200 MiB, every byte once and in order."""
    source, into = tmp_path / "film.mp4", tmp_path / "again.mp4"
    block = bytes(range(256)) * (MIB // 256)
    digest = hashlib.sha256()
    with source.open("wb") as file:
        for start in range(0, SIZE, MIB):
            piece = block[: min(MIB, SIZE - start)]
            file.write(piece)
            digest.update(piece)

    program = await asyncio.create_subprocess_exec(
        sys.executable, "-m", "tests.support.filing_large", sink.hosted.base, sink.hosted.base, str(source), str(into),
        cwd=PROJECT, stdout=asyncio.subprocess.PIPE,
    )  # fmt: skip
    said, _ = await program.communicate()
    opened, most, size = map(int, said.split())

    assert (sink.arrived, sink.digest.hexdigest()) == (SIZE, digest.hexdigest())
    assert size == into.stat().st_size == SIZE
    assert most < ALLOWED
    assert most - opened < SIZE // MIB // 2
    lengths = [int(last) - int(first) + 1 for first, last in (_ends(text) for text in sink.ranges)]
    assert {length % 327_680 for length in lengths[:-1]} == {0}
    assert sum(lengths) == SIZE


def _ends(header: str) -> tuple[str, str]:
    first, _, last = header.removeprefix("bytes ").partition("/")[0].partition("-")
    return first, last

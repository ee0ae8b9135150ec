"""Fetching a file that a member sent in 1:1. Its address comes from a request body: nobody's word."""

from __future__ import annotations

import asyncio
from pathlib import Path
from typing import Final

import aiohttp

from community.shared_files import Trouble
from graph.faces import LibraryTrouble
from graph.tokenless import Tokenless
from graph.troubles import refused

_AT_ONCE: Final = 1024 * 1024
_OVER: Final = frozenset({401, 403, 404, 410})


async def download(wire: Tokenless, address: str, into: Path, *, most: int) -> int:
    """Stream a file to disk and return its size. What is there of a file that did not come whole is removed.

    Raises `ELSEWHERE`, `TOO_BIG` (as soon as that is known), `EXPIRED`, and `UNCLEAR` when the bytes stopped coming.
    """
    try:
        async with wire.opened("GET", address) as response:
            _check(response, most)
            return await _written(response, into, most)
    except BaseException:
        await asyncio.to_thread(into.unlink, missing_ok=True)
        raise


def _check(response: aiohttp.ClientResponse, most: int) -> None:
    if response.status == 200:
        if (response.content_length or 0) > most:
            raise LibraryTrouble(Trouble.TOO_BIG)
        if response.headers.get("Content-Encoding", "identity").lower() != "identity":
            raise LibraryTrouble(Trouble.FAULT)
        return
    if response.status in _OVER:
        raise LibraryTrouble(Trouble.EXPIRED, status=response.status)
    if 300 <= response.status < 400:
        raise LibraryTrouble(Trouble.ELSEWHERE, status=response.status)
    raise refused(response.status, (), response.headers)


async def _written(response: aiohttp.ClientResponse, into: Path, most: int) -> int:
    size = 0
    file = await asyncio.to_thread(into.open, "wb")
    try:
        waiting = bytearray()
        async for chunk in response.content.iter_any():
            size += len(chunk)
            if size > most:
                raise LibraryTrouble(Trouble.TOO_BIG)
            waiting += chunk
            if len(waiting) >= _AT_ONCE:
                await asyncio.to_thread(file.write, bytes(waiting))
                waiting.clear()
        await asyncio.to_thread(file.write, bytes(waiting))
    finally:
        await asyncio.to_thread(file.close)
    return size

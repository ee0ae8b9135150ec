"""The files of the page, the two libraries that draw cards, and what one can say to Canopy."""

from __future__ import annotations

import asyncio
import json
from collections.abc import Iterator
from pathlib import Path

from aiohttp import web

from sandbox.service import json_answer
from sandbox.world import Json

_HERE = Path(__file__).parent
PAGE_FOLDER = _HERE / "page"
MANIFEST_FOLDER = _HERE.parent / "manifest"
LIBRARIES = {
    "adaptivecards.min.js": "adaptivecards/dist/adaptivecards.min.js",
    "markdown-it.min.js": "markdown-it/dist/markdown-it.min.js",
}


class PageFiles:
    """Serves files; `manifest_folder` is where the app's manifest is."""

    def __init__(self, manifest_folder: Path | None = None) -> None:
        self._manifest_folder = manifest_folder or MANIFEST_FOLDER

    async def index(self, _request: web.Request) -> web.StreamResponse:
        """Serve the page."""
        return _file(PAGE_FOLDER / "index.html")

    async def page_file(self, request: web.Request) -> web.StreamResponse:
        """Serve a file of the page, and nothing beside it."""
        file = (PAGE_FOLDER / request.match_info["file"]).resolve()
        inside = file.is_relative_to(PAGE_FOLDER) and "node_modules" not in file.parts
        return _file(file if inside else None)

    async def library(self, request: web.Request) -> web.StreamResponse:
        """Serve one of the two libraries."""
        found = LIBRARIES.get(request.match_info["file"])
        return _file(PAGE_FOLDER / "node_modules" / found if found else None)

    async def help(self, _request: web.Request) -> web.StreamResponse:
        """What one can say after "@Canopy ", from the app's manifest: nothing when there is none."""
        return json_answer(await asyncio.to_thread(commands_in, self._manifest_folder))

    async def commands(self, _request: web.Request) -> web.StreamResponse:
        """What the app offers beside the compose box and on a message, from its manifest: nothing when there is none."""
        return json_answer(await asyncio.to_thread(all_commands_in, self._manifest_folder))


def _file(file: Path | None) -> web.StreamResponse:
    if file is None or not file.is_file():
        return json_answer({"error": "There is no such file."}, 404)
    return web.FileResponse(file, headers={"Cache-Control": "no-cache"})


def _manifests_in(folder: Path) -> Iterator[Json]:
    for file in sorted(folder.glob("*.json")):
        try:
            manifest = json.loads(file.read_text(encoding="utf-8"))
        except (OSError, ValueError):
            continue
        if isinstance(manifest, dict):
            yield manifest


def commands_in(folder: Path) -> list[dict[str, str]]:
    """Return the bot commands of the first manifest in a folder, as {"say", "does"}."""
    for manifest in _manifests_in(folder):
        bots = manifest.get("bots")
        lists = bots[0].get("commandLists", []) if bots else []
        said: dict[str, str] = {}
        for commands in lists:
            for command in commands.get("commands", []):
                said.setdefault(command.get("prompt") or command["title"], command.get("description", ""))
        if said:
            return [{"say": say, "does": does} for say, does in said.items()]
    return []


def all_commands_in(folder: Path) -> dict[str, list[Json]]:
    """Return everything that message extensions offer: forms ("compose"), what can be done with a message, and searches."""
    return {
        "compose": compose_commands_in(folder),
        "message": compose_commands_in(folder, "message"),
        "search": search_commands_in(folder),
    }


def compose_commands_in(folder: Path, context: str = "compose") -> list[Json]:
    """Return the commands that open a form in a context, from the manifests of a folder, as {"id", "title", "does"}."""
    return [
        _named(command)
        for command in _extensions_in(folder)
        if command.get("type") == "action" and context in command.get("context", ("compose",))
    ]


def search_commands_in(folder: Path) -> list[Json]:
    """Return the searches of the compose box, with the name and the hint of their box.

    `begins` is true for one that answers before anything is typed.
    """
    return [
        _named(command) | _box_of(command) | {"begins": bool(command.get("initialRun"))}
        for command in _extensions_in(folder)
        if command.get("type", "query") == "query" and "compose" in command.get("context", ("compose",))
    ]


def _box_of(command: Json) -> Json:
    parameter = (command.get("parameters") or [{}])[0]
    hint = parameter.get("description") or parameter.get("title") or command["title"]
    return {"parameter": parameter.get("name", "words"), "hint": hint}


def _extensions_in(folder: Path) -> Iterator[Json]:
    for manifest in _manifests_in(folder):
        for extension in manifest.get("composeExtensions") or ():
            yield from extension.get("commands", ())


def _named(command: Json) -> Json:
    return {"id": command["id"], "title": command["title"], "does": command.get("description", "")}

"""Pictures of the cards, drawn as the sandbox draws them: `python -m tests.support.pictures` renews those in docs/pictures.

Each picture remembers which card it shows, so that a card that changed without a new picture is noticed. With names behind the
command only those cards are drawn: `python -m tests.support.pictures poll-open`.
"""

from __future__ import annotations

import asyncio
import hashlib
import io
import os
import shutil
import sys
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any, NamedTuple

import orjson
from aiohttp import web
from PIL import Image, PngImagePlugin
from playwright.async_api import Browser, async_playwright

from tests.support.gallery import usual

PROJECT = Path(__file__).resolve().parents[2]
PAGE = PROJECT / "sandbox" / "page"
PICTURES = PROJECT / "docs" / "pictures"
APPROVED = (
    "ask-new", "ask-answered", "ask-closed", "ask-pressed", "ask-chooser", "ask-form", "answer", "answer-form", "close-form",
    "outcome", "asks", "help", "help-chat", "setup", "settings", "settings-form", "unconfirmed", "poll-launch",
    "poll-step-one", "poll-step-two", "poll-preview", "poll-new", "poll-open", "poll-voted", "poll-anonymous", "poll-ranked",
    "poll-form-ranked", "poll-closed", "poll-closed-ranked", "poll-closed-rating", "poll-closed-words", "poll-closed-few",
    "poll-manage", "poll-outcome", "poll-voters", "polls", "checkin-launch-form", "checkin-open", "checkin-heavy",
    "checkin-closed-words", "checkin-closed-bars", "checkin-trend", "document", "document-filing", "document-not-filed",
    "document-elsewhere", "document-superseded", "save-form", "describe-form", "chat-file", "memorandum", "memorandum-draft",
    "memorandum-who", "welcome", "arrival", "starter-pack", "found", "found-nothing", "use-form-again", "discussion",
    "profile", "profile-bare", "profile-long", "profile-meet", "profile-form", "profile-preview", "profile-choose", "knowers",
    "map", "call", "roles", "roles-form", "role-leave-last", "help-expert", "help-sponsor", "library", "setup-files",
    "review", "prompt-form", "prompt", "prompt-closed", "reflect-form-case", "reflection", "notebook", "notebook-share",
    "rhythms",
)  # fmt: skip
"""The cards whose pictures are kept, in light, dark and phone width."""


class Look(NamedTuple):
    """How a card is drawn: the theme, its width in pixels, and whether charts are "drawn" or shown as "text"."""

    theme: str
    width: int
    charts: str = "drawn"


LOOKS = {"light": Look("light", 620), "dark": Look("dark", 620), "phone": Look("light", 360)}
IN_WORDS = {"in-words": Look("light", 360, "text")}
"""One more for cards with charts: what clients show that draw none."""
CHROMIUM_ARGUMENTS = ["--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking",
                      "--disable-component-update", "--disable-sync", "--font-render-hinting=none"]  # fmt: skip
_GALLERY = """<!doctype html><html lang="en-GB"><head><meta charset="utf-8">
<link rel="stylesheet" href="/page/style.css"><link rel="stylesheet" href="/page/parts.css">
<link rel="stylesheet" href="/page/cards.css">
<style>
body { padding: 12px; display: block; height: auto; overflow: visible; }
body { background: var(--page, var(--surface)); }
#frame { display: inline-block; }</style></head><body><div id="frame" class="message"></div>
<script src="/lib/markdown-it.min.js"></script><script src="/lib/adaptivecards.min.js"></script>
<script type="module">
import { CardView } from "/page/cards.js";
window.show = (card, theme, width, charts) => {
  document.documentElement.dataset.theme = theme;
  const frame = document.getElementById("frame");
  frame.style.width = `${width}px`;
  frame.replaceChildren(new CardView(card, { run: async () => {}, find: async () => [], charts }).element);
};
window.ready = true;
</script></body></html>"""
_LIBRARIES = {
    "adaptivecards.min.js": "adaptivecards/dist/adaptivecards.min.js",
    "markdown-it.min.js": "markdown-it/dist/markdown-it.min.js",
}


def chromium() -> str:
    """The browser to use. Raises `RuntimeError` saying how to get one."""
    for name in (os.environ.get("CANOPY_CHROMIUM", ""), "chromium", "chromium-browser", "google-chrome"):
        found = shutil.which(name) if name else None
        if found:
            return found
    raise RuntimeError("Chromium is needed: sudo apt install chromium, or set CANOPY_CHROMIUM to its path")


@asynccontextmanager
async def browser() -> AsyncIterator[Browser]:
    """A headless Chromium."""
    async with async_playwright() as playwright:
        opened = await playwright.chromium.launch(executable_path=chromium(), args=CHROMIUM_ARGUMENTS)
        try:
            yield opened
        finally:
            await opened.close()


def fingerprint(card: dict[str, Any]) -> str:
    """What tells one state of a card from another."""
    return hashlib.sha256(orjson.dumps(card, option=orjson.OPT_SORT_KEYS)).hexdigest()[:24]


def looks_of(card: dict[str, Any]) -> dict[str, Look]:
    """Every look a card is drawn in."""
    return LOOKS | (IN_WORDS if b'"Chart.' in orjson.dumps(card) else {})


def shown_by(picture: Path) -> str:
    """The fingerprint of the card that a picture shows."""
    with Image.open(picture) as image:
        return str(image.info.get("card", ""))


def _application() -> web.Application:
    app = web.Application()

    async def gallery(_request: web.Request) -> web.Response:
        return web.Response(text=_GALLERY, content_type="text/html")

    async def library(request: web.Request) -> web.FileResponse:
        return web.FileResponse(PAGE / "node_modules" / _LIBRARIES[request.match_info["name"]])

    app.router.add_get("/", gallery)
    app.router.add_get("/lib/{name}", library)
    app.router.add_static("/page", PAGE)
    return app


async def draw(cards: dict[str, dict[str, Any]], folder: Path) -> None:
    """Draw every card in every look into `folder`, which is there."""
    runner = web.AppRunner(_application(), access_log=None)
    await runner.setup()
    site = web.TCPSite(runner, "127.0.0.1", 0)
    await site.start()
    port = runner.addresses[0][1]
    try:
        async with browser() as opened:
            page = await opened.new_page(viewport={"width": 700, "height": 900}, device_scale_factor=1.5)
            await page.goto(f"http://127.0.0.1:{port}/")
            await page.wait_for_function("window.ready")
            for name, card in cards.items():
                for look, how in looks_of(card).items():
                    await page.evaluate("([card, ...how]) => window.show(card, ...how)", [card, *how])
                    shot = await page.locator("#frame").screenshot()
                    _keep(shot, folder / f"{name}-{look}.png", fingerprint(card))
    finally:
        await runner.cleanup()


def _keep(shot: bytes, path: Path, card: str) -> None:
    """Write a small picture that remembers its card."""
    told = PngImagePlugin.PngInfo()
    told.add_text("card", card)
    with Image.open(io.BytesIO(shot)) as image:
        image.convert("RGB").quantize(128).save(path, optimize=True, pnginfo=told)


def wanted() -> list[tuple[str, str]]:
    """Every approved picture: the card's name and the look."""
    cards = usual()
    return [(name, look) for name in APPROVED for look in looks_of(cards[name])]


def renew(names: Sequence[str] = ()) -> None:
    """Draw the approved pictures again, or some of them; take away those that are no longer wanted."""
    cards = usual()
    PICTURES.mkdir(parents=True, exist_ok=True)
    asyncio.run(draw({name: cards[name] for name in names or APPROVED}, PICTURES))
    kept = {f"{name}-{look}.png" for name, look in wanted()}
    for picture in PICTURES.glob("*.png"):
        if picture.name not in kept:
            picture.unlink()


if __name__ == "__main__":
    renew(sys.argv[1:])

"""The sandbox page as its people use it: tabs, posts, cards, dialogs."""

from __future__ import annotations

import re
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from playwright.async_api import Browser, Locator, Page

from sandbox.teams import Teams
from tests.support.stage import Stage

_DOTS = re.compile(r"^(\.\.\.|More options)$")


@asynccontextmanager
async def tab(browser: Browser, stage: Stage, who: str, *, look: str = "", phone: bool = False) -> AsyncIterator[Page]:
    """The page as one of the members, in a tab of their own. What the page complains about fails the test."""
    async with opened(browser, stage.teams, f"?m={who}{look}", phone=phone) as page:
        yield page


@asynccontextmanager
async def opened(browser: Browser, teams: Teams, query: str = "?m=ben", *, phone: bool = False) -> AsyncIterator[Page]:
    """The page of any pretend Teams, in a tab of its own. What it complains about fails the test."""
    size = {"width": 390, "height": 800} if phone else {"width": 1280, "height": 900}
    context = await browser.new_context(viewport=size)  # type: ignore[arg-type]
    page = await context.new_page()
    complaints: list[str] = []
    page.on("pageerror", lambda error: complaints.append(str(error)))
    page.on("console", lambda said: complaints.append(said.text) if said.type == "error" else None)
    await page.goto(f"{teams.url}/{query}")
    await page.get_by_test_id("place").wait_for()
    try:
        yield page
        assert complaints == []
    finally:
        await context.close()


async def post(page: Page, words: str) -> None:
    """Write a new post in the channel."""
    composer = page.get_by_test_id("post-composer")
    await composer.get_by_test_id("composer").fill(words)
    await composer.get_by_test_id("send").click()


def card(page: Page, words: str) -> Locator:
    """The newest card that says `words`."""
    return page.get_by_test_id("card").filter(has_text=words).last


def dialog(page: Page) -> Locator:
    """The form that is open, or the sentence that came instead."""
    return page.get_by_test_id("dialog")


async def press(where: Locator, title: str) -> None:
    """Press a button of a card or a form, also one behind the three dots."""
    button = where.get_by_role("button", name=title, exact=True)
    dots = where.get_by_role("button", name=_DOTS).last
    await button.or_(dots).first.wait_for()
    if await button.count():
        await button.first.click()
        return
    await dots.click()
    await where.page.get_by_test_id("overflow-menu").get_by_role("menuitem", name=title, exact=True).click()

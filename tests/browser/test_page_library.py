"""Files on the page: attached, opened, changed by hand; what can be done with a message, and a card that is looked up."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from playwright.async_api import Browser, FilePayload, Page, expect

from sandbox import page_files
from sandbox.echo import teams_with_echo
from tests.support.browsing import opened

ADAPTIVE = "application/vnd.microsoft.card.adaptive"
THUMBNAIL = "application/vnd.microsoft.card.thumbnail"
BRIEFING = FilePayload(name="Hoarding.pdf", mimeType="application/pdf", buffer=b"%PDF-1.7 hoarding")
TEMPLATE = FilePayload(name="Template.txt", mimeType="text/plain", buffer=b"a template")
FORM = {
    "type": "AdaptiveCard",
    "version": "1.5",
    "body": [{"type": "Input.Text", "id": "title", "label": "Title"}],
    "actions": [{"type": "Action.Submit", "title": "File it", "data": {"verb": "v"}}],
}


@pytest.fixture(autouse=True)
def _offers(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A manifest with something to do with a message, and something to look up."""
    commands = [
        {"id": "save", "type": "action", "title": "Save it", "context": ["message"]},
        {"id": "find", "type": "query", "title": "Look it up", "parameters": [{"name": "words"}]},
    ]
    (tmp_path / "manifest.json").write_text(json.dumps({"composeExtensions": [{"commands": commands}]}), "utf-8")
    monkeypatch.setattr(page_files, "MANIFEST_FOLDER", tmp_path)


def _found(number: int) -> dict[str, Any]:
    card = {"type": "AdaptiveCard", "version": "1.5", "body": [{"type": "TextBlock", "text": f"This is number {number}"}]}
    preview = {"contentType": THUMBNAIL, "content": {"title": f"Number {number}", "text": "Its title says so"}}
    return {"contentType": ADAPTIVE, "content": card, "preview": preview}


def _answers(got: dict[str, Any]) -> tuple[int, Any]:
    match got.get("name"):
        case "composeExtension/fetchTask":
            card = {"contentType": ADAPTIVE, "content": FORM}
            return 200, {"task": {"type": "continue", "value": {"title": "Save it", "card": card}}}
        case "composeExtension/query":
            options = got["value"]["queryOptions"]
            numbers = range(1, 14)[options["skip"] :][: options["count"]]
            return 200, {"composeExtension": {"type": "result", "attachments": [_found(number) for number in numbers]}}
        case _:
            return 200, None


async def _attaches(page: Page, *files: FilePayload, to: str = "post") -> None:
    composer = page.get_by_test_id(f"{to}-composer").last
    await composer.get_by_test_id("attach-input").set_input_files(list(files))
    await expect(composer.get_by_test_id("enclosure")).to_have_count(len(files))


async def test_files_are_attached_to_a_post_and_opened_by_others(browser: Browser, tmp_path: Path) -> None:
    """Ben picks two, drops one, and posts the other without a word; Dana opens it from her screen."""
    async with teams_with_echo(_answers) as (teams, _bot):
        async with opened(browser, teams) as ben, opened(browser, teams, "?m=dana&theme=dark") as dana:
            await _attaches(ben, BRIEFING, TEMPLATE)
            await ben.get_by_role("button", name="Remove Template.txt").click()
            await ben.get_by_test_id("post-composer").get_by_test_id("send").click()
            await expect(ben.get_by_test_id("enclosures").first).to_be_hidden()

            async with dana.expect_download() as fetching:
                await dana.get_by_test_id("attached-file").get_by_role("link", name="Hoarding.pdf").click()
            await (await fetching.value).save_as(tmp_path / "fetched.pdf")

            await _attaches(dana, TEMPLATE, to="reply")
            await dana.get_by_test_id("reply-composer").get_by_test_id("send").click()
            await expect(ben.get_by_test_id("replies").get_by_test_id("attached-name")).to_have_text("Template.txt")
        assert (tmp_path / "fetched.pdf").read_bytes() == BRIEFING["buffer"]


async def test_a_file_is_sent_to_canopy_alone(browser: Browser) -> None:
    """In the chat a file goes along with or without words, and the bot is told where it is."""
    async with teams_with_echo(_answers) as (teams, bot):
        async with opened(browser, teams, "?m=ben&at=chat", phone=True) as page:
            await _attaches(page, BRIEFING, to="chat")
            await page.get_by_test_id("send").click()
            await expect(page.get_by_test_id("attached-name")).to_have_text("Hoarding.pdf")
        await teams.until(lambda: any(got["type"] == "message" for got in bot.got))
        assert [each["name"] for each in bot.got[-1]["attachments"] if "name" in each] == ["Hoarding.pdf"]


async def test_a_command_in_the_menu_of_a_message(browser: Browser) -> None:
    """By keyboard alone: the menu, the form, and back to where one was."""
    async with teams_with_echo(_answers) as (teams, bot):
        root = await teams.say("Dana", "Have a look at this.", mention=False)
        async with opened(browser, teams) as page:
            more = page.get_by_test_id("message").get_by_test_id("message-more")
            await more.focus()
            await page.keyboard.press("Enter")
            await expect(page.get_by_role("menuitem", name="Save it")).to_be_focused()
            await page.keyboard.press("Enter")
            await expect(page.get_by_test_id("dialog").get_by_label("Title")).to_be_focused()
            await page.keyboard.type("The briefing")
            await page.get_by_test_id("dialog").get_by_role("button", name="File it").press("Enter")
            await expect(page.get_by_test_id("dialog")).to_be_hidden()
            await expect(more).to_be_focused()
        value = bot.got[-1]["value"]
        assert (value["messagePayload"]["id"], value["data"]) == (root.id, {"verb": "v", "title": "The briefing"})


async def test_a_card_is_looked_up_and_sent(browser: Browser) -> None:
    """By keyboard alone: words, down to one of what was found, into the box, and sent; everybody sees the card."""
    async with (
        teams_with_echo(_answers) as (teams, _bot),
        opened(browser, teams, phone=True) as ben,
        opened(browser, teams, "?m=dana") as dana,
    ):
        composer = ben.get_by_test_id("post-composer")
        await composer.get_by_test_id("apps").press("Enter")
        await ben.get_by_role("menuitem", name="Look it up").press("Enter")
        await expect(ben.get_by_test_id("find-box")).to_be_focused()
        await ben.keyboard.type("number")
        await expect(ben.get_by_test_id("find-result")).to_have_count(10)
        await ben.get_by_test_id("find-more").press("Enter")
        await expect(ben.get_by_test_id("find-result")).to_have_count(13)
        await expect(ben.get_by_test_id("find-note")).to_have_text("13 found.")
        await expect(ben.get_by_test_id("find-result").nth(10)).to_be_focused()
        await ben.keyboard.press("ArrowDown")
        await ben.keyboard.press("Enter")

        await expect(composer.get_by_test_id("composer")).to_be_focused()
        await expect(composer.get_by_test_id("enclosure")).to_contain_text("Number 12")
        await ben.keyboard.type("This one")
        await ben.keyboard.press("Enter")
        await expect(dana.get_by_test_id("card")).to_contain_text("This is number 12")
        await expect(dana.get_by_test_id("message")).to_contain_text("via Canopy")
        await expect(dana.get_by_test_id("message-text")).to_have_text("This one")


async def test_the_files_of_a_channel(browser: Browser) -> None:
    """What lies there is listed; files are added, renamed and deleted by hand, and others see it as it happens."""
    async with teams_with_echo(_answers) as (teams, _bot):
        async with opened(browser, teams, "?m=dana&tab=files") as dana, opened(browser, teams, phone=True) as ben:
            await expect(dana.get_by_test_id("library-note")).to_contain_text("Nothing here yet.")
            await ben.get_by_test_id("tab-posts").focus()
            await ben.keyboard.press("ArrowRight")
            await expect(ben.get_by_test_id("tab-files")).to_be_focused()
            await ben.get_by_test_id("library-input").set_input_files([BRIEFING])
            await expect(dana.get_by_test_id("library-file")).to_contain_text("Ben Carter")

            await dana.get_by_role("button", name="More for Hoarding.pdf").click()
            await dana.get_by_role("menuitem", name="Rename").click()
            await dana.keyboard.type("Clutter")
            await dana.keyboard.press("Enter")
            await expect(ben.get_by_test_id("library-link")).to_have_text("Clutter.pdf")

            await ben.get_by_role("button", name="More for Clutter.pdf").click()
            await ben.get_by_role("menuitem", name="Delete").click()
            await expect(dana.get_by_test_id("library-file")).to_have_count(0)
        assert not [item for drive in teams.world.sharepoint.drives.values() for item in drive.below(drive.root) if item.sent]

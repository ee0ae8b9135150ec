"""The library on the sandbox page: a document is shared, saved, found again, used, and looked up beside others."""

from __future__ import annotations

from playwright.async_api import Browser, FilePayload, Locator, Page, expect

from tests.support.browsing import card, dialog, post, press, tab
from tests.support.stage import Stage

PDF = b"%PDF-1.7\n1 0 obj\n<< /Type /Catalog >>\nendobj\ntrailer\n<< /Root 1 0 R >>\n%%EOF\n"
FILED = "In the channel's files as Hoarding in 7 minutes.pdf"
PATIENCE = 30_000
"""Milliseconds: filing is background work, and asks Graph several times."""


async def _shares(page: Page, name: str, words: str) -> None:
    """Write a post with a file."""
    composer = page.get_by_test_id("post-composer")
    file = FilePayload(name=name, mimeType="application/pdf", buffer=PDF + words.encode())
    await composer.get_by_test_id("attach-input").set_input_files([file])
    await composer.get_by_test_id("composer").fill(words)
    await composer.get_by_test_id("send").click()
    await expect(page.get_by_test_id("attached-file").filter(has_text=name)).to_be_visible()


async def _saves(page: Page, words: str) -> None:
    """Choose "Save to library" in the menu of the message that says `words`; the form opens."""
    message = page.get_by_test_id("message").filter(has_text=words).first
    await message.get_by_test_id("message-more").click()
    await page.get_by_role("menuitem", name="Save to library").click()
    await expect(dialog(page)).to_contain_text("Save to library")


def _filed(page: Page) -> Locator:
    """The card that Canopy has posted, once it says where the file is."""
    return page.locator("[data-from=canopy]").get_by_test_id("card").filter(has_text=FILED)


async def test_sharepoint_asks_to_wait(quiet_stage: Stage, browser: Browser) -> None:
    """The press is answered at once, the card says that the document is being filed, and later by itself that it is."""
    async with tab(browser, quiet_stage, "amara") as amara, tab(browser, quiet_stage, "ben", phone=True) as ben:
        await _shares(ben, "Hoarding in 7 minutes.pdf", "Our briefing on hoarding")
        await amara.get_by_test_id("faults-toggle").click()
        await amara.get_by_test_id("fault-fail").select_option("library-429")
        await amara.get_by_test_id("faults-apply").click()

        await _saves(ben, "Our briefing on hoarding")
        await press(dialog(ben), "File it")
        await expect(dialog(ben)).to_be_hidden()
        await expect(card(amara, "Being filed")).to_be_visible()

        await quiet_stage.moves(seconds=10)
        await expect(_filed(amara)).to_be_visible(timeout=PATIENCE)


async def test_a_document_from_the_post_to_who_used_it(quiet_stage: Stage, browser: Browser) -> None:
    """Ben shares it, Amara saves it with one press, Dana finds it and brings it into her own post, Chidi says what came of it."""
    async with (
        tab(browser, quiet_stage, "ben", phone=True) as ben,
        tab(browser, quiet_stage, "amara") as amara,
        tab(browser, quiet_stage, "dana", look="&theme=dark") as dana,
        tab(browser, quiet_stage, "chidi") as chidi,
    ):
        await _shares(ben, "Hoarding in 7 minutes.pdf", "Our briefing on hoarding")
        await _saves(amara, "Our briefing on hoarding")
        await press(dialog(amara), "File it")
        await expect(dialog(amara)).to_be_hidden()
        await expect(_filed(ben)).to_be_visible(timeout=PATIENCE)

        await post(dana, "@Canopy find hoarding briefing")
        await expect(card(dana, "What I found")).to_contain_text("Hoarding in 7 minutes")

        composer = dana.get_by_test_id("post-composer")
        await composer.get_by_test_id("apps").click()
        await dana.get_by_role("menuitem", name="Find in the library").click()
        await dana.get_by_test_id("find-box").fill("hording")
        await dana.get_by_test_id("find-result").filter(has_text="Hoarding in 7 minutes").click()
        await composer.get_by_test_id("composer").fill("This one opened our team meeting.")
        await composer.get_by_test_id("send").click()
        written = chidi.get_by_test_id("message").filter(has_text="This one opened our team meeting.")
        await expect(written.get_by_test_id("card")).to_contain_text("Hoarding in 7 minutes")
        await expect(written.get_by_role("link", name="Open", exact=True)).to_be_visible()

        await press(_filed(chidi), "I used this")
        await dialog(chidi).get_by_role("textbox").fill("We call the fire service before the landlord now.")
        await press(dialog(chidi), "I used this")
        await expect(dialog(chidi)).to_be_hidden()
        await expect(_filed(amara)).to_contain_text("Used 1 time")

        await post(ben, "@Canopy library")
        await press(card(ben, "By kind"), "7-minute briefing · 1")
        await press(card(ben, "Show its card"), "Show its card")
        await expect(card(ben, "Back to the list")).to_contain_text("Used 1 time")
        await amara.get_by_test_id("tab-files").click()
        await expect(amara.get_by_test_id("library-file")).to_contain_text("Hoarding in 7 minutes.pdf")

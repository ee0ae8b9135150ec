"""The sandbox page in a real browser: what a person sees and presses, from the question to what was learned."""

from __future__ import annotations

from playwright.async_api import Browser, expect

from tests.support.browsing import card, post, tab
from tests.support.stage import Stage


async def test_from_the_question_to_what_was_learned(quiet_stage: Stage, browser: Browser) -> None:
    """Ben asks, Chidi answers, Ben marks what helped and closes; Dana sees it all on her screen as it happens."""
    async with (
        tab(browser, quiet_stage, "ben") as ben,
        tab(browser, quiet_stage, "chidi", look="&theme=dark") as chidi,
        tab(browser, quiet_stage, "dana") as dana,
    ):
        await post(ben, "@Canopy Has anyone had a similar experience with somebody who hides her medicines? #selfneglect")
        asked = "hides her medicines"
        await expect(card(dana, asked)).to_contain_text("Seeking experiences")
        await expect(card(dana, asked)).to_contain_text("Ben Carter asks")

        await card(chidi, asked).get_by_role("button", name="I can help").click()
        dialog = chidi.get_by_test_id("dialog")
        await dialog.get_by_label("Your answer").fill("We asked the pharmacist to come along.")
        await dialog.get_by_role("button", name="Post my answer").click()
        await expect(dialog).to_be_hidden()
        await expect(card(dana, asked)).to_contain_text("Chidi Okafor: We asked the pharmacist to come along.")

        await card(dana, asked).get_by_role("button", name="Same here").click()
        await expect(card(ben, asked)).to_contain_text("1 said “same here”")

        await card(ben, asked).get_by_role("button", name="What helped?").click()
        dialog = ben.get_by_test_id("dialog")
        await dialog.get_by_text("We asked the pharmacist").click()
        await dialog.get_by_role("button", name="Save").click()
        await expect(card(dana, asked)).to_contain_text("✓ Helped")

        await card(ben, asked).get_by_role("button", name="Close").click()
        dialog = ben.get_by_test_id("dialog")
        await dialog.get_by_role("textbox").fill("Pharmacists make home visits if you ask.")
        await dialog.get_by_role("button", name="Close the ask").click()
        await expect(card(dana, asked)).to_contain_text("Closed")
        await expect(card(dana, "What helped came from Chidi Okafor")).to_be_visible()


async def test_somebody_elses_button_says_why_not(quiet_stage: Stage, browser: Browser) -> None:
    """Who may not close an ask reads one sentence, and nothing happens."""
    async with tab(browser, quiet_stage, "ben") as ben, tab(browser, quiet_stage, "efe") as efe:
        await post(ben, "@Canopy Where can I find an example of a hoarding protocol?")
        await card(efe, "hoarding protocol").get_by_role("button", name="Close").click()
        await expect(efe.get_by_test_id("dialog")).to_contain_text("Only the person who asked, or a facilitator, can do that.")
        await efe.get_by_test_id("dialog-ok").click()
        await expect(card(ben, "hoarding protocol")).to_contain_text("Open")


async def test_a_new_member_asks_on_a_phone(quiet_stage: Stage, browser: Browser) -> None:
    """Farah opens the help card on her phone, fills in the form, and her ask is in the channel."""
    async with tab(browser, quiet_stage, "farah", phone=True) as farah, tab(browser, quiet_stage, "amara") as amara:
        await post(farah, "@Canopy help")
        await card(farah, "What would you like to do?").get_by_role("button", name="Ask a question").click()
        dialog = farah.get_by_test_id("dialog")
        await dialog.get_by_role("button", name="Ask", exact=True).click()
        await expect(dialog).to_contain_text("Please write your question.")
        await dialog.get_by_label("What would you like to ask?").fill("Can we visit your discharge hub to see how it works?")
        await dialog.get_by_role("button", name="Ask", exact=True).click()
        await expect(card(amara, "discharge hub")).to_contain_text("Visits")


async def test_it_is_not_clear_what_somebody_is_after(quiet_stage: Stage, browser: Browser) -> None:
    """The nine kinds are shown, and choosing one turns the chooser into the ask."""
    async with tab(browser, quiet_stage, "ben") as ben:
        await post(ben, "@Canopy fluctuating capacity and tenancy agreements")
        await card(ben, "What are you after?").get_by_text("Discussing developments").click()
        await card(ben, "What are you after?").get_by_role("button", name="Ask").click()
        await expect(card(ben, "fluctuating capacity")).to_contain_text("Ben Carter asks")
        await expect(card(ben, "fluctuating capacity").get_by_role("button", name="I can help")).to_be_visible()

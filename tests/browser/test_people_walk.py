"""The first week of somebody new on the sandbox page: welcomed, the memorandum, a profile, and found by what they know."""

from __future__ import annotations

from playwright.async_api import Browser, expect

from tests.support.browsing import card, dialog, post, press, tab
from tests.support.memorandum_players import adopted
from tests.support.stage import Stage


async def test_the_first_week_of_somebody_new(quiet_stage: Stage, browser: Browser) -> None:
    """Grace joins: she is welcomed on her phone, accepts, writes her profile, is introduced, and Ben finds what she knows."""
    await adopted(quiet_stage.person("Amara"))
    await quiet_stage.joins("Grace Lin")
    async with tab(browser, quiet_stage, "grace", phone=True) as grace, tab(browser, quiet_stage, "ben") as ben:
        await grace.get_by_test_id("chat-tab").click()
        welcome = card(grace, "Welcome to MCA community")
        await expect(welcome).to_contain_text("Read the memorandum: what we hold each other to.")

        await press(welcome, "Read the memorandum")
        await expect(dialog(grace)).to_contain_text("Leave the name behind.")
        await press(dialog(grace), "I accept")
        await expect(dialog(grace)).to_contain_text("Thank you. You accepted version 1")
        await press(dialog(grace), "OK")

        await press(welcome, "Write my profile")
        await dialog(grace).get_by_label("What matters to me").fill("That nobody is talked about without being asked.")
        await dialog(grace).get_by_label("Ask me about, in my own words").fill("life story work")
        await dialog(grace).get_by_text("Yes, in the channel, once").click()
        await press(dialog(grace), "Preview")
        await expect(dialog(grace)).to_contain_text("This is how colleagues will read it.")
        await press(dialog(grace), "Introduce me")
        await expect(dialog(grace)).to_contain_text("I introduce you in the channel now.")
        await press(dialog(grace), "OK")

        await expect(card(ben, "Meet a colleague")).to_contain_text("That nobody is talked about without being asked.")
        await post(ben, "@Canopy who knows about life story work?")
        await expect(card(ben, "Who may know")).to_contain_text("Grace Lin")
        await post(ben, "@Canopy knowledge map")
        await expect(card(ben, "What we know, and what we are missing")).to_be_visible()


async def test_roles_change_hands(quiet_stage: Stage, browser: Browser) -> None:
    """Amara makes Ben a co-facilitator in the form; he reads so in private, and what he presses is his to press."""
    async with tab(browser, quiet_stage, "amara") as amara, tab(browser, quiet_stage, "ben", look="&theme=dark") as ben:
        await post(amara, "@Canopy roles")
        await press(card(amara, "Who does what"), "Change roles")
        await dialog(amara).get_by_label("Co-facilitators").fill("Ben")
        await amara.get_by_role("option", name="Ben Carter").click()
        await press(dialog(amara), "Save")
        await expect(dialog(amara)).to_be_hidden()

        await ben.get_by_test_id("chat-tab").click()
        await expect(card(ben, "You have a new role")).to_contain_text("You are a co-facilitator of MCA community now.")

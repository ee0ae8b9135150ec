"""Polls, check-ins and reflections on the sandbox page, as a facilitator and members see and press them."""

from __future__ import annotations

from datetime import timedelta

from playwright.async_api import Browser, Locator, Page, expect

from tests.support.browsing import card, dialog, post, press, tab
from tests.support.stage import Stage

QUESTION = "What should our next session be about?"
TITLES = ["Mentoring", "Onboarding", "Visits"]


async def _fills_in(page: Page, *, closes: str = "") -> None:
    """Go through the form for a new poll, as far as the preview."""
    form = dialog(page)
    await form.get_by_label("Your question").fill(QUESTION)
    await press(form, "Next")
    await form.get_by_label("Options, one on each line").fill("\n".join(TITLES))
    await form.get_by_label("When does it close?").fill(closes)
    await press(form, "Preview")
    await expect(form).to_contain_text("Nothing is posted yet")
    await expect(form).to_contain_text("[ Mentoring ]")


async def _manages(page: Page, shown: Locator, *titles: str) -> Locator:
    """Open the form a poll or check-in is managed from, and press one button after the other in it."""
    await press(shown, "Manage")
    for title in titles:
        await press(dialog(page), title)
    return dialog(page)


async def test_a_poll_from_its_launch_to_what_will_be_done(quiet_stage: Stage, browser: Browser) -> None:
    """Amara launches it with a preview, three members vote, she closes it, all see the chart, and she says what they will do."""
    async with (
        tab(browser, quiet_stage, "amara") as amara,
        tab(browser, quiet_stage, "ben") as ben,
        tab(browser, quiet_stage, "chidi", look="&theme=dark") as chidi,
        tab(browser, quiet_stage, "dana") as dana,
    ):
        await post(amara, "@Canopy poll")
        await press(card(amara, "Launch a poll"), "Launch a poll")
        await _fills_in(amara)
        await press(dialog(amara), "Post it")
        await expect(dialog(amara)).to_be_hidden()

        voted = ["1 has answered", "2 have answered", "3 have answered"]
        for page, choice, told in zip((ben, chidi, dana), ("Mentoring", "Mentoring", "Visits"), voted, strict=True):
            await press(card(page, QUESTION), choice)
            for every in (ben, chidi, dana, amara):
                await expect(card(every, QUESTION)).to_contain_text(told)
        for page in (ben, chidi, dana, amara):
            chart = card(page, QUESTION).get_by_role("img")
            await expect(chart).to_have_accessible_name(f"Answers. {'. '.join(_counted(2, 0, 1))}")

        await _manages(amara, card(amara, QUESTION), "Close it now", "Close the poll")
        await expect(card(ben, QUESTION)).to_contain_text("Closed")
        await expect(card(ben, QUESTION)).to_contain_text("Most chosen: Mentoring, 2 of 3.")
        await expect(card(ben, QUESTION).get_by_role("button", name="Mentoring")).to_have_count(0)

        form = await _manages(amara, card(amara, QUESTION), "Say what we will do")
        await form.get_by_label("What will we do?").fill("We meet in March, in pairs.")
        await press(form, "Post it")
        await expect(dana.get_by_test_id("card").filter(has_text="We meet in March, in pairs.")).to_have_count(2)


def _counted(*votes: int) -> list[str]:
    shares = [round(100 * count / sum(votes)) for count in votes]
    return [f"{title} · {share}%: {count}" for title, share, count in zip(TITLES, shares, votes, strict=True)]


async def test_a_poll_from_the_compose_box_closes_when_its_time_has_come(quiet_stage: Stage, browser: Browser) -> None:
    """The command beside the box one writes in opens the same form; a week later the poll is closed."""

    async def follow(ahead: float) -> None:
        quiet_stage.time.offset = timedelta(seconds=ahead)
        await quiet_stage.settles()

    quiet_stage.teams.clock.follow = follow
    async with tab(browser, quiet_stage, "amara") as amara, tab(browser, quiet_stage, "ben") as ben:
        await amara.get_by_test_id("post-composer").get_by_test_id("apps").click()
        await amara.get_by_role("menuitem", name="Launch a poll").click()
        await _fills_in(amara, closes="in 3 days")
        await press(dialog(amara), "Post it")
        await press(card(ben, QUESTION), "Onboarding")
        await expect(card(ben, QUESTION)).to_contain_text("1 has answered")

        await amara.get_by_test_id("clock-toggle").click()
        await amara.get_by_test_id("clock-week").click()
        await expect(card(ben, QUESTION)).to_contain_text("Closed")
        await expect(card(ben, QUESTION)).to_contain_text("Most chosen: Onboarding")


async def test_a_check_in_on_a_phone(quiet_stage: Stage, browser: Browser) -> None:
    """Farah answers at the heavy end on her phone: she is shown where support is, and nobody else is."""
    async with (
        tab(browser, quiet_stage, "amara") as amara,
        tab(browser, quiet_stage, "farah", phone=True) as farah,
    ):
        await post(amara, "@Canopy check-in: shelter")
        asked = "How heavy is it for you"
        await press(card(farah, asked), "1 · Very heavy")
        await expect(card(farah, asked)).to_contain_text("Your answer is counted.")
        await expect(card(farah, asked)).to_contain_text("Where to find support")
        await expect(farah.get_by_test_id("private-note")).to_be_visible()
        await expect(card(amara, asked)).to_contain_text("Fewer than 5 have answered")
        await expect(card(amara, asked)).not_to_contain_text("Where to find support")


async def test_a_reflection_on_a_phone(quiet_stage: Stage, browser: Browser) -> None:
    """Ben reflects on his phone and shares it with his name; Dana reads it in the thread."""
    async with (
        tab(browser, quiet_stage, "amara") as amara,
        tab(browser, quiet_stage, "ben", phone=True) as ben,
        tab(browser, quiet_stage, "dana") as dana,
    ):
        await post(amara, "@Canopy reflect: a capacity assessment you finished this week")
        await press(card(ben, "Reflect · What went well?"), "Reflect")
        await dialog(ben).get_by_label("What went well?").fill("I asked what a day looks like for her.")
        await dialog(ben).get_by_text("Share it in the thread, with my name").click()
        await press(dialog(ben), "Done")
        await expect(card(dana, "Ben Carter reflects")).to_contain_text("I asked what a day looks like for her.")
        await expect(card(dana, "Reflect · What went well?")).to_contain_text("1 person has reflected")

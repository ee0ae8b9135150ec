"""What the page shows beside words and forms: charts, files, commands of the compose box, and a clock."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from playwright.async_api import Browser, expect

from sandbox import page_files
from sandbox.activity_rules import FILE_CONSENT, FILE_INFO
from sandbox.echo import EchoBot, teams_with_echo
from sandbox.teams import Teams
from tests.support.browsing import opened

ADAPTIVE = "application/vnd.microsoft.card.adaptive"
TWO = [{"x": "Mentoring", "y": 5}, {"x": "Onboarding & supervision", "y": 2.5}]
CHARTS: dict[str, dict[str, Any]] = {
    "Chart.HorizontalBar": {"data": TWO},
    "Chart.VerticalBar": {"data": TWO, "yAxisTitle": "Votes"},
    "Chart.Line": {"data": [{"legend": "Middle", "values": TWO}]},
    "Chart.Donut": {"data": [{"legend": one["x"], "value": one["y"]} for one in TWO]},
}
OFFER = {
    "contentType": FILE_CONSENT,
    "name": "Which topic next.csv",
    "content": {"description": "The results", "sizeInBytes": 1_500, "acceptContext": {}, "declineContext": {}},
}


async def says(teams: Teams, bot: EchoBot, *attachments: dict[str, Any], chat: bool = False) -> None:
    """Let the bot send attachments into the channel, or to Ben."""
    if chat:
        await teams.say_in_chat("Ben", "hello")
        url = f"{teams.service_url}v3/conversations/{teams.member('Ben').chat_id}/activities"
        await bot.ask("POST", url, {"type": "message", "attachments": list(attachments)})
        return
    channel = {"channelData": {"channel": {"id": teams.world.channel("MCA community").id}}}
    activity = {"type": "message", "attachments": list(attachments)}
    await bot.ask("POST", f"{teams.service_url}v3/conversations", {**channel, "activity": activity})


async def test_charts_are_drawn_and_can_be_read(browser: Browser) -> None:
    """Each chart is one picture with all its values in its name; at a switch the page shows the words instead."""
    async with teams_with_echo() as (teams, bot):
        body = [
            {"type": kind, "title": kind, **chart, "fallback": {"type": "TextBlock", "text": f"words for {kind}"}}
            for kind, chart in CHARTS.items()
        ]
        await says(teams, bot, {"contentType": ADAPTIVE, "content": {"type": "AdaptiveCard", "version": "1.5", "body": body}})
        async with opened(browser, teams) as page:
            for kind in CHARTS:
                chart = page.get_by_role("img", name=f"{kind}. ")
                await expect(chart).to_have_count(1)
                name = await chart.get_attribute("aria-label") or ""
                assert "Mentoring: 5" in name
                assert "Onboarding & supervision: 2.5" in name
            await page.get_by_test_id("charts-toggle").click()
            await expect(page.get_by_text("words for Chart.Line")).to_be_visible()
            await expect(page.get_by_test_id("chart")).to_have_count(0)


async def test_a_file_is_accepted_and_fetched(browser: Browser, tmp_path: Path) -> None:
    """The offer says what it is; once accepted it is no longer asked; the file is there to fetch."""
    async with teams_with_echo() as (teams, bot):
        await says(teams, bot, OFFER, chat=True)
        async with opened(browser, teams, "?m=ben&at=chat") as page:
            offer = page.get_by_test_id("file-offer")
            await expect(offer).to_contain_text("Which topic next.csv")
            await expect(offer).to_contain_text("2 KB")
            await page.get_by_test_id("file-accept").click()
            await expect(offer).to_contain_text("You accepted this file.")
            upload = bot.got[-1]["value"]["uploadInfo"]
            put = await page.request.put(upload["uploadUrl"], data=b"a,b", headers={"Content-Range": "bytes 0-2/3"})
            assert put.status == 201
            told = {"uniqueId": upload["uniqueId"], "fileType": "csv"}
            info = {"contentType": FILE_INFO, "name": upload["name"], "contentUrl": upload["contentUrl"], "content": told}
            await says(teams, bot, info, chat=True)
            async with page.expect_download() as fetching:
                await page.get_by_test_id("file").get_by_role("link").click()
            fetched = await fetching.value
            assert fetched.suggested_filename == "Which topic next.csv"
            await fetched.save_as(tmp_path / "fetched.csv")
        assert (tmp_path / "fetched.csv").read_bytes() == b"a,b"


async def test_commands_stand_beside_the_compose_box(browser: Browser, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """What the app's manifest lists opens a form, which goes back with its command."""
    commands = [{"id": "poll", "type": "action", "title": "Launch a poll", "context": ["compose"]}]
    (tmp_path / "manifest.json").write_text(json.dumps({"composeExtensions": [{"commands": commands}]}), "utf-8")
    monkeypatch.setattr(page_files, "MANIFEST_FOLDER", tmp_path)
    card = {
        "type": "AdaptiveCard",
        "version": "1.5",
        "body": [{"type": "Input.Text", "id": "question", "label": "Question"}],
        "actions": [{"type": "Action.Submit", "title": "Launch", "data": {"verb": "v"}}],
    }
    form = {"task": {"type": "continue", "value": {"title": "A poll", "card": {"contentType": ADAPTIVE, "content": card}}}}
    async with teams_with_echo(lambda got: (200, form if got.get("name") == "composeExtension/fetchTask" else None)) as (
        teams,
        bot,
    ):
        async with opened(browser, teams) as page:
            await page.get_by_test_id("post-composer").get_by_test_id("apps").click()
            await page.get_by_role("menuitem", name="Launch a poll").click()
            dialog = page.get_by_test_id("dialog")
            await dialog.get_by_label("Question").fill("Which?")
            await dialog.get_by_role("button", name="Launch").click()
            await expect(dialog).to_be_hidden()
        assert bot.got[-1]["name"] == "composeExtension/submitAction"
        assert bot.got[-1]["value"]["data"] == {"verb": "v", "question": "Which?"}


async def test_time_passes_at_a_press(browser: Browser) -> None:
    """The clock moves for everybody; what is pressed while Canopy follows waits for it."""
    async with teams_with_echo(echo=True) as (teams, bot):
        moved: list[float] = []

        async def follow(ahead: float) -> None:
            moved.append(ahead)
            await expect(other.get_by_test_id("clock-moving")).to_be_visible()
            composer = other.get_by_test_id("post-composer")
            await composer.get_by_test_id("composer").fill("@Canopy meanwhile")
            await composer.get_by_test_id("send").click()
            await expect(other.get_by_test_id("message-text").get_by_text("meanwhile")).to_be_visible()
            assert bot.got == []

        teams.clock.follow = follow
        async with opened(browser, teams) as page, opened(browser, teams, "?m=dana") as other:
            before = teams.world.now()
            await page.get_by_test_id("clock-toggle").click()
            await page.get_by_test_id("clock-week").click()
            await expect(page.get_by_test_id("toast")).to_contain_text("now.")
            await expect(other.get_by_text("I heard: Canopy meanwhile")).to_be_visible()
            await expect(other.get_by_test_id("clock-moving")).to_be_hidden()
            assert moved == [7 * 86_400.0]
            assert 7.0 <= (teams.world.now() - before).total_seconds() / 86_400 < 7.1

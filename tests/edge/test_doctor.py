"""`python app.py doctor`: what a channel's library allows, as Microsoft 365 itself answers, and what to do where it does not."""

from __future__ import annotations

from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from sandbox.graph_consent import Grant
from sandbox.teams import Teams
from sandbox.world import HOME_CHANNEL
from tests.support.hatching import Ended, run


@pytest.fixture
async def teams() -> AsyncIterator[Teams]:
    async with Teams() as running:
        yield running


async def asks(teams: Teams, folder: Path, *more: str, **settings: str) -> Ended:
    """Ask about the home channel."""
    where = ("--team", teams.world.team.aad_group_id, "--channel", teams.world.channel(HOME_CHANNEL).id)
    return await run(folder, "doctor", *where, *more, **{**teams.settings(), **settings})


def answers(ended: Ended) -> dict[str, bool]:
    """The first words of each question, and whether the answer was yes."""
    lines = [line for line in ended.out.splitlines() if not line.startswith(" ")]
    return {" ".join(line[4:].split()[:4]): line.startswith("yes") for line in lines}


async def test_where_all_is_allowed_every_answer_is_yes(teams: Teams, tmp_path: Path) -> None:
    """With consent, grant and columns there is nothing to do but for what Canopy does not need."""
    teams.graph.grant = Grant.COLUMNS
    message = await teams.say("Ben", "Look", files={"a.pdf": b"%PDF-1.7"}, mention=False)
    ended = await asks(teams, tmp_path, "--message", message.id)

    assert answers(ended) == {
        "Canopy gets a token": True,
        "Canopy reads that message": True,
        "It has 1 files;": True,
        "Canopy sees where the": True,
        "Canopy reads the folder": True,
        "Addresses can be looked": False,
        "The library has columns": True,
        "No column has to": True,
        "Changes that people make": True,
    }
    assert ended.code == 0
    assert "to do: nothing: Canopy does not need it" in ended.out
    assert "request-id" in ended.out
    assert all(exchange.method == "GET" for exchange in teams.graph.log)
    assert teams.graph.violations == []


@pytest.mark.parametrize(
    ("grant", "no", "to_do", "code"),
    [
        (Grant.NOTHING, "Canopy may read messages", "let a team owner add the app again", 1),
        (Grant.CATALOGUE, "Canopy reads the folder", "let an administrator grant Canopy the team's site", 1),
        (Grant.FILES, "The library has columns", "add the columns", 0),
    ],
)
async def test_what_is_not_allowed_comes_with_what_to_do(
    teams: Teams, tmp_path: Path, grant: Grant, no: str, to_do: str, code: int
) -> None:
    """Each no says who can change it, and what Microsoft calls the request."""
    teams.graph.grant = grant
    ended = await asks(teams, tmp_path)

    assert answers(ended)[no] is False
    assert to_do in ended.out
    assert ended.code == code
    assert ended.said == ""


async def test_without_a_token_nothing_else_is_asked(teams: Teams, tmp_path: Path) -> None:
    """A wrong secret is said with the setting to look at; it is not shown."""
    ended = await asks(teams, tmp_path, MicrosoftAppPassword="not-the-secret")

    assert answers(ended) == {"Canopy gets a token": False}
    assert "check MicrosoftAppPassword" in ended.out
    assert "not-the-secret" not in ended.out + ended.said
    assert teams.graph.log == []


async def test_without_sharepoint_there_is_nothing_to_ask(teams: Teams, tmp_path: Path) -> None:
    """Where documents go into a folder, or nowhere, it says which setting decides that."""
    ended = await asks(teams, tmp_path, CANOPY_LIBRARY="folder")

    assert (ended.code, "set CANOPY_LIBRARY=graph" in ended.out) == (1, True)

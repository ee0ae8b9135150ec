"""The pages that the app package names are there, and say what they should."""

from __future__ import annotations

import aiohttp
import pytest

from bot.house import open_house
from sandbox.teams import Teams
from tests.support.stage import rules_for


@pytest.mark.parametrize(
    ("path", "says"),
    [
        ("/", "learn from each other's practice"),
        ("/privacy", "24 hours"),
        ("/terms", "Decisions about a person's care belong in your case record."),
    ],
)
async def test_each_page_answers(path: str, says: str, tmp_path_factory: pytest.TempPathFactory) -> None:
    """What it is, what it keeps and how it may be used can be read by anybody, without a script or a cookie."""
    async with (
        Teams() as teams,
        open_house(rules_for(teams, "", tmp_path_factory.mktemp("house"))) as port,
        aiohttp.ClientSession() as session,
        session.get(f"http://127.0.0.1:{port}{path}") as response,
    ):
        assert response.status == 200
        assert "default-src 'none'" in response.headers["Content-Security-Policy"]
        assert says in await response.text()
        assert "Set-Cookie" not in response.headers

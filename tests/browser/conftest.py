"""What the walks share: Canopy in its channel, and a browser."""

from __future__ import annotations

from collections.abc import AsyncIterator

import pytest
from playwright.async_api import Browser

from tests.support.pictures import browser as open_browser
from tests.support.stage import Stage, set_stage


@pytest.fixture
async def quiet_stage() -> AsyncIterator[Stage]:
    """Canopy in its channel, on SQLite: the page does not care which database there is."""
    async with set_stage("") as stage:
        await stage.opens()
        yield stage


@pytest.fixture
async def browser() -> AsyncIterator[Browser]:
    """A headless Chromium."""
    async with open_browser() as opened:
        yield opened

"""Somebody has looked at every main card as it is now."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.support.gallery import usual
from tests.support.pictures import LOOKS, PICTURES, browser, draw, fingerprint, shown_by, wanted


@pytest.mark.parametrize(("name", "look"), wanted())
def test_the_approved_picture_shows_the_card_as_it_is(name: str, look: str) -> None:
    """A card that changed has new pictures: `make pictures`, look at them, commit both."""
    assert shown_by(PICTURES / f"{name}-{look}.png") == fingerprint(usual()[name])


async def test_cards_can_be_drawn(tmp_path: Path) -> None:
    """Microsoft's renderer draws our cards without a complaint."""
    await draw({"ask": usual()["ask-answered"]}, tmp_path)
    assert all(shown_by(tmp_path / f"ask-{look}.png") == fingerprint(usual()["ask-answered"]) for look in LOOKS)


async def test_there_is_a_browser() -> None:
    """The pictures and the walk need one."""
    async with browser() as opened:
        assert opened.is_connected()

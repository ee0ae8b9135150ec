"""The app's two icons: what Teams demands of them, and that they are what the program draws."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path

import pytest
from PIL import Image, ImageChops

from manifest import draw_icons
from manifest.package import TEMPLATE

ROOT = Path(__file__).parents[2]


def test_the_colour_icon_is_as_teams_demands() -> None:
    """192×192 in colour on a solid square of the accent colour, the symbol within the middle 96×96."""
    icon = Image.open(ROOT / "manifest/color.png")
    ground = Image.new("RGB", icon.size, draw_icons.GROUND)
    box = ImageChops.difference(icon.convert("RGB"), ground).getbbox()

    assert (icon.format, icon.size, icon.mode) == ("PNG", (192, 192), "RGB")
    assert json.loads(TEMPLATE.read_text("utf-8"))["accentColor"] == draw_icons.GROUND
    assert box is not None
    assert min(box[:2]) >= 48
    assert max(box[2:]) <= 144


def test_the_outline_icon_is_as_teams_demands() -> None:
    """32×32, nothing but white on nothing, and no padding around it."""
    icon = Image.open(ROOT / "manifest/outline.png")
    pixels = list(icon.get_flattened_data() if hasattr(icon, "get_flattened_data") else icon.getdata())
    alphas = [pixel[3] for pixel in pixels]

    assert (icon.format, icon.size, icon.mode) == ("PNG", (32, 32), "RGBA")
    assert {pixel[:3] for pixel in pixels} == {(255, 255, 255)}
    assert alphas.count(255) > 150
    assert alphas.count(0) > 300
    assert icon.getchannel("A").getbbox() == (0, 0, 32, 32)


@pytest.mark.parametrize(("name", "draw"), [("color.png", draw_icons.colour), ("outline.png", draw_icons.outline)])
def test_the_icons_are_what_the_program_draws(name: str, draw: Callable[[], Image.Image]) -> None:
    """Whoever changes the drawing commits the pictures with it."""
    committed = Image.open(ROOT / "manifest" / name)
    drawn = draw()

    assert committed.mode == drawn.mode
    assert ImageChops.difference(committed, drawn).getbbox(alpha_only=False) is None

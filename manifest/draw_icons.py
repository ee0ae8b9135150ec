"""Draws Canopy's two icons: a tree's canopy, and people in its shelter. Run as `python -m manifest.draw_icons`.

What Teams asks for: `color.png` 192×192 with the symbol in the middle 96×96, on a solid square; `outline.png` 32×32,
pure white on nothing, with no padding. The committed pictures are what this program draws.
"""

from __future__ import annotations

from pathlib import Path
from typing import Final

from PIL import Image, ImageChops, ImageDraw

HERE: Final = Path(__file__).parent
GROUND: Final = "#17594A"
"""The manifest's accent colour as well."""
LEAVES: Final = ("#7CCBA2", "#A5DDBD", "#DDF4E6")
"""Left, right and middle of the crown."""
WOOD: Final = "#BDE8CC"
CLOTHES: Final = "#FFD68A"
FINE: Final = 16
"""Everything is drawn this many times larger, then made small, so that edges are smooth."""

# The tree stands in a square of 96 by 96; all measures are in its units.
SIDE: Final = 96
CROWN: Final = ((24, 36, 24), (72, 36, 24), (48, 30, 30))
"""Left, right and middle: centre and radius."""
HOLLOW: Final = (48, 84, 56, 34)
"""The air under the crown: centre and radii of an ellipse."""
PEOPLE: Final = (20, 76)
"""Where two people stand, left and right of the trunk."""


class Sheet:
    """A transparent sheet with the tree's square somewhere on it."""

    def __init__(self, side: int, square: float) -> None:
        """`side` is the finished picture's in pixels; the tree's square takes `square` of them, in the middle."""
        self.side = side
        self.scale = square * FINE / SIDE
        self.margin = (side - square) * FINE / 2

    def mask(self) -> Image.Image:
        """An empty mask, as fine as the sheet."""
        return Image.new("L", (self.side * FINE, self.side * FINE), 0)

    def spot(self, x: float, y: float) -> tuple[float, float]:
        """A spot of the tree's square, on the sheet."""
        return self.margin + x * self.scale, self.margin + y * self.scale

    def oval(self, x: float, y: float, across: float, down: float) -> Image.Image:
        """An ellipse by centre and radii."""
        mask = self.mask()
        ImageDraw.Draw(mask).ellipse((*self.spot(x - across, y - down), *self.spot(x + across, y + down)), fill=255)
        return mask

    def disc(self, x: float, y: float, radius: float) -> Image.Image:
        """A disc by centre and radius."""
        return self.oval(x, y, radius, radius)

    def shape(self, *corners: tuple[float, float]) -> Image.Image:
        """A filled shape by its corners."""
        mask = self.mask()
        ImageDraw.Draw(mask).polygon([self.spot(x, y) for x, y in corners], fill=255)
        return mask

    def finished(self, mask: Image.Image) -> Image.Image:
        """A mask in the finished size, cut off at the tree's square: Pillow draws the last point of a shape as well."""
        first, end = round(self.margin), round(self.margin + SIDE * self.scale)
        cut = self.mask()
        cut.paste(mask.crop((first, first, end, end)), (first, first))
        return cut.resize((self.side, self.side), Image.Resampling.BOX)


def united(*masks: Image.Image) -> Image.Image:
    """What is on any of the masks."""
    whole = masks[0]
    for mask in masks[1:]:
        whole = ImageChops.lighter(whole, mask)
    return whole


def without(mask: Image.Image, hole: Image.Image) -> Image.Image:
    """A mask with a hole in it."""
    return ImageChops.subtract(mask, hole)


def trunk(sheet: Sheet, thick: float) -> Image.Image:
    """The trunk, slender at the top and wide at the foot."""
    x, half, foot = SIDE / 2, thick / 2, thick * 0.95
    return sheet.shape((x - half, 47), (x + half, 47), (x + half, 80), (x + foot, SIDE), (x - foot, SIDE), (x - half, 80))


def person(sheet: Sheet, x: float) -> Image.Image:
    """Somebody: a head above rounded shoulders."""
    below = sheet.shape((0, SIDE), (SIDE, SIDE), (SIDE, SIDE * 1.2), (0, SIDE * 1.2))
    return united(sheet.disc(x, 69, 6.5), without(sheet.oval(x, SIDE, 12.5, 16), below))


def colour() -> Image.Image:
    """The icon in colour."""
    sheet = Sheet(192, SIDE)
    hollow = sheet.oval(*HOLLOW)
    picture = Image.new("RGB", (sheet.side, sheet.side), GROUND)
    layers = [(trunk(sheet, 6), WOOD), *((person(sheet, x), CLOTHES) for x in PEOPLE)]
    layers += [(without(sheet.disc(*lobe), hollow), shade) for lobe, shade in zip(CROWN, LEAVES, strict=True)]
    for mask, shade in layers:
        picture.paste(shade, mask=sheet.finished(mask))
    return picture


def outline() -> Image.Image:
    """The icon in white lines."""
    sheet = Sheet(32, 32)
    line = 6.0
    x, y, across, down = HOLLOW
    outer = without(united(*(sheet.disc(*lobe) for lobe in CROWN)), sheet.oval(*HOLLOW))
    inner = united(*(sheet.disc(cx, cy, radius - line) for cx, cy, radius in CROWN))
    inner = without(inner, sheet.oval(x, y, across + line, down + line))
    drawn = united(without(outer, inner), trunk(sheet, line), *(person(sheet, x) for x in PEOPLE))
    white = Image.new("RGBA", (sheet.side, sheet.side), (255, 255, 255, 0))
    white.putalpha(sheet.finished(drawn))
    return white


def main() -> None:
    """Draw both icons beside this file."""
    colour().save(HERE / "color.png", optimize=True)
    outline().save(HERE / "outline.png", optimize=True)


if __name__ == "__main__":
    main()

"""A toolkit's color -> what is drawn in it, so that it can be read on light, dark and paper.

Colors are written as in CSS, `#17506f`. A ratio is the contrast of two colors (WCAG 2.2, 1.4.3).
"""

import colorsys
import re
from collections.abc import Sequence
from dataclasses import dataclass

HEX = re.compile(r"#?([\da-f]{3}|[\da-f]{6})", re.IGNORECASE)
# What lies below words in the color: `--surface` and `--sand` of `layouts/tokens.css`.
LIGHT = ("#ffffff", "#f6f2ea")
DARK = ("#12171b", "#1c2125")
# The least that words need (WCAG 2.2, 1.4.3, level AA), and what they have in the dark.
LEAST = 4.5
LEAST_IN_THE_DARK = 7
# How much of the color is in the soft one.
SOFT = 0.09
STEPS = 500
RGB = tuple[float, float, float]


@dataclass(frozen=True, slots=True)
class Accent:
    """The color and its soft ground, in light (which paper is) and in the dark."""

    light: str
    soft_light: str
    dark: str
    soft_dark: str


def normalize(text: str) -> str:
    """Return a color with six digits; empty for what is none."""
    found = HEX.fullmatch(text.strip())
    digits = found[1].lower() if found else ""
    return f"#{''.join(d * 2 for d in digits) if len(digits) == 3 else digits}" if digits else ""


def accent(color: str) -> Accent:
    """Return what is drawn in a color that can be read on light ground."""
    dark = _shift(color, 1, DARK, LEAST_IN_THE_DARK)
    return Accent(color, _mix(color, LIGHT[0]), dark, _mix(dark, DARK[0]))


def find_nearest(color: str) -> str:
    """Return a color itself where it can be read on light ground, else the darker one that can."""
    return _shift(color, 0, LIGHT, LEAST)


def find_nearest_beside(color: str, others: Sequence[tuple[str, float]]) -> str:
    """Return the color nearest to one that has the least contrast to each of others; or nothing."""
    hue, lightness, saturation = colorsys.rgb_to_hls(*_channels(color))
    for step in range(STEPS + 1):
        for end in (0, 1):
            there = lightness + (end - lightness) * step / STEPS
            shifted = _hex(colorsys.hls_to_rgb(hue, there, saturation))
            if all(ratio(shifted, other) >= least for other, least in others):
                return shifted
    return ""


def ratio(color: str, ground: str) -> float:
    """Return the contrast of two colors, from 1 to 21."""
    darker, lighter = sorted((_luminance(color), _luminance(ground)))
    return (lighter + 0.05) / (darker + 0.05)


def _shift(color: str, end: float, grounds: Sequence[str], least: float) -> str:
    """Return the first color on the way to black (0) or white (1) that has enough contrast."""
    hue, lightness, saturation = colorsys.rgb_to_hls(*_channels(color))
    for step in range(STEPS + 1):
        there = lightness + (end - lightness) * step / STEPS
        shifted = _hex(colorsys.hls_to_rgb(hue, there, saturation)) if step else color
        if all(ratio(shifted, one) >= least for one in (*grounds, _mix(shifted, grounds[0]))):
            return shifted
    raise AssertionError("black and white can be read")


def _mix(color: str, ground: str) -> str:
    red, green, blue = (
        SOFT * one + (1 - SOFT) * other
        for one, other in zip(_channels(color), _channels(ground), strict=True)
    )
    return _hex((red, green, blue))


def _luminance(color: str) -> float:
    red, green, blue = (
        one / 12.92 if one <= 0.04045 else ((one + 0.055) / 1.055) ** 2.4
        for one in _channels(color)
    )
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def _channels(color: str) -> RGB:
    red, green, blue = (int(color[at : at + 2], 16) / 255 for at in (1, 3, 5))
    return red, green, blue


def _hex(channels: RGB) -> str:
    return "#" + "".join(f"{round(one * 255):02x}" for one in channels)

"""A color of the toolkit's own: on pages, on paper and in the icon, wherever it can be read."""

import re
from pathlib import Path

import pytest

import sites
from partnertools.build import sheets
from partnertools.build.executors import Executors
from partnertools.build.pages import of_project
from partnertools.build.printed import Printed
from partnertools.build.printing import Printer
from partnertools.build.project import Project
from partnertools.cache import Cache
from partnertools.model import colors
from test_addresses import messages, read

TOKENS = (sites.REPOSITORY / "layouts" / "tokens.css").read_text("utf-8")


def test_ratios_are_those_of_the_guidelines() -> None:
    assert colors.ratio("#000000", "#ffffff") == pytest.approx(21)
    assert colors.ratio("#777777", "#ffffff") == pytest.approx(4.48, abs=0.005)
    assert colors.ratio("#ffffff", "#ffffff") == 1


def test_grounds_are_those_of_the_tokens() -> None:
    pairs = re.findall(r"--(?:surface|sand): light-dark\((#\w+), (#\w+)\)", TOKENS)
    assert tuple(zip(*pairs, strict=True)) == (colors.LIGHT, colors.DARK)


@pytest.mark.parametrize(
    "color",
    ["#ffd500", "#ff0000", "#00a0a0", "#ffffff", "#000000", "#17506f", "#7a1fa2", "#888888"],
)
def test_every_color_has_one_near_that_can_be_read_everywhere(color: str) -> None:
    near = colors.find_nearest(color)
    found = colors.accent(near)
    assert colors.find_nearest(near) == near
    for ground in (*colors.LIGHT, found.soft_light):
        assert colors.ratio(found.light, ground) >= 4.5
    for ground in (*colors.DARK, found.soft_dark):
        assert colors.ratio(found.dark, ground) >= 4.5


def test_a_color_that_cannot_be_read_is_refused_and_the_remedy_works(tmp_path: Path) -> None:
    [pale] = messages(tmp_path / "pale", {"color": "#ffd500"})
    assert pale.startswith("toolkit.yaml:10: `color` is `#ffd500`, and words in it are too pale")
    [unknown] = messages(tmp_path / "unknown", {"color": "blue"})
    assert unknown == (
        "toolkit.yaml:10: `color` is `blue`; write it with six digits from 0 to f: `'#17506f'`"
    )
    for message in (pale, unknown):
        remedy = re.findall(r"'(#\w+)'", message)[-1]
        assert read(tmp_path / remedy, {"color": remedy}).color == remedy


@pytest.mark.parametrize("written", ["#7a1fa2", "7A1FA2", "#7A1FA2"])
def test_a_color_may_be_written_in_several_ways(written: str, tmp_path: Path) -> None:
    assert read(tmp_path, {"color": written}).color == "#7a1fa2"


def test_pages_paper_and_icon_are_in_the_color_and_made_anew(tmp_path: Path) -> None:
    made = {}
    for color in ("", "#7a1fa2"):
        root = tmp_path / (color or "none")
        read(root, {"color": color} if color else {})
        project = Project(root)
        printer = Printer(project, Cache(tmp_path / "cache"), Executors())
        printed = [*sheets.of_toolkit(project.toolkit)]
        facts = Printed(size=1, digest="", pages=1, has_plan=False, foreign="", undrawn=())
        known = dict.fromkeys((s.name for s in printed), facts)
        every = of_project(project, printed, known, printer.cache)
        outputs = {one.path: one for one in every}
        css, icon = (outputs[f"assets/{name}"].data() for name in ("site.css", "icon.svg"))
        made[color] = css, icon, printer.style, printer.key(printed[0])
    assert all(one != other for one, other in zip(*made.values(), strict=True))
    css, icon, style, _ = made["#7a1fa2"]
    rule = f"--accent: light-dark(#7a1fa2, {colors.accent('#7a1fa2').dark});"
    assert rule.encode() in css
    assert rule in style
    assert b'fill="#7a1fa2"' in icon

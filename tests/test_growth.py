"""Twice as many worksheets take twice the work: calls are counted, whatever the clock says."""

import cProfile
from collections import Counter
from pathlib import Path

import pytest

import sites
from partnertools.build import pages
from partnertools.build.outputs import Outputs
from partnertools.build.printed import Printed
from partnertools.build.project import Project
from partnertools.build.sheets import of_toolkit
from partnertools.cache import Cache

SIZES = (4, 8, 12)


def calls(root: Path, count: int) -> Counter[str]:
    """Return how often each function is called to make all but the PDFs of so many worksheets."""
    sites.project(root)
    content = root / "content"
    text = (content / "tools" / "tea.md").read_text("utf-8")
    for number in range(count):
        (content / "tools" / f"cup-{number:02}.md").write_text(text, "utf-8")
    # Whoever looks for each of them among all others shows it here.
    held = "".join(f"  - tools/cup-{number:02}\n" for number in range(count))
    packet = f"title: All cups\nsummary: In a row\ncontents:\n{held}"
    (content / "packets" / "all.yaml").write_text(packet, "utf-8")
    profile = cProfile.Profile()
    profile.enable()
    cache = Cache(root / "cache")
    project = Project(root, cache=cache)
    sheets = list(of_toolkit(project.toolkit))
    printed = {s.name: Printed(1, "", 1, has_plan=True, foreign="", undrawn=()) for s in sheets}
    outputs = Outputs(cache)
    for output in pages.of_project(project, sheets, printed, cache):
        outputs.add(output)
    profile.disable()
    assert f"tools/cup-{count - 1:02}/index.html" in outputs.made
    found: Counter[str] = Counter()
    for entry in profile.getstats():
        code = entry.code
        name = code if isinstance(code, str) else f"{code.co_filename} {code.co_qualname}"
        found[name.replace(str(root), "")] += entry.callcount
    return found


@pytest.mark.slow
def test_each_worksheet_takes_as_many_calls_as_the_one_before(tmp_path: Path) -> None:
    # What is found out once in a process is found out before.
    calls(tmp_path / "first", 1)
    few, more, most = (calls(tmp_path / str(count), count) for count in SIZES)
    grown = {
        name: (more[name] - few[name], most[name] - more[name])
        for name in most
        if most[name] - more[name] > 1.1 * (more[name] - few[name]) + 4
    }
    assert sum((more - few).values()) > 200_000
    assert grown == {}

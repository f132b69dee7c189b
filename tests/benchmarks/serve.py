"""How soon `serve` shows a word that was saved, on the repository's own content.

    .venv/bin/python tests/benchmarks/serve.py [--rounds 9] [--pause 20]

A copy of the content is served, and a worksheet changed again and again: from the save until the
page that is served has the word, in seconds, and the processor's time that the server took for it
until then. Where other programs are at work, the latter is what to go by. PDFs follow the page, in
processes of their own; the next change stops those of the last one, which a short pause shows.
"""

import argparse
import os
import shutil
import signal
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from statistics import median
from urllib.request import urlopen

ROOT = Path(__file__).parents[2]
SLUG = "goal-setting"
ENOUGH = 120


def main() -> None:
    """Print the times of each round, and their medians."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--rounds", type=int, default=9)
    about = "seconds between the rounds, in which PDFs are rendered (20)"
    parser.add_argument("--pause", type=float, default=20, help=about)
    arguments = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        root = Path(folder)
        shutil.copytree(ROOT / "content", root / "content")
        words = ["serve", "--port", "0", "--quiet", "--root", folder]
        server = subprocess.Popen(
            [sys.executable, "-m", "partnertools", *words], cwd=ROOT, stdout=subprocess.PIPE
        )
        try:
            assert server.stdout is not None
            address = server.stdout.readline().decode().partition("/ (")[0]
            page = f"{address}/tools/{SLUG}/"
            until_shown(page, "<h1>")
            found = []
            for number in range(arguments.rounds):
                time.sleep(arguments.pause)
                found.append(measured(root, page, server.pid, number))
        finally:
            server.send_signal(signal.SIGINT)
            server.wait()
    for seconds, worked in found:
        print(f"shown after {seconds:.2f} s, {worked:.2f} s of the processor")
    seconds, worked = (median(column) for column in zip(*found, strict=True))
    print(f"median: shown after {seconds:.2f} s, {worked:.2f} s of the processor")


def measured(root: Path, page: str, server: int, number: int) -> tuple[float, float]:
    """Change a worksheet, and return how long it took until its page was shown, and the work."""
    path = root / "content" / "tools" / f"{SLUG}.md"
    text = path.read_text("utf-8")
    before, saved = worked(server), time.monotonic()
    path.write_text(f"{text}\nRound {number} of the benchmark.\n", "utf-8")
    until_shown(page, f"Round {number} of the benchmark.")
    return time.monotonic() - saved, worked(server) - before


def until_shown(page: str, words: str) -> None:
    """Ask for a page until it has these words."""
    deadline = time.monotonic() + ENOUGH
    while time.monotonic() < deadline:
        with urlopen(page) as answer:
            if words.encode() in answer.read():
                return
        # Asking takes the server's time, too.
        time.sleep(0.05)
    raise TimeoutError(page)


def worked(process: int) -> float:
    """Return the processor's time that a process has taken, in seconds."""
    fields = Path(f"/proc/{process}/stat").read_text().rpartition(")")[2].split()
    return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")


if __name__ == "__main__":
    main()

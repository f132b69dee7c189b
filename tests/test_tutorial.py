"""The tutorial, word for word, in an empty folder, with the wheel in a fresh environment.

Its blocks of `sh` are run, a block that says a file is written into this file, and a block of
`text` is what the command before it prints.
"""

import os
import re
import shlex
import signal
import subprocess
from collections.abc import Iterator
from pathlib import Path
from urllib.request import urlopen

import pytest

import sites
from partnertools import cli

TUTORIAL = sites.REPOSITORY / "docs" / "content" / "guide" / "first-toolkit.md"
BLOCK = re.compile(r"^(?P<fence>`{3}|~{3})(?P<kind>\w+)\n(?P<text>.*?)^(?P=fence)$", re.M | re.S)
# What names the file of the block below it.
FILE = re.compile(r"(?:Save this as|It wrote) `([^`]+)`[^`]*\Z")


def blocks() -> Iterator[tuple[str, str, str]]:
    """Yield the kind of each block, its text, and the file that the paragraph above it names."""
    text = TUTORIAL.read_text("utf-8")
    end = 0
    for found in BLOCK.finditer(text):
        named = FILE.search(text[end : found.start()])
        yield found["kind"], found["text"], named[1] if named else ""
        end = found.end()


class Terminal:
    """A folder, and a command that is installed."""

    def __init__(self, folder: Path, command: Path) -> None:
        self.folder = folder
        self.command = command
        self.said = ""
        self.commands = 0
        self.environment = {k: v for k, v in os.environ.items() if k != "PYTHONPATH"}
        # What an earlier run has made on the same day needs not be made again.
        self.environment["SOURCE_DATE_EPOCH"] = "1700000000"

    def run(self, line: str) -> None:
        """Run a line as it is typed."""
        match shlex.split(line):
            case ["pip", "install", "partnertools"]:
                # The wheel has been, as no index has it.
                assert self.command.is_file()
            case ["cd", folder]:
                self.folder /= folder
            case ["partnertools", "serve"]:
                self._serve()
            case ["partnertools", *words]:
                self.commands += 1
                done = subprocess.run(
                    [self.command, *words],
                    cwd=self.folder,
                    env=self.environment,
                    capture_output=True,
                    text=True,
                    check=False,
                )
                assert done.returncode == 0, done.stderr
                assert done.stderr == ""
                self.said = done.stdout
            case _:
                pytest.fail(f"the tutorial has a line that nobody runs: {line}")

    def _serve(self) -> None:
        """Open the start page, as the tutorial says, and end it with Ctrl-C."""
        program = subprocess.Popen(
            [self.command, "serve"],
            cwd=self.folder,
            env=self.environment,
            stdout=subprocess.PIPE,
            start_new_session=True,
            preexec_fn=lambda: signal.signal(signal.SIGINT, signal.default_int_handler),
        )
        assert program.stdout is not None
        try:
            address = program.stdout.readline().decode().partition(" (")[0]
            assert re.fullmatch(r"http://127\.0\.0\.1:\d+/", address)
            with urlopen(address, timeout=60) as page:
                assert "First day" in page.read().decode()
        finally:
            os.killpg(program.pid, signal.SIGINT)
            program.communicate(timeout=30)
        assert program.returncode == 0


def test_the_tutorial_does_what_it_says(tmp_path: Path, command: Path) -> None:
    terminal = Terminal(tmp_path, command)
    written = []
    for kind, text, file in blocks():
        if file:
            (terminal.folder / file).write_text(text, "utf-8")
            written.append(file)
        elif kind == "sh":
            for line in text.splitlines():
                terminal.run(line)
        else:
            assert kind == "text"
            assert terminal.said == text
    assert terminal.commands > 6
    assert written == ["content/tools/first-shift.md", "ana.json", "ben.json"]
    kit = tmp_path / "welcome"
    tables = "".join(path.read_text("utf-8") for path in (kit / "compared").rglob("*.csv"))
    # It has come through the PDF.
    assert "Everybody knew my name." in tables
    report = (kit / "compared" / "index.html").read_text("utf-8")
    assert "Ana" in report
    assert "How sure were you of what to do?" in report
    assert (kit / "dist" / "tools" / "first-shift" / "first-shift-a4.pdf").is_file()


def test_the_mistake_of_the_tutorial_is_one(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    [(_, text, _)] = [block for block in blocks() if block[2].endswith("first-shift.md")]
    kit = tmp_path / "kit"
    assert cli.main(["new", str(kit), "--quiet"]) == 0
    broken = text.replace(":scale: sureness\n", ":scale: sureness2\n")
    (kit / "content" / "tools" / "first-shift.md").write_text(broken, "utf-8")
    assert cli.main(["check", "--root", str(kit)]) == 1
    assert "unknown scale `sureness2`; did you mean `sureness`?" in capsys.readouterr().err

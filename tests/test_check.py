"""`check` reports to people, to programs and to GitHub, again after every change, and advises."""

import json
import os
import signal
import subprocess
import sys
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import pytest

import sites
from partnertools import cli
from partnertools.source import advice
from sites import FRONT

COMMAND = (sys.executable, "-m", "partnertools")


def check(root: Path, *words: str) -> int:
    return cli.main(["check", "--root", str(root), *words])


def case(root: Path, text: str) -> Path:
    sites.project(root)
    (root / "content" / "tools" / "case.md").write_text(FRONT + text, encoding="utf-8")
    return root


def test_mistakes_in_layouts_are_reported_as_far_as_files_show_them(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    root = sites.project(tmp_path / "project", sites.ONE_QUESTION)
    style = root / "layouts" / "tokens.css"
    style.parent.mkdir()
    style.write_text(":root { --x: 1", encoding="utf-8")
    assert check(root, "--quiet") == 1
    assert f"{style}:1: `{{` is not closed; close it: `}}`" in capsys.readouterr().err


def test_programs_get_each_mistake_with_its_columns(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    root = sites.project(tmp_path / "project", overlays=(sites.BROKEN / "unknown-option",))
    assert check(root, "--format", "json") == 1
    output = capsys.readouterr()
    assert output.err == ""
    assert json.loads(output.out)["problems"] == [
        {
            "file": str(root / "content" / "tools" / "unknown-option.md"),
            "line": 11,
            "column": 2,
            "end_column": 5,
            "text": ":hnt: As on your cup",
            "what": "unknown option `hnt`",
            "remedy": "did you mean `hint`?",
        }
    ]


def test_programs_hear_of_notes_when_all_is_well(capsys: pytest.CaptureFixture[str]) -> None:
    assert check(sites.TINY, "--format", "json") == 0
    told = json.loads(capsys.readouterr().out)
    assert (told["problems"], told["documents"], told["fields"]) == ([], 4, 34)
    assert [note["line"] for note in told["notes"]] == [5, 6]


def test_github_shows_mistakes_beside_their_lines(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    root = case(tmp_path / "50%, done: yes", "Drink <b>tea.\n")
    assert check(root, "--format", "github") == 1
    out = capsys.readouterr().out
    place = f"{root}/content/tools/case.md".replace("%", "%25").replace(":", "%3A")
    place = place.replace(",", "%2C")
    assert out.startswith(f"::error file={place},line=9,col=7,endColumn=10::raw HTML: `<b>`; ")
    assert out.count("\n") == 1


@pytest.mark.slow
def test_a_check_that_watches_checks_again_after_a_change(tmp_path: Path) -> None:
    root = case(tmp_path / "project", "Drink tea.\n")
    program = subprocess.Popen(
        [*COMMAND, "check", "--watch", "--quiet", "--format", "json", "--root", root],
        cwd=sites.REPOSITORY,
        stdout=subprocess.PIPE,
        # What runs these tests may itself be deaf to Ctrl-C.
        preexec_fn=lambda: signal.signal(signal.SIGINT, signal.default_int_handler),
    )
    assert program.stdout is not None
    assert json.loads(program.stdout.readline())["problems"] == []
    (root / "content" / "tools" / "case.md").write_text(f"{FRONT}Drink <b>tea.\n")
    assert program.stdout.readline().startswith(b"-- ")
    assert json.loads(program.stdout.readline())["problems"][0]["line"] == 9
    os.kill(program.pid, signal.SIGINT)
    program.communicate(timeout=20)
    assert program.returncode == 0


class Website(BaseHTTPRequestHandler):
    """Has one page, which it only sends whole, and one that is broken."""

    def do_HEAD(self) -> None:
        self.answer({"/sent": 405, "/broken": 500, "/there": 200}.get(self.path, 404))

    def do_GET(self) -> None:
        self.answer({"/sent": 200}.get(self.path, 404))

    def answer(self, status: int) -> None:
        self.send_response(status)
        self.end_headers()

    def log_message(self, *arguments: object) -> None:
        """Say nothing."""


@contextmanager
def website() -> Iterator[str]:
    with ThreadingHTTPServer(("127.0.0.1", 0), Website) as server:
        threading.Thread(target=server.serve_forever, args=(0.02,), daemon=True).start()
        yield f"http://127.0.0.1:{server.server_port}"
        server.shutdown()


def test_links_to_other_websites_are_asked_for(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    with website() as address:
        places = ("there", "sent", "gone", "broken")
        text = "\n\n".join(f"See [it]({address}/{place}#here)." for place in places)
        root = case(tmp_path / "project", text)
        # Nobody has this port; the tiny project links to a website that is only an example.
        for path in (root / "content").rglob("*.md"):
            said = path.read_text("utf-8").replace("https://example.org/tea", f"{address}/there")
            path.write_text(said, "utf-8")
        assert check(root, "--links") == 1
    err = capsys.readouterr().err
    assert f"case.md:13: the website says that there is no `{address}/gone` (404)" in err
    assert f"case.md:15: `{address}/broken` gives no answer (500)" in err
    assert "/there" not in err
    assert "/sent" not in err
    assert err.count("case.md") == 2


def test_advice_is_given_and_is_no_mistake(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    long = " ".join(["Tea"] + ["and cake"] * 15)
    hard = "Organizational responsibilities necessitate considerable deliberation. " * 8
    controls = "".join(
        f"```{{short-answer}} {label}\n:id: {name}\n```\n\n"
        for name, label in (("a", "Why?"), ("b", "Why tea?"), ("c", "If so, when?"))
    )
    root = case(tmp_path / "project", f"{long}.\n\n{hard}\n\n{controls}")
    assert check(root) == 0
    assert "case.md" not in capsys.readouterr().err
    assert check(root, "--advice") == 0
    lines = [line for line in capsys.readouterr().err.splitlines() if "case.md" in line]
    told = [line.partition("case.md")[2] for line in lines]
    assert told[0].startswith(":9: a sentence of 31 words, from `Tea and cake and` on;")
    assert told[1].startswith(": it is written for school grade ")
    assert [line.partition("` says little")[0] for line in told[2:]] == [
        ":13: `Why?",
        ":21: `If so, when?",
    ]


@pytest.mark.parametrize(("word", "count"), [("tea", 1), ("water", 2), ("responsibility", 6)])
def test_syllables_are_counted(word: str, count: int) -> None:
    assert advice.syllables(word) == count

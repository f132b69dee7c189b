"""A build with nothing to do ends at once; whatever may change a byte, it looks again."""

import os
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

import sites
from partnertools.build import unchanged

NEVER = {
    "babel",
    "fontTools",
    "jinja2",
    "markdown_it",
    "PIL",
    "pikepdf",
    "pydyf",
    "weasyprint",
    "yaml",
}
# What reading the words of a command line takes.
ARGUMENTS = {"_bz2", "_compression", "_locale", "_lzma", "argparse", "bz2", "gettext", "locale"}
ARGUMENTS |= {"lzma", "shutil"}
# A part of Python itself, which takes no time to load.
BUILT_IN = {"gc"}
WORDS = "note: a line\n2 tools in dist"


@pytest.fixture
def root(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> str:
    """Make a project that was built, and is remembered as it is."""
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "cache"))
    monkeypatch.setattr(sys, "platform", "linux")
    monkeypatch.setattr(unchanged, "TICK_NS", 0)
    root = sites.project(tmp_path / "project")
    sites.copy_layout(root, "base.html")
    (root / "dist").mkdir()
    (root / "dist" / "index.html").write_text("a page")
    (tmp_path / "METADATA").write_text("Version: 1")
    remember(str(root))
    assert unchanged.words_of_last(str(root)) == WORDS
    return str(root)


def remember(root: str) -> None:
    reading = unchanged.begin(root)
    assert reading is not None
    site = unchanged.describe_site(root)
    reading.remember(site, [str(Path(root).parent / "METADATA")], WORDS)


def append(path: Path) -> None:
    path.write_text(f"{path.read_text('utf-8')}\n", "utf-8")


def replace(path: Path) -> None:
    """Put another file of the same size and time in place of one."""
    about, data = path.stat(), path.read_bytes()
    path.unlink()
    path.write_bytes(data[:-1] + b" ")
    os.utime(path, ns=(about.st_atime_ns, about.st_mtime_ns))


CHANGES: dict[str, Callable[[Path], object]] = {
    "a text": lambda root: append(root / "content/tools/tea.md"),
    "a file of the same size and time": lambda root: replace(root / "content/toolkit.yaml"),
    "a new file": lambda root: (root / "content/tools/new.md").write_text("New"),
    "a new folder": lambda root: (root / "content/tools/new").mkdir(),
    "a file that is gone": lambda root: (root / "content/tools/tea.md").unlink(),
    "a template": lambda root: append(root / "layouts/base.html"),
    "the site": lambda root: (root / "dist/index.html").write_text("other"),
    "the site is gone": lambda root: (root / "dist/index.html").unlink(),
    "another file in the site": lambda root: (root / "dist/new").write_text("new"),
    "a library": lambda root: (root.parent / "METADATA").write_text("Version: 2"),
    "a library that is gone": lambda root: (root.parent / "METADATA").unlink(),
    "a link to a folder": lambda root: (root / "content/tools/new").symlink_to(root / "layouts"),
}


@pytest.mark.parametrize("change", CHANGES)
def test_what_may_change_a_byte_is_seen(change: str, root: str) -> None:
    CHANGES[change](Path(root))
    assert unchanged.words_of_last(root) is None


@pytest.mark.parametrize("name", unchanged.ENVIRONMENT)
def test_another_environment_is_seen(name: str, root: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv(name, "1700000001")
    assert unchanged.words_of_last(root) is None


def test_other_code_is_seen(root: str, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    package = tmp_path / "partnertools"
    package.mkdir()
    (package / "module.py").write_text("a = 1")
    (package / "notes.txt").write_text("No code.")
    monkeypatch.setattr(unchanged, "PACKAGE", str(package))
    remember(root)
    (package / "notes.txt").write_text("No code either.")
    assert unchanged.words_of_last(root) == WORDS
    (package / "module.py").write_text("a = 2")
    assert unchanged.words_of_last(root) is None


def test_what_was_changed_while_the_build_read_it_is_not_taken_for_read(root: str) -> None:
    reading = unchanged.begin(root)
    assert reading is not None
    append(Path(root, "content/tools/tea.md"))
    reading.remember(unchanged.describe_site(root), [], WORDS)
    assert unchanged.words_of_last(root) is None


def test_a_file_that_may_change_within_the_tick_of_a_clock_is_not_relied_upon(
    root: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(unchanged, "TICK_NS", 10**13)
    append(Path(root, "content/tools/tea.md"))
    remember(root)
    assert unchanged.words_of_last(root) is None


@pytest.mark.parametrize(
    ("words", "root"),
    [
        (["build"], "."),
        (["build", "--quiet", "--root", "there"], "there"),
        (["build", "--root=there/"], "there"),
        (["build", "--no-cache"], None),
        (["build", "--root"], None),
        (["build", "--help"], None),
        (["check"], None),
        ([], None),
    ],
)
def test_only_a_plain_build_may_end_at_once(words: list[str], root: str | None) -> None:
    assert unchanged.root_of(words) == root


def loaded(code: str, *words: str, **environment: str) -> tuple[str, set[str]]:
    """Run code in a Python of its own; return what it prints, and the modules it has loaded."""
    code += "; sys.stderr.write(' '.join(['', *sys.modules]))"
    done = subprocess.run(
        [sys.executable, "-c", f"import sys; {code}", *words],
        cwd=sites.REPOSITORY,
        env={**os.environ, **environment},
        check=True,
        capture_output=True,
        text=True,
    )
    return done.stdout, set(done.stderr.splitlines()[-1].split())


@pytest.mark.slow
def test_the_second_build_of_a_site_loads_nothing_and_says_what_the_first_said(
    tmp_path: Path,
) -> None:
    root = sites.project(tmp_path / "project", sites.ONE_QUESTION)
    words = ("build", "--root", str(root))
    cache = str(tmp_path / "cache")
    # For a few PDFs, other processes take longer to start than to work.
    run = "import os; os.sched_getaffinity = lambda process: {0}; "
    # It starts no programs, such as those that look for the libraries of WeasyPrint.
    run += "sys.addaudithook(lambda event, _: event == 'subprocess.Popen' and print(event)); "
    # The project is younger than a tick of the clock, and would be looked at again.
    run += "from partnertools.build import unchanged; unchanged.TICK_NS = 0; "
    run += "from partnertools.__main__ import main; main()"
    (first, _), (last, modules) = (loaded(run, *words, XDG_CACHE_HOME=cache) for _ in range(2))
    assert len(first.splitlines()) == 1
    assert last.strip() == f"{first.rpartition(' (')[0]}, unchanged"
    assert not modules & NEVER
    ours = {name for name in modules if name.partition(".")[0] == "partnertools"}
    assert ours == {
        "partnertools",
        "partnertools.__main__",
        "partnertools.build",
        "partnertools.build.unchanged",
        "partnertools.places",
    }
    bare = loaded("pass")[1]
    assert len(modules - bare) < 15, sorted(modules - bare)


@pytest.mark.slow
def test_check_loads_what_reading_loads() -> None:
    content = str(sites.TINY / "content")
    read = (
        "from pathlib import Path; from partnertools import source;"
        " from partnertools.build import makers; from partnertools.cache import Cache;"
        " from partnertools.source.readings import Readings;"
        " readings = Readings(Cache(), makers.digest(makers.SOURCE));"
    )
    _, reading = loaded(f"{read} source.read(Path({content!r}), readings=readings)")
    run = "from partnertools.__main__ import main; main()"
    _, checking = loaded(run, "check", "--root", str(sites.TINY))
    # Pictures are looked into, where there are any.
    assert not checking & (NEVER - {"markdown_it", "PIL", "yaml"})
    others = {name.partition(".")[0] for name in checking - reading}
    assert others <= ARGUMENTS | BUILT_IN | {"partnertools"}

"""Ctrl-C at any moment: one line, status 130, no process left, no file half written."""

import io
import os
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

import pikepdf
import pytest

import sites

pytestmark = pytest.mark.slow

# Before the first line of ours is run, Python itself is starting.
CODE = """
import sys
from partnertools.__main__ import main
print("ready", flush=True)
sys.exit(main())
"""
# As above, where the first Ctrl-C comes while Python tidies up by itself, and is dropped there.
DROPPED = """
import signal, sys, time
from partnertools import __main__, cli

class Dropping:
    def __del__(self):
        signal.raise_signal(signal.SIGINT)

def work():
    Dropping()
    print("ready", flush=True)
    time.sleep(60)

cli.main = work
sys.exit(__main__.main())
"""
# As above, where Ctrl-C comes while a module in C++ makes its first enumeration.
LOADING = """
import enum, signal, sys, time
from partnertools import __main__, cli

create = enum.EnumType._create_

def interrupt(*arguments, **options):
    enum.EnumType._create_ = create
    signal.raise_signal(signal.SIGINT)
    return create(*arguments, **options)

def work():
    enum.EnumType._create_ = interrupt
    import pikepdf
    print("ready", flush=True)
    time.sleep(60)

cli.main = work
sys.exit(__main__.main())
"""
# While the package is loaded, while processes start, while they paint.
MOMENTS = (0.05, 0.3, 1, 1.5, 3, 5)


@contextmanager
def started(*words: str | Path, code: str = CODE) -> Iterator[subprocess.Popen[bytes]]:
    """Run the command line as a terminal does: in a group of processes of its own."""
    with subprocess.Popen(
        [sys.executable, "-c", code, *map(str, words)],
        cwd=sites.REPOSITORY,
        start_new_session=True,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        # What runs these tests may itself be deaf to Ctrl-C.
        preexec_fn=lambda: signal.signal(signal.SIGINT, signal.default_int_handler),
    ) as program:
        try:
            assert program.stdout is not None
            assert program.stdout.readline() == b"ready\n"
            yield program
        finally:
            if program.poll() is None:
                os.killpg(program.pid, signal.SIGKILL)


def ended(program: subprocess.Popen[bytes]) -> bool:
    """Wait until no process of a program's group is left."""
    for _ in range(3000):
        try:
            os.killpg(program.pid, 0)
        except ProcessLookupError:
            return True
        time.sleep(0.02)
    os.killpg(program.pid, signal.SIGKILL)
    return False


def at_work(program: subprocess.Popen[bytes], moment: float) -> bool:
    """Wait for a moment, or for the end of a program, and tell whether it is still at work."""
    with suppress(subprocess.TimeoutExpired):
        program.wait(moment)
    return program.poll() is None


def interrupted(program: subprocess.Popen[bytes], moment: float) -> bool:
    """Press Ctrl-C, and tell whether the program was still at work; if not, all is written."""
    if not at_work(program, moment):
        assert program.returncode == 0
        return False
    os.killpg(program.pid, signal.SIGINT)
    out, err = program.communicate()
    assert ended(program)
    # Where the work is done, and only Python is still ending, it ends at once and says nothing.
    if program.returncode in (0, -signal.SIGINT):
        assert (out, err) == (b"", b"")
        return False
    assert (out, err) == (b"", b"stopped; no file was left half written\n")
    assert program.returncode == 130
    return True


@pytest.fixture(scope="module")
def whole(tmp_path_factory: pytest.TempPathFactory) -> dict[Path, bytes]:
    """Build the project of one question, and return its files as nobody interrupts it."""
    root = sites.project(tmp_path_factory.mktemp("whole") / "project", sites.ONE_QUESTION)
    with started("build", "--no-cache", "--quiet", "--root", root) as program:
        assert program.wait(60) == 0
    return files_in(root / "dist")


def test_a_build_that_is_interrupted_leaves_the_last_site_and_nothing_else(
    tmp_path: Path, whole: dict[Path, bytes]
) -> None:
    root = sites.project(tmp_path / "project", sites.ONE_QUESTION)
    last = {Path("index.html"): b"old"}
    count = 0
    for moment in MOMENTS:
        shutil.rmtree(root / "dist", ignore_errors=True)
        (root / "dist").mkdir()
        (root / "dist" / "index.html").write_bytes(b"old")
        with started("build", "--no-cache", "--quiet", "--root", root) as program:
            was_at_work = interrupted(program, moment)
        # It may have been done when Ctrl-C came.
        assert files_in(root / "dist") in ((last, whole) if was_at_work else (whole,))
        assert {path.name for path in root.iterdir()} == {"content", "dist"}
        if not was_at_work:
            break
        count += 1
    assert count >= 2


def files_in(folder: Path) -> dict[Path, bytes]:
    paths = folder.rglob("*")
    return {path.relative_to(folder): path.read_bytes() for path in paths if path.is_file()}


def test_ctrl_c_that_python_drops_comes_again() -> None:
    with started(code=DROPPED) as program:
        out, err = program.communicate(timeout=30)
    assert b"Exception ignored in" in err
    assert err.endswith(b"\nstopped; no file was left half written\n")
    assert (program.returncode, out) == (130, b"")


def test_ctrl_c_while_a_module_in_c_is_loaded_is_no_crash() -> None:
    with started(code=LOADING) as program:
        out, err = program.communicate(timeout=30)
    assert err == b"stopped; no file was left half written\n"
    assert (program.returncode, out) == (130, b"")


def test_a_packet_that_is_interrupted_is_not_written(
    tmp_path: Path, tmp_path_factory: pytest.TempPathFactory, monkeypatch: pytest.MonkeyPatch
) -> None:
    # From the cache it is written before one can press Ctrl-C.
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path_factory.mktemp("cache")))
    root = sites.project(tmp_path / "project")
    packet = tmp_path / "packet.pdf"
    words = ("packet", "afternoon", "--quiet", "--root", root, "-o", packet)
    count = 0
    for moment in MOMENTS:
        with started(*words) as program:
            was_at_work = interrupted(program, moment)
        # It may have been done when Ctrl-C came.
        if packet.exists() or not was_at_work:
            with pikepdf.open(io.BytesIO(packet.read_bytes())) as pdf:
                assert pdf.get_warnings() == []
            packet.unlink()
        assert list(tmp_path.iterdir()) == [root]
        if not was_at_work:
            break
        count += 1
    assert count >= 1


@pytest.mark.parametrize("jobs", ["1", "2"])
def test_packets_that_were_written_before_are_whole(tmp_path: Path, jobs: str) -> None:
    root = sites.project(tmp_path / "project", sites.ONE_QUESTION)
    table, out = tmp_path / "partners.csv", tmp_path / "out"
    table.write_text("basket\n" + "Bread\n" * 20_000, encoding="utf-8")
    words = ("packet", "--tools", "picnic", "--root", root, "--for", table, "--jobs", jobs)
    with started(*words, "-o", out) as program:
        while not (out.is_dir() and any(out.iterdir())):
            assert program.poll() is None
            time.sleep(0.05)
        assert interrupted(program, 0.3)
    written = list(out.iterdir())
    assert 0 < len(written) < 20_000
    assert [path for path in written if path.suffix != ".pdf" or path.name[0] == "."] == []
    for path in (min(written), max(written)):
        with pikepdf.open(io.BytesIO(path.read_bytes())) as pdf:
            assert pdf.get_warnings() == []


def test_a_process_that_ends_in_the_middle_of_a_result_holds_up_nothing(tmp_path: Path) -> None:
    words = [sys.executable, "tests/tools/half_sent.py", str(tmp_path / "mark")]
    code = {**os.environ, "PYTHONPATH": str(sites.REPOSITORY)}
    done = subprocess.run(
        words, cwd=sites.REPOSITORY, env=code, check=True, capture_output=True, timeout=40
    )
    assert (done.stdout, done.stderr) == (b"ended\n", b"")


@pytest.mark.parametrize("ending", [signal.SIGTERM, signal.SIGKILL])
def test_no_process_outlives_a_build_that_is_killed(
    tmp_path: Path, whole: dict[Path, bytes], ending: signal.Signals
) -> None:
    root = sites.project(tmp_path / "project", sites.ONE_QUESTION)
    for moment in MOMENTS:
        shutil.rmtree(root / "dist", ignore_errors=True)
        with started("build", "--no-cache", "--root", root) as program:
            if at_work(program, moment):
                program.send_signal(ending)
                program.wait()
            assert ended(program)
        if program.returncode == 0:
            break
        # It may have been done already.
        assert files_in(root / "dist") in ({}, whole)

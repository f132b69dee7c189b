"""A cluster that does the work makes the same bytes, and a worker that dies costs time alone."""

import json
import os
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path

import pytest

import sites
from partnertools.build import printing, site
from partnertools.build.executors import Executors
from partnertools.pdf.job import Batch
from partnertools.problems import UserError

LOCAL = ("--host", "127.0.0.1")


@contextmanager
def program(*words: str) -> Iterator[subprocess.Popen[bytes]]:
    environment = {**os.environ, "PYTHONPATH": str(sites.REPOSITORY)}
    with subprocess.Popen([sys.executable, "-m", *words], env=environment) as running:
        try:
            yield running
        finally:
            running.kill()


@contextmanager
def cluster(folder: Path) -> Iterator[tuple[str, list[subprocess.Popen[bytes]]]]:
    """Start a scheduler and two workers on this machine; give its address and the workers."""
    about = folder / "scheduler.json"
    with ExitStack() as stack:
        scheduler = ("distributed.cli.dask_scheduler", *LOCAL, "--port", "0", "--no-dashboard")
        stack.enter_context(program(*scheduler, "--no-show", "--scheduler-file", str(about)))
        worker = ["distributed.cli.dask_worker", *LOCAL, "--no-nanny", "--nthreads", "1"]
        worker += ["--no-dashboard", "--scheduler-file", str(about)]
        workers = [
            stack.enter_context(program(*worker, "--local-directory", str(folder / name)))
            for name in ("one", "two")
        ]
        executors = Executors(f"dask://{address_in(about)}")
        for _ in range(600):
            with executors.open(1):
                if executors.count == len(workers):
                    break
            time.sleep(0.2)
        yield executors.address, workers


def address_in(about: Path) -> str:
    for _ in range(600):
        if about.is_file() and about.stat().st_size:
            address: str = json.loads(about.read_text())["address"]
            return address.removeprefix("tcp://")
        time.sleep(0.2)
    raise TimeoutError(about)


@pytest.mark.slow
def test_a_cluster_makes_the_same_bytes_also_when_a_worker_is_killed(
    tmp_path: Path, publication_day: None
) -> None:
    root = sites.project(tmp_path / "project", sites.ONE_QUESTION)
    executors = Executors()
    executors.count = 1
    site.build(root, lambda step: None, None, executors, out=tmp_path / "alone")
    with cluster(tmp_path) as (address, workers):
        killed: list[str] = []

        def kill(step: str) -> None:
            if step.startswith("rendered") and not killed:
                workers[0].kill()
                killed.append(step)

        built = site.build(root, kill, None, Executors(address))
    assert killed
    assert len([path for path in built.made if path.endswith(".pdf")]) == built.pdfs
    assert built.pdfs == 4
    for path in (tmp_path / "alone").rglob("*"):
        if path.is_file():
            other = root / "dist" / path.relative_to(tmp_path / "alone")
            assert other.read_bytes() == path.read_bytes(), path.name


@pytest.mark.slow
def test_a_cluster_that_is_not_there_is_a_problem(tmp_path: Path) -> None:
    executors = Executors("dask://127.0.0.1:9")
    with pytest.raises(UserError, match="no Dask scheduler"), executors.open(1):
        pass


def test_a_worker_with_other_code_or_libraries_is_refused() -> None:
    batch = Batch("", None, (), ())
    with pytest.raises(printing.OtherVersionsError):
        printing._render(batch, "the digest of others")

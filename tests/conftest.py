"""Whole sites, built once for all tests, and a browser to open them in."""

import gc
import os
import subprocess
import sys
import sysconfig
from collections.abc import Generator, Iterator
from pathlib import Path

import pytest
from filelock import FileLock
from playwright.sync_api import BrowserContext

import sites
from partnertools import cli
from partnertools.build import site
from partnertools.cache import Cache
from tools import markers, programs, quick, verapdf, wheels
from tools.browser import Tab, chromium, firefox, serve

# What takes longest begins first, so that no worker is left with it at the end. Measured, in order.
LONGEST = (
    "test_screen_reader",
    "test_pages",
    "test_types",
    "test_pdf_layout",
    "test_conformance",
    "test_host_script",
    "test_printing_in_browsers",
    "test_any_storage",
    "test_opening",
    "test_pdf",
    "test_interrupted",
    "test_viewers",
    "test_other_checkers",
    "test_embedding",
    "test_packets",
    "test_filled_pdf",
    "test_firefox",
    "test_read_hostile",
    "test_read_in_scripts",
    "test_fill_in_scripts",
    "test_tutorial",
    "test_fill",
    "test_fill_refused",
    "test_read_damaged",
    "test_filled_by_scripts",
    "test_focus",
    "test_fields_examples",
    "test_pages_in_use",
    "test_heard_names",
    "test_filling_in",
    "test_states",
    "test_keeping",
    "test_hosted_pages",
    "test_not_saved",
    "test_compare",
    "test_scripts",
    "test_picks",
)

# What takes longer to make than the quick tests may.
SLOW = {"bilingual", "built", "forms", "long", "packed", "spanish"}


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption(
        "--quick", action="store_true", help="run what needs no other program and little time"
    )


def pytest_configure(config: pytest.Config) -> None:
    for name, does in programs.MARKERS.items():
        config.addinivalue_line("markers", f"{name}: {does}; set by itself")


def pytest_ignore_collect(collection_path: Path, config: pytest.Config) -> bool | None:
    """Pass over the files that are known to have no quick tests where only those are asked for."""
    if config.option.quick and collection_path.name in quick.files_without(config):
        return True
    return None


@pytest.hookimpl(tryfirst=True)
def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """Mark each test with what it needs, and leave out what is not quick where that is asked."""
    for item in items:
        if isinstance(item, pytest.Function):
            for name in markers.of_test(item):
                item.add_marker(name)
            if SLOW & {*item.fixturenames}:
                item.add_marker("slow")
    if config.option.quick:
        chosen = quick.choose(items, config)
        config.hook.pytest_deselected(items=[*{*items} - {*chosen}])
        items[:] = chosen
    items.sort(key=lambda item: (*LONGEST, item.path.stem).index(item.path.stem))


@pytest.hookimpl(wrapper=True)
def pytest_collection() -> Generator[None, object, object]:
    """Let garbage be looked for as seldom as the command line does, and not in what stays."""
    gc.disable()
    try:
        return (yield)
    finally:
        gc.freeze()
        gc.set_threshold(*cli.GARBAGE)
        gc.enable()


@pytest.hookimpl(wrapper=True)
def pytest_runtest_protocol(item: pytest.Item) -> Generator[None, object, object]:
    """Let a test call the programs that it is marked with, and no others."""
    before = {*programs.running}
    programs.running.clear()
    programs.running.update(mark.name for mark in item.iter_markers())
    try:
        return (yield)
    finally:
        programs.running.update(before)


@pytest.fixture(scope="session")
def publication_day() -> Iterator[None]:
    """Let PDFs say that they were made on 14 November 2023."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("SOURCE_DATE_EPOCH", "1700000000")
        yield


@pytest.fixture(scope="session")
def tiny(tmp_path_factory: pytest.TempPathFactory, publication_day: None) -> Path:
    """Build the tiny project, and return its root; the site is in `dist`."""
    return _built(sites.TINY, "tiny", tmp_path_factory)


@pytest.fixture(scope="session")
def long(tmp_path_factory: pytest.TempPathFactory, publication_day: None) -> Path:
    """Build the project in which everything is too long, and return its root."""
    return _built(sites.LONG, "long", tmp_path_factory)


@pytest.fixture(scope="session")
def heard(tmp_path_factory: pytest.TempPathFactory, publication_day: None) -> Path:
    """Build the project that screen readers read, and return the folder of its site."""
    return _built(sites.HEARD, "heard", tmp_path_factory) / "dist"


@pytest.fixture(scope="session")
def built(tmp_path_factory: pytest.TempPathFactory, publication_day: None) -> Path:
    """Build the repository's own content, and return the root; the site is in `dist`.

    It is in English alone: `test_spanish` looks at what is of the language. More would double it.
    """
    return _built(sites.REPOSITORY, "built", tmp_path_factory)


def _built(origin: Path, name: str, folders: pytest.TempPathFactory) -> Path:
    """Build a project once for all processes that run tests; none of them changes it."""
    base = folders.getbasetemp()
    root = (base.parent if "PYTEST_XDIST_WORKER" in os.environ else base) / name
    with FileLock(root.with_suffix(".lock")):
        if not (root / "dist").exists():
            # What a build of the same content has made before, of the same day, is not made again.
            project = sites.in_one_language(sites.project(root, origin))
            site.build(project, lambda step: None, Cache())
    return root


@pytest.fixture(scope="session", autouse=True)
def _one_judge(tmp_path_factory: pytest.TempPathFactory) -> None:
    base = tmp_path_factory.getbasetemp()
    verapdf.share((base.parent if "PYTEST_XDIST_WORKER" in os.environ else base) / "verapdf")


@pytest.fixture(scope="session")
def packed(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Path]:
    return wheels.build_of(sites.REPOSITORY, tmp_path_factory.mktemp("packed"))


@pytest.fixture(scope="session")
def command(packed: dict[str, Path], tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Install the wheel in a fresh environment, beside what it needs; return its command."""
    venv = tmp_path_factory.mktemp("venv")
    subprocess.run([sys.executable, "-m", "venv", "--without-pip", venv], check=True)
    places = {"base": str(venv), "platbase": str(venv)}
    scripts, packages = (
        Path(sysconfig.get_path(p, "venv", places)) for p in ("scripts", "purelib")
    )
    # Of the environment of the tests, its packages, not what its own path files add.
    (packages / "needed.pth").write_text(sysconfig.get_path("purelib"))
    pip = [sys.executable, "-m", "pip", "--python", str(scripts / "python"), "install", "--quiet"]
    subprocess.run([*pip, "--no-deps", "--no-index", str(packed[".whl"])], check=True)
    return scripts / "partnertools"


@pytest.fixture(scope="session")
def dist(built: Path) -> Path:
    """Return the folder of the repository's own site."""
    return built / "dist"


@pytest.fixture(scope="session")
def origin(dist: Path) -> Iterator[str]:
    """Serve the repository's own site with a strict policy."""
    with serve(dist) as address:
        yield address


@pytest.fixture(scope="session")
def tiny_origin(tiny: Path) -> Iterator[str]:
    """Serve the site of the tiny project with a strict policy."""
    with serve(tiny / "dist") as address:
        yield address


@pytest.fixture
def one_core(monkeypatch: pytest.MonkeyPatch) -> None:
    """Let this process make PDFs itself: for a few, others take longer to start than to work."""
    monkeypatch.setattr(os, "sched_getaffinity", lambda process: {0}, raising=False)


@pytest.fixture
def context() -> Iterator[BrowserContext]:
    """Open a browser that remembers nothing."""
    fresh = chromium().new_context()
    yield fresh
    fresh.close()


@pytest.fixture(scope="module")
def tab(origin: str) -> Iterator[Tab]:
    """Open a tab in which all tests of a file open the pages of its site that they look at."""
    with chromium().new_context() as fresh:
        yield Tab(fresh, origin)


@pytest.fixture(scope="module")
def tiny_tab(tiny_origin: str) -> Iterator[Tab]:
    """Open a tab for the pages of the tiny project's site."""
    with chromium().new_context() as fresh:
        yield Tab(fresh, tiny_origin)


@pytest.fixture(params=["Chromium", "Firefox"])
def either(request: pytest.FixtureRequest) -> Iterator[BrowserContext]:
    """Open a browser that remembers nothing, each of the two in turn."""
    browser = chromium() if request.param == "Chromium" else firefox()
    with browser.new_context() as fresh:
        yield fresh


@pytest.fixture(scope="module", params=["Chromium", "Firefox"])
def either_tab(request: pytest.FixtureRequest, origin: str) -> Iterator[Tab]:
    """Open a tab for all tests of a file, in each of the two browsers in turn."""
    browser = chromium() if request.param == "Chromium" else firefox()
    with browser.new_context() as fresh:
        yield Tab(fresh, origin)

"""In: the tests that pytest has found. Out: the quick ones, and the files in which there are none.

The files are remembered in pytest's cache, so that the next quick run needs not read them. What a
test needs is read from the tests' code alone: when that is another one, all files are read again.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from functools import cache
from hashlib import sha256
from pathlib import Path

import pytest

from tools import programs

TESTS = Path(__file__).parents[1]
WITHOUT = "files without quick tests"


def choose(items: Sequence[pytest.Item], config: pytest.Config) -> list[pytest.Item]:
    """Return the tests that need no other program and little time."""
    marks = {"slow", *programs.MARKERS}
    quick = [i for i in items if not marks & {mark.name for mark in i.iter_markers()}]
    # Of a file of which only some tests were asked for, nobody knows what the others are.
    if not config.option.lf and not any("::" in word for word in config.args):
        _remember(config, {i.path.name for i in items} - {i.path.name for i in quick})
    return quick


def _remember(config: pytest.Config, names: Iterable[str]) -> None:
    known = files_without(config)
    if not known.issuperset(names):
        assert config.cache is not None
        config.cache.set(WITHOUT, {"code": _code(), "files": sorted(known.union(names))})


@cache
def files_without(config: pytest.Config) -> frozenset[str]:
    """Return the names of the files that are known to have no quick tests."""
    assert config.cache is not None
    kept = config.cache.get(WITHOUT, {})
    return frozenset(kept["files"] if kept.get("code") == _code() else ())


@cache
def _code() -> str:
    """Return the hash of the tests' code."""
    found = sha256()
    for place in (".", "tools", "sites"):
        for path in sorted((TESTS / place).glob("*.py")):
            found.update(path.name.encode() + sha256(path.read_bytes()).digest())
    return found.hexdigest()

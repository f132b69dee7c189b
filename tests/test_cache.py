"""The cache gives back what was put into it, whole or not at all, and doesn't grow without end."""

import os
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import pytest
from jinja2 import Environment

import sites
from partnertools.cache import AT_A_TIME, Cache
from partnertools.places import LAYOUTS
from partnertools.render.layout_files import Compiled
from partnertools.render.pages import Layouts


def test_a_cache_that_cannot_be_written_is_no_hindrance(tmp_path: Path) -> None:
    blocked = tmp_path / "file"
    blocked.write_bytes(b"no folder")
    shelf = Cache(blocked / "cache")
    shelf.write("key", b"data")
    # For as long as the program runs, it is remembered all the same.
    assert shelf.read("key") == b"data"
    assert Cache(blocked / "cache").read("key") is None
    shelf.trim()


def test_what_a_killed_build_leaves_in_the_cache_is_no_entry(tmp_path: Path) -> None:
    (tmp_path / "key.1a2b3c4d").write_bytes(b"half")
    shelf = Cache(tmp_path)
    assert shelf.read("key") is None
    shelf.write("key", b"data")
    assert shelf.read("key") == b"data"


def test_what_was_used_longest_ago_makes_room(tmp_path: Path) -> None:
    shelf = Cache(tmp_path, largest=3 * (32 + 100))
    for number in range(4):
        shelf.write(f"key-{number}", bytes(100))
        os.utime(tmp_path / f"key-{number}", (number, number))
    assert shelf.read("key-0") == bytes(100)
    shelf.trim()
    assert sorted(path.name for path in tmp_path.iterdir()) == ["key-0", "key-2", "key-3"]


def test_what_a_build_has_used_stays_however_large_it_is(tmp_path: Path) -> None:
    shelf = Cache(tmp_path, largest=2 * (32 + 100))
    started = time.time()
    for number in range(5):
        shelf.write(f"key-{number}", bytes(100))
    for number in (3, 4):
        os.utime(tmp_path / f"key-{number}", (number, number))
    shelf.trim(started)
    assert sorted(path.name for path in tmp_path.iterdir()) == ["key-0", "key-1", "key-2"]
    assert shelf.read("key-2") == bytes(100)


@pytest.mark.slow
def test_many_builds_share_a_cache(tmp_path: Path) -> None:
    def use(number: int) -> bytes | None:
        shelf = Cache(tmp_path, largest=1000)
        shelf.write(f"key-{number % 3}", b"data" * 10)
        shelf.trim()
        return shelf.read(f"key-{(number + 1) % 3}")

    with ThreadPoolExecutor(8) as pool:
        found = list(pool.map(use, range(400)))
    assert set(found) <= {None, b"data" * 10}
    assert b"data" * 10 in found


def test_damaged_entries_are_no_entries(tmp_path: Path) -> None:
    shelf = Cache(tmp_path)
    shelf.write("cut", b"some data")
    shelf.write("changed", b"some data")
    (tmp_path / "cut").write_bytes((tmp_path / "cut").read_bytes()[:-1])
    data = bytearray((tmp_path / "changed").read_bytes())
    data[-3] ^= 1
    (tmp_path / "changed").write_bytes(data)
    assert shelf.read("cut") is None
    assert shelf.read("changed") is None


def test_a_large_entry_is_read_in_pieces_and_only_where_it_is_whole(tmp_path: Path) -> None:
    shelf = Cache(tmp_path)
    pieces = [bytes([number]) * 700_000 for number in range(4)]
    shelf.write_pieces("large", lambda: iter(pieces))
    found = shelf.pieces("large")
    assert found is not None
    # Another build may take its place in the meantime.
    shelf.write("large", b"another")
    parts = [*found]
    assert b"".join(parts) == b"".join(pieces)
    assert max(map(len, parts)) <= AT_A_TIME
    assert shelf.read("large") == b"another"
    shelf.write_pieces("large", lambda: iter(pieces))
    path = tmp_path / "large"
    path.write_bytes(path.read_bytes()[:-1] + b"\0")
    assert shelf.pieces("large") is None


def test_pieces_that_cannot_be_written_are_made_again(tmp_path: Path) -> None:
    made: list[str] = []

    def make() -> Iterator[bytes]:
        made.append("begun")
        yield b"one"
        if len(made) == 1:
            raise OSError("the disk is full")
        yield b"two"

    shelf = Cache(tmp_path)
    shelf.write_pieces("key", make)
    assert shelf.read("key") == b"onetwo"
    assert [*tmp_path.iterdir()] == []


def test_templates_of_the_default_looks_are_compiled_once_for_all_programs(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    own = tmp_path / "own"
    own.mkdir()
    (own / "404.html").write_text('{% extends "default/404.html" %}', "utf-8")
    templates = Cache(tmp_path / "templates")
    compiled: list[str] = []
    compile_template = Environment.compile

    def count(self: Environment, source: str, name: str, *about: Any, **more: Any) -> object:
        compiled.append(name)
        return compile_template(self, source, name, *about, **more)

    monkeypatch.setattr(Environment, "compile", count)

    def render() -> str:
        """Render a page as a new program does."""
        compiled.clear()
        layouts = Layouts(own, Path(LAYOUTS))
        layouts.environment.bytecode_cache = Compiled(templates)
        return layouts.missing(sites.toolkit(sites.TINY), "/")

    page = render()
    assert {"404.html", "default/1/404.html"} < {*compiled}
    assert render() == page
    # What a project has of its own changes too often to be kept.
    assert compiled == ["404.html"]
    for path in templates.folder.iterdir():
        path.write_bytes(path.read_bytes()[:-1])
    assert render() == page
    assert "default/1/404.html" in compiled

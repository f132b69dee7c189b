"""The programs that measure run on what there is; the types of all they call are checked."""

from pathlib import Path

import pytest

import sites
from benchmarks import pages_alone
from partnertools.build import unchanged


def test_pages_are_made_without_pdfs_and_left_as_by_a_build(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "cache"))
    monkeypatch.setattr(unchanged, "TICK_NS", 0)
    root = sites.project(tmp_path / "project")
    pages_alone.make(root)
    assert (root / "dist" / "tools" / "tea" / "index.html").is_file()
    assert not list((root / "dist").rglob("*.pdf"))
    pages_alone.leave(root)
    assert unchanged.words_of_last(str(root)) == ""

"""The programs that measure run on what there is; the types of all they call are checked."""

from pathlib import Path

import sites
from benchmarks import pages_alone


def test_pages_are_made_without_pdfs(tmp_path: Path) -> None:
    root = sites.project(tmp_path / "project")
    pages_alone.make(root)
    assert (root / "dist" / "tools" / "tea" / "index.html").is_file()
    assert not list((root / "dist").rglob("*.pdf"))

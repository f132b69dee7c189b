"""Folders -> a sign at every change of a file in them."""

import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from watchfiles import Change, watch

from partnertools import files
from partnertools.build.unchanged import LAYOUTS

# How long to wait for more changes of one save, in milliseconds.
SETTLED = 30


@contextmanager
def changes(root: Path) -> Iterator[threading.Event]:
    """Give what is set at every change of a file that the project at `root` is made from."""
    looked_at = (root / "content", root / "layouts", Path(LAYOUTS))
    folders = list({folder.resolve(): folder for folder in looked_at if folder.is_dir()}.values())
    changed, ended = threading.Event(), threading.Event()

    def follow() -> None:
        for _ in watch(
            *folders, watch_filter=_counts, step=SETTLED, stop_event=ended, rust_timeout=500
        ):
            changed.set()

    thread = threading.Thread(target=follow, daemon=True)
    thread.start()
    try:
        yield changed
    finally:
        ended.set()
        thread.join()


def _counts(_: Change, path: str) -> bool:
    return not files.is_leftover(Path(path).name)

"""Folders -> a sign at every change of a file in them."""

import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from watchfiles import Change, watch

from partnertools import files
from partnertools.places import LAYOUTS
from partnertools.problems import UserError
from partnertools.source import overlay

# How long to wait for more changes of one save, in milliseconds.
SETTLED = 30
# How often to look for folders that weren't there, in milliseconds.
LOOKED_FOR = 500


@contextmanager
def changes(root: Path, base: Path | None = None) -> Iterator[threading.Event]:
    """Give what is set at every change of a file that the project at `root` is made from.

    What it is laid over is a part of it, also where that becomes another toolkit.
    """
    changed, ended = threading.Event(), threading.Event()

    def follow() -> None:
        while not ended.is_set():
            folders = _folders(root, base)
            for found in watch(
                *folders,
                watch_filter=_counts,
                step=SETTLED,
                stop_event=ended,
                rust_timeout=LOOKED_FOR,
                yield_on_timeout=True,
            ):
                if found:
                    changed.set()
                # One may be made beside those that are looked at.
                if _folders(root, base) != folders:
                    break
            # What has happened while nobody looked.
            changed.set()

    thread = threading.Thread(target=follow, daemon=True)
    thread.start()
    try:
        yield changed
    finally:
        ended.set()
        thread.join()


def _folders(root: Path, base: Path | None) -> list[Path]:
    try:
        projects = overlay.roots(root, base)
    except UserError:
        # There is no such base yet; who mends that does it in a file of the project.
        projects = (root,)
    looked_at = [project / name for project in projects for name in ("content", "layouts")]
    there = {f.resolve(): f for f in (*looked_at, Path(LAYOUTS)) if f.is_dir()}
    return [*there.values()]


def _counts(_: Change, path: str) -> bool:
    return not files.is_leftover(Path(path).name)

"""Folders -> the files in them that came back, and the folders that a report may be written into.

What an earlier `collect` has written is nobody's copy. The page that compares answers passes over
the same files of a folder; the vectors of `formats/vectors/comparing.json` hold for both.
"""

import os
from collections.abc import Collection, Iterator
from pathlib import Path

from partnertools import files
from partnertools.problems import Problem, UserError, Where

# What each report has; by all of them together it is known.
REPORT = {"answers.csv", "comparison.json", "index.html", "problems.csv"}
ASSETS = "assets"


def find(path: Path, slugs: Collection[str]) -> Iterator[tuple[Path, str]]:
    """Yield the files of a folder with their paths from its name on; a file as it is.

    `slugs` are those of the worksheets: a report has tables of these names.
    """
    if not path.is_dir():
        yield path, path.name
        return
    for folder, inner, names in os.walk(path):
        written: set[str] = set()
        if {*names} >= REPORT:
            written = {ASSETS, *REPORT, *(f"{slug}.csv" for slug in slugs)}
        inner[:] = sorted(n for n in inner if n not in written and not files.is_left_by_system(n))
        for name in sorted({*names} - written):
            file = Path(folder, name)
            if not files.is_left_by_system(name) and file.is_file():
                yield file, f"{path.resolve().name}/{file.relative_to(path).as_posix()}"


def is_report(folder: Path) -> bool:
    """Return whether `collect` has written into a folder."""
    return all((folder / name).is_file() for name in REPORT)


def check_destination(folder: Path) -> None:
    """Raise `UserError` where a report would come among what somebody else has made."""
    if is_report(folder):
        return
    try:
        names = sorted(path.name for path in folder.iterdir()) if folder.is_dir() else []
    except OSError as error:
        raise UserError([files.problem(folder, error)]) from None
    if foreign := [name for name in names if not files.is_left_by_system(name)]:
        what = f"`{foreign[0]}` is in it, and `collect` has not written it"
        remedy = "name a folder that is new or empty, or one that `collect` has written"
        raise UserError([Problem(Where(folder), what, remedy)])

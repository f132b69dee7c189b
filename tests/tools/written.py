"""In: what writes to the disk. Out: what is there afterwards, or the problem that it has told."""

from collections.abc import Callable
from pathlib import Path

import pytest

from partnertools.problems import Problem, UserError


def content(folder: Path) -> dict[str, bytes]:
    found = (path for path in folder.rglob("*") if path.is_file())
    return {path.relative_to(folder).as_posix(): path.read_bytes() for path in found}


def refused(write: Callable[[], None]) -> Problem:
    with pytest.raises(UserError) as caught:
        write()
    (problem,) = caught.value.problems
    return problem

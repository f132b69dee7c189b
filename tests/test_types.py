"""The types of the package and of its tests hold."""

import sys

import sites
from tools import programs


def test_the_type_checker_has_nothing_to_say() -> None:
    said = programs.run([sys.executable, "-m", "mypy", "--no-error-summary"], sites.REPOSITORY)
    assert (said.stdout + said.stderr).decode() == ""
    assert said.returncode == 0

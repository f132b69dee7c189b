"""In: a project of the package. Out: its wheel and its sdist."""

import subprocess
import sys
from pathlib import Path


def build_of(project: Path, folder: Path) -> dict[str, Path]:
    """Build wheel and sdist of a project, and return them by their suffixes."""
    hatchling: list[str | Path] = [sys.executable, "-m", "hatchling", "build"]
    subprocess.run([*hatchling, "-d", folder], cwd=project, check=True, capture_output=True)
    return {path.suffix: path for path in folder.iterdir()}

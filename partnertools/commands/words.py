"""Words that most commands take."""

import argparse
from pathlib import Path


def add_root(command: argparse.ArgumentParser) -> None:
    """Let a command take the folder of the project."""
    about = "the project's folder (this folder)"
    command.add_argument("--root", type=Path, default=Path(), help=about)


def add_base(command: argparse.ArgumentParser) -> None:
    """Let a command lay the project over another toolkit."""
    about = "the folder of the toolkit to lay the project over (the `base` of its toolkit.yaml)"
    command.add_argument("--base", type=Path, metavar="TOOLKIT", help=about)


def add_quiet(command: argparse.ArgumentParser) -> None:
    """Let a command say no more than it must."""
    command.add_argument("--quiet", action="store_true", help="print mistakes only")

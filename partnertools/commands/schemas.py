"""`partnertools schemas`: JSON Schemas of the YAML that authors write, for their editors."""

import argparse
import json
from pathlib import Path

from partnertools.commands.words import add_quiet, add_root

FOLDER = ".schemas"


def add(commands: "argparse._SubParsersAction[argparse.ArgumentParser]") -> None:
    """Add the words of this command."""
    about = "write JSON Schemas of all YAML files and front matter into .schemas/, for editors"
    command = commands.add_parser("schemas", help=about, description=about)
    add_root(command)
    add_quiet(command)
    command.set_defaults(run=_schemas)


def _schemas(arguments: argparse.Namespace) -> int:
    for path in write(arguments.root):
        if not arguments.quiet:
            print(path)
    return 0


def write(root: Path) -> list[Path]:
    """Write all schemas into the folder of a project, and return their paths.

    Raises `UserError` where they can't be written.
    """
    from partnertools import files
    from partnertools.problems import UserError
    from partnertools.source import keys

    folder = root / FOLDER
    try:
        folder.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise UserError([files.problem(folder, error)]) from None
    paths = []
    for name in keys.FILES:
        path = folder / f"{name}.json"
        files.write(path, (json.dumps(keys.schema(name), indent=2) + "\n").encode())
        paths.append(path)
    return paths

"""`partnertools translate`: catalogues for translators."""

import argparse
from pathlib import Path

from partnertools.commands.words import add_base, add_quiet, add_root


def add(commands: "argparse._SubParsersAction[argparse.ArgumentParser]") -> None:
    """Add the words of this command."""
    about = "write all texts into a catalogue for translators, or bring one up to date"
    command = commands.add_parser("translate", help=about, description=about)
    which = "`extract`: the texts of the content, into content/locales/LANG.po"
    command.add_argument("what", choices=_WHAT, help=which)
    command.add_argument("language", metavar="LANG", help="the code of a language, such as es")
    add_root(command)
    add_base(command)
    add_quiet(command)
    command.set_defaults(run=_translate)


def _translate(arguments: argparse.Namespace) -> int:
    return _WHAT[arguments.what](arguments)


def _extract(arguments: argparse.Namespace) -> int:
    from partnertools import source

    content: Path = arguments.root / "content"
    path, share = source.extract(content, arguments.language, base=arguments.base)
    if not arguments.quiet:
        print(f"{arguments.language}: {share}, in {path}")
    return 0


_WHAT = {"extract": _extract}

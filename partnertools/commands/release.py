"""`partnertools release`: write down what is published, so that nothing of it goes unnoticed."""

import argparse

from partnertools.commands.words import add_base, add_quiet, add_root


def add(commands: "argparse._SubParsersAction[argparse.ArgumentParser]") -> None:
    """Add the words of this command."""
    about = "write down what is published: addresses, ids, kinds, choices, versions"
    command = commands.add_parser("release", help=about, description=about)
    add_root(command)
    add_base(command)
    retire = "what may go, such as `tools/tea`, or a heading, as `tools/tea#pot`; may be repeated"
    command.add_argument("--retire", action="append", default=[], metavar="ADDRESS", help=retire)
    add_quiet(command)
    command.set_defaults(run=_release)


def _release(arguments: argparse.Namespace) -> int:
    from partnertools import files, source
    from partnertools.source import published
    from partnertools.source.sources import PUBLISHED

    folder = arguments.root / "content"
    toolkit = source.read(folder, base=arguments.base, retired=frozenset(arguments.retire))
    path = folder / PUBLISHED
    text = published.write(toolkit, published.read(folder))
    is_new = not path.is_file() or path.read_text(encoding="utf-8") != text
    if is_new:
        files.write(path, text.encode())
    if not arguments.quiet:
        print(f"{path}: {'written anew' if is_new else 'nothing has changed'}")
    return 0

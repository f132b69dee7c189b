"""`partnertools translate`: catalogues for translators."""

import argparse
from pathlib import Path

from partnertools.commands.words import add_base, add_quiet, add_root


def add(commands: "argparse._SubParsersAction[argparse.ArgumentParser]") -> None:
    """Add the words of this command."""
    about = "write all texts into a catalogue for translators, or bring one up to date"
    command = commands.add_parser("translate", help=about, description=about)
    which = (
        "`extract`: the texts of the content, into content/locales/LANG.po;"
        " `interface`: the words of pages and PDFs, into layouts/interface/LANG.po"
    )
    command.add_argument("what", choices=_WHAT, help=which)
    words = "the code of a language, such as es; `interface` can do without: each that there is"
    command.add_argument("language", metavar="LANG", nargs="?", default="", help=words)
    add_root(command)
    add_base(command)
    add_quiet(command)
    command.set_defaults(run=_translate, parser=command)


def _translate(arguments: argparse.Namespace) -> int:
    return _WHAT[arguments.what](arguments)


def _extract(arguments: argparse.Namespace) -> int:
    from partnertools import source

    if not arguments.language:
        arguments.parser.error("`extract` takes the code of a language, such as es")
    content: Path = arguments.root / "content"
    path, share = source.extract(content, arguments.language, base=arguments.base)
    if not arguments.quiet:
        print(f"{arguments.language}: {share}, in {path}")
    return 0


def _interface(arguments: argparse.Namespace) -> int:
    from partnertools import files
    from partnertools.build.unchanged import LAYOUTS
    from partnertools.interface import catalogues, extraction, po
    from partnertools.problems import Problem, UserError

    folder: Path = arguments.root / "layouts" / catalogues.FOLDER
    languages = [arguments.language] if arguments.language else catalogues.languages(folder)
    wanted = extraction.extract(Path(LAYOUTS))
    problems: list[Problem] = []
    for language in languages:
        path = folder / f"{language}.po"
        known = po.read(path, problems) if path.is_file() else extraction.begin(language)
        if problems:
            raise UserError(problems)
        merged = extraction.merge(wanted, known)
        folder.mkdir(parents=True, exist_ok=True)
        files.write(path, po.write(merged).encode())
        if not arguments.quiet:
            print(f"{language}: {extraction.share(merged.entries)}, in {path}")
    return 0


_WHAT = {"extract": _extract, "interface": _interface}

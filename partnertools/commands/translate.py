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
    from partnertools import files, source

    if not arguments.language:
        arguments.parser.error("`extract` takes the code of a language, such as es")
    content: Path = arguments.root / "content"
    language: str = arguments.language
    path, text, share, is_named = source.extract(content, language, base=arguments.base)
    path.parent.mkdir(exist_ok=True)
    files.write(path, text.encode())
    if not arguments.quiet:
        print(f"{language}: {share}, in {path}")
        if not is_named:
            print(f"To publish it, name `{language}` under `languages` in {content}/toolkit.yaml")
    return 0


def _interface(arguments: argparse.Namespace) -> int:
    from partnertools import files
    from partnertools.interface import catalogues, extraction, po
    from partnertools.places import LAYOUTS
    from partnertools.problems import Problem, UserError

    layouts: Path = arguments.root / "layouts"
    folder, default = layouts / catalogues.FOLDER, Path(LAYOUTS)
    is_default = layouts.is_dir() and layouts.samefile(default)
    wanted = extraction.join(extraction.of_layouts(default), extraction.of_package())
    if not is_default and layouts.is_dir():
        wanted = extraction.join(wanted, extraction.of_layouts(layouts))
    languages = [arguments.language] if arguments.language else catalogues.languages(folder)
    texts: dict[Path, str] = {}
    problems: list[Problem] = []
    if is_default:
        template = extraction.merge(wanted, extraction.begin(""))
        texts[folder / catalogues.TEMPLATE] = po.write(template)
    for language in languages:
        path = folder / f"{language}.po"
        # What comes with the package is a good beginning.
        there = next(
            (p for p in (path, default / catalogues.FOLDER / path.name) if p.is_file()), None
        )
        known = po.read(there, problems) if there else extraction.begin(language)
        merged = extraction.merge(wanted, known)
        texts[path] = po.write(merged)
        if not arguments.quiet:
            print(f"{language}: {extraction.share(merged.entries)}, in {path}")
    if problems:
        raise UserError(problems)
    folder.mkdir(parents=True, exist_ok=True)
    for path, text in texts.items():
        files.write(path, text.encode())
    return 0


_WHAT = {"extract": _extract, "interface": _interface}

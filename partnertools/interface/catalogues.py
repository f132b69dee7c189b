"""`interface/<language>.po` in `layouts/` folders -> the interface in a language."""

from collections.abc import Iterator, Sequence
from pathlib import Path

from partnertools.interface import po
from partnertools.interface.words import SOURCE, Interface
from partnertools.places import LAYOUTS
from partnertools.problems import Problem, Where
from partnertools.typography import tags

FOLDER = "interface"
# All messages, without a translation.
TEMPLATE = "messages.pot"


def read(language: str, folders: Sequence[Path], problems: list[Problem]) -> Interface:
    """Return the interface in a language; mistakes in its catalogues are reported.

    A message is looked for in the first folder first, and in each in the narrowest language.
    """
    return Interface(language, tuple(po.read(path, problems) for path in paths(language, folders)))


def folders(*roots: Path) -> list[Path]:
    """Return the folders of layouts that projects have, and the default one at the end."""
    default = Path(LAYOUTS)
    own = [root / "layouts" for root in roots]
    return [*(f for f in own if f.is_dir() and not f.samefile(default)), default]


def paths(language: str, folders: Sequence[Path]) -> list[Path]:
    """Return the catalogues that there are for a language, the one that counts first in front."""
    there = (folder / FOLDER / f"{tag}.po" for folder in folders for tag in tags(language))
    return [path for path in there if path.is_file()]


def languages(folder: Path) -> list[str]:
    """Return the languages that a folder has catalogues of."""
    return sorted(path.stem for path in folder.glob("*.po"))


def notes(interface: Interface, folders: Sequence[Path], root: Path) -> Iterator[Problem]:
    """Yield what pages say in English though their language is another one, and what none says.

    `root` is the folder of the project, in which a catalogue may be begun.
    """
    language = interface.language
    catalogues = interface.catalogues
    command = f"partnertools translate interface {language}"
    is_source = not language or tags(language)[-1].lower() == SOURCE
    if not catalogues and not is_source:
        where = Where(root / "layouts" / FOLDER / f"{language}.po")
        what = (
            f"there is no such catalogue, so the buttons and headings in `{language}` are English"
        )
        yield Problem(where, what, f"begin one with `{command}`")
    if not catalogues:
        return
    known = {(e.context, e.id) for e in po.read(folders[-1] / FOLDER / TEMPLATE, []).entries}
    said = {key for messages in catalogues for key in messages.translated}
    left = known - said
    if left and not is_source:
        where = Where(catalogues[0].path)
        what = f"{len(left)} of {len(known)} messages have no translation, and are English"
        yield Problem(where, what, f"add what is missing with `{command}`, and translate it")
    for messages in catalogues:
        stale = [entry for entry in messages.entries if (entry.context, entry.id) not in known]
        if stale and folders[:-1]:
            # A project's own templates may have messages of their own.
            known |= _of_project(folders[:-1])
        for entry in stale:
            if (entry.context, entry.id) not in known:
                what = f"nothing says the message `{entry.id}` any more"
                yield Problem(Where(messages.path, entry.line), what, f"remove it with `{command}`")


def _of_project(folders: Sequence[Path]) -> set[tuple[str, str]]:
    # It takes Jinja and Babel, which nothing else does that only checks.
    from partnertools.interface import extraction

    return {(e.context, e.id) for folder in folders for e in extraction.of_layouts(folder)}

"""What pages of another language say in English, and what no page says any more."""

from collections.abc import Iterator, Sequence
from pathlib import Path

from partnertools.interface import po
from partnertools.interface.catalogues import FOLDER, TEMPLATE
from partnertools.interface.words import SOURCE, Interface
from partnertools.problems import Problem, Where
from partnertools.typography import tags


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
    template = po.read_again(folders[-1] / FOLDER / TEMPLATE, [])
    known = {(entry.context, entry.id) for entry in template.entries}
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
            known |= _read_messages(folders[:-1])
        for entry in stale:
            if (entry.context, entry.id) not in known:
                what = f"nothing says the message `{entry.id}` any more"
                yield Problem(Where(messages.path, entry.line), what, f"remove it with `{command}`")


def _read_messages(folders: Sequence[Path]) -> set[tuple[str, str]]:
    # It takes Jinja and Babel, which nothing else does that only checks.
    from partnertools.interface import extraction

    return {(e.context, e.id) for folder in folders for e in extraction.of_layouts(folder)}

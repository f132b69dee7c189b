"""`content/` -> `Toolkit`.

The stages, in order: `sources` (files -> text, which `disk` reads), `parse` (text -> documents;
`body`, `front_matter`, `keyed`, `unreadable`, `settings`, `addresses`, `markdown`, `fences`,
`leftovers`, `prose`, `pictures`, `svg`, `terms` and `directives` serve it), `titles` (of links
without words), `borrowed` (rows from another worksheet), `check` (what no single file can know),
`letters` (what the typeface of the PDFs lacks), `accepted` (what is published).
"""

from dataclasses import replace
from pathlib import Path

from partnertools.model.toolkit import Toolkit
from partnertools.problems import Problem, UserError
from partnertools.source import accepted, borrowed, check, letters, parse, sources, titles


def read(folder: Path) -> Toolkit:
    """Read a whole content folder.

    Raises `UserError` with every mistake found, so that one run shows all of them.
    """
    problems: list[Problem] = []
    found = sources.load(folder, problems)
    toolkit = parse.toolkit(found, problems)
    titles.give(toolkit)
    toolkit = borrowed.give(toolkit, problems)
    problems += check.problems(toolkit)
    problems += letters.problems(toolkit, found)
    problems += accepted.problems(toolkit, accepted.read(folder))
    if problems:
        raise UserError(problems)
    return replace(toolkit, notes=(*toolkit.notes, *check.notes(toolkit)))

"""`content/` -> `Toolkit`.

The stages, in order: `sources` (files -> text, which `disk` reads), `parse` (text -> documents;
`body`, `front_matter`, `keyed`, `unreadable`, `settings`, `addresses`, `markdown`, `fences`,
`leftovers`, `prose`, `pictures`, `svg`, `terms` and `directives` serve it), `titles` (of links
without words), `borrowed` (rows from another worksheet), `check` (what no single file can know),
`letters` (what the typeface of the PDFs lacks), `published` (what may not go). `advice` and
`outer_links` say on request what is no mistake of the content, and can be better. `keys`
describes all that may stand in YAML.
"""

from dataclasses import replace
from pathlib import Path

from partnertools.model.toolkit import Document, Guide, Toolkit
from partnertools.problems import Problem, UserError
from partnertools.source import borrowed, check, letters, parse, published, sources, titles


def read(
    folder: Path,
    *,
    has_drafts: bool = False,
    retired: frozenset[str] = frozenset(),
    base_url: str = "",
) -> Toolkit:
    """Read a whole content folder; drafts are left out unless they are asked for.

    What is retired was published, and may be gone. A `base_url` takes the place of that of the
    toolkit.

    Raises `UserError` with every mistake found, so that one run shows all of them. Mistakes in a
    draft that is left out are notes.
    """
    problems: list[Problem] = []
    found = sources.load(folder, problems)
    parsed = parse.toolkit(found, problems, base_url)
    titles.give(parsed)
    whole = borrowed.give(parsed, problems)
    problems += check.problems(whole)
    problems += letters.problems(whole, found)
    drafts = [] if has_drafts else [document for document in whole.documents() if document.is_draft]
    toolkit = borrowed.give(_without_drafts(parsed), []) if drafts else whole
    problems += check.drafts(toolkit, drafts)
    problems += published.problems(toolkit, published.read(folder), folder, retired)
    notes = [*toolkit.notes, *check.notes(toolkit)]
    for draft in drafts:
        remedy = "remove `draft: true` to publish it"
        notes.append(Problem(draft.where, "it is a draft, and left out", remedy))
        notes += (problem for problem in problems if _is_in(problem, draft))
        problems = [problem for problem in problems if not _is_in(problem, draft)]
    if problems:
        raise UserError(problems)
    return replace(toolkit, notes=tuple(notes))


def _without_drafts(toolkit: Toolkit) -> Toolkit:
    return replace(
        toolkit,
        tools=tuple(tool for tool in toolkit.tools if not tool.is_draft),
        guides=tuple(guide for guide in toolkit.guides if not guide.is_draft),
        pages=tuple(page for page in toolkit.pages if not page.is_draft),
    )


def _is_in(problem: Problem, draft: Document) -> bool:
    card = draft.card if isinstance(draft, Guide) else None
    paths = [draft.where.path, *([card.where.path] if card else [])]
    return problem.where.path in paths

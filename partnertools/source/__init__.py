"""`content/` -> `Toolkit`.

The stages, in order: `sources` (files -> text, which `disk` reads), `overlay` (of an edition and of
what it is laid over -> one), `parse` (text -> documents; `body`, `front_matter`, `keyed`,
`unreadable`, `settings`, `addresses`, `markdown`, `fences`, `leftovers`, `plain`, `prose`,
`pictures`, `aliases`, `svg`, `typefaces`, `terms`, `words`, `texts`, `control_parts` and
`directives` serve it; `readings` has what was read before), `titles` (of links without words),
`left_out` (ways to what an edition leaves out), `borrowed` (rows from another worksheet), `check`
(what no single file can know), `letters` (what the typeface of the PDFs lacks), `kept_ids` (what an
edition may not lose), `published` (what may not go), `attachments` (files that are handed out).
`advice` and `outer_links` say on request what is no mistake of the content, and can be better.
`keys` describes all that may stand in YAML, `locales` keeps the catalogues of translations, and
`translation` takes a toolkit from them.
"""

from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

from partnertools.interface import catalogues, po, untranslated
from partnertools.model.languages import Translation
from partnertools.model.toolkit import Document, Guide, Toolkit
from partnertools.problems import Problem, UserError, Where
from partnertools.source import (
    attachments,
    borrowed,
    check,
    kept_ids,
    left_out,
    letters,
    locales,
    overlay,
    parse,
    published,
    settings,
    texts,
    titles,
    translation,
)
from partnertools.source.readings import Readings


def read(
    folder: Path,
    *,
    base: Path | None = None,
    has_drafts: bool = False,
    retired: frozenset[str] = frozenset(),
    base_url: str = "",
    readings: Readings | None = None,
) -> Toolkit:
    """Read a whole content folder; drafts are left out unless they are asked for.

    It is laid over the toolkit that it names as its base, or over the one in the folder `base`.
    What is retired was published, and may be gone. A `base_url` takes the place of that of the
    toolkit. What the `readings` have is not read again.

    Raises `UserError` with every mistake found, so that one run shows all of them. Mistakes in a
    draft that is left out are notes.
    """
    return read_all(
        folder,
        base=base,
        has_drafts=has_drafts,
        retired=retired,
        base_url=base_url,
        readings=readings,
    )[0]


def read_all(
    folder: Path,
    *,
    base: Path | None = None,
    has_drafts: bool = False,
    retired: frozenset[str] = frozenset(),
    base_url: str = "",
    readings: Readings | None = None,
) -> tuple[Toolkit, ...]:
    """Read a toolkit as `read` does, and return it in all languages, that of its source first."""
    problems: list[Problem] = []
    readings = readings or Readings()
    folders = tuple(root / overlay.CONTENT for root in overlay.roots(folder.parent, base))
    folders = (folder, *folders[1:])
    laid = overlay.lay(folders, problems)
    parsed = _parse(laid, problems, readings, base_url)
    unread = _unread(laid, problems)
    whole = borrowed.give(parsed, problems, [one.target for one in laid.left_out])
    problems += check.problems(whole)
    problems += letters.problems(whole, laid.sources)
    if kept_ids.is_in_question(laid):
        below = borrowed.give(_parse(overlay.lay(folders[1:], []), [], readings), [])
        problems += kept_ids.problems(whole, below, published.read(folders[1]), laid, unread)
    drafts = [] if has_drafts else [document for document in whole.documents() if document.is_draft]
    toolkit = borrowed.give(_without_drafts(parsed), []) if drafts else whole
    problems += check.drafts(toolkit, drafts)
    problems += published.problems(toolkit, published.read(folder), folder, retired, unread)
    notes = [*toolkit.notes, *check.notes(toolkit), *letters.notes(toolkit, laid.sources)]
    attached = attachments.find(toolkit, folders, problems, notes)
    problems += locales.problems(folder)
    notes += locales.notes(folder, (whole.language, *whole.languages))
    translated = []
    for language in toolkit.languages:
        before = [*problems]
        one, share, more = _translate(
            laid, folders, language, whole.language, base_url, problems, readings
        )
        # What the source has done to it was told of there.
        problems = [*before, *(p for p in problems[len(before) :] if p not in before)]
        notes += more
        one = borrowed.give(one if has_drafts else _without_drafts(one), [])
        one = _with_words(one, folders, problems, notes)
        url = f"{toolkit.base_url}{language}/"
        own = replace(one, base_url=url, attachments=attached, translations=(share,))
        translated.append(own)
    notes += attachments.find_unshown((whole, *translated), folder)
    shares = tuple(share for one in translated for share in one.translations)
    toolkit = replace(toolkit, attachments=attached, translations=shares)
    toolkit = _with_words(toolkit, folders, problems, notes)
    for draft in drafts:
        remedy = "remove `draft: true` to publish it"
        notes.append(Problem(draft.where, "it is a draft, and left out", remedy))
        notes += (problem for problem in problems if _is_in(problem, draft))
        problems = [problem for problem in problems if not _is_in(problem, draft)]
    if problems:
        raise UserError(_as_seen(problems, folders))
    return replace(toolkit, notes=tuple(notes)), *translated


def _unread(laid: overlay.Laid, problems: Sequence[Problem]) -> frozenset[Path]:
    """Return the files of documents that lack what mistakes in them, or around them, have cost."""
    wrong = {problem.where.path for problem in problems}
    around = [s.path for s in laid.sources if s.kind in ("opening", "openings", "scales")]
    kinds = ("tools",) if wrong.intersection(around) else ()
    return frozenset(s.path for s in laid.sources if s.path in wrong or s.kind in kinds)


def _with_words(
    toolkit: Toolkit, folders: Sequence[Path], problems: list[Problem], notes: list[Problem]
) -> Toolkit:
    """Return a toolkit with the words that its prompts have of the interface in its language."""
    places = catalogues.folders(*(folder.parent for folder in folders))
    interface = catalogues.read(toolkit.language, places, problems)
    notes += untranslated.notes(interface, places, folders[0].parent)
    if interface.is_english and not interface.catalogues:
        return toolkit
    return borrowed.say_in(toolkit, interface)


def _translate(
    laid: overlay.Laid,
    folders: Sequence[Path],
    language: str,
    source_language: str,
    base_url: str,
    problems: list[Problem],
    readings: Readings,
) -> tuple[Toolkit, Translation, list[Problem]]:
    """Return a toolkit in another language, how much of it is translated, and what is not."""
    paths = [path for f in folders if (path := locales.path(f, language)).is_file()]
    read = [readings.read_catalogue(path, problems) for path in paths]
    said = translation.Translated(read, source_language, language, problems)
    own: list[Problem] = []
    parsed = _parse(laid, own, readings, base_url, said)
    for problem in own:
        if problem in problems:
            continue
        problems.append(replace(problem, what=f"in the translation `{language}`: {problem.what}"))
    problems += letters.of_translations(parsed, said.shown)
    toolkit = replace(parsed, language=language, source_language=source_language, notes=())
    return toolkit, said.share(), [*said.notes(folders[0])]


def extract(
    folder: Path, language: str, *, base: Path | None = None
) -> tuple[Path, str, Translation, bool]:
    """Bring the catalogue of a language up to date with a content folder, or begin it.

    Return its path and its text, how much is translated, and whether the toolkit names the language
    among those in which it is published; nothing is written. Raises `UserError`
    with every mistake in the content and in the catalogue; those in others are no hindrance.
    """
    folders = [root / overlay.CONTENT for root in overlay.roots(folder.parent, base)]
    folders[0] = folder
    own = [locales.path(one, language) for one in folders]

    def is_of_another(problem: Problem) -> bool:
        path, what = problem.where.path, problem.what
        if path.suffix == ".po":
            return path not in own
        is_shown = what.startswith("in the translation `")
        return is_shown and not what.startswith(f"in the translation `{language}`")

    try:
        read(folder, base=base, has_drafts=True)
    except UserError as error:
        # What lacks a catalogue has it begun here.
        told = (p for p in error.problems if not settings.lacks_catalogue(p))
        if left := [p for p in told if not is_of_another(p)]:
            raise UserError(left) from None
    problems: list[Problem] = []
    gathered = texts.Gathered()
    laid = overlay.lay(folders, problems)
    toolkit = parse.toolkit(laid.sources, problems, gathered, Readings(), left_out=laid.left_out)
    begun = [problem for problem in problems if settings.lacks_catalogue(problem)]
    problems = [problem for problem in problems if problem not in begun]
    is_named = language in toolkit.languages or any(f"`{language}`" in p.what for p in begun)
    path = locales.path(folder, language)
    mistake = settings.judge_code(language)
    if mistake or language == toolkit.language:
        what = f"`{language}` is no code of another language than `{toolkit.language}`"
        remedy = mistake[1] if mistake else settings.LANGUAGE_REMEDY
        raise UserError([Problem(Where(path), what, remedy)])
    places = [source.path for source in laid.sources]
    found = sorted(
        gathered.texts.values(), key=lambda t: (places.index(t.where.path), t.where.line)
    )
    known = locales.begin(path, toolkit.title, language, toolkit.language)
    if path.exists():
        known = po.read(path, problems)
    if problems:
        raise UserError(problems)
    catalogue = locales.merge(found, known, folder.parent)
    return path, po.write(catalogue), locales.share(found, catalogue, language), is_named


def _parse(
    laid: overlay.Laid,
    problems: list[Problem],
    readings: Readings,
    base_url: str = "",
    said: texts.Texts | None = None,
) -> Toolkit:
    said = said or texts.Texts()
    parsed = parse.toolkit(laid.sources, problems, said, readings, base_url, laid.left_out)
    return left_out.do_without(titles.give(parsed, laid.left_out), laid, problems)


def _as_seen(problems: list[Problem], folders: Sequence[Path]) -> list[Problem]:
    """Return problems as whoever writes an edition can mend them: not in the files of the base."""
    below = folders[1:]
    if not any(problem.where.path.is_relative_to(f) for problem in problems for f in below):
        return problems
    try:
        read(below[0])
        known: set[Problem] = set()
    except UserError as error:
        known = {*error.problems}
    seen = []
    for problem in problems:
        path = problem.where.path
        base = next((f for f in below if path.is_relative_to(f)), None)
        if base and problem not in known and not path.is_relative_to(folders[0]):
            own = folders[0] / path.relative_to(base)
            mark = " Change" if problem.remedy.endswith("?") else "; change"
            words = f"{mark} that in a copy, `{own}`, or what is laid over it"
            problem = replace(problem, remedy=problem.remedy + words)
        seen.append(problem)
    return seen


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

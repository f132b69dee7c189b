"""The build, from content to `dist/`: this file is the table of contents.

1. read      `content/` -> `Toolkit`                      partnertools.source
2. print     tools, cards, packets -> sheets -> PDFs      partnertools.build.printing
             (through partnertools.render and partnertools.pdf)
3. pages     documents -> pages, JSON, header files       partnertools.build.pages
             (through partnertools.render)
4. write     all of it at once -> `dist/`                 partnertools.files

Everything is made before anything is written: a mistake leaves the last `dist/` as it was. What
has been made from the same inputs before is not made again (partnertools.build.outputs).
"""

import json
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import partial
from pathlib import Path
from tempfile import TemporaryDirectory

from partnertools import files
from partnertools.build import destination, pages, printing, sheets, unchanged
from partnertools.build.executors import Executors
from partnertools.build.outputs import Output, Outputs, digest
from partnertools.build.printed import Printed, find_mistakes, plan_key, read_facts
from partnertools.build.printing import Printer
from partnertools.build.project import Project
from partnertools.build.sheets import Sheet, plan_path
from partnertools.cache import Cache
from partnertools.model.languages import Translation
from partnertools.problems import Problem, UserError

Progress = Callable[[str], None]


@dataclass(frozen=True, slots=True)
class Built:
    """What a build has written; `made` has the paths of what was not there from before.

    `site` describes the site as it was left, by size and time; it is empty where another build has
    written another one in the meantime.
    """

    tools: int
    guides: int
    pdfs: int
    pages: int
    files: int
    made: frozenset[str]
    site: str
    notes: tuple[Problem, ...] = ()
    translations: tuple[Translation, ...] = ()


@dataclass(frozen=True, slots=True, eq=False)
class LanguageSite:
    """What is made in one language: the sheets, and who prints them."""

    printer: Printer
    sheets: tuple[Sheet, ...]

    def path(self, sheet: Sheet) -> str:
        """Return the path of a PDF within the whole site."""
        return self.printer.project.toolkit.folder + sheet.name


def build(
    root: Path,
    progress: Progress,
    cache: Cache | None = None,
    executors: Executors | None = None,
    *,
    pages_first: bool = False,
    out: Path | None = None,
    base: Path | None = None,
    base_url: str = "",
) -> Built:
    """Build the whole site of the project at `root` into its `dist/`, or into `out`.

    It is laid over the toolkit in the folder `base`, or over the one that it names. A `base_url`
    takes the place of that of the toolkit. What the cache holds is taken from it. With
    `pages_first` the site is written twice where it can be: the new pages with the PDFs of the
    build before, then all that is new. Raises `UserError` with every mistake; nothing is written
    then.
    """
    if cache is None:
        with TemporaryDirectory() as name:
            fresh = Cache(Path(name))
            return build(root, progress, fresh, executors, out=out, base=base, base_url=base_url)
    started = time.time()
    progress("reading the content")
    folder = out or root / "dist"
    destination.check(folder, root)
    project = Project(root, base=base, base_url=base_url, cache=cache)
    parts = [
        LanguageSite(
            Printer(one, cache, executors or Executors()), tuple(sheets.of_toolkit(one.toolkit))
        )
        for one in project.in_all_languages
    ]
    # First of all: it takes longer to tell which PDFs are new than to render a page.
    made = _write_pages(parts, cache, folder) if pages_first else set()
    keys = {part.path(sheet): part.printer.key(sheet) for part in parts for sheet in part.sheets}
    printed, made_pdfs = print_all(parts, progress)
    made |= made_pdfs
    progress("rendering the pages")
    outputs = gather(parts, printed, keys)
    if outputs.problems:
        raise UserError(outputs.problems)
    progress(f"writing {folder.name}")
    write(folder, outputs)
    site = "" if out else _describe(root, outputs)
    cache.write(_last(folder), json.dumps(keys).encode())
    cache.trim(started)
    return Built(
        tools=len(project.toolkit.tools),
        guides=len(project.toolkit.guides),
        pdfs=len(printed),
        pages=sum(facts.pages for facts in printed.values()),
        files=len(outputs),
        made=frozenset(outputs.made | made),
        site=site,
        notes=project.toolkit.notes,
        translations=project.toolkit.translations,
    )


def print_all(
    parts: Sequence[LanguageSite], progress: Progress
) -> tuple[dict[str, Printed], set[str]]:
    """Return what is known of each PDF, by its path, and the paths of those that were made."""
    printed: dict[str, Printed] = {}
    made: set[str] = set()
    missing: dict[Printer, list[Sheet]] = {}
    of_printer = {part.printer: part for part in parts}
    for part in parts:
        for sheet in part.sheets:
            if facts := part.printer.recall(sheet):
                printed[part.path(sheet)] = facts
            else:
                missing.setdefault(part.printer, []).append(sheet)
    for printer, sheet, facts in printing.render_all([*missing.items()]):
        path = of_printer[printer].path(sheet)
        printed[path] = facts
        made |= {path, *([plan_path(path)] if facts.has_plan else [])}
        progress(f"rendered {path}")
    return printed, made


def _write_pages(parts: Sequence[LanguageSite], cache: Cache, folder: Path) -> set[str]:
    """Write the new pages with the PDFs of the build before, where the cache has them all.

    Returns the paths of those that were made.
    """
    before = json.loads(cache.read(_last(folder)) or b"{}")
    paths = [part.path(sheet) for part in parts for sheet in part.sheets]
    keys = {path: before.get(path, "") for path in paths}
    known = {path: read_facts(cache, key) for path, key in keys.items() if key}
    printed = {path: facts for path, facts in known.items() if facts}
    if len(printed) < len(paths):
        return set()
    outputs = gather(parts, printed, keys)
    if not outputs.problems:
        write(folder, outputs)
    return outputs.made


def _last(folder: Path) -> str:
    """Return the key under which the cache has the keys of the last PDFs of a site's folder."""
    return digest("site", str(folder.resolve()))


def gather(
    parts: Sequence[LanguageSite], printed: Mapping[str, Printed], keys: Mapping[str, str]
) -> Outputs:
    """Return all outputs of a site; `printed` and `keys` say by their paths what its PDFs are."""
    outputs = Outputs(parts[0].printer.cache)
    for part in parts:
        printer, folder = part.printer, part.printer.project.toolkit.folder
        for sheet in part.sheets:
            path = part.path(sheet)
            facts, key = printed[path], keys[path]
            outputs.problems += find_mistakes(printer.project, sheet, facts)
            outputs.add(Output(path, key, partial(_pdf, printer, sheet), sheet.where))
            if facts.has_plan:
                make = partial(_plan, printer, sheet)
                outputs.add(Output(plan_path(path), plan_key(key), make, sheet.where))
        own = {sheet.name: printed[part.path(sheet)] for sheet in part.sheets}
        for output in pages.of_project(printer.project, part.sheets, own, printer.cache):
            outputs.add(replace(output, path=folder + output.path))
    return outputs


def _pdf(printer: Printer, sheet: Sheet) -> Iterator[bytes]:
    yield printer.render_alone(sheet).data


def _plan(printer: Printer, sheet: Sheet) -> Iterator[bytes]:
    yield printer.render_alone(sheet).plan.encode()


def _describe(root: Path, outputs: Outputs) -> str:
    try:
        site = unchanged.describe_site(str(root))
        # What was described before it is read can't be another thing afterwards.
        written = outputs.in_pieces().items()
        is_ours = all(files.holds(root / "dist" / path, pieces) for path, pieces in written)
    except (OSError, unchanged.UnsureError):
        return ""
    return site if is_ours else ""


def write(folder: Path, outputs: Outputs) -> None:
    """Replace what is in the site's folder; `UserError` where it can't be written."""
    files.write_folder(folder, outputs.in_pieces())

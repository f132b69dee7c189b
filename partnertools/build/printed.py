"""What is known of a rendered PDF without reading it, and what it shows to be wrong."""

import json
from collections.abc import Iterator
from dataclasses import dataclass

from partnertools.build.project import LocalProject
from partnertools.build.sheets import Sheet
from partnertools.cache import Cache
from partnertools.problems import Problem, Where
from partnertools.render import mirroring, style_mistakes


@dataclass(frozen=True, slots=True)
class Printed:
    """What is known of a PDF without reading it: its size in bytes, its SHA-256, and its pages.

    The last three say what is wrong with it: characters and pictures that could not be drawn, and
    styles that were left out.
    """

    size: int
    digest: str
    pages: int
    has_plan: bool
    foreign: str
    undrawn: tuple[str, ...]
    refused: tuple[str, ...] = ()


def plan_key(pdf_key: str) -> str:
    """Return the key of the fill plan of the PDF with a key."""
    return f"{pdf_key}-plan"


def read_facts(cache: Cache, pdf_key: str) -> Printed | None:
    """Return what is known of the PDF with a key, where the cache holds all of it."""
    facts = cache.read(f"{pdf_key}-facts")
    if facts is None or cache.read(pdf_key) is None:
        return None
    about = json.loads(facts)
    several = {name: tuple(about[name]) for name in ("undrawn", "refused")}
    printed = Printed(**{**about, **several})
    if printed.has_plan and cache.read(plan_key(pdf_key)) is None:
        return None
    return printed


def find_mistakes(project: LocalProject, sheet: Sheet, printed: Printed) -> Iterator[Problem]:
    """Yield what only the rendered sheet shows to be wrong with the content."""
    if printed.foreign:
        # Those of the content were named before: these come from the layouts or a picture.
        some = ", ".join(f"`{char}`" for char in printed.foreign[:5])
        what = f"the typeface of the PDFs has no {some}, which the layouts write"
        yield Problem(sheet.where, what, "use other signs in `layouts/`")
    for path in printed.undrawn:
        # Wherever it is printed, it is one picture.
        where = _find_pictures(project).get(path, sheet.where)
        what = f"the picture `{path.rpartition('/')[2]}` can't be drawn on paper"
        yield Problem(where, what, "save it as PNG, or export it again")
    if printed.refused:
        yield from style_mistakes.refused(
            project.layouts.own_files, style_of(project), printed.refused
        )
    if sheet.is_card and printed.pages > 1:
        what = f"the card takes {printed.pages} pages on {sheet.paper} paper"
        yield Problem(sheet.where, what, "shorten it to one page")


def style_of(project: LocalProject) -> str:
    """Return the style sheet of paper."""
    toolkit = project.toolkit
    style = project.layouts.style("sheet", toolkit.color, toolkit.typefaces)
    return mirroring.mirror_style(style) if toolkit.direction == "rtl" else style


def _find_pictures(project: LocalProject) -> dict[str, Where]:
    """Return where each picture is first shown, by its path within the content."""
    documents = list(project.toolkit.documents())
    documents += [g.card for g in project.toolkit.guides if g.card]
    shown: dict[str, Where] = {}
    for document in documents:
        folder = "guide" if document.folder == "card" else document.folder
        for picture in document.pictures:
            shown.setdefault(f"{folder}/{document.slug}/{picture.name}", picture.where)
    return shown

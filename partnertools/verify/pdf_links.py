"""A built site -> links of its PDFs that lead nowhere, annotations that are none."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

from pypdf import PdfReader
from pypdf.errors import PyPdfError
from pypdf.generic import ArrayObject, DictionaryObject

from partnertools.verify.findings import Checked, Finding, find_pdfs

NAME = "links within PDFs"
REMEDY = "report it to partnertools: its PDFs are to have none"


def check(site: Path) -> Checked:
    """Look at every annotation of every PDF, and at every link in what is read aloud."""
    paths = find_pdfs(site)
    findings: list[Finding] = []
    for path in paths:
        try:
            reader = PdfReader(path)
            findings += (Finding(path, what, REMEDY) for what in _find_wrong(reader))
        except PyPdfError as error:
            findings.append(Finding(path, f"it can't be read ({error})", "build it again"))
    return Checked(NAME, len(paths), tuple(findings))


def _find_wrong(reader: PdfReader) -> Iterator[str]:
    places = reader.named_destinations
    pages = [page.indirect_reference for page in reader.pages]
    for number, page in enumerate(reader.pages, 1):
        for annotation in _kids(page, "/Annots"):
            if not isinstance(annotation, DictionaryObject) or "/Subtype" not in annotation:
                yield f"page {number}: what is listed as an annotation is none"
            elif annotation.get("/Subtype") == "/Link" and not _leads(annotation, places, pages):
                words = " ".join(str(annotation.get("/Contents", "")).split())
                yield f"page {number}: the link `{words}` leads nowhere"
    tree: Any = reader.root_object.get("/StructTreeRoot")
    if tree is not None:
        yield from _find_bare(tree.get_object())


def _leads(link: DictionaryObject, places: Any, pages: Any) -> bool:
    action: Any = link.get("/A", DictionaryObject()).get_object()
    if action.get("/S") == "/URI":
        return bool(action.get("/URI"))
    target: Any = link["/Dest"] if "/Dest" in link else action.get("/D")
    if isinstance(target, ArrayObject):
        return target[0] in pages
    return target is not None and str(target) in places


def _find_bare(node: DictionaryObject) -> Iterator[str]:
    """Yield the links of a structure that nobody can follow: they have no annotation."""
    below = [one for one in _kids(node, "/K") if isinstance(one, DictionaryObject)]
    if node.get("/S") == "/Link" and all(one.get("/Type") != "/OBJR" for one in below):
        yield f"the link `{node.get('/Alt', '')}` in what is read aloud can't be followed"
    for one in below:
        if one.get("/Type") not in ("/OBJR", "/MCR"):
            yield from _find_bare(one)


def _kids(node: DictionaryObject, key: str) -> list[Any]:
    """Return what an entry lists, or the one thing that it has instead of a list."""
    listed = node[key] if key in node else ArrayObject()
    several = listed if isinstance(listed, ArrayObject) else [listed]
    return [one.get_object() for one in several]

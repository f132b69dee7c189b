"""A filled PDF -> a copy that can't be changed any more: its answers become tagged content.

Each `Form` element of the structure becomes a `Span` whose content is what the field showed; a
button says in words whether it was picked, and text that is drawn from right to left is told as it
is read (ISO 32000-1, 14.9.4).
"""

import io
from collections.abc import Callable
from typing import Any

import pikepdf
from pikepdf import Array, Dictionary, Name, String

from partnertools.model.words import ENGLISH, Words
from partnertools.pdf.forms.appearances import SHAPED_FONT

Speak = Callable[[str], Words]
"""Finds the words of a language by its tag."""


def flatten_pdf(data: bytes, speak: Speak = lambda _: ENGLISH) -> bytes:
    """Return the flat copy of a filled PDF of ours; what it says is in the language of the PDF."""
    with pikepdf.open(io.BytesIO(data)) as pdf:
        words = speak(str(pdf.Root.get("/Lang", "")))
        # translators: heard of a box or a choice in a form that can't be changed any more
        picked, not_picked = words.gettext("selected"), words.gettext("not selected")
        root = pdf.Root
        parents = _Parents(root.StructTreeRoot.ParentTree)
        for page in pdf.pages:
            _flatten(pdf, page, parents, picked, not_picked)
        del root["/AcroForm"]
        out = io.BytesIO()
        pdf.save(
            out,
            deterministic_id=True,
            object_stream_mode=pikepdf.ObjectStreamMode.generate,
            compress_streams=True,
        )
    return out.getvalue()


class _Parents:
    """The parent tree: structure elements by the keys of pages and annotations."""

    def __init__(self, tree: Any) -> None:
        self.numbers = tree.Nums
        self.places = {int(self.numbers[n]): n + 1 for n in range(0, len(self.numbers), 2)}

    def at(self, key: int) -> Any:
        return self.numbers[self.places[key]]

    def remove(self, keys: list[int]) -> None:
        gone = {self.places[key] for key in keys}
        kept = Array()
        for n in range(1, len(self.numbers), 2):
            if n not in gone:
                kept.append(self.numbers[n - 1])
                kept.append(self.numbers[n])
        while len(self.numbers):
            del self.numbers[0]
        self.numbers.extend(kept)
        self.places = {int(self.numbers[n]): n + 1 for n in range(0, len(self.numbers), 2)}


def _flatten(
    pdf: pikepdf.Pdf, page: pikepdf.Page, parents: _Parents, picked: str, not_picked: str
) -> None:
    annotations = list(page.obj.get("/Annots", ()))
    widgets = [a for a in annotations if a.get("/Subtype") == "/Widget"]
    if not widgets:
        return
    row = parents.at(int(page.obj.StructParents))
    looks = Dictionary()
    drawn = []
    for widget in widgets:
        mcid = len(row)
        element = parents.at(int(widget.StructParent))
        element.S = Name.Span
        element.K = mcid
        element.Pg = page.obj
        row.append(element)
        look = widget.AP.N
        if _is_turned(look) and "/V" in widget:
            # What runs from right to left is drawn backwards, as far as the file is concerned.
            element.ActualText = widget.V
        if widget.get("/AS") is not None:
            state = str(widget.AS)
            look = look[state]
            element.ActualText = String(not_picked if state == "/Off" else picked)
        looks[f"/Field{mcid}"] = look
        x, y = (float(v) for v in list(widget.Rect)[:2])
        drawn.append(
            f"/Span <</MCID {mcid}>> BDC q 1 0 0 1 {x:.3f} {y:.3f} cm /Field{mcid} Do Q EMC"
        )
    resources = Dictionary(dict(page.obj.Resources.items()))
    resources.XObject = Dictionary(
        {**dict(resources.get("/XObject", Dictionary()).items()), **dict(looks.items())}
    )
    page.obj.Resources = resources
    page.contents_add(b"q", prepend=True)
    page.contents_add(("Q\n" + "\n".join(drawn)).encode("ascii"))
    kept = [a for a in annotations if a.get("/Subtype") != "/Widget"]
    if kept:
        page.obj.Annots = Array(kept)
    else:
        del page.obj["/Annots"]
    parents.remove([int(widget.StructParent) for widget in widgets])


def _is_turned(look: Any) -> bool:
    """Tell whether an appearance has letters that run from right to left."""
    fonts = look.get("/Resources", Dictionary()).get("/Font", Dictionary())
    return f"/{SHAPED_FONT}" in fonts

"""The typeface's package -> faces for the page, and one face for what people type.

Text on the page is set in Source Sans; of each face, WeasyPrint keeps the glyphs in use. Form
fields need more: a whole face for every script that people will type, limited beforehand to these
scripts so that it stays small. The typeface has no ★, so that face gets one, drawn here.
"""

import io
import json
import math
import zlib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from functools import cache
from typing import Any

import pydyf
from fontTools import subset
from fontTools.pens.ttGlyphPen import TTGlyphPen
from fontTools.ttLib import TTFont

from partnertools import typeface
from partnertools.pdf import typefaces
from partnertools.pdf.acroform import SHAPING_KEY
from partnertools.pdf.job import ScriptFace
from partnertools.pdf.metrics import SHAPED_NAME, TYPED_NAME, Metrics
from partnertools.pdf.write.right_to_left import shaped_face
from partnertools.typeface import FACES, FAMILY, HYPHENS, STAR, TYPED

SCRIPT_FAMILIES = [script.family for script in typeface.SCRIPTS]


def face_rules(faces: Iterable[ScriptFace]) -> tuple[str, dict[str, bytes]]:
    """Return the `@font-face` rules of the page's faces and of the face for typed text.

    Beside them are the files that they name: a style sheet that holds them takes a second to read.
    """
    named = [
        (FAMILY, style, weight, typeface.file(style, weight).read_bytes())
        for style, weight in FACES
    ]
    named += ((face.family, "normal", face.weight, face.data) for face in faces)
    named.append((TYPED_NAME, "normal", 400, typed_face().data))
    rules: list[str] = []
    files: dict[str, bytes] = {}
    for family, style, weight, data in named:
        name = f"{family}-{style}-{weight}.ttf"
        files[name] = data
        rules.append(
            f'@font-face {{ font-family: "{family}"; font-style: {style};'
            f' font-weight: {weight}; src: url("{name}") }}'
        )
    return "\n".join(rules), files


class ReadableFonts(dict[Any, Any]):
    """The fonts of a document of WeasyPrint's, as it fills them while it draws.

    Where text runs to the left and a mark stands on a letter, it takes the mark for both of them,
    and the letter for nothing. Faces of scripts say themselves what is read of their glyphs.
    """

    def __setitem__(self, key: Any, font: Any) -> None:
        """Add a font."""
        if font.family in SCRIPT_FAMILIES:
            font.to_unicode = _Texts(typefaces.read_names(font.file_content))
        super().__setitem__(key, font)


class _Texts(dict[int, str]):
    def __init__(self, known: Mapping[int, str]) -> None:
        super().__init__()
        self.known = known

    def __setitem__(self, glyph: int, text: str) -> None:
        super().__setitem__(glyph, self.known.get(glyph, text))


@dataclass(frozen=True, slots=True)
class EmbeddedFace:
    """A face that can be embedded: the font file, its metrics, the box of all its glyphs."""

    data: bytes
    metrics: Metrics
    box: tuple[int, ...]


@cache
def typed_face() -> EmbeddedFace:
    """Return the face for typed text."""
    regular = typeface.file("normal", 400).read_bytes()
    font = TTFont(io.BytesIO(regular), recalcTimestamp=False)
    options = subset.Options(
        hinting=False,
        layout_features=[],
        notdef_outline=True,
        name_IDs=[0, 1, 2, 3, 4, 5, 6, 13, 14],
    )
    # `meta` and `DSIG` speak of the whole typeface.
    options.drop_tables += ["meta", "DSIG", "GDEF", "GPOS", "GSUB"]
    subsetter = subset.Subsetter(options)
    subsetter.populate(unicodes=TYPED)
    subsetter.subset(font)
    _add_missing(font)
    for record in font["name"].names:
        if record.nameID in (1, 3, 4, 6):
            record.string = TYPED_NAME
    out = io.BytesIO()
    font.save(out)
    return _measure(out.getvalue())


def _add_missing(font: TTFont) -> None:
    capital = font["OS/2"].sCapHeight
    radius = capital * 0.62
    centre = (round(radius * 1.1), round(capital * 0.48))
    pen = TTGlyphPen(None)
    for corner in range(10):
        reach = radius if corner % 2 == 0 else radius * 0.4
        angle = math.pi / 2 - corner * math.pi / 5
        point = (
            round(centre[0] + reach * math.cos(angle)),
            round(centre[1] + reach * math.sin(angle)),
        )
        if corner:
            pen.lineTo(point)
        else:
            pen.moveTo(point)
    pen.closePath()
    order = [*font.getGlyphOrder(), "blackstar"]
    font.setGlyphOrder(order)
    font["glyf"].glyphOrder = order
    font["glyf"]["blackstar"] = pen.glyph()
    font["hmtx"]["blackstar"] = (centre[0] * 2, round(centre[0] - radius))
    font["maxp"].numGlyphs = len(order)
    for table in font["cmap"].tables:
        if table.isUnicode():
            table.cmap[ord(STAR)] = "blackstar"
            for code, char in HYPHENS.items():
                table.cmap[code] = table.cmap[ord(char)]


def _measure(data: bytes) -> EmbeddedFace:
    font = TTFont(io.BytesIO(data))
    scale = 1000 / font["head"].unitsPerEm
    head = font["head"]
    metrics = Metrics(
        glyphs={chr(code): font.getGlyphID(name) for code, name in font.getBestCmap().items()},
        widths=tuple(round(font["hmtx"][name][0] * scale) for name in font.getGlyphOrder()),
        ascent=round(font["hhea"].ascent * scale),
        descent=round(font["hhea"].descent * scale),
        cap_height=round(font["OS/2"].sCapHeight * scale),
    )
    return EmbeddedFace(
        data=data,
        metrics=metrics,
        box=tuple(round(v * scale) for v in (head.xMin, head.yMin, head.xMax, head.yMax)),
    )


@cache
def with_shaping() -> EmbeddedFace:
    """Return the face for typed text, which knows how to set text with letters of the second."""
    face = typed_face()
    known = frozenset(face.metrics.glyphs)
    return replace(face, metrics=replace(face.metrics, shaping=shaped_face(known).shaping))


def embed_shaped(pdf: pydyf.PDF, face: EmbeddedFace) -> bytes:
    """Write the second face into a PDF, with all that it takes to set text in it.

    Viewers know nothing of it: they set what a person types in their own way, and in fonts that
    they have. To them, this face would offer letters that don't join.
    """
    own, texts = second_face(face)
    assert own.metrics.shaping is not None
    told = json.dumps(own.metrics.shaping.data, ensure_ascii=False, separators=(",", ":"))
    shaping = _make_stream(told.encode())
    pdf.add_object(shaping)
    return _embed(pdf, SHAPED_NAME, own, texts, {SHAPING_KEY: shaping.reference})


def second_face(face: EmbeddedFace) -> tuple[EmbeddedFace, Mapping[int, str]]:
    """Return the face that goes with the one for typed text, and what is read of its glyphs."""
    second = shaped_face(frozenset(face.metrics.glyphs))
    shaping = second.shaping
    metrics = replace(face.metrics, widths=shaping.data["widths"], shaping=shaping)
    return EmbeddedFace(second.data, metrics, second.box), second.texts


def embed(pdf: pydyf.PDF, face: EmbeddedFace, read: Mapping[int, str] | None = None) -> bytes:
    """Write the face into a PDF as a Type0 font and return its reference.

    What is `read` of glyphs is their characters, if nothing else is said.

    Every glyph is there, with a complete `ToUnicode`, so that a viewer can draw and read back what
    a person types (ISO 32000-1, 9.7 and 9.10.3; ISO 19005-2, 6.2.11).
    """
    texts = dict(read or {})
    if read is None:
        for char, glyph in sorted(face.metrics.glyphs.items()):
            texts.setdefault(glyph, char)
    return _embed(pdf, TYPED_NAME, face, texts, {})


def _embed(
    pdf: pydyf.PDF,
    own: str,
    face: EmbeddedFace,
    texts: Mapping[int, str],
    more: Mapping[str, bytes],
) -> bytes:
    file = _make_stream(face.data, {"Length1": len(face.data)})
    pdf.add_object(file)
    name = f"/{own}"
    descriptor = pydyf.Dictionary(
        {
            "Type": "/FontDescriptor",
            "FontName": name,
            "Flags": 4,
            "FontBBox": pydyf.Array(face.box),
            "ItalicAngle": 0,
            "Ascent": face.metrics.ascent,
            "Descent": face.metrics.descent,
            "CapHeight": face.metrics.cap_height,
            "StemV": 80,
            "FontFile2": file.reference,
        }
    )
    pdf.add_object(descriptor)
    descendant = pydyf.Dictionary(
        {
            "Type": "/Font",
            "Subtype": "/CIDFontType2",
            "BaseFont": name,
            "CIDSystemInfo": pydyf.Dictionary(
                {
                    "Registry": pydyf.String("Adobe"),
                    "Ordering": pydyf.String("Identity"),
                    "Supplement": 0,
                }
            ),
            "CIDToGIDMap": "/Identity",
            "W": pydyf.Array([0, pydyf.Array(face.metrics.widths)]),
            "FontDescriptor": descriptor.reference,
        }
    )
    pdf.add_object(descendant)
    to_unicode = _make_stream(_to_unicode(texts))
    pdf.add_object(to_unicode)
    font = pydyf.Dictionary(
        {
            "Type": "/Font",
            "Subtype": "/Type0",
            "BaseFont": name,
            "Encoding": "/Identity-H",
            "DescendantFonts": pydyf.Array([descendant.reference]),
            "ToUnicode": to_unicode.reference,
            **more,
        }
    )
    pdf.add_object(font)
    reference: bytes = font.reference
    return reference


def _make_stream(data: bytes, extra: Mapping[str, Any] | None = None) -> pydyf.Stream:
    """Return a stream of what is the same in every document, packed once for all."""
    return pydyf.Stream(
        [_pack(data)], pydyf.Dictionary({**(extra or {}), "Filter": "/FlateDecode"})
    )


@cache
def _pack(data: bytes) -> bytes:
    return zlib.compress(data, 9)


def _to_unicode(texts: Mapping[int, str]) -> bytes:
    pairs = [f"<{g:04x}> <{text.encode('utf-16-be').hex()}>" for g, text in sorted(texts.items())]
    lines = [
        "/CIDInit /ProcSet findresource begin",
        "12 dict begin",
        "begincmap",
        "/CIDSystemInfo << /Registry (Adobe) /Ordering (UCS) /Supplement 0 >> def",
        "/CMapName /Adobe-Identity-UCS def",
        "/CMapType 2 def",
        "1 begincodespacerange",
        "<0000> <ffff>",
        "endcodespacerange",
    ]
    # A CMap's section holds at most 100 entries (Adobe Technical Note 5014).
    for start in range(0, len(pairs), 100):
        section = pairs[start : start + 100]
        lines += [f"{len(section)} beginbfchar", *section, "endbfchar"]
    lines += ["endcmap", "CMapName currentdict /CMap defineresource pop", "end", "end"]
    return "\n".join(lines).encode()

"""Folders of font files in `content/typefaces/` -> a toolkit's typefaces, if they can be used.

They are looked into with fontTools, which is loaded where a toolkit has typefaces of its own.
"""

import struct
from collections.abc import Iterator, Sequence
from functools import cache
from io import BytesIO
from pathlib import Path
from typing import Any
from unicodedata import normalize

from partnertools.model.typefaces import Face, Typeface, Typefaces
from partnertools.problems import Problem, Where, choose
from partnertools.source import disk
from partnertools.source.keyed import LocatedMapping
from partnertools.source.sources import TYPEFACES
from partnertools.typeface import HYPHENS
from partnertools.typography import strip_invisible

KEYS = ("text", "headings")
SUFFIXES = (".ttf", ".otf", ".woff2")
OTHERS = (".woff", ".ttc", ".otc", ".eot", ".pfb", ".dfont", ".svg")
MOST_BYTES = 5_000_000
REGULAR, BOLD = 400, 600
# OpenType, `OS/2`: what the maker of a font allows.
RESTRICTED, NO_SUBSETTING, BITMAPS_ALONE = 0x0002, 0x0100, 0x0200
FREE = "take one that may be, such as one under the SIL Open Font License"


def read(keyed: LocatedMapping, folders: Sequence[Path]) -> tuple[Typefaces, list[Problem]]:
    """Return the typefaces that a toolkit names, and notes; the nearest of the folders counts.

    The folders are those of the toolkit and of what it is laid over.
    """
    named = keyed.mapping(TYPEFACES)
    if named:
        named.noun = "place"
    found: dict[str, Typeface | None] = {}
    notes: list[Problem] = []
    for key in KEYS if named else ():
        assert named
        name = named.text(key, "")
        if name and (folder := _folder(named, key, name, folders)):
            where = named.line(key)
            faces = _faces(folder, name, where, keyed.problems)
            found[key] = Typeface(name, faces) if faces else None
            notes += _check_faces(key, name, faces, where)
    if named:
        named.finish()
    notes += _find_unused(
        folders, [value.scalar for value in named.values.values()] if named else []
    )
    return Typefaces(**found), notes


def find_lacking(typeface: Typeface, text: str) -> Iterator[str]:
    """Yield the characters that a typeface has no glyph for; spaces need none."""
    known = _letters(typeface)
    for char in normalize("NFC", strip_invisible(text)):
        drawn = HYPHENS.get(ord(char), char)
        if drawn not in known and not char.isspace():
            yield char


@cache
def _letters(typeface: Typeface) -> frozenset[str]:
    """Return the characters that the upright face nearest to regular has a glyph for."""
    upright = [face for face in typeface.faces if face.style == "normal"] or [*typeface.faces]
    face = min(upright, key=lambda face: abs(face.weight - REGULAR))
    return frozenset(map(chr, _font(face.path.read_bytes()).getBestCmap() or ()))


def _folder(named: LocatedMapping, key: str, name: str, folders: Sequence[Path]) -> Path | None:
    there = [f / TYPEFACES / name for f in folders if (f / TYPEFACES / name).is_dir()]
    if there and "/" not in name and name.strip("."):
        return there[0]
    known = sorted({path.name for f in folders for path in _list_folders(f)})
    what = f"`{key}` is `{name}`, and there is no folder `{TYPEFACES}/{name}`"
    remedy = choose(name, known) if known else "put the files of the typeface into it"
    named.problems.append(Problem(named.line(key), what, remedy))
    return None


def _list_folders(content: Path) -> list[Path]:
    folder = content / TYPEFACES
    return [path for path in disk.names(folder) if path.is_dir()] if folder.is_dir() else []


def _faces(folder: Path, name: str, where: Where, problems: list[Problem]) -> tuple[Face, ...]:
    """Return the faces of a folder, the light ones first; none where one can't be used."""
    found: dict[tuple[str, int], Face] = {}
    before = len(problems)
    for path in disk.names(folder):
        suffix = path.suffix.lower()
        if suffix in OTHERS:
            what = f"a `{suffix}` file can't be used on pages and on paper"
            remedy = "take the typeface's files that end with `.ttf`, `.otf` or `.woff2`"
            problems.append(Problem(Where(path), what, remedy))
        if suffix not in SUFFIXES:
            continue
        face = _face(path, folder.parents[1])
        if isinstance(face, disk.Refusal):
            problems.append(Problem(Where(path), face.what, face.remedy))
            continue
        first = found.setdefault((face.style, face.weight), face)
        if first is not face:
            style = " italic" if face.style == "italic" else ""
            what = f"`{first.path.name}` has the same weight, {face.weight}{style}"
            problems.append(Problem(Where(path), what, "keep one of the two"))
    if len(problems) > before:
        return ()
    if not found:
        what = f"there is no font file in `{TYPEFACES}/{name}`"
        remedy = "put the typeface's files there that end with `.ttf`, `.otf` or `.woff2`"
        problems.append(Problem(where, what, remedy))
    return tuple(face for _, face in sorted(found.items(), key=lambda item: item[0][::-1]))


def _face(path: Path, content: Path) -> Face | disk.Refusal:
    data = disk.read(path, content, MOST_BYTES)
    if isinstance(data, disk.Refusal):
        return data
    font = _font(data)
    if font is None:
        return disk.Refusal("it is no font, or damaged", "download or copy it again")
    if "fvar" in font:
        what = "it is a variable font, and paper takes one file for each weight"
        return disk.Refusal(what, "take the static files: downloads often have a folder `static`")
    about = font["OS/2"]
    if about.fsType & 0x000F == RESTRICTED:
        return disk.Refusal("its maker does not allow to embed it in documents", FREE)
    if about.fsType & NO_SUBSETTING:
        return disk.Refusal("its maker does not allow to embed a part of its letters", FREE)
    if about.fsType & BITMAPS_ALONE or not ({"glyf", "CFF "} & {*font.keys()}):
        return disk.Refusal("it has no outlines that can be embedded", FREE)
    is_italic = bool(about.fsSelection & 1) or bool(font["head"].macStyle & 2)
    weight = min(1000, max(1, about.usWeightClass))
    return Face("italic" if is_italic else "normal", weight, path)


@cache
def _font(data: bytes) -> Any:
    """Return a font as fontTools reads it; None where it is none."""
    import brotli
    from fontTools.ttLib import TTFont, TTLibError

    # What fontTools raises where a file is damaged, besides its own error.
    others = (ArithmeticError, AssertionError, EOFError, LookupError, OSError, ValueError)
    try:
        font = TTFont(BytesIO(data), lazy=True)
        for table in ("head", "OS/2", "cmap", "hmtx"):
            font[table]
        return font
    except (TTLibError, struct.error, brotli.error, *others):
        return None


def _check_faces(key: str, name: str, faces: Sequence[Face], where: Where) -> Iterator[Problem]:
    """Yield what words in bold or in italics will look like where their faces are missing."""
    if not faces:
        return
    remedy = "add its file to the folder, or do without such words"
    if not any(face.weight >= BOLD and face.style == "normal" for face in faces):
        what = f"`{name}` has no bold face: on paper, bold words look like all others"
        yield Problem(where, what, remedy)
    if key == "text" and not any(face.style == "italic" for face in faces):
        what = f"`{name}` has no italic face: on paper, words in italics look like all others"
        yield Problem(where, what, remedy)


def _find_unused(folders: Sequence[Path], names: Sequence[str | None]) -> Iterator[Problem]:
    """Yield the typefaces of a toolkit's own folder that it doesn't name."""
    for path in _list_folders(folders[0]) if folders else ():
        if path.name not in names:
            remedy = f"write `text: {path.name}` below `{TYPEFACES}:` in `toolkit.yaml`"
            yield Problem(Where(path), "nothing is set in this typeface", remedy)

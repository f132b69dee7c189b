"""A toolkit's own typefaces -> rules of style sheets, for the screen and for paper."""

import re
from base64 import b64encode
from collections.abc import Callable
from urllib.parse import quote

from partnertools.model.typefaces import HEADINGS, TEXT, Face, Typeface, Typefaces

# As style sheets call the kinds of files.
FORMATS = {".ttf": "truetype", ".otf": "opentype", ".woff2": "woff2"}
STACKS = {"screen": "--font-screen", "sheet": "--font-paper"}


def rules(typefaces: Typefaces, medium: str, tokens: str) -> str:
    """Return the rules for a medium; what the tokens name is set in where a letter is missing.

    On screen the files lie beside the style sheet; for paper they are in it.
    """
    if not typefaces.by_family:
        return ""
    address = _inside if medium == "sheet" else _beside
    found = [
        _face_rule(family, typeface, face, address)
        for family, typeface in typefaces.by_family.items()
        for face in typeface.faces
    ]
    stack = STACKS[medium]
    usual = re.search(rf"{stack}:\s*([^;}}]+)", tokens)
    others = usual[1].strip() if usual else "sans-serif"
    if typefaces.text:
        found.append(f':root {{ {stack}: "{TEXT}", {others}; }}')
    if typefaces.headings:
        found.append(f'h1, h2, h3, h4 {{ font-family: "{HEADINGS}", var({stack}); }}')
    return "\n".join(found)


def _face_rule(
    family: str, typeface: Typeface, face: Face, address: Callable[[Typeface, Face], str]
) -> str:
    kind = FORMATS[face.path.suffix.lower()]
    return (
        f'@font-face {{ font-family: "{family}"; font-style: {face.style};'
        f" font-weight: {face.weight}; font-display: swap;"
        f' src: url("{address(typeface, face)}") format("{kind}"); }}'
    )


def _beside(typeface: Typeface, face: Face) -> str:
    return quote(typeface.published(face).removeprefix("assets/"))


def _inside(_: Typeface, face: Face) -> str:
    data = b64encode(face.path.read_bytes()).decode()
    return f"data:font/{face.path.suffix.lower()[1:]};base64,{data}"

"""An SVG's bytes -> why it can't be taken: it draws, and does nothing else, in bounded time."""

import math
import re
from base64 import b64decode
from collections.abc import Callable, Iterator
from urllib.parse import unquote_to_bytes
from xml.etree.ElementTree import Element, ParseError, TreeBuilder, XMLParser

from partnertools.source.disk import Refusal

SVG = "{http://www.w3.org/2000/svg}"
XHTML = "{http://www.w3.org/1999/xhtml}"
HREF = ("href", "{http://www.w3.org/1999/xlink}href")
MOST_BYTES = 3_000_000
MOST_DEPTH = 60
# How far `use` may lead to `use`.
MOST_STEPS = 200
# Elements to draw; what `use`, `pattern`, `marker` and their like draw counts each time.
MOST_DRAWN = 50_000
# Each reference is looked up among all elements.
MOST_LOOKED_AT = 20_000_000
LONGEST_SIDE = 100_000
EMBEDDED = re.compile(r"data:image/(?:png|jpe?g|gif|webp)[;,]", re.IGNORECASE)
ADDRESS = re.compile(r"url\(\s*[\"']?\s*([^\"')\s]*)", re.IGNORECASE)
FETCHING = re.compile(r"@import|image-set\(|\bimage\(|\bsrc\(|\\", re.IGNORECASE)
# A part of what is around it is no size of its own.
SIZE = re.compile(r"\d\s*(?:[a-z]{2,3}\s*)?$")
RULE = re.compile(r"([^{}]+)\{([^{}]*)\}")
COMMENT = re.compile(r"/\*.*?\*/", re.DOTALL)
CLEAN = "save it as plain SVG, or as PNG"
PATHS = "turn it into paths (in Inkscape: Path, Object to Path), or save the picture as PNG"


class _UnsafeError(Exception):
    """Ends the reading of an SVG."""

    def __init__(self, what: str, remedy: str) -> None:
        self.refusal = Refusal(what, remedy)


class _Builder(TreeBuilder):
    """Builds the tree, as deep as may be, without styles from elsewhere."""

    depth = 0

    def start(self, tag: str, attrs: dict[str, str]) -> Element:
        self.depth += 1
        if self.depth > MOST_DEPTH:
            raise _UnsafeError(f"its elements are nested over {MOST_DEPTH} deep", "simplify it")
        return super().start(tag, attrs)

    def end(self, tag: str) -> Element:
        self.depth -= 1
        return super().end(tag)

    def pi(self, target: str, text: str | None = None) -> Element:
        if target == "xml-stylesheet":
            raise _UnsafeError("it takes styles from elsewhere", CLEAN)
        return super().pi(target, text)


def refuse(data: bytes, refuse_raster: Callable[[bytes], Refusal | None]) -> Refusal | None:
    """Return why an SVG is refused; None where it can be taken.

    `refuse_raster` judges the pictures within it.
    """
    if len(data) > MOST_BYTES:
        most = MOST_BYTES // 1_000_000
        return Refusal(f"it has {len(data) / 1e6:.1f} MB, and {most} MB is the most", "simplify it")
    if b"\0" in data:
        return Refusal("it is not in UTF-8", "export it again, in UTF-8")
    # Definitions of entities can blow a few bytes up to gigabytes.
    if b"<!ENTITY" in data:
        return Refusal("it defines entities", CLEAN)
    try:
        parser = XMLParser(target=_Builder())  # noqa: S314 (it is bounded, and entities refused)
        parser.feed(data)
        root = parser.close()
    except ParseError as error:
        line = error.position[0]
        return Refusal(f"it is not well-formed on its line {line}", "export it again")
    except (ValueError, LookupError):
        return Refusal("its encoding is unknown", "export it again, in UTF-8")
    except _UnsafeError as error:
        return error.refusal
    if root.tag != f"{SVG}svg":
        return Refusal("its first element is not an `svg` of SVG's namespace", CLEAN)
    elements = list(root.iter())
    for element in elements:
        if refused := _refuse_element(element, refuse_raster):
            return refused
    return _refuse_size(root) or _refuse_work(root, elements)


def _refuse_size(root: Element) -> Refusal | None:
    sides = re.split(r"[\s,]+", root.get("viewBox", "0 0 1 1").strip())
    for key in ("width", "height"):
        number = re.fullmatch(r"\s*([\d.eE+-]+)\s*([a-z]{2,3}|%)?\s*", root.get(key, "1"))
        sides.append(number[1] if number else "none")
    try:
        corner, lengths = sum(map(float, sides[:2])), [float(side) for side in sides[2:]]
    except ValueError:
        lengths, corner = [], 0
    if len(lengths) != 4 or not math.isfinite(corner):
        return Refusal("its size can't be read", "give it a `viewBox` of four numbers")
    if not all(0 < length <= LONGEST_SIDE for length in lengths):
        return Refusal("it has no size that can be shown", "give it a `width` and a `height`")
    is_sized = all(SIZE.search(root.get(key, "")) for key in ("width", "height"))
    if "viewBox" not in root.attrib and not is_sized:
        what = "it doesn't say how large it is, and browsers would cut it at 300 × 150"
        return Refusal(what, "give it a `viewBox` of four numbers")
    return None


def _refuse_element(
    element: Element, refuse_raster: Callable[[bytes], Refusal | None]
) -> Refusal | None:
    name = element.tag.rpartition("}")[2]
    if name.lower() in ("script", "foreignobject", "iframe", "handler", "listener"):
        return Refusal(f"it has an element `{name}`", CLEAN)
    if element.tag.startswith(XHTML):
        return Refusal(f"it has HTML in it (`{name}`)", CLEAN)
    if name in ("text", "tref") and any(text.strip() for text in element.itertext()):
        words = " ".join("".join(element.itertext()).split())[:40]
        return Refusal(f"it has text in it (`{words}`), which every machine sets otherwise", PATHS)
    for key, value in element.attrib.items():
        local = key.rpartition("}")[2].lower()
        if local.startswith("on"):
            return Refusal(f"it has a handler, `{local}`", CLEAN)
        if local in ("href", "src") and not _is_inside(value):
            return Refusal(f"it refers to `{value}`", "leave out what stands outside of it")
        if key in HREF and (embedded := EMBEDDED.match(value.strip())):
            refused = refuse_raster(_decode(value.strip(), embedded))
            if refused:
                return Refusal(f"of a picture within: {refused.what}", refused.remedy)
        if local == "base":
            return Refusal("it has an `xml:base`", CLEAN)
        if local == "attributename" and re.search("^on|href$", value.strip().lower()):
            return Refusal(f"it changes `{value.strip()}`", CLEAN)
        if local == "spreadmethod" and value.strip() in ("repeat", "reflect"):
            return Refusal(f"a gradient is to `{value.strip()}`", "let it `pad`, or " + CLEAN)
        # Programs put names of files and the like into attributes of their own.
        if "}" not in key and (refused := _refuse_style(value)):
            return refused
    return _refuse_style(element.text or "") if name == "style" else None


def _is_inside(address: str) -> bool:
    address = address.strip()
    return not address or address.startswith("#") or EMBEDDED.match(address) is not None


def _decode(address: str, start: re.Match[str]) -> bytes:
    head, _, body = address.partition(",")
    if head.lower().endswith(";base64"):
        try:
            return b64decode(unquote_to_bytes(body))
        except ValueError:
            return b"?"
    return unquote_to_bytes(body)


def _refuse_style(text: str) -> Refusal | None:
    style = COMMENT.sub("", text)
    for address in ADDRESS.findall(style):
        if not _is_inside(address):
            return Refusal(f"it refers to `{address}`", "leave out what stands outside of it")
    if found := FETCHING.search(style):
        return Refusal(f"its styles have `{found[0]}`", CLEAN)
    if "device-cmyk(" in style.lower():
        return Refusal("it has colors for a printing press (CMYK)", "save it with RGB colors")
    return None


def _refuse_work(root: Element, elements: list[Element]) -> Refusal | None:
    names = {element: list(_references(element)) for element in elements}
    for element in elements:
        for selector, style in RULE.findall(COMMENT.sub("", element.text or "")):
            if ADDRESS.search(style):
                for matched in _match(selector, elements):
                    names[matched] += _in_style(matched, style)
    count = sum(map(len, names.values()))
    if count * len(elements) > MOST_LOOKED_AT or _count_drawn(root, names) > MOST_DRAWN:
        return Refusal("it takes too long to draw", "simplify it, or save it as PNG")
    return None


def _references(element: Element) -> Iterator[tuple[str, int]]:
    """Yield the ids that the attributes of an element name, and how often each is drawn."""
    for key, value in element.attrib.items():
        if key in HREF and value.strip().startswith("#"):
            yield value.strip()[1:], 1
        yield from _in_style(element, value if key == "style" else f"{key}:{value}")


def _in_style(element: Element, style: str) -> Iterator[tuple[str, int]]:
    # A marker is drawn on every point of a path.
    points = max(1, len(element.get("d", "") + element.get("points", "")) // 4)
    for declaration in style.split(";"):
        for address in ADDRESS.findall(declaration):
            if address.startswith("#"):
                yield address[1:], points if "marker" in declaration else 1


def _match(selector: str, elements: list[Element]) -> Iterator[Element]:
    """Yield the elements that a selector may match, and some more."""
    words = set(re.findall(r"[\w-]+|\*", selector))
    for element in elements:
        own = {element.tag.rpartition("}")[2], element.get("id"), *element.get("class", "").split()}
        if "*" in words or own & words:
            yield element


def _count_drawn(root: Element, names: dict[Element, list[tuple[str, int]]]) -> int:
    """Return how many elements are drawn; more than may be where they name each other."""
    by_id = {element.get("id", ""): element for element in reversed(names)}
    counts: dict[Element, int] = {}
    begun: set[Element] = set()

    def count(element: Element) -> int:
        if element in counts:
            return counts[element]
        if element in begun or len(begun) > MOST_STEPS:
            return MOST_DRAWN + 1
        begun.add(element)
        drawn = 1 + sum(count(child) for child in element)
        drawn += sum(count(by_id[name]) * n for name, n in names[element] if name in by_id)
        begun.discard(element)
        counts[element] = min(drawn, MOST_DRAWN + 1)
        return counts[element]

    return count(root)

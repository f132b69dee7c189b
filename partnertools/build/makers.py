"""What has a hand in an output: the modules of ours that make it, and the libraries they use."""

import re
import zlib
from collections.abc import Iterator
from contextlib import contextmanager
from functools import cache
from hashlib import sha256
from importlib import metadata
from pathlib import Path
from platform import python_version

PACKAGE = Path(__file__).parents[1]
# What reads the content, what makes a PDF, what makes pages and print sheets, what the page that
# compares answers knows, and what makes JSON and header files.
SOURCE = "partnertools.source"
PDF = "partnertools.pdf.write.rendering"
PAGES = "partnertools.render.pages"
COMPARISON = "partnertools.render.comparison"
DATA = "partnertools.render.data"
HOSTING = "partnertools.render.hosting"
LIBRARIES = {
    SOURCE: ("markdown-it-py", "mdit-py-plugins", "pyyaml"),
    PDF: (
        "cssselect2",
        "font-source-sans-pro",
        "fonttools",
        "justmytype-intl-rtl",
        "pikepdf",
        "pillow",
        "pydyf",
        "pyphen",
        "tinycss2",
        "tinyhtml5",
        "uharfbuzz",
        "weasyprint",
    ),
    PAGES: ("babel", "jinja2", "markdown-it-py", "markupsafe", "segno"),
    COMPARISON: ("jinja2", "markdown-it-py", "markupsafe"),
    DATA: (),
    HOSTING: (),
}
NATIVE = (
    ("libpango-1.0.so.0", "pango-1.0"),
    ("libharfbuzz.so.0", "harfbuzz"),
    ("libharfbuzz-subset.so.0", "harfbuzz-subset"),
)
NATIVE_ENDS = tuple(f"/{soname.partition('.so')[0]}" for soname, _ in NATIVE)
IMPORT = re.compile(
    r"^ *(?:from (partnertools[\w.]*) import ([^\n(]+|\([^)]*\))|import (partnertools[\w.]*))", re.M
)


@cache
def digest(maker: str) -> str:
    """Return the hash of a module, of all that it imports of ours, and of its libraries."""
    made_by = sha256()
    for name, path in sorted(modules(maker).items()):
        made_by.update(name.encode() + path.read_bytes())
    versions = [f"{name} {metadata.version(name)}" for name in LIBRARIES[maker]]
    made_by.update(repr([*versions, python_version()]).encode())
    if maker == PDF:
        made_by.update(repr([zlib.ZLIB_RUNTIME_VERSION, *_native_versions()]).encode())
    return made_by.hexdigest()


def modules(maker: str) -> dict[str, Path]:
    """Return the files of a module of ours and of all that it imports, by their names."""
    found: dict[str, Path] = {}
    left = [maker]
    while left:
        name = left.pop()
        path = _file(name)
        if name in found or path is None:
            continue
        found[name] = path
        # A package is imported before what is in it.
        left.append(name.rpartition(".")[0])
        text = path.read_text(encoding="utf-8")
        if path.name == "__init__.py" and "iter_modules" in text:
            left += [f"{name}.{other.stem}" for other in path.parent.glob("*.py")]
        for package, words, module in IMPORT.findall(text):
            left.append(package or module)
            left += [f"{package}.{word}" for word in re.findall(r"\w+", words) if package]
    return found


def files() -> list[str]:
    """Return the files by which it is seen that a library is another one; none where it can't be.

    Those of a new version of a package lie in a folder of another name.
    """
    found: list[str] = []
    for name in sorted({name for names in LIBRARIES.values() for name in names}):
        listed = metadata.distribution(name).files or []
        found += [str(file.locate()) for file in listed if file.name == "METADATA"][:1]
    maps = Path("/proc/self/maps")
    if not maps.is_file():
        return []
    loaded = {line.split(maxsplit=5)[-1] for line in maps.read_text().splitlines()}
    native = {path for path in loaded if path.partition(".so")[0].endswith(NATIVE_ENDS)}
    return [*found, *sorted(native)] if len(native) == len(NATIVE) else []


def _file(name: str) -> Path | None:
    """Return the file of a module of ours; None where the name is that of something else."""
    top, _, rest = name.partition(".")
    if top != PACKAGE.name:
        return None
    path = PACKAGE.joinpath(*filter(None, rest.split(".")))
    candidates = (path.with_suffix(".py"), path / "__init__.py")
    return next((p for p in candidates if p.is_file() and p.parent != PACKAGE.parent), None)


def _native_versions() -> tuple[str, ...]:
    # What reads the content alone does without.
    import ctypes
    import ctypes.util

    def load(soname: str, name: str) -> ctypes.CDLL:
        try:
            return ctypes.CDLL(soname)
        except OSError:
            # Elsewhere than on Linux it has another name, which takes a while to find.
            return ctypes.CDLL(ctypes.util.find_library(name) or name)

    pango, *shapers = (load(*names) for names in NATIVE)
    for shaper in shapers:
        shaper.hb_version_string.restype = ctypes.c_char_p
    return str(pango.pango_version()), *(s.hb_version_string().decode() for s in shapers)


@contextmanager
def loaded_by_soname() -> Iterator[None]:
    """Let WeasyPrint load its libraries without a search, where they have the names of Linux.

    It tries the names of all systems. For each that there isn't, Python would start other programs
    to look for one like it (`ldconfig`, a compiler): half the time that WeasyPrint takes to load.
    """
    import ctypes.util

    try:
        ctypes.CDLL(NATIVE[0][0])
    except OSError:
        yield
        return
    find = ctypes.util.find_library
    ctypes.util.find_library = lambda name: None
    try:
        yield
    finally:
        ctypes.util.find_library = find

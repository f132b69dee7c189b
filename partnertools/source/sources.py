"""A folder -> `Source`s: every file that says something, read and named, nothing understood yet."""

import re
from codecs import BOM_UTF8, BOM_UTF16_BE, BOM_UTF16_LE
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

from partnertools.model.packed import Packed
from partnertools.problems import Problem, Where, choose, in_plain_letters
from partnertools.source import disk

Kind = Literal[
    "toolkit",
    "opening",
    "openings",
    "scales",
    "tools",
    "guide",
    "packets",
    "pages",
    "words",
    "card",
]
SLUG = re.compile(r"[a-z0-9]+(-[a-z0-9]+)*")
# A slug is a part of file names, which many systems end at 255 bytes.
LONGEST_SLUG = 80
FOLDERS: dict[str, str] = {
    "openings": ".md",
    "scales": ".yaml",
    "tools": ".md",
    "guide": ".md",
    "packets": ".yaml",
    "pages": ".md",
    "words": ".yaml",
}
# What is handed out as it is.
FILES = "files"
CARD = "summary-card.md"
# Folders of font files, which `toolkit.yaml` names.
TYPEFACES = "typefaces"
# Catalogues of translations, and what translators put beside them.
LOCALES = "locales"
PUBLISHED = "published.json"
# Half a million bytes are some 200 printed pages.
MOST_TEXT = 500_000
# Parsing takes time with the square of it.
MOST_PARAGRAPH = 20_000
MARKDOWN = (".md", ".markdown", ".mdown", ".mkd", ".txt")
YAML = (".yaml", ".yml")
PICTURES = (".png", ".jpg", ".jpeg", ".gif", ".webp", ".avif", ".svg", ".heic", ".tif", ".tiff")
TOOLKIT_REMEDY = (
    "create it, with a line for each of `title`, `summary`, `intro`, `publisher`,"
    " `base_url`, `licence`, `paper` and `language`"
)


@dataclass(frozen=True, slots=True)
class Source:
    """One file. `slug` is its name, or its folder's when it is an `index.md`.

    Of a file that could not be read there is no text, and nothing more to report. `level` counts
    the toolkits that are laid over its own; `folders` are those in which its pictures may lie. Its
    texts are in the `language` of the toolkit.
    """

    kind: Kind
    slug: str
    path: Path
    written: Packed[str]
    is_readable: bool = True
    is_utf_8: bool = True
    level: int = 0
    folders: tuple[Path, ...] = ()
    language: str = "en"

    @property
    def text(self) -> str:
        """Return what is written in it."""
        return self.written.open()

    @property
    def target(self) -> str:
        """Return the name by which links and packets call it."""
        return f"{self.kind}/{self.slug}"

    @property
    def name(self) -> str:
        """Return what translators know it by: its path within the content, without a suffix."""
        if self.kind == "card":
            return f"guide/{self.slug}/{CARD.removesuffix('.md')}"
        return self.slug if self.kind in ("toolkit", "opening") else self.target


def load(
    folder: Path, problems: list[Problem], below: frozenset[str] = frozenset()
) -> list[Source]:
    """Read every source below `folder`, in the order of their paths.

    `below` are the targets that it is laid over.
    """
    if not folder.is_dir():
        remedy = (
            "run this in the folder of a toolkit, or name that with `--root`;"
            " `partnertools new our-toolkit` begins one"
        )
        problems.append(Problem(Where(folder), "there is no such folder", remedy))
        return []
    return _FolderReader(folder, problems, below).load()


class _FolderReader:
    """What is to be read in one folder, and what is wrong with it."""

    def __init__(self, folder: Path, problems: list[Problem], below: frozenset[str]) -> None:
        self.folder = folder
        self.problems = problems
        self.below = below

    def load(self) -> list[Source]:
        named = self._top()
        for kind, suffix in FOLDERS.items():
            for path in self._names(self.folder / kind):
                named += self._list_sources(kind, suffix, path)  # type: ignore[arg-type]  # a literal
        return [self._source(kind, slug, path) for kind, slug, path in named]

    def _report(self, path: Path, what: str, remedy: str) -> None:
        self.problems.append(Problem(Where(path), what, remedy))

    def _names(self, folder: Path) -> list[Path]:
        if not folder.is_dir():
            return []
        refused = disk.refuse_outside(folder, self.folder)
        if refused is None:
            try:
                return disk.names(folder)
            except OSError as error:
                refused = disk.refuse_unreadable(folder, error)
        self._report(folder, refused.what, refused.remedy)
        return []

    def _top(self) -> list[tuple[Kind, str, Path]]:
        named: list[tuple[Kind, str, Path]] = []
        is_misnamed = False
        for path in self._names(self.folder):
            if path.name == "toolkit.yaml":
                named.append(("toolkit", "toolkit", path))
            elif path.name == "opening.md":
                named.append(("opening", "opening", path))
            elif path.name == PUBLISHED or (path.suffix.lower() in PICTURES and path.is_file()):
                # The one is compared with the toolkit, when that has been read; which pictures are
                # of use, `toolkit.yaml` says.
                continue
            elif path.name in (*FOLDERS, FILES, TYPEFACES, LOCALES):
                if not path.is_dir():
                    self._report(path, "not a folder", "put a folder of this name in its place")
            elif path.is_dir():
                known = (*FOLDERS, FILES, TYPEFACES, LOCALES)
                self._report(path, "unknown folder", choose(path.name, known))
            else:
                meant = _guess_top_file(path)
                is_free = meant and not (self.folder / meant).exists()
                is_misnamed |= bool(is_free) and meant == "toolkit.yaml"
                remedy = f"rename it to `{meant}`" if is_free else "move it out of the content"
                if not meant and path.suffix.lower() in MARKDOWN:
                    remedy = "move it into `tools/`, `guide/` or `pages/`, or out of the content"
                self._report(path, "nothing is made of this file", remedy)
        if not is_misnamed and "toolkit" not in [kind for kind, _, _ in named]:
            self._report(self.folder / "toolkit.yaml", "the file is missing", TOOLKIT_REMEDY)
        return named

    def _list_sources(self, kind: Kind, suffix: str, path: Path) -> list[tuple[Kind, str, Path]]:
        slug = path.name.removesuffix(suffix)
        found = [(kind, slug, path)]
        if path.is_dir():
            index = path / "index.md"
            slug, found = path.name, [(kind, path.name, index)]
            if refused := disk.refuse_outside(path, self.folder):
                self._report(path, refused.what, refused.remedy)
                return []
            if path.suffix == suffix:
                what = f"a folder whose name ends with `{suffix}`"
                self._report(path, what, "put a file in its place, or give it another name")
                return []
            if suffix != ".md":
                what = f"a folder can't stand in `{kind}/`"
                self._report(path, what, f"write `{path.name}{suffix}` instead")
                return []
            inside = {inner.name: inner for inner in self._names(path)}
            # A picture alone, or a card, may be laid over that of a base.
            is_below = f"{kind}/{path.name}" in self.below
            found = found if index.name in inside else []
            if not found and not is_below:
                near = next((n for n in inside if n.lower().startswith("index.m")), "")
                remedy = f"rename `{near}` to it" if near else "add it, or use a single file"
                self._report(path, "a folder without `index.md`", remedy)
                return []
            known = ("index.md", CARD) if kind == "guide" else ("index.md",)
            for name, inner in inside.items():
                if name not in known and inner.suffix.lower() in MARKDOWN:
                    remedy = f"move it up into `{kind}/`, or out of the content"
                    if name.lower() in known:
                        remedy = f"rename it to `{name.lower()}`"
                    self._report(inner, "nothing is made of this file", remedy)
            if kind == "guide" and CARD in inside:
                found.append(("card", path.name, path / CARD))
        elif path.name == "index.md":
            what = f"an `index.md` without a folder of its own in `{kind}/`"
            self._report(path, what, "give it a name, or a folder with a name")
            return []
        elif path.suffix != suffix:
            what = f"not a `{suffix}` file"
            self._report(path, what, _remedy_for_suffix(path, suffix))
            return []
        if not SLUG.fullmatch(slug):
            near = slugify(slug) + (suffix if path.is_file() else "")
            remedy = f"name it `{near}`, or otherwise" if slugify(slug) else "name it"
            remedy += " with lower-case letters, digits and single hyphens"
            self._report(path, f"`{slug}` can't be a slug", remedy)
        elif len(slug) > LONGEST_SLUG:
            what = f"a name of {len(slug)} letters"
            self._report(path, what, f"give it one of {LONGEST_SLUG} letters at most")
        return found

    def _source(self, kind: Kind, slug: str, path: Path) -> Source:
        data = disk.read(path, self.folder, MOST_TEXT)
        if isinstance(data, disk.Refusal):
            self._report(path, data.what, data.remedy)
            return Source(kind, slug, path, Packed(""), is_readable=False)
        before = len(self.problems)
        text = self._text(path, data).replace("\r\n", "\n").replace("\r", "\n")
        is_utf_8 = len(self.problems) == before
        line, length = _longest(text)
        if path.suffix == ".md" and length > MOST_PARAGRAPH:
            what = f"{length:,} characters without an empty line"
            remedy = f"put one after {MOST_PARAGRAPH:,} at the latest"
            self.problems.append(Problem(Where(path, line), what, remedy))
            return Source(kind, slug, path, Packed(""), is_readable=False)
        return Source(kind, slug, path, Packed(text), is_utf_8=is_utf_8)

    def _text(self, path: Path, data: bytes) -> str:
        remedy = "save the file with the encoding UTF-8"
        if data.startswith((BOM_UTF16_LE, BOM_UTF16_BE)):
            self.problems.append(Problem(Where(path, 1), "it is in UTF-16", remedy))
            return data.decode("utf-16", errors="replace")
        data = data.removeprefix(BOM_UTF8)
        try:
            return data.decode()
        except UnicodeDecodeError as error:
            line = data.count(b"\n", 0, error.start) + 1
            what = f"the byte 0x{data[error.start]:02X} is not UTF-8"
            self.problems.append(Problem(Where(path, line), what, remedy))
        return data.decode(errors="replace")


def _longest(text: str) -> tuple[int, int]:
    """Return on which line the longest run of lines begins between empty ones, and its length."""
    longest, first, length = (1, 0), 1, 0
    for number, line in enumerate(text.split("\n"), 1):
        if line.strip():
            first, length = (first, length) if length else (number, 0)
            length += len(line) + 1
            longest = max(longest, (first, length), key=lambda run: run[1])
        else:
            length = 0
    return longest


def slugify(name: str) -> str:
    """Return the slug that is nearest to a name; empty where there is none."""
    return "-".join(re.findall(r"[a-z0-9]+", in_plain_letters(name)))[:LONGEST_SLUG].strip("-")


def _guess_top_file(path: Path) -> str:
    stem, suffix = path.stem.lower(), path.suffix.lower()
    if stem == "toolkit" and suffix in YAML:
        return "toolkit.yaml"
    return "opening.md" if stem == "opening" and suffix in MARKDOWN else ""


def _remedy_for_suffix(path: Path, suffix: str) -> str:
    like = MARKDOWN if suffix == ".md" else YAML
    stem = path.stem
    # Editors that hide suffixes add another one.
    if Path(stem).suffix.lower() in like:
        stem = Path(stem).stem
    name = f"{slugify(stem) or 'a-name'}{suffix}"
    if path.suffix.lower() in like or stem != path.stem:
        return f"rename it to `{name}`, or remove it"
    if path.suffix.lower() in PICTURES:
        return "put a picture beside an `index.md` in a folder of its own"
    return f"write what it says into `{name}`, or move it out of the content"

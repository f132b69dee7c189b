"""A folder -> `Source`s: every file that says something, read and named, nothing understood yet."""

import re
from codecs import BOM_UTF8
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

from partnertools.problems import Problem, Where, choose

Kind = Literal["toolkit", "opening", "scales", "tools", "guide", "packets", "pages", "card"]
SLUG = re.compile(r"[a-z0-9]+(-[a-z0-9]+)*")
FOLDERS: dict[str, str] = {
    "scales": ".yaml",
    "tools": ".md",
    "guide": ".md",
    "packets": ".yaml",
    "pages": ".md",
}
CARD = "summary-card.md"


@dataclass(frozen=True, slots=True)
class Source:
    """One file. `slug` is its name, or its folder's when it is an `index.md`."""

    kind: Kind
    slug: str
    path: Path
    text: str


def load(folder: Path, problems: list[Problem]) -> list[Source]:
    """Read every source below `folder`, in the order of their paths."""
    if not folder.is_dir():
        problems.append(Problem(Where(folder), "there is no such folder", "create it"))
        return []
    named: list[tuple[Kind, str, Path]] = []
    for kind, path in (
        ("toolkit", folder / "toolkit.yaml"),
        ("opening", folder / "opening.md"),
    ):
        if path.is_file():
            named.append((kind, kind, path))  # type: ignore[arg-type]  # a tuple of literals
        else:
            problems.append(Problem(Where(path), "the file is missing", "create it"))
    for path in sorted(folder.iterdir()):
        if path.is_dir() and path.name not in FOLDERS and not path.name.startswith("."):
            problems.append(
                Problem(Where(path), "unknown folder", choose(path.name, tuple(FOLDERS)))
            )
    for kind, suffix in FOLDERS.items():
        if (folder / kind).is_dir():
            for path in sorted((folder / kind).iterdir()):
                # What editors and file managers leave behind is not the author's.
                if path.name.startswith(".") and not path.name.endswith(suffix):
                    continue
                named += _named(kind, suffix, path, problems)  # type: ignore[arg-type]  # as above
    return [Source(kind, slug, path, _text(path, problems)) for kind, slug, path in named]


def _named(
    kind: Kind, suffix: str, path: Path, problems: list[Problem]
) -> list[tuple[Kind, str, Path]]:
    if path.is_dir():
        index = path / "index.md"
        slug, found = path.name, [(kind, path.name, index)]
        if suffix != ".md":
            remedy = f"write `{path.name}{suffix}` instead"
            problems.append(Problem(Where(path), f"a folder can't stand in `{kind}/`", remedy))
            return []
        if not index.is_file():
            problems.append(
                Problem(Where(path), "a folder without `index.md`", "add it, or use a single file")
            )
            return []
        if kind == "guide" and (path / CARD).is_file():
            found.append(("card", path.name, path / CARD))
    elif path.name == "index.md":
        what = f"an `index.md` without a folder of its own in `{kind}/`"
        problems.append(Problem(Where(path), what, "give it a name, or a folder with a name"))
        return []
    elif path.name.endswith(suffix):
        slug = path.name.removesuffix(suffix)
        found = [(kind, slug, path)]
    else:
        remedy = f"name it `{path.stem}{suffix}`, or remove it"
        if suffix == ".md":
            remedy = "put a picture beside an `index.md` in a folder of its own"
        problems.append(Problem(Where(path), f"not a `{suffix}` file", remedy))
        return []
    if not SLUG.fullmatch(slug):
        problems.append(
            Problem(
                Where(path),
                f"`{slug}` can't be a slug",
                "name it with lower-case letters, digits and single hyphens",
            )
        )
    return found


def _text(path: Path, problems: list[Problem]) -> str:
    data = path.read_bytes().removeprefix(BOM_UTF8)
    try:
        data.decode()
    except UnicodeDecodeError as error:
        line = data.count(b"\n", 0, error.start) + 1
        problems.append(
            Problem(
                Where(path, line),
                f"the byte 0x{data[error.start]:02X} is not UTF-8",
                "save the file with the encoding UTF-8",
            )
        )
    return data.decode(errors="replace").replace("\r\n", "\n")

"""A folder -> `Source`s: every file that says something, read and named, nothing understood yet."""

import re
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
        if path.is_dir() and path.name not in FOLDERS:
            problems.append(
                Problem(Where(path), "unknown folder", choose(path.name, tuple(FOLDERS)))
            )
    for kind, suffix in FOLDERS.items():
        if (folder / kind).is_dir():
            for path in sorted((folder / kind).iterdir()):
                named += _named(kind, suffix, path, problems)  # type: ignore[arg-type]  # as above
    return [
        Source(kind, slug, path, text)
        for kind, slug, path in named
        if (text := _text(path, problems)) is not None
    ]


def _named(
    kind: Kind, suffix: str, path: Path, problems: list[Problem]
) -> list[tuple[Kind, str, Path]]:
    if path.is_dir():
        index = path / "index.md"
        slug, found = path.name, [(kind, path.name, index)]
        if suffix != ".md" or not index.is_file():
            problems.append(
                Problem(Where(path), "a folder without `index.md`", "add it, or use a single file")
            )
            return []
        if kind == "guide" and (path / CARD).is_file():
            found.append(("card", path.name, path / CARD))
    elif path.suffix == suffix:
        slug, found = path.name.removesuffix(suffix), [(kind, path.stem, path)]
    else:
        problems.append(
            Problem(Where(path), f"not a `{suffix}` file", f"only these belong in `{kind}/`")
        )
        return []
    if not SLUG.fullmatch(slug):
        problems.append(
            Problem(
                Where(path),
                f"`{slug}` can't be a slug",
                "name it with lower-case letters, digits and single hyphens",
            )
        )
        return []
    return found


def _text(path: Path, problems: list[Problem]) -> str | None:
    data = path.read_bytes()
    try:
        return data.decode("utf-8-sig").replace("\r\n", "\n")
    except UnicodeDecodeError as error:
        line = data.count(b"\n", 0, error.start) + 1
        problems.append(
            Problem(
                Where(path, line),
                f"the byte 0x{data[error.start]:02X} is not UTF-8",
                "save the file with the encoding UTF-8",
            )
        )
        return None

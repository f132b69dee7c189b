"""Toolkits laid over one another -> the sources of them all as one.

The first that has a file counts. An edition names the toolkit that it is laid over, its base, by
the key `base` of its `toolkit.yaml` or on the command line. A base may be laid over another one.
The edition's own sources have level 0, those of its base 1, and so on. Of `toolkit.yaml` and
`words/` all count, key by key.
"""

import os
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from partnertools.problems import Problem, UserError, Where, choose
from partnertools.source import disk, front_matter
from partnertools.source.keyed import LocatedMapping, WrittenValue, from_yaml
from partnertools.source.sources import FOLDERS, MOST_TEXT, Source, load

CONTENT, TOOLKIT = "content", "toolkit.yaml"
BASE, LEAVE_OUT = "base", "leave_out"
# These speak for one organization, or for one folder: an edition says them itself, or has none.
OWN_KEYS = (BASE, LEAVE_OUT, "answers_to", "languages", "logo", "logo_text")
REMOVABLE = ("tools", "guide", "packets", "pages")
# Of these, every level has its say.
JOINED = ("toolkit", "words")


@dataclass(frozen=True, slots=True)
class LeftOut:
    """What an edition of a level leaves out of those that it is laid over, and where it says so."""

    target: str
    title: str
    level: int
    where: Where


@dataclass(frozen=True, slots=True)
class Laid:
    """The sources that count; those that others are laid over; and what is left out."""

    sources: tuple[Source, ...]
    covered: tuple[Source, ...]
    left_out: tuple[LeftOut, ...]


def roots(root: Path, base: Path | None = None) -> tuple[Path, ...]:
    """Return the folder of a project and those that it is laid over, the nearest first.

    A base from the command line counts instead of the one that the project names. Raises
    `UserError` where there is no toolkit in it, or it leads back to one that is laid over it.
    """
    found = [root]
    named = _find_base(root) if base is None else (base, str(base), Where(base))
    while named:
        folder, written, where = named
        if any(_is_same(folder, one) for one in found):
            what = f"`{BASE}` is `{written}`, which leads back to this toolkit"
            remedy = "name another toolkit, or remove this line"
            if not where.line:
                what, remedy = "the base leads back to this toolkit", "name another one"
            raise UserError([Problem(where, what, remedy)])
        if not (folder / CONTENT / TOOLKIT).is_file():
            what = f"`{BASE}` is `{written}`, and there is no toolkit in that folder"
            if not where.line:
                what = "there is no toolkit in this folder"
            raise UserError([Problem(where, what, _remedy(folder, written))])
        found.append(folder)
        named = _find_base(folder)
    return tuple(found)


def lay(folders: Sequence[Path], problems: list[Problem]) -> Laid:
    """Read the sources of content folders, each of which is laid over the next.

    Mistakes in what is left out are not reported: nobody here can mend them.
    """
    by_level: list[list[Source]] = []
    below: frozenset[str] = frozenset()
    for level, folder in reversed([*enumerate(folders)]):
        loaded = [replace(one, level=level) for one in load(folder, problems, below)]
        by_level.insert(0, loaded)
        below |= {one.target for one in loaded}
    left_out = [one for level in by_level for one in _find_left_out(level, by_level, problems)]
    if len(folders) == 1:
        return Laid(tuple(by_level[0]), (), ())
    counted: dict[str, list[Source]] = {}
    covered: list[Source] = []
    for source in (one for level in by_level for one in level):
        if any(source.target == o.target and source.level > o.level for o in left_out):
            continue
        # A guide that is left out takes its card with it.
        if source.kind == "card" and any(
            o.target == f"guide/{source.slug}" and source.level > o.level for o in left_out
        ):
            continue
        same = counted.setdefault(source.target, [])
        if same and source.kind not in JOINED and source.level != same[0].level:
            covered.append(source)
        else:
            same.append(replace(source, folders=tuple(_beside(source, folders))))
    kinds = ("toolkit", "opening", *FOLDERS, "card")
    in_order = sorted(counted.items(), key=lambda item: (kinds.index(item[1][0].kind), item[0]))
    gone = [o for o in left_out if o.target not in counted]
    return Laid(tuple(one for _, same in in_order for one in same), tuple(covered), tuple(gone))


def _find_base(root: Path) -> tuple[Path, str, Where] | None:
    """Return the base that a project names: its folder, how it is written, and where."""
    content = root / CONTENT
    data = disk.read(content / TOOLKIT, content, MOST_TEXT)
    if isinstance(data, disk.Refusal) or BASE.encode() not in data:
        return None
    keyed = from_yaml(data.decode(errors="replace"), content / TOOLKIT, 1, [])
    written = keyed.text(BASE, "")
    if not written:
        return None
    joined = root / written
    short = Path(os.path.normpath(joined))
    # Behind a link to a folder, `..` leads elsewhere than it seems to.
    return (short if _is_same(short, joined) else joined), written, keyed.line(BASE)


def _is_same(one: Path, other: Path) -> bool:
    return os.path.realpath(one) == os.path.realpath(other)


def _remedy(folder: Path, written: str) -> str:
    if (folder / TOOLKIT).is_file():
        return f"name the folder above it: `{Path(written).parent.as_posix()}`"
    example = "name the folder in which its `content/` is, such as `../partnership-toolkit`"
    try:
        beside = sorted(folder.parent.iterdir())
    except OSError:
        return example
    names = [path.name for path in beside if (path / CONTENT / TOOLKIT).is_file()]
    near = choose(folder.name, names)
    if not near.startswith("did you mean"):
        return example
    name = near.split("`")[1]
    return f"did you mean `{Path(written).with_name(name).as_posix()}`?"


def _find_left_out(
    own: Sequence[Source], by_level: Sequence[Sequence[Source]], problems: list[Problem]
) -> Iterator[LeftOut]:
    """Yield what the toolkit of one level leaves out of those below it."""
    toolkit = next((one for one in own if one.kind == "toolkit"), None)
    if toolkit is None or LEAVE_OUT not in toolkit.text:
        return
    keyed = from_yaml(toolkit.text, toolkit.path, 1, [])
    level = toolkit.level
    below = {
        source.target: source
        for sources in reversed(by_level[level + 1 :])
        for source in sources
        if source.kind in REMOVABLE
    }
    ours = {source.target for source in own}
    if LEAVE_OUT in keyed and not by_level[level + 1 :]:
        what = f"`{LEAVE_OUT}` without a `{BASE}`: there is nothing to leave out"
        remedy = f"name with `{BASE}: …` the toolkit that yours is laid over, or remove this line"
        problems.append(Problem(keyed.line(LEAVE_OUT), what, remedy))
        return
    for value in _items(keyed):
        target = value.scalar or ""
        if target in below and target not in ours:
            yield LeftOut(target, _title(below[target]), level, value.where)
        elif target in ours:
            what = f"`{target}` is in this toolkit itself, and takes the place of the base's"
            problems.append(Problem(value.where, what, "remove this item, or that file"))
        elif target:
            what = f"the base has no `{target}`"
            problems.append(Problem(value.where, what, choose(target, sorted(below))))


def _items(keyed: LocatedMapping) -> tuple[WrittenValue, ...]:
    value = keyed.values.get(LEAVE_OUT)
    return (value and value.items) or ()


def _title(source: Source) -> str:
    """Return the title of a document or packet of which no more is read."""
    text, line = source.text, 1
    if source.path.suffix == ".md":
        parts = front_matter.cut(source.text)
        text, line = parts.yaml or "", parts.yaml_line
    return from_yaml(text, source.path, line, []).text("title", source.slug)


def _beside(source: Source, folders: Sequence[Path]) -> Iterator[Path]:
    """Yield the folders of a document that may have pictures, the nearest first."""
    if source.path.suffix == ".md" and source.kind not in ("opening", "openings"):
        kind = "guide" if source.kind == "card" else source.kind
        yield from (path for f in folders if (path := f / kind / source.slug).is_dir())

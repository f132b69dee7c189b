"""`words/<slug>.yaml` -> what an edition says in place of the words of a base's worksheet, by ids.

The ids stay as they are, and so do the answers: only what is read is another.
"""

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from pathlib import Path

from partnertools.problems import Problem, Where, choose
from partnertools.source import markdown
from partnertools.source.keyed import LocatedMapping, WrittenValue, from_yaml
from partnertools.source.plain import plain
from partnertools.source.sources import Source

# Keys of the front matter whose words may be others.
FRONT_MATTER = ("title", "summary", "readers", "who", "when")
GROUPS = {"labels": "id", "hints": "id", "headings": "anchor"}


@dataclass(frozen=True, slots=True)
class _Group:
    """Texts by ids, where the group is written, and the ids that the worksheet has."""

    texts: dict[str, WrittenValue]
    known: dict[str, None]


class OtherWords:
    """Words for one worksheet; there may be none."""

    def __init__(self) -> None:
        self.front_matter: dict[str, WrittenValue] = {}
        self._groups = {name: _Group({}, {}) for name in GROUPS}

    def add(self, source: Source, problems: list[Problem]) -> None:
        """Read a file of words; what was read before counts first."""
        keyed = from_yaml(source.text, source.path, 1, problems)
        for key in FRONT_MATTER:
            if keyed.text(key, ""):
                self.front_matter.setdefault(key, keyed.values[key])
        for name, group in self._groups.items():
            if texts := keyed.mapping(name):
                texts.noun = GROUPS[name]
                for key, value in _texts(texts).items():
                    group.texts.setdefault(key, value)
        keyed.finish()

    def say(self, group: str, key: str) -> WrittenValue | None:
        """Return the text for an id that the worksheet has, where there is one."""
        found = self._groups[group]
        found.known.setdefault(key)
        return found.texts.get(key)

    def finish(self, path: Path, problems: list[Problem], of_opening: Collection[str]) -> None:
        """Report the ids that the worksheet, the file at `path`, doesn't have itself."""
        for name, group in self._groups.items():
            for key, value in group.texts.items():
                if key not in group.known:
                    what = f"the worksheet has no {GROUPS[name]} `{key}`"
                    if name == "hints" and key in self._groups["labels"].known:
                        what = f"`{key}` can have no hint"
                    near = choose(key, (*group.known,))
                    remedy = near if near.startswith("did you mean") else f"see `{path}`"
                    if name != "headings" and key in of_opening:
                        what = f"the {GROUPS[name]} `{key}` is one of the opening"
                        remedy = "remove it, and lay an `opening.md` of your own over that one"
                    problems.append(Problem(value.where, what, remedy))


def find_misplaced(
    words: Iterable[Source], tools: Iterable[Source], left_out: Iterable[str]
) -> Iterable[Problem]:
    """Yield the files of words that belong to no worksheet of a base."""
    by_slug = {tool.slug: tool for tool in tools}
    gone = {target.removeprefix("tools/") for target in left_out}
    for source in words:
        tool = by_slug.get(source.slug)
        if tool is None:
            what = f"there is no worksheet `{source.slug}`"
            inherited = [t.slug for t in by_slug.values() if t.level > source.level]
            remedy = choose(source.slug, inherited)
            if source.slug in gone:
                what, remedy = f"the worksheet `{source.slug}` is left out", "remove this file"
            elif not inherited:
                what = "words are laid over those of a base's worksheet, and there is no base"
                remedy = "name one with `base: …` in `toolkit.yaml`, or remove this file"
            yield Problem(Where(source.path), what, remedy)
        elif tool.level == source.level:
            what = f"the worksheet `{source.slug}` is in this toolkit itself"
            yield Problem(Where(source.path), what, "write the words there, and remove this file")


def _texts(keys: LocatedMapping) -> dict[str, WrittenValue]:
    # What is no plain text is reported once, here, and its words stay as they were.
    found: dict[str, WrittenValue] = {}
    for key, one in keys.values.items():
        before = len(keys.problems)
        text = keys.text(key)
        if text:
            plain(markdown.inline(text), one.where, keys.problems)
        if text and len(keys.problems) == before:
            found[key] = WrittenValue(one.where, scalar=text)
    return found

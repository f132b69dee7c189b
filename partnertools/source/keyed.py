"""YAML, or a directive's options -> values by key, each with its line, asked for by type."""

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from functools import lru_cache
from pathlib import Path
from typing import Any, NamedTuple, TypeVar

import yaml

from partnertools.foreign import Foreign
from partnertools.problems import Problem, Where, choose, code
from partnertools.source import unreadable

T = TypeVar("T")
# Far more than all keys of a file take, and little enough to look for what is wrong with them.
MOST_YAML = 20_000
DEEPEST = 20


@dataclass(frozen=True, slots=True)
class WrittenValue:
    """A scalar, a list, or a mapping; `written` is the text of one that stands in brackets.

    `language` is that of a text without a translation where there should be one, else empty.
    """

    where: Where
    scalar: str | None = None
    items: tuple["WrittenValue", ...] | None = None
    keys: "LocatedMapping | None" = None
    written: str = ""
    language: str = ""


class LocatedMapping:
    """Values by key. What is asked for and is not there, or is not as asked, is a problem.

    `noun` is what messages call a key, `spelling` how an author writes one. Texts are of a
    language.
    """

    def __init__(
        self,
        where: Where,
        problems: list[Problem],
        noun: str = "key",
        spelling: str = "{}: …",
        language: str = "en",
    ) -> None:
        self.where = where
        self.problems = problems
        self.noun = noun
        self.spelling = spelling
        self.language = language
        self.values: dict[str, WrittenValue] = {}
        self._asked: list[str] = []
        self._missing: list[str] = []

    def add(self, key: str, value: WrittenValue) -> None:
        """Put a value in; a key that comes twice is a problem."""
        if key in self.values:
            self._report(value.where, f"`{key}` appears twice", "remove one of them")
        self.values[key] = value

    def lay_over(self, base: "LocatedMapping", without: Sequence[str]) -> None:
        """Take from a base what is not here, but for some keys."""
        for key, value in base.values.items():
            if key not in without:
                self.values.setdefault(key, value)

    def text(self, key: str, default: str | None = None) -> str:
        """Return a text; without a default, it must be there and not be empty."""
        value = self._find(key, default is None)
        if value is None:
            return default or ""
        if value.written:
            what = f"`{key}` begins with `{value.written[0]}`, which means something else here"
            mended = f"{key}: {unreadable.quote(value.written)}"
            self._report(value.where, what, f"put the whole value into quotes: `{mended}`")
            return default or ""
        if value.scalar is None or not value.scalar.strip():
            self._report(value.where, f"`{key}` has no text", "write it on the same line")
            return default or ""
        return " ".join(value.scalar.split())

    def number(self, key: str, default: int | None = None, least: int = 1, most: int = 999) -> int:
        """Return a whole number within bounds."""
        text = self.text(key, None if default is None else "")
        fallback = least if default is None else default
        if not text:
            return fallback
        # Python reads no number of some thousand digits.
        is_number = re.fullmatch("0*[0-9]{1,9}", text) is not None
        if not is_number or not least <= int(text) <= most:
            remedy = f"write a whole number from {least} to {most}"
            self._report(self.values[key].where, f"`{key}` is `{text}`", remedy)
            return fallback
        return int(text)

    def word(self, key: str, known: Sequence[str], default: str | None = None) -> str:
        """Return one of the known words; capitals make no difference."""
        text = self.text(key, None if default is None else "")
        text = text.lower() if text.lower() in known else text
        if text and text not in known:
            self._report(self.values[key].where, f"`{key}` is `{text}`", choose(text, known))
            text = ""
        return text or default or known[0]

    def flag(self, key: str) -> bool:
        """Return whether the key is there; it takes no value."""
        value = self._find(key, needed=False)
        if value is not None and value.scalar not in ("", "true"):
            self._report(
                value.where, f"`{key}` takes no value", f"write `:{key}:` alone, or remove it"
            )
        return value is not None

    def list(
        self, key: str, read: Callable[[WrittenValue], T | None], *, needed: bool = True
    ) -> tuple[T, ...]:
        """Return the items of a list, each read by `read`, which reports and returns None."""
        value = self._find(key, needed)
        if value is None:
            return ()
        if not value.items:
            first = re.split(r"\s(?=[-–—−•·])", value.scalar or "")[0]
            if item := unreadable.mistyped_item([first], 0):
                self._report(value.where, item.what, item.remedy)
                return ()
            self._report(value.where, f"`{key}` has no items", "list them with `- `")
            return ()
        read_items = [read(item) for item in value.items]
        return tuple(item for item in read_items if item is not None)

    def mapping(self, key: str) -> "LocatedMapping | None":
        """Return the keys that stand below a key, which may be missing."""
        value = self._find(key, needed=False)
        if value and value.keys is None:
            remedy = f"write them below `{key}:`, each on a line of its own that begins with spaces"
            self._report(value.where, f"`{key}` has no keys with values", remedy)
        return value.keys if value else None

    def __contains__(self, key: str) -> bool:
        """Tell whether a key is there."""
        return key in self.values

    def in_language(self, key: str, text: str) -> str:
        """Return a text that is made of a key's value, with the language of that."""
        language = self.values[key].language if key in self.values else ""
        return Foreign(text, language) if language else text

    def line(self, key: str) -> Where:
        """Return where a key stands."""
        return self.values[key].where if key in self.values else self.where

    def finish(self) -> None:
        """Report every key that nobody has asked for, and those that are missing.

        A key that is misspelt is not missing, too.
        """
        known = list(dict.fromkeys(self._asked))
        unknown = {key: value for key, value in self.values.items() if key not in known}
        for key, value in unknown.items():
            self._report(value.where, f"unknown {self.noun} {code(key)}", choose(key, known))
        for key in dict.fromkeys(self._missing):
            if not any(choose(other, known) == choose(key, [key]) for other in unknown):
                remedy = f"add `{self.spelling.format(key)}`"
                self._report(self.where, f"`{key}` is missing", remedy)

    def _find(self, key: str, needed: bool) -> WrittenValue | None:
        self._asked.append(key)
        if key not in self.values and needed:
            self._missing.append(key)
        return self.values.get(key)

    def _report(self, where: Where, what: str, remedy: str) -> None:
        self.problems.append(Problem(where, what, remedy))


def from_yaml(
    text: str, path: Path, first_line: int, problems: list[Problem], language: str = "en"
) -> LocatedMapping:
    """Read a YAML mapping of texts of a language, which begins on `first_line` of the file.

    Where it can't be read at all, that is reported, and not what is missing in consequence.
    """
    if len(text) > MOST_YAML:
        what = f"{len(text):,} characters of keys and values, and {MOST_YAML:,} are the most"
        problems.append(Problem(Where(path, first_line), what, "shorten them"))
        return nothing(path)
    try:
        node = _compose(text)
    except yaml.MarkedYAMLError as error:
        failed = error.problem_mark.line if error.problem_mark else 0
        found = unreadable.cause(text, failed)
        problems.append(Problem(Where(path, found.line + first_line), found.what, found.remedy))
        return nothing(path)
    except yaml.reader.ReaderError as error:
        line = text.count("\n", 0, error.position) + first_line
        what = f"YAML can't hold the character U+{error.character:04X}"
        problems.append(Problem(Where(path, line), what, "remove it"))
        return nothing(path)
    if isinstance(node, _Refusal):
        problems.append(Problem(Where(path, node.line + first_line), node.what, node.remedy))
        return nothing(path)
    value = _Yaml(text, path, first_line, problems, language).value(node) if node else None
    if value is None or value.keys is None:
        problems.append(
            Problem(Where(path, first_line), "no keys with values", "write lines like `title: …`")
        )
        return nothing(path)
    return value.keys


class _Refusal(NamedTuple):
    """What YAML can say and nobody means; `line` counts from 0."""

    line: int
    what: str
    remedy: str


# Whoever serves a project reads all of it again at every change of one file.
@lru_cache(maxsize=150)
def _compose(text: str) -> yaml.Node | _Refusal | None:
    """Return the nodes of a text, which nothing changes."""
    loader = _YamlLoader(text)
    try:
        node: yaml.Node | None = loader.get_single_node()
    except _RefusedError as error:
        return error.refusal
    finally:
        loader.dispose()
    return node


class _RefusedError(Exception):
    def __init__(self, refusal: _Refusal) -> None:
        super().__init__(refusal.what)
        self.refusal = refusal


class _YamlLoader(yaml.SafeLoader):
    """Refuses a list that holds itself, by an alias or otherwise far too deep."""

    depth = 0

    def compose_node(self, parent: yaml.Node | None, index: Any) -> yaml.Node | None:
        """Return the node that comes next."""
        event: yaml.Event = self.peek_event()  # type: ignore[no-untyped-call]
        if isinstance(event, yaml.AliasEvent):
            what = f"`*{event.anchor}` stands for what is written elsewhere"
            remedy = "write that here, or put the value in quotes"
            raise _RefusedError(_Refusal(_line(event), what, remedy))
        self.depth += 1
        # A text within that many lists is as deep as they are.
        if isinstance(event, yaml.CollectionStartEvent) and self.depth > DEEPEST:
            what = "brackets or lists within each other, more than can be meant"
            raise _RefusedError(_Refusal(_line(event), what, "put the value in quotes"))
        node = super().compose_node(parent, index)
        self.depth -= 1
        return node


def _line(event: yaml.Event) -> int:
    return event.start_mark.line if event.start_mark else 0


def nothing(path: Path) -> LocatedMapping:
    """Return what stands for keys that can't be read; what it lacks is not reported again."""
    return LocatedMapping(Where(path), [])


@dataclass(frozen=True, slots=True)
class _Yaml:
    """YAML that can be read, and where its text stands."""

    text: str
    path: Path
    first_line: int
    problems: list[Problem]
    language: str

    def value(self, node: yaml.Node, key: str = "") -> WrittenValue:
        """Return what a node holds; what YAML would drop is reported."""
        where = Where(self.path, node.start_mark.line + self.first_line)
        match node:
            case yaml.SequenceNode():
                items = tuple(self._item(item) for item in node.value)
                return WrittenValue(where, items=items, written=self._flow(node))
            case yaml.MappingNode():
                keys = LocatedMapping(where, self.problems, language=self.language)
                for name, value in node.value:
                    found = self.value(value, str(name.value))
                    if not isinstance(value, yaml.ScalarNode):
                        # A list, or keys, begin on a line below.
                        line = name.start_mark.line + self.first_line
                        found = replace(found, where=Where(self.path, line))
                    keys.add(str(name.value), found)
                return WrittenValue(where, keys=keys, written=self._flow(node))
            case _:
                assert isinstance(node, yaml.ScalarNode)
                return WrittenValue(where, scalar=self._scalar(node, key, where))

    def _item(self, node: yaml.Node) -> WrittenValue:
        """Return what an item holds, without the items that are meant to stand below it."""
        found = self.value(node)
        if not isinstance(node, yaml.ScalarNode) or node.style is not None:
            return found
        lines = self.text.split("\n")
        for number in range(node.start_mark.line + 1, node.end_mark.line + 1):
            if other := unreadable.swallowed_item(lines, number):
                where = Where(self.path, number + self.first_line)
                self.problems.append(Problem(where, other.what, other.remedy))
                kept = lines[node.start_mark.line : number]
                words = "\n".join([kept[0][node.start_mark.column :], *kept[1:]])
                return replace(found, scalar=" ".join(words.split()))
        return found

    def _flow(self, node: yaml.CollectionNode) -> str:
        """Return how a list or mapping is written that stands between brackets, else nothing."""
        return self.text[node.start_mark.index : node.end_mark.index] if node.flow_style else ""

    def _scalar(self, node: yaml.ScalarNode, key: str, where: Where) -> str:
        """Return a scalar as it was meant; what YAML would drop of it is reported."""
        written = self.text[node.start_mark.index : node.end_mark.index].rstrip()
        behind = self.text[node.end_mark.index :].split("\n")[0]
        if node.style in ("|", ">"):
            return str(node.value)
        if behind.lstrip().startswith("#"):
            what = f"`{behind.strip()}` would be lost, for ` #` begins a comment"
            written = f"{written}{behind}".strip()
            if node.style is not None:
                remedy = "put a comment on a line of its own"
                self.problems.append(Problem(where, what, remedy))
                return str(node.value)
        elif written[:1] in ("&", "!"):
            what = f"`{written.split()[0]}` would be lost, for it means something else here"
        else:
            return str(node.value)
        mended = (f"{key}: " if key else "- ") + unreadable.quote(written)
        remedy = f"put the whole value into quotes: {code(mended)}"
        self.problems.append(Problem(where, what, remedy))
        return written

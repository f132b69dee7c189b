"""Text with markup, as an author has written it."""

import json
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field, fields, is_dataclass, replace
from operator import attrgetter
from typing import Any, Self, TypeVar, cast

from markdown_it.token import Token

from partnertools.foreign import Foreign
from partnertools.model.packed import Packed
from partnertools.problems import Where

T = TypeVar("T")
# What is held of a token, the rarest at the end; nothing, or 0, stands for the usual.
PARTS = attrgetter(
    "type", "tag", "nesting", "block", "content", "children", "hidden", "attrs", "info"
)
NO_PARTS = (0,) * 9
_encode = json.JSONEncoder(ensure_ascii=False, separators=(",", ":")).encode


@dataclass(frozen=True, slots=True)
class Prose:
    """Markdown, parsed. Links to other content have the form `content:tools/slug#anchor`.

    Its tokens are held `written` as JSON, which takes a tenth of their room; `lines` are those of
    the file on which they begin, 0 where the parser doesn't say.
    """

    written: str
    lines: tuple[int, ...] = field(compare=False)

    @classmethod
    def of(cls, tokens: Iterable[Token]) -> Self:
        """Return prose of tokens; what only the parser needs is left away."""
        tokens = tuple(tokens)
        written = _encode([*map(_write, tokens)])
        lines = (token.map[0] if token.map else 0 for token in tokens)
        return cls(written if tokens else "", tuple(lines))

    @property
    def has_links(self) -> bool:
        """Whether a link begins in it, which is sooner found out than where."""
        return '"link_open"' in self.written

    @property
    def tokens(self) -> tuple[Token, ...]:
        """The tokens, made anew."""
        if not self.written:
            return ()
        made = tuple(map(_read, json.loads(self.written)))
        for token, line in zip(made, self.lines, strict=True):
            token.map = [line, line] if line else None
        return made


NOTHING = Prose("", ())


def _write(token: Token) -> list[Any]:
    kind, tag, nesting, block, content, children, hidden, attrs, info = PARTS(token)
    if children and kind == "inline":
        # The words are in its children.
        content = ""
    elif isinstance(content, Foreign):
        content = [content, content.language]
    inner = children and [*map(_write, children)]
    parts = [
        kind,
        tag,
        nesting,
        block or 0,
        content or 0,
        inner or 0,
        hidden or 0,
        attrs or 0,
        info,
    ]
    while not parts[-1]:
        parts.pop()
    return parts


def _read(parts: list[Any]) -> Token:
    parts += NO_PARTS[len(parts) :]
    kind, tag, nesting, block, content, children, hidden, attrs, info = parts
    words = Foreign(*content) if isinstance(content, list) else content or ""
    inner = [*map(_read, children)] if children else None
    # As positions, they are taken in a fraction of the time: attributes, map, level; markup; meta.
    made: tuple[Any, ...] = (
        attrs or {},
        None,
        0,
        inner,
        words,
        "",
        info or "",
        {},
        bool(block),
        bool(hidden),
    )
    return Token(kind, tag or "", nesting, *made)


def find_prose(value: object) -> Iterator[Prose]:
    """Yield all prose in a part of the model, in reading order."""
    if isinstance(value, Prose):
        yield value
    elif isinstance(value, Packed):
        yield from find_prose(value.open())
    elif isinstance(value, tuple):
        for one in value:
            yield from find_prose(one)
    elif is_dataclass(value) and not isinstance(value, Where):
        for field in fields(value):
            yield from find_prose(getattr(value, field.name))


def change_prose(value: T, change: Callable[[Prose], Prose]) -> T:
    """Return a part of the model with other prose; what stays as it is, is the same object."""
    return cast(T, _changed(value, change))


def _changed(value: Any, change: Callable[[Prose], Prose]) -> Any:
    if isinstance(value, Prose):
        return change(value)
    if isinstance(value, Packed):
        before = value.open()
        after = _changed(before, change)
        return value if after is before else Packed(after)
    if isinstance(value, tuple):
        made = [_changed(one, change) for one in value]
        if all(new is old for new, old in zip(made, value, strict=True)):
            return value
        return type(value)(*made) if hasattr(value, "_fields") else tuple(made)
    if is_dataclass(value) and not isinstance(value, Where | type):
        parts = {field.name: getattr(value, field.name) for field in fields(value) if field.init}
        found = {name: _changed(part, change) for name, part in parts.items()}
        others = {name: new for name, new in found.items() if new is not parts[name]}
        return replace(value, **others) if others else value
    return value

"""Outputs as a graph: what is made from the same inputs by the same code is made once.

An output is a path within the site, a key, and a function that makes it. The key is the hash of
all inputs and of what makes the output; what the cache holds under it is not made again. An input
may be another output's bytes: then its facts are in the key.
"""

import dataclasses
import json
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import cache, partial
from hashlib import sha256
from operator import attrgetter
from pathlib import Path
from typing import Any, cast

from markdown_it.token import Token

from partnertools.build import makers
from partnertools.cache import Cache
from partnertools.model.packed import Packed
from partnertools.problems import Problem, Where

# What a token says; the lines that it came from are no part of it.
NESTED = ("attrs", "children", "meta")
OF_TOKEN = attrgetter(*(name for name in Token.__slots__ if name not in ("map", *NESTED)))
IN_TOKEN = attrgetter(*NESTED)
PLAIN = {type(None), str, int, float, bool}


@dataclass(frozen=True, slots=True)
class Output:
    """A file of the site, made in pieces; without a key it is a copy, not worth keeping."""

    path: str
    key: str
    make: Callable[[], Iterable[bytes]]
    where: Where

    def data(self) -> bytes:
        """Return the whole file."""
        return b"".join(self.make())


class Outputs(Mapping[str, bytes]):
    """The files of a site by their paths, taken from the cache or made when they are asked for.

    Two for one path are a problem. `made` has the paths of those that were not there from before.
    """

    def __init__(self, cache: Cache) -> None:
        self.cache = cache
        self.problems: list[Problem] = []
        self.made: set[str] = set()
        self._outputs: dict[str, Output] = {}
        self._origins: dict[str, Where] = {}

    def add(self, output: Output) -> None:
        """Add an output, and make it unless the cache has it."""
        # Some file systems don't tell capitals from small letters.
        folded = output.path.casefold()
        if folded in self._origins:
            what = f"`{output.path}` is also made from {self._origins[folded]}"
            self.problems.append(Problem(output.where, what, "rename one of the two"))
        self._origins[folded] = output.where
        self._outputs[output.path] = output
        if output.key and not self.cache.has(output.key):
            self._make(output)

    def __getitem__(self, path: str) -> bytes:
        return b"".join(self._pieces(path))

    def in_pieces(self) -> dict[str, "Pieces"]:
        """Return the files by their paths, each in pieces."""
        return {path: Pieces(partial(self._pieces, path)) for path in self}

    def _pieces(self, path: str) -> Iterable[bytes]:
        output = self._outputs[path]
        kept = self.cache.pieces(output.key) if output.key else None
        if kept is None and output.key:
            # It may be damaged, or another build has trimmed the cache in the meantime.
            self._make(output)
            kept = self.cache.pieces(output.key)
        return output.make() if kept is None else kept

    def _make(self, output: Output) -> None:
        self.made.add(output.path)
        self.cache.write_pieces(output.key, output.make)

    def __iter__(self) -> Iterator[str]:
        return iter(self._outputs)

    def __len__(self) -> int:
        return len(self._outputs)


@dataclass(frozen=True, slots=True)
class Pieces:
    """The pieces of a file, read anew by whoever goes through them."""

    read: Callable[[], Iterable[bytes]]

    def __iter__(self) -> Iterator[bytes]:
        return iter(self.read())


def key(maker: str, *inputs: object) -> str:
    """Return the key of what a module of ours makes from these inputs."""
    return digest(makers.digest(maker), *inputs)


def digest(*values: object) -> str:
    """Return the hash of what values say, wherever in files they stand."""
    return sha256(json.dumps([_plain(value) for value in values]).encode()).hexdigest()


def _plain(value: object) -> object:
    kind: Any = type(value)
    # Nearly all values are of these: they come first, and without a search.
    if kind in PLAIN:
        return value
    if kind is tuple or kind is list:
        return [_plain(one) for one in cast(Sequence[object], value)]
    if kind is Where:
        return None
    if kind is Token:
        # Few of them have anything inside.
        return ["Token", *OF_TOKEN(value), *(one and _plain(one) for one in IN_TOKEN(value))]
    if kind is Packed:
        return _plain(cast(Packed[object], value).open())
    if (names := _names(kind)) is not None:
        return [kind.__name__, [[name, _plain(getattr(value, name))] for name in names]]
    if isinstance(value, str | int | float):
        return value
    if isinstance(value, tuple | list):
        return [_plain(one) for one in value]
    if isinstance(value, Where | Path):
        return None
    if isinstance(value, dict):
        return {"": [[_plain(k), _plain(v)] for k, v in value.items()]}
    if isinstance(value, frozenset | set):
        return {"set": sorted(json.dumps(_plain(one)) for one in value)}
    if isinstance(value, bytes):
        return {"sha256": sha256(value).hexdigest()}
    if isinstance(value, datetime):
        return {"datetime": value.isoformat()}
    raise TypeError(f"a {kind.__name__} has no hash")


@cache
def _names(kind: Any) -> tuple[str, ...] | None:
    """Return the fields of a dataclass; of another type there are none."""
    if not dataclasses.is_dataclass(kind):
        return None
    # What is made of other fields says nothing of its own.
    return tuple(field.name for field in dataclasses.fields(kind) if field.compare)

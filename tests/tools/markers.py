"""In: a test. Out: the markers of the programs that it may call, read from its code.

From a test and its fixtures on, every function and table of the tests' own that is named is looked
into, down to `programs.needs`. Where a name hides a program from that, `needs` says so when the
test runs.
"""

from __future__ import annotations

import dis
import inspect
from collections.abc import Iterator, Mapping
from functools import cache, partial
from pathlib import Path
from types import CodeType, FunctionType, ModuleType
from typing import Any

import pytest

from tools import programs

TESTS = Path(__file__).parents[1]


def of_test(item: pytest.Function) -> set[str]:
    """Return the markers of the programs that a test and its fixtures may call."""
    fixtures = item._fixtureinfo.name2fixturedefs
    functions = [item.function, *(f.func for found in fixtures.values() for f in found)]
    parameters = item.callspec.params.values() if hasattr(item, "callspec") else ()
    words = set().union(*map(words_of, map(inspect.unwrap, functions)))
    for parameter in parameters:
        words |= set(_words_in(parameter, {}))
    if _NEEDS not in words:
        return set()
    return {programs.PROGRAMS[word].marker for word in words if word in programs.PROGRAMS}


# Stands among the words of what calls `programs.needs`.
_NEEDS = "programs.needs"


@cache
def words_of(function: FunctionType) -> frozenset[str]:
    """Return the words that a function's code holds, and the code of what it names."""
    return frozenset(_words_in(function, {}))


def _words_in(thing: Any, seen: dict[int, Any]) -> Iterator[str]:
    """Yield the words of a thing, and of what it names; `seen` keeps what was looked into."""
    if isinstance(thing, str):
        yield thing
        return
    if thing is programs.needs:
        yield _NEEDS
        return
    thing = inspect.unwrap(thing) if callable(thing) else thing
    if id(thing) in seen:
        return
    seen[id(thing)] = thing
    for part in _parts(thing):
        yield from _words_in(part, seen)


def _parts(thing: Any) -> Iterator[Any]:
    if isinstance(thing, Mapping):
        yield from thing.values()
    elif isinstance(thing, list | tuple | set | frozenset):
        yield from thing
    elif isinstance(thing, partial):
        yield from (thing.func, thing.args, thing.keywords)
    elif isinstance(thing, type) and _is_ours(thing.__module__):
        yield from vars(thing).values()
    elif isinstance(thing, property):
        yield thing.fget
    elif isinstance(thing, FunctionType) and _is_ours(thing.__module__):
        for code in _codes(thing.__code__):
            yield from (c for c in code.co_consts if isinstance(c, str | tuple))
            for name in _globals(code) & thing.__globals__.keys():
                found = thing.__globals__[name]
                if not isinstance(found, ModuleType):
                    yield found
                elif _is_ours(found.__name__):
                    yield from (vars(found)[n] for n in vars(found).keys() & {*code.co_names})


@cache
def _globals(code: CodeType) -> frozenset[str]:
    # Most functions are met again from many tests, and taking them apart takes longest.
    found = (i.argval for i in dis.get_instructions(code) if i.opname == "LOAD_GLOBAL")
    return frozenset(map(str, found))


def _codes(code: CodeType) -> Iterator[CodeType]:
    """Yield a function's code and that of the functions inside of it."""
    yield code
    for constant in code.co_consts:
        if isinstance(constant, CodeType):
            yield from _codes(constant)


@cache
def _is_ours(module: str) -> bool:
    """Tell whether a module is one of the tests'."""
    name = module.partition(".")[0]
    return any((TESTS / place).exists() for place in (name, f"{name}.py"))

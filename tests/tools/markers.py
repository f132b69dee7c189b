"""In: a test. Out: the markers of the programs that it may call, read from its code.

From a test and its fixtures on, every function and table of the tests' own that is named is looked
into, down to `programs.needs`. Where a name hides a program from that, `needs` says so when the
test runs.
"""

from __future__ import annotations

import inspect
from collections.abc import Iterator, Mapping
from functools import cache, partial
from opcode import opmap
from pathlib import Path
from types import CodeType, FunctionType, ModuleType
from typing import Any

import pytest

from tools import programs

TESTS = Path(__file__).parents[1]


def of_test(item: pytest.Function) -> set[str]:
    """Return the markers of the programs that a test and its fixtures may call."""
    fixtures = item._fixtureinfo.name2fixturedefs
    functions = (item.function, *(f.func for found in fixtures.values() for f in found))
    parameters = item.callspec.params.values() if hasattr(item, "callspec") else ()
    words = _words_of_all(functions).union(*map(_words_in, parameters))
    if _NEEDS not in words:
        return set()
    return {programs.PROGRAMS[word].marker for word in words & programs.PROGRAMS.keys()}


# Stands among the words of what calls `programs.needs`.
_NEEDS = "programs.needs"


@cache
def _words_of_all(functions: tuple[FunctionType, ...]) -> frozenset[str]:
    """Return the words of functions together: all cases of a test have the same ones."""
    return frozenset().union(*map(words_of, map(inspect.unwrap, functions)))


@cache
def words_of(function: FunctionType) -> frozenset[str]:
    """Return the words that a function's code holds, and the code of what it names."""
    return _words_in(function)


def _words_in(thing: Any) -> frozenset[str]:
    """Return the words of a thing, and of what it names."""
    words: set[str] = set()
    seen: set[int] = set()
    waiting = [thing]
    while waiting:
        part = waiting.pop()
        if isinstance(part, str):
            words.add(part)
        elif id(part) not in seen:
            seen.add(id(part))
            waiting += _parts_of(part)
    return frozenset(words)


# Most things are met again from many tests, and taking them apart takes longest. A thing stands
# beside its parts, so that no other one gets its number.
_known: dict[int, tuple[Any, list[Any]]] = {}


def _parts_of(thing: Any) -> list[Any]:
    if id(thing) not in _known:
        plain = inspect.unwrap(thing) if callable(thing) else thing
        _known[id(thing)] = thing, [_NEEDS] if plain is programs.needs else [*_parts(plain)]
    return _known[id(thing)][1]


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


def _globals(code: CodeType) -> set[str]:
    """Return the names of what code takes from its module; `dis` says the same, and slowly."""
    found, high = set(), 0
    for operation, low in zip(code.co_code[::2], code.co_code[1::2], strict=True):
        argument = high | low
        high = argument << 8 if operation == _EXTENDED_ARG else 0
        if operation == _LOAD_GLOBAL:
            # The lowest bit says whether it is about to be called.
            found.add(code.co_names[argument >> 1])
    return found


_EXTENDED_ARG, _LOAD_GLOBAL = opmap["EXTENDED_ARG"], opmap["LOAD_GLOBAL"]


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

"""The kinds of prompts: each module of this folder is one.

A kind is known because its module is here; its folder in `layouts/fields/` bears its name.
"""

from collections.abc import Iterator
from importlib import import_module
from inspect import getmembers, isclass
from pkgutil import iter_modules
from typing import TypeVar

from partnertools.model.prompt import Cell, Prompt

T = TypeVar("T")


def _classes(of: type[T]) -> Iterator[type[T]]:
    for found in iter_modules(__path__):
        module = import_module(f"{__name__}.{found.name}")
        for _, one in getmembers(module, isclass):
            # What a module imports is of another one.
            if one.__module__ == module.__name__ and issubclass(one, of):
                yield one


# mypy would have a class of which there are objects, for `Prompt` and `Cell` are abstract.
KINDS: dict[str, type[Prompt]] = {kind.kind: kind for kind in _classes(Prompt)}  # type: ignore[type-abstract]
CELLS: dict[str, type[Cell]] = {cell.kind: cell for cell in _classes(Cell)}  # type: ignore[type-abstract]

"""Values that are held small: of a thousand documents, few are looked into at a time."""

import io
import pickle
import zlib
from dataclasses import fields, is_dataclass
from functools import cache, lru_cache
from operator import attrgetter
from typing import Any, Generic, TypeVar, cast

T = TypeVar("T")
# How many stay open: all of a usual toolkit.
OPEN = 128
# More takes longer, and saves little.
LEVEL = 1


class Packed(Generic[T]):
    """A value that is opened whenever it is asked for; nobody may change what comes out."""

    __slots__ = ("_data",)

    def __init__(self, value: T) -> None:
        """Pack a value, of which nothing else is kept."""
        written = io.BytesIO()
        _Pickler(written, pickle.HIGHEST_PROTOCOL).dump(value)
        self._data = zlib.compress(written.getbuffer(), LEVEL)

    def open(self) -> T:
        """Return the value, which is the same object for a while."""
        return cast(T, _open(self._data))

    def __eq__(self, other: object) -> bool:
        """Return whether both were made of the same; equal values may be packed differently."""
        return isinstance(other, Packed) and self._data == other._data

    def __hash__(self) -> int:
        """Return a hash that goes with `__eq__`."""
        return hash(self._data)


@lru_cache(OPEN)
def _open(data: bytes) -> Any:
    return pickle.loads(zlib.decompress(data))  # noqa: S301  # it was packed in this process


class _Pickler(pickle.Pickler):
    """Lets nouns be made again by their own types, which is quicker than part by part."""

    def reducer_override(self, value: Any) -> Any:
        """Return the type and the parts of a noun; what else there is goes the usual way."""
        kind: Any = type(value)
        parts = _parts(kind)
        return NotImplemented if parts is None else (kind, parts(value))


@cache
def _parts(kind: Any) -> Any:
    """Return what gets the parts of a dataclass, in the order in which it takes them."""
    if not is_dataclass(kind) or any(f.kw_only or not f.init for f in fields(kind)):
        return None
    names = [field.name for field in fields(kind)]
    get = attrgetter(*names)
    return get if len(names) > 1 else lambda value: (get(value),)

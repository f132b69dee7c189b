"""Values that are held small: of a thousand documents, few are looked into at a time."""

import io
import pickle
import zlib
from dataclasses import fields, is_dataclass
from functools import cache, lru_cache
from operator import attrgetter
from pathlib import PurePath
from typing import Any, Generic, TypeVar, cast

T = TypeVar("T")
# How many stay open: all of a usual toolkit.
OPEN = 128
# More takes longer, and saves little.
LEVEL = 1
# Where the types are that may be packed.
OWN = ("partnertools.", "pathlib")


class Packed(Generic[T]):
    """A value that is opened whenever it is asked for; nobody may change what comes out."""

    __slots__ = ("_data",)

    def __init__(self, value: T) -> None:
        """Pack a value, of which nothing else is kept."""
        self._data = pack(value)

    def open(self) -> T:
        """Return the value, which is the same object for a while."""
        return cast(T, _open(self._data))

    @property
    def data(self) -> bytes:
        """Return what the value is packed as; equal values may be packed differently."""
        return self._data

    def __repr__(self) -> str:
        """Return what the value says, however it is packed."""
        return f"Packed({self.open()!r})"

    def __eq__(self, other: object) -> bool:
        """Return whether both were made of the same."""
        return isinstance(other, Packed) and self._data == other._data

    def __hash__(self) -> int:
        """Return a hash that goes with `__eq__`."""
        return hash(self._data)


def pack(value: object) -> bytes:
    """Return a value of nouns and plain types as few bytes."""
    written = io.BytesIO()
    _Pickler(written, pickle.HIGHEST_PROTOCOL).dump(value)
    return zlib.compress(written.getbuffer(), LEVEL)


def unpack(data: bytes) -> Any:
    """Return the value that was packed.

    Bytes that somebody else has written make nouns at most, and run nothing. Raises
    `pickle.UnpicklingError` where they ask for more.
    """
    return _Unpickler(io.BytesIO(zlib.decompress(data))).load()


@lru_cache(OPEN)
def _open(data: bytes) -> Any:
    return unpack(data)


class _Pickler(pickle.Pickler):
    """Lets nouns be made again by their own types, which is quicker than part by part."""

    def reducer_override(self, value: Any) -> Any:
        """Return the type and the parts of a noun; what else there is goes the usual way."""
        kind: Any = type(value)
        parts = _parts(kind)
        return NotImplemented if parts is None else (kind, parts(value))


class _Unpickler(pickle.Unpickler):
    """Makes nothing but what `_Pickler` may have found."""

    def find_class(self, module: str, name: str) -> Any:
        """Return a type of ours."""
        # Behind a dot is a part of what is found, which may be anything that a module imports.
        if module.startswith(OWN) and "." not in name:
            kind = super().find_class(module, name)
            is_type = isinstance(kind, type) and kind.__module__ == module
            if is_type and (
                is_dataclass(kind) or issubclass(kind, Packed | PurePath | str | tuple)
            ):
                return kind
        raise pickle.UnpicklingError(f"{module}.{name} is not to be made")


@cache
def _parts(kind: Any) -> Any:
    """Return what gets the parts of a dataclass, in the order in which it takes them.

    What it makes of them itself is none.
    """
    if not is_dataclass(kind) or any(field.kw_only for field in fields(kind)):
        return None
    names = [field.name for field in fields(kind) if field.init]
    get = attrgetter(*names)
    return get if len(names) > 1 else lambda value: (get(value),)

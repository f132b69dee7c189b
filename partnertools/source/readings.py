"""What was read of a file before: from the same text, in the same surroundings, it is the same.

Kept is what had no mistakes, which alone takes time in a content that somebody works on.
"""

import pickle
from collections.abc import Callable, Sequence
from hashlib import sha256
from pathlib import Path
from typing import Protocol, TypeVar, cast

from partnertools.cache import Cache
from partnertools.interface import po
from partnertools.interface.messages import Messages
from partnertools.model import packed
from partnertools.model.toolkit import Picture
from partnertools.problems import Problem
from partnertools.source.texts import Texts, WrittenText


class _Document(Protocol):
    @property
    def pictures(self) -> tuple[Picture, ...]: ...


D = TypeVar("D", bound=_Document)


class Readings:
    """Documents and catalogues, kept in a cache under the hash of all that they were read from.

    `version` tells one version of what reads them from another. Without a cache, all is read.
    """

    def __init__(self, cache: Cache | None = None, version: str = "") -> None:
        self._cache = cache
        self._version = version

    def read_document(
        self, read: Callable[[], D], problems: Sequence[Problem], texts: Texts, *inputs: object
    ) -> D:
        """Return what a document says; what is not in the `inputs` must not come into it.

        Mistakes are added to `problems` while it is read.
        """
        if self._cache is None or texts.version is None:
            return read()
        key = self._key(texts.version, inputs)
        found = self._recall(key)
        if found is not None:
            document, heard = cast(tuple[D, tuple[WrittenText, ...]], found)
            texts.hear_again(heard)
            return document
        before = len(problems), len(texts.problems)
        texts.heard.clear()
        document = read()
        # What pictures are is seen on the disk alone.
        if (len(problems), len(texts.problems)) == before and not document.pictures:
            self._cache.write(key, packed.pack((document, tuple(texts.heard))))
        return document

    def read_catalogue(self, path: Path, problems: list[Problem]) -> Messages:
        """Return the messages of a catalogue of translations, as `po.read` does."""
        if self._cache is None:
            return po.read(path, problems)
        key = self._key(path, sha256(path.read_bytes()).hexdigest())
        found = self._recall(key)
        if found is None:
            before = len(problems)
            found = po.read(path, problems)
            if len(problems) == before:
                self._cache.write(key, packed.pack(found))
        return cast(Messages, found)

    def _key(self, *inputs: object) -> str:
        # Nouns are written with all that they say, and with their types.
        return sha256(repr((self._version, *inputs)).encode(errors="surrogatepass")).hexdigest()

    def _recall(self, key: str) -> object | None:
        data = self._cache.read(key) if self._cache else None
        try:
            return None if data is None else packed.unpack(data)
        except pickle.UnpicklingError:
            # The cache may be one that others write into as well.
            return None

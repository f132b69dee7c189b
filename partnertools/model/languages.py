"""The languages of a toolkit: how much is translated, and where the site in each of them is."""

from dataclasses import dataclass

from partnertools.typography import Direction, direction


@dataclass(frozen=True, slots=True)
class Translation:
    """How much of a toolkit is translated; what is fuzzy has to be looked at again."""

    language: str
    texts: int
    translated: int
    fuzzy: int

    def __str__(self) -> str:
        """Say it in words."""
        fuzzy = f", {self.fuzzy:,} fuzzy" if self.fuzzy else ""
        return f"{self.translated:,} of {self.texts:,} texts translated{fuzzy}"


@dataclass(frozen=True, slots=True)
class LocalSite:
    """The site in one language; `path` leads there from the site in another, or the same one."""

    language: str
    path: str

    @property
    def direction(self) -> Direction:
        """Return how its language is written."""
        return direction(self.language)

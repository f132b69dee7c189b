"""The files that pages offer, with what people want to know before they take one."""

from dataclasses import dataclass

from partnertools.model.editions import Edition
from partnertools.model.toolkit import Paper


@dataclass(frozen=True, slots=True)
class Download:
    """A file that a page offers; `size` is in bytes, `name` its path within the site.

    One that `has_fields` can be filled in.
    """

    name: str
    paper: Paper
    edition: Edition
    pages: int
    size: int
    has_fields: bool

    @property
    def sheets(self) -> int:
        """Return how many sheets of paper it takes, printed on both sides."""
        return (self.pages + 1) // 2

    @property
    def kilobytes(self) -> int:
        """Return the size as people read it, never zero."""
        return max(1, round(self.size / 1000))

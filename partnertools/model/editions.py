"""How a document is printed: in large print or not, with lines to write on or without."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Edition:
    """One way to print a document."""

    is_large: bool = False
    is_ruled: bool = False

    @property
    def classes(self) -> tuple[str, ...]:
        """Return the class names that the style sheet of paper knows."""
        return (*(("large",) if self.is_large else ()), *(("ruled",) if self.is_ruled else ()))


STANDARD = Edition()

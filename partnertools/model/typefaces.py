"""A toolkit's own typefaces, for the text and for the headings of pages and of paper."""

from dataclasses import dataclass
from pathlib import Path

# What style sheets call them, whatever their names are: those may be reserved.
TEXT, HEADINGS = "Toolkit Text", "Toolkit Headings"


@dataclass(frozen=True, slots=True)
class Face:
    """A file of a typeface: `style` is `normal` or `italic`, `weight` from 1 to 1000."""

    style: str
    weight: int
    path: Path


@dataclass(frozen=True, slots=True)
class Typeface:
    """A folder of `content/typefaces/`, and the faces in it."""

    name: str
    faces: tuple[Face, ...]

    def published(self, face: Face) -> str:
        """Return the path of a face within the site."""
        return f"assets/typefaces/{self.name}/{face.path.name}"


@dataclass(frozen=True, slots=True)
class Typefaces:
    """What text and headings are set in, where that is not what all toolkits are set in."""

    text: Typeface | None = None
    headings: Typeface | None = None

    @property
    def by_family(self) -> dict[str, Typeface]:
        """Return them by the names that style sheets call them."""
        pairs = ((TEXT, self.text), (HEADINGS, self.headings))
        return {family: one for family, one in pairs if one}

    @property
    def published(self) -> dict[str, Path]:
        """Return the files of their faces by the paths that these have within the site."""
        return {
            one.published(face): face.path for one in self.by_family.values() for face in one.faces
        }

"""`interface/<language>.po` in `layouts/` folders -> the interface in a language."""

from collections.abc import Sequence
from pathlib import Path

from partnertools.interface import po
from partnertools.interface.words import Interface
from partnertools.places import LAYOUTS
from partnertools.problems import Problem
from partnertools.typography import tags

FOLDER = "interface"
# All messages, without a translation.
TEMPLATE = "messages.pot"


def read(language: str, folders: Sequence[Path], problems: list[Problem]) -> Interface:
    """Return the interface in a language; mistakes in its catalogues are reported.

    A message is looked for in the first folder first, and in each in the narrowest language.
    """
    found = (po.read_again(path, problems) for path in paths(language, folders))
    return Interface(language, tuple(found))


def folders(*roots: Path) -> list[Path]:
    """Return the folders of layouts that projects have, and the default one at the end."""
    default = Path(LAYOUTS)
    own = [root / "layouts" for root in roots]
    return [*(f for f in own if f.is_dir() and not f.samefile(default)), default]


def paths(language: str, folders: Sequence[Path]) -> list[Path]:
    """Return the catalogues that there are for a language, the one that counts first in front."""
    there = (folder / FOLDER / f"{tag}.po" for folder in folders for tag in tags(language))
    return [path for path in there if path.is_file()]


def languages(folder: Path) -> list[str]:
    """Return the languages that a folder has catalogues of."""
    return sorted(path.stem for path in folder.glob("*.po"))
